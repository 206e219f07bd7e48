//! Moves and new cards beyond the phone that applied: another regency, another family's card, those who stay, and an
//! officer who has not compared the face yet.

use ikd_core::identity::RegionCode;
use ikd_journeys::applicant_of;
use ikd_sandbox::OfficeError;

use super::{
    every_service::{self, Case, Typed, move_to, row, wife},
    held::Held,
    *,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_another_regency_changes_the_ktp_when_the_person_arrives_there() {
    let mut case = Case::of(row("surat-pindah")).await;
    let home = every_service::district(&case.world).parent();
    let mut all = ["99.01.01", "99.71.01"].into_iter().filter_map(RegionCode::parse);
    let far = all.find(|code| code.parent() != home).expect("one of them is another regency");
    let before = Held::of(&mut case.phone);
    let id = case.sent_with(&move_to(far)).await;
    issue(&case.world, id);
    case.refresh(id).await;
    let State::Issued { documents, result } = case.state(id) else { panic!("not issued") };
    assert!(documents.is_empty());
    assert!(result.expect("what to do with the letter").id.contains("SKPWNI"));
    assert!(case.sync().await.changed_since(&before).is_empty(), "nothing moves yet");
    case.world.sandbox.control().arrive(&id_text(id)).expect("arrived");
    let now = case.sync().await;
    assert_eq!(now.ktp().address.street.as_str(), "JL. PINDAH 7");
    assert_eq!(now.card().address, now.ktp().address);
    assert_ne!(now.ktp().address.regency, before.ktp().address.regency);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_a_district_in_which_nobody_of_the_population_lives_is_issued_too() {
    let mut case = Case::of(row("surat-pindah")).await;
    let regency = every_service::district(&case.world).parent().expect("a district has a regency");
    let offered = case.applications.regions(Some(regency)).expect("the list of the form");
    let last = offered.last().expect("districts").code;
    let typed = move_to(last);
    let id = case.sent_with(&typed).await;
    case.arrives(id, &typed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_joins_another_card_is_on_it_with_its_address() {
    let mut case = Case::of(row("surat-pindah")).await;
    let home = every_service::district(&case.world).parent();
    let others = &case.world.population().families[1..];
    let near = others.iter().find(|family| every_service::district_of(family).parent() == home);
    let host = near.expect("another family lives in the regency").clone();
    let number = format!("{:016}", host.card_number);
    let joins = Typed::of(&[("kk_pindah", "1"), ("kk_tujuan", &number)]);
    let typed = move_to(every_service::district_of(&host)).and(&joins);
    let id = case.sent_with(&typed).await;
    issue(&case.world, id);
    case.refresh(id).await;
    let now = case.sync().await;
    assert_eq!(now.card().number.digits(), number);
    assert!(now.member(case.who().nik).is_some() && now.member(host.members[0].nik).is_some());
    assert_eq!(now.ktp().address.street.as_str(), host.address.street);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_stay_keep_their_card_without_the_member_who_left() {
    for service in ["pisah-kk", "surat-pindah"] {
        let mut case = Case::of(row(service)).await;
        let mut stays = case.world.new_phone("b");
        stays.register(&applicant_of(case.world.population().adult())).await;
        let (before, she) = (Held::of(&mut stays), wife(case.world.population()).nik);
        assert!(before.member(she).is_some());
        let id = case.sent().await;
        issue(&case.world, id);
        stays.app().documents().sync().await.expect("documents arrive");
        let now = Held::of(&mut stays);
        assert_eq!(now.card().number, before.card().number, "{service}");
        assert_eq!(now.card().address, before.card().address, "{service}");
        assert_eq!(now.card().members.len(), before.card().members.len() - 1, "{service}");
        assert!(now.member(she).is_none(), "{service}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_needs_the_face_is_not_approved_before_an_officer_accepted_it() {
    let mut case = Case::of(row("pisah-kk")).await;
    let id = case.applications.start("pisah-kk").expect("a draft begins");
    let check = case.show_face(id).await;
    case.fill(id, &case.typed());
    // The officer compares the face later: the application is received all the same.
    case.send(id).await;
    let office = case.world.sandbox.office();
    office.review_application(&id_text(id)).expect("reviewed");
    assert_eq!(office.approve_application(&id_text(id)), Err(OfficeError::FaceNotAccepted));
    office.accept_face(&check, true).expect("accepted");
    assert_eq!(office.approve_application(&id_text(id)), Ok(ApplicationState::Approved));
}
