//! Moves: what the officer sees of the new address and of the card that is joined, and that nothing is approved which
//! cannot be carried out.

use ikd_proof::CivilDate;
use serde_json::json;

use super::{
    applicant::{Applicant, sandbox},
    application_outcomes::{card, issued_with_face, ktp, versions},
};
use crate::{
    ApplicationState as State, Compared, Mark, MarkCode, Obstacle, OfficeError, Part, Sandbox,
    population::{Family, Relation, Resident, district_code},
};

const CARD: &str = "kk_tujuan";

async fn fill_move(applicant: &mut Applicant<'_>, district: &str, card: &str) {
    applicant.fill(&[
        ("tujuan_jalan", "Jl. Pindah 7"),
        ("tujuan_rt", "3"),
        ("tujuan_rw", "4"),
        ("tujuan_wilayah", district),
        ("tujuan_desa", "Desa Tujuan"),
        ("tujuan_rumah", "1"),
        ("alasan", "1"),
        ("kk_tinggal", "4"),
        ("kk_pindah", card),
    ]);
    applicant.attach_what_is_wanted();
    super::face::answer_for(&applicant.phone, applicant.id).await;
}

/// A district's code as it is typed.
fn dotted(code: u32) -> String {
    format!("{}.{:02}.{:02}", code / 10_000, code / 100 % 100, code % 100)
}

/// The district of the family of a person, and another one in the same regency or not.
fn districts(sandbox: &Sandbox, person: &Resident) -> (String, String) {
    let family = sandbox.population().family_of(person.nik).expect("a family");
    let own = district_code(&family.address).expect("a district of the province");
    let all = [990_101, 990_102, 990_103, 990_201, 990_202, 997_101, 997_102, 997_201];
    let near = all.into_iter().find(|code| code / 100 == own / 100).expect("its own, at least");
    let far = all.into_iter().find(|code| code / 100 != own / 100).expect("another regency");
    (dotted(near), dotted(far))
}

#[tokio::test]
async fn a_move_within_the_regency_gives_a_new_card_and_address_at_once() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let (near, _) = districts(&sandbox, &wife);
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    let before = card(&applicant.phone).await;
    fill_move(&mut applicant, &near, "2").await;
    let status = issued_with_face(&mut applicant).await;
    assert_eq!(ktp(&applicant.phone).await.address.street.as_str(), "JL. PINDAH 7");
    let after = card(&applicant.phone).await;
    assert_ne!(after.number, before.number);
    assert_eq!((after.members.len(), after.members[0].relation), (1, Relation::KepalaKeluarga));
    assert_eq!((status.get("result"), status.get("report_by")), (None, None));
}

#[tokio::test]
async fn a_move_to_another_regency_leaves_the_record_until_the_arrival() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let (_, far) = districts(&sandbox, &wife);
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    let before = versions(&applicant.phone).await;
    fill_move(&mut applicant, &far, "2").await;
    let status = issued_with_face(&mut applicant).await;
    assert!(status["result"]["id"].as_str().expect("text").contains("SKPWNI"));
    let report_by = status["report_by"].as_str().and_then(|day| CivilDate::parse_iso(day).ok());
    assert_eq!(report_by.expect("a day").days_since(crate::service::day_of(sandbox.control().now())), 60);
    assert_eq!(status["documents"], json!([]));
    assert_eq!(versions(&applicant.phone).await, before);
    sandbox.control().arrive(&applicant.id()).expect("arrived");
    assert_eq!(ktp(&applicant.phone).await.address.street.as_str(), "JL. PINDAH 7");
    assert_eq!(sandbox.control().arrive(&applicant.id()), Err(crate::ControlError::NotFound), "once");
}

/// Another family that lives in the regency of a person, or not.
fn host(sandbox: &Sandbox, person: &Resident, near: bool) -> Family {
    let population = sandbox.population();
    let own = population.family_of(person.nik).expect("a family");
    let regency = |family: &Family| district_code(&family.address).expect("a district of the province") / 100;
    let fits = |family: &&Family| {
        let other = family.card_number != own.card_number && family.living().next().is_some();
        other && (regency(family) == regency(own)) == near
    };
    population.families.iter().find(fits).expect("36 families live in four regencies").clone()
}

/// A move onto a card, to the district of a family.
async fn fill_joining(applicant: &mut Applicant<'_>, to: &Family, number: &str) {
    fill_move(applicant, &dotted(district_code(&to.address).expect("a district")), "1").await;
    applicant.fill(&[("tujuan_desa", &to.address.village), (CARD, number)]);
}

/// Sent, with the face accepted, and in review.
async fn in_review(applicant: &mut Applicant<'_>) {
    applicant.sent().await;
    let office = applicant.sandbox().office();
    if let Some(check) = office.face_checks().expect("read").first() {
        office.accept_face(&check.id, true).expect("accepted");
    }
    assert_eq!(office.review_application(&applicant.id()), Ok(State::InReview));
}

fn mark(key: &str) -> Vec<Mark> {
    vec![Mark { part: Part::Field(key.to_owned()), code: MarkCode::MismatchRecord, note: None }]
}

#[tokio::test]
async fn a_person_joins_the_card_that_the_form_names() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let host = host(&sandbox, &wife, true);
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    fill_joining(&mut applicant, &host, &format!("{:016}", host.card_number)).await;
    issued_with_face(&mut applicant).await;
    let joined = card(&applicant.phone).await;
    assert_eq!(joined.number.as_u64(), host.card_number);
    let row = joined.members.iter().find(|member| member.nik == wife.nik).expect("a row");
    assert_eq!(row.relation, Relation::FamiliLain);
}

#[tokio::test]
async fn the_officer_sees_whose_card_is_joined_and_a_card_at_another_place_is_marked() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let host = host(&sandbox, &wife, true);
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    fill_joining(&mut applicant, &host, &format!("{:016}", host.card_number)).await;
    applicant.sent().await;
    let field = |applicant: &Applicant<'_>| {
        let view = sandbox.office().application(&applicant.id()).expect("there");
        view.fields().find(|field| field.key == CARD).cloned().expect("shown")
    };
    let seen = field(&applicant);
    let head = host.living().next().expect("a head").name.clone();
    assert_eq!(seen.compared, Compared::Found);
    assert!(seen.record.expect("said").starts_with(&format!("{head}; {}", host.address.street)));
    let husband = sandbox.population().married_couple().0.clone();
    let stranger = self::host(&sandbox, &husband, false);
    let office = sandbox.office();
    office.review_application(&applicant.id()).expect("reviewed");
    office.ask_for_correction(&applicant.id(), mark(CARD), None).expect("asked");
    applicant.revision = 2;
    applicant.fill(&[(CARD, &format!("{:016}", stranger.card_number))]);
    applicant.sent().await;
    let seen = field(&applicant);
    assert_eq!(seen.compared, Compared::Different);
    assert!(seen.record.expect("said").ends_with(&stranger.address.district));
}

#[tokio::test]
async fn a_move_onto_a_card_that_does_not_exist_is_marked_and_not_approved_but_can_be_corrected() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    for near in [true, false] {
        let host = host(&sandbox, &wife, near);
        fill_joining(&mut applicant, &host, "9902020308170999").await;
        in_review(&mut applicant).await;
        let (office, id) = (sandbox.office(), applicant.id());
        let view = office.application(&id).expect("there");
        let seen = view.fields().find(|field| field.key == CARD).expect("shown");
        assert_eq!((seen.compared, seen.record.as_deref()), (Compared::NotFound, None));
        assert_eq!(office.approve_application(&id), Err(OfficeError::Outcome(Obstacle::NoSuchCard)));
        assert_eq!(applicant.state().await, "in_review");
        office.ask_for_correction(&id, mark(CARD), None).expect("asked");
        applicant.revision = 2;
        applicant.fill(&[(CARD, &format!("{:016}", host.card_number))]);
        in_review(&mut applicant).await;
        assert_eq!(office.approve_application(&id), Ok(State::Approved));
        let stopped = office.refuse_application(&id, MarkCode::NotEligible, None);
        assert_eq!(stopped, Ok(State::Refused));
        applicant = applicant.again("surat-pindah");
    }
}

#[tokio::test]
async fn a_card_in_another_district_than_the_new_address_is_not_joined() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let (near, far) = (host(&sandbox, &wife, true), host(&sandbox, &wife, false));
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    fill_joining(&mut applicant, &near, &format!("{:016}", far.card_number)).await;
    in_review(&mut applicant).await;
    let approved = sandbox.office().approve_application(&applicant.id());
    assert_eq!(approved, Err(OfficeError::Outcome(Obstacle::CardElsewhere)));
}

#[tokio::test]
async fn a_district_that_the_register_does_not_have_is_not_approved() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let own = district_code(&sandbox.population().family_of(wife.nik).expect("a family").address);
    let unknown = dotted(own.expect("a district") / 100 * 100 + 19);
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    fill_move(&mut applicant, &unknown, "2").await;
    in_review(&mut applicant).await;
    let approved = sandbox.office().approve_application(&applicant.id());
    assert_eq!(approved, Err(OfficeError::Outcome(Obstacle::NoSuchDistrict)));
}

/// The record changes between the approval and the issue: the card that was to be joined is gone.
#[tokio::test]
async fn what_cannot_be_issued_after_the_approval_goes_back_to_the_person_or_is_refused() {
    let sandbox = sandbox().await;
    let wife = sandbox.population().married_couple().1.clone();
    let host = host(&sandbox, &wife, true);
    let mut applicant = Applicant::of(&sandbox, &wife, "surat-pindah").await;
    fill_joining(&mut applicant, &host, &format!("{:016}", host.card_number)).await;
    in_review(&mut applicant).await;
    let (office, id) = (sandbox.office(), applicant.id());
    office.approve_application(&id).expect("approved");
    office.sign_application(&id).expect("signed");
    let living = |deceased| {
        for member in host.living() {
            let change = crate::RecordChange { deceased: Some(deceased), ..Default::default() };
            sandbox.control().change_record(member.nik.as_u64(), &change).expect("changed");
        }
    };
    living(true);
    assert_eq!(office.issue_application(&id), Err(OfficeError::Outcome(Obstacle::NoSuchCard)));
    assert_eq!(applicant.state().await, "signing");
    assert_eq!(office.ask_for_correction(&id, mark(CARD), None), Ok(State::Correct));
    applicant.revision = 2;
    living(false);
    applicant.fill(&[]);
    in_review(&mut applicant).await;
    office.approve_application(&id).expect("approved");
    assert_eq!(office.refuse_application(&id, MarkCode::NotEligible, None), Ok(State::Refused));
    let status = applicant.status().await;
    assert_eq!(status["refusal"], json!({"code": "not-eligible"}));
    let mut next = applicant.again("surat-pindah");
    fill_move(&mut next, &dotted(district_code(&host.address).expect("a district")), "2").await;
    next.sent().await;
}

/// Whatever the officer and the record do, the person can apply again.
#[tokio::test]
async fn from_every_state_that_is_no_end_there_is_a_way_out() {
    let sandbox = sandbox().await;
    let mut applicant = super::applicant::blood(&sandbox).await;
    for last in ["received", "in_review", "visit_needed", "correct", "approved", "signing"] {
        applicant.sent().await;
        let (office, id) = (sandbox.office(), applicant.id());
        if last != "received" {
            office.review_application(&id).expect("reviewed");
        }
        match last {
            "visit_needed" => drop(office.ask_for_visit(&id, "Loket 3", 5, "KTP").expect("asked")),
            "correct" => drop(office.ask_for_correction(&id, mark("surat_nomor"), None).expect("asked")),
            "approved" => drop(office.approve_application(&id).expect("approved")),
            "signing" => {
                office.approve_application(&id).expect("approved");
                office.sign_application(&id).expect("signed");
            }
            _ => {}
        }
        assert_eq!(applicant.state().await, last);
        let withdrawn = applicant.phone.post(&format!("{}/withdrawal", applicant.path()), &json!({})).await;
        if withdrawn.status != 200 {
            assert_eq!(
                office.refuse_application(&id, MarkCode::NotEligible, None),
                Ok(State::Refused),
                "{last}"
            );
        }
        applicant = applicant.again("golongan-darah");
        super::applicant::fill_blood(&mut applicant);
    }
    applicant.sent().await;
}
