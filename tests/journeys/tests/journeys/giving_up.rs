//! Giving up at each step, without a network and with lost answers: no account stays bound to a key that was deleted.

use ikd_core::{
    Stage,
    registration::{FormShape, GiveUpError, Language, Step},
};
use ikd_journeys::{Applicant, Phone, World};
use ikd_sandbox::{Approval, CutPoint, Fault, FaultKind, Reason};

/// The step at which the citizen gives up.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    OfficerNotice,
    Terms,
    Form,
    Selfie,
    Uploading,
    OfficePairing,
    OfficePairingWithQr,
    AwaitingDecision,
    Rejected,
    UploadingAgain,
    Conflict,
    Activation,
    CreatePin,
}

/// No account can be bound at these steps.
const UNBOUND: [At; 6] =
    [At::OfficerNotice, At::Terms, At::Form, At::Selfie, At::Uploading, At::OfficePairing];
/// A pairing QR was scanned or shown, so an account may be bound: only the service knows.
const PERHAPS_BOUND: [At; 7] = [
    At::OfficePairingWithQr,
    At::AwaitingDecision,
    At::Rejected,
    At::UploadingAgain,
    At::Conflict,
    At::Activation,
    At::CreatePin,
];

async fn phone_at(world: &World, at: At, applicant: &Applicant) -> Phone {
    if at == At::Conflict {
        world.new_phone("old").register(applicant).await;
    }
    let mut phone = world.new_phone("a");
    go_to(&mut phone, at, applicant).await;
    phone
}

async fn go_to(phone: &mut Phone, at: At, applicant: &Applicant) {
    let registration = phone.app().registration().clone();
    registration.begin(FormShape::Short).expect("begins");
    if at == At::OfficerNotice {
        return;
    }
    registration.acknowledge_officer_notice().expect("acknowledged");
    if at == At::Terms {
        return;
    }
    registration.accept_terms(Language::Indonesian).expect("accepted");
    if at == At::Form {
        return;
    }
    registration.submit_form(applicant.input.clone()).expect("taken");
    if at == At::Selfie {
        return;
    }
    phone.take_selfie();
    if at == At::Uploading {
        return;
    }
    phone.submit().await;
    if at == At::OfficePairingWithQr {
        registration.pairing_qr().expect("a QR");
    }
    if matches!(at, At::OfficePairing | At::OfficePairingWithQr) {
        return;
    }
    phone.pair().await;
    match at {
        At::AwaitingDecision => {}
        At::Rejected => phone.be_rejected(Reason::Other, "contoh").await,
        At::UploadingAgain => {
            phone.be_rejected(Reason::Other, "contoh").await;
            phone.amend_photo().await;
        }
        At::Conflict => assert_eq!(phone.be_approved().await, Approval::SecondDevice),
        _ => {
            assert_eq!(phone.be_approved().await, Approval::CodeSent);
            if at == At::CreatePin {
                phone.activate(applicant).await;
            }
        }
    }
}

async fn give_up(phone: &mut Phone) -> Result<(), GiveUpError> {
    phone.app().registration().give_up().await
}

fn lose_answers(world: &World) {
    let kind = FaultKind::Cut(CutPoint::AfterRequest);
    let fault = Fault { method: None, path: "/v1".to_owned(), skip: 0, times: 1000, kind };
    world.sandbox.control().set_faults(vec![fault]);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_pairing_giving_up_needs_no_network() {
    for at in UNBOUND {
        let world = World::new().await;
        let mut phone = phone_at(&world, at, &world.adult()).await;
        world.network_goes();
        assert_eq!((give_up(&mut phone).await, phone.stage()), (Ok(()), Stage::Welcome), "{at:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_pairing_on_giving_up_needs_the_service_and_keeps_the_step_without_it() {
    for at in PERHAPS_BOUND {
        let world = World::new().await;
        let mut phone = phone_at(&world, at, &world.adult()).await;
        let step = phone.step();
        world.network_goes();
        assert_eq!(give_up(&mut phone).await, Err(GiveUpError::NeedsService), "{at:?}");
        phone.restart();
        assert_eq!(phone.step(), step, "{at:?}");
        world.network_returns();
        assert_eq!((give_up(&mut phone).await, phone.stage()), (Ok(()), Stage::Welcome), "{at:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_can_be_repeated_after_a_lost_answer() {
    for at in PERHAPS_BOUND {
        let world = World::new().await;
        let mut phone = phone_at(&world, at, &world.adult()).await;
        lose_answers(&world);
        assert_eq!(give_up(&mut phone).await, Err(GiveUpError::NeedsService), "{at:?}");
        world.network_returns();
        assert_eq!((give_up(&mut phone).await, phone.stage()), (Ok(()), Stage::Welcome), "{at:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_offline_keeps_an_activation_whose_answer_was_lost() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = phone_at(&world, At::Activation, &adult).await;
    let code = phone.code_from_mail(&adult.email);
    let kind = FaultKind::Cut(CutPoint::AfterRequest);
    let fault = Fault {
        method: Some("POST".to_owned()),
        path: "/v1".to_owned(),
        // The captcha arrives.
        skip: 1,
        times: 1000,
        kind,
    };
    world.sandbox.control().set_faults(vec![fault]);
    phone.type_code(&code).await.expect_err("the answer is lost");
    world.network_goes();
    assert_eq!(give_up(&mut phone).await, Err(GiveUpError::NeedsService));
    world.network_returns();
    phone.check_status().await;
    assert_eq!(phone.step(), Step::CreatePin);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_registration_after_giving_up_before_the_pin_has_no_conflict() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = phone_at(&world, At::CreatePin, &adult).await;
    give_up(&mut phone).await.expect("the service releases this phone");
    go_to(&mut phone, At::CreatePin, &adult).await;
    assert_eq!(phone.step(), Step::CreatePin);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_account_cannot_be_given_up_before_the_pin() {
    let world = World::new().await;
    let adult = world.adult();
    let mut phone = phone_at(&world, At::CreatePin, &adult).await;
    world.sandbox.control().block_account(adult.nik, true).expect("blocked");
    give_up(&mut phone).await.expect_err("the account is blocked");
    assert_eq!(phone.step(), Step::CreatePin);
}
