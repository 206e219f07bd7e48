//! A move: the phone knows in which district its holder lives, and says how far the move goes.

use ikd_core::face_check::{FacePurpose, FaceReference, Photo};
use ikd_journeys::{World, applicant_of};
use ikd_proof::form::Severity;
use ikd_sandbox::Compared;

use super::*;

/// Codes of the sandbox's districts, each with its names as documents print them.
const DISTRICTS: [(&str, &str, &str); 8] = [
    ("99.01.01", "CONTOH UTARA", "KABUPATEN CONTOH"),
    ("99.01.02", "CONTOH SELATAN", "KABUPATEN CONTOH"),
    ("99.01.03", "CONTOH PESISIR", "KABUPATEN CONTOH"),
    ("99.02.01", "UMPAMA BARAT", "KABUPATEN UMPAMA"),
    ("99.02.02", "UMPAMA TIMUR", "KABUPATEN UMPAMA"),
    ("99.71.01", "KOTA CONTOH TENGAH", "KOTA CONTOH"),
    ("99.71.02", "KOTA CONTOH BARU", "KOTA CONTOH"),
    ("99.72.01", "IBARAT", "KOTA IBARAT"),
];

fn class(applications: &Applications, id: ApplicationId) -> Option<String> {
    applications.open(id).expect("opens").answers.get("klasifikasi").map(|value| value.to_text())
}

/// What the form reports of the new address.
fn said_of_the_address(applications: &Applications, id: ApplicationId) -> Vec<(&'static str, Severity)> {
    let problems = applications.open(id).expect("opens").problems;
    let about = problems.into_iter().filter(|problem| problem.check == "other_address");
    about.map(|problem| (problem.check, problem.severity)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kind_of_a_move_is_computed_on_the_phone_and_the_counter_reads_the_same() {
    let world = World::new().await;
    let wife = world.population().married_couple().1.clone();
    let home = world.population().family_of(wife.nik).expect("a family").address.clone();
    let mut phone = world.new_phone("a");
    phone.register(&applicant_of(&wife)).await;
    let applications = applications(&mut phone);
    let id = applications.start("surat-pindah").expect("a draft begins");
    let (own, ..) = DISTRICTS
        .into_iter()
        .find(|(_, district, regency)| {
            (*district, *regency) == (home.district.as_str(), home.regency.as_str())
        })
        .expect("a district of the province");
    let other_village = format!("{} LAIN", home.village);
    for (code, ..) in DISTRICTS {
        answer(&applications, id, &[("tujuan_wilayah", code), ("tujuan_desa", other_village.as_str())]);
        let expected = match code {
            code if code == own => "2",
            code if code[..5] == own[..5] => "3",
            _ => "4",
        };
        assert_eq!(class(&applications, id).as_deref(), Some(expected), "{own} to {code}");
    }
    answer(&applications, id, &[("tujuan_wilayah", "32.01.01")]);
    assert_eq!(class(&applications, id).as_deref(), Some("5"));

    let here = [
        ("tujuan_wilayah", own),
        ("tujuan_desa", home.village.as_str()),
        ("tujuan_jalan", home.street.as_str()),
    ];
    answer(&applications, id, &here);
    assert_eq!(class(&applications, id).as_deref(), Some("1"));
    assert_eq!(said_of_the_address(&applications, id), [("other_address", Severity::Error)]);

    let (far, name, regency) =
        DISTRICTS.into_iter().find(|(code, ..)| code[..5] != own[..5]).expect("another regency");
    let filled = [
        ("tujuan_wilayah", far),
        ("tujuan_desa", "DESA CONTOH"),
        ("tujuan_jalan", "Jl. Contoh 7"),
        ("tujuan_rt", "3"),
        ("tujuan_rw", "4"),
        ("tujuan_rumah", "1"),
        ("alasan", "1"),
        ("kk_tinggal", "4"),
        ("kk_pindah", "2"),
    ];
    answer(&applications, id, &filled);
    assert_eq!(said_of_the_address(&applications, id), []);
    attach_all(&applications, id);
    let checks = phone.app().face_checks().clone();
    checks.request(FacePurpose::Application, FaceReference::new(id.0)).await.expect("the service asks");
    checks.answer(&Photo::faultless(Phone::portrait())).await.expect("the answer arrives");
    queue(&mut phone, id).await;
    assert_eq!(send(&applications).await.sent, [id]);

    let view = world.sandbox.office().application(&id_text(id)).expect("the application");
    let field = |key: &str| view.fields().find(|field| field.key == key).cloned().expect("shown");
    let kind = field("klasifikasi");
    assert_eq!(kind.answer.as_deref(), Some("Antarkabupaten atau antarkota"));
    assert_eq!((kind.record, kind.compared), (kind.answer.clone(), Compared::Same));
    let place = format!("{name}, {regency}");
    assert_eq!(field("tujuan_wilayah").answer.as_deref(), Some(place.as_str()), "by its name");
}
