//! Unusual cases at the counter and with the activation code.

use ikd_core::{
    Stage,
    registration::{
        ActivationError, AmendError, ConflictOption, FormShape, LinkError, PairingError, Photo, Step,
        SubmitError,
    },
    service::contract::{RejectionOption, RejectionReason},
};
use ikd_journeys::{Applicant, Phone, World, applicant_of};
use ikd_sandbox::{Approval, Field, OfficeError, Reason, Requirement, Statement, TrustChange};

/// A phone that has sent form and portrait, and waits for the counter.
async fn at_the_counter(world: &World, name: &str, applicant: &Applicant) -> Phone {
    let mut phone = world.new_phone(name);
    phone.send_all(applicant, FormShape::Short).await;
    phone
}

/// An approved phone that waits for its activation code.
async fn approved(world: &World, name: &str, applicant: &Applicant) -> Phone {
    let mut phone = at_the_counter(world, name, applicant).await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_rejected_for_the_photo_takes_another_and_is_accepted() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = at_the_counter(&world, "a", &applicant).await;
    phone.pair().await;
    phone.be_rejected(Reason::FaceMismatch, "Foto terlalu gelap").await;
    let Step::Rejected { reason, note, options } = phone.step() else { panic!("{:?}", phone.step()) };
    assert_eq!((reason, note.as_deref()), (RejectionReason::FaceMismatch, Some("Foto terlalu gelap")));
    assert!(options.contains(&RejectionOption::Photo), "{options:?}");

    phone.amend_photo().await;
    phone.submit().await;
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    phone.activate(&applicant).await;
    phone.create_pin().await;
    assert_eq!(phone.stage(), Stage::Unlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn advice_that_a_selfie_does_not_follow_travels_with_it_to_the_officer() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = world.new_phone("a");
    phone.fill_in(&applicant, FormShape::Short);
    let photo = Photo { jpeg: Phone::portrait(), advice: vec!["REMOVE_GLASSES", "LEVEL_HEAD"] };
    phone.app().registration().take_portrait(&photo).expect("advice does not block");
    phone.restart();
    phone.submit().await;
    phone.pair().await;
    assert_eq!(phone.as_the_officer_sees_it().advice, ["REMOVE_GLASSES", "LEVEL_HEAD"]);

    // Another photograph takes the advice of the first one away.
    phone.be_rejected(Reason::FaceMismatch, "Kacamata").await;
    phone.amend_photo().await;
    phone.submit().await;
    phone.pair().await;
    assert_eq!(phone.as_the_officer_sees_it().advice, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_rejected_for_the_form_corrects_it_and_is_accepted() {
    let world = World::new().await;
    let applicant = world.adult();
    let other = world.population().married_couple().0;
    let mut mistaken = applicant.clone();
    mistaken.input.nik = other.nik.digits();
    let mut phone = at_the_counter(&world, "a", &mistaken).await;
    phone.pair().await;
    phone.be_rejected(Reason::DataMismatch, "NIK keliru").await;
    phone.app().registration().amend(Some(applicant.input.clone()), None).await.expect("corrected");
    phone.restart();
    phone.pair().await;
    assert_eq!(phone.be_approved().await, Approval::CodeSent);
    phone.activate(&applicant).await;
    phone.create_pin().await;
    phone.app().documents().sync().await.expect("documents arrive");
    let ktp = phone.app().documents().list().expect("the list").remove(0);
    assert_eq!(phone.app().documents().open(ktp.id).expect("opens").subject.as_u64(), applicant.nik);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_form_that_differs_from_the_record_is_approved_only_with_a_recorded_reason() {
    let world = World::new().await;
    let mut applicant = world.adult();
    let other = applicant_of(world.population().married_couple().1).input.details.clone();
    assert!(other.sex != applicant.input.details.sex);
    applicant.input.details = other;
    let mut phone = world.new_phone("a");
    phone.send_all(&applicant, FormShape::Long).await;
    phone.pair().await;
    let id = phone.registration_at_counter();
    let refused = phone.try_to_be_approved(None).await;
    let Err(OfficeError::NotStated(missing)) = refused else { panic!("{refused:?}") };
    assert_eq!(missing.iter().collect::<Vec<_>>(), [Requirement::Reason]);
    assert!(matches!(phone.step(), Step::AwaitingDecision { .. }));
    let why = "Nama dan data diperbaiki dengan penetapan pengadilan";
    assert_eq!(phone.try_to_be_approved(Some(why)).await, Ok(Approval::CodeSent));
    let decisions = world.sandbox.office().registration(&id).expect("there").history;
    assert_eq!(decisions[0].override_reason.as_deref(), Some(why));
    assert!(
        decisions[0].differences.contains(&Field::Name) && decisions[0].differences.contains(&Field::Sex)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_counts_unpaired_phones_without_listing_them() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world, "a", &world.adult()).await;
    let office = world.sandbox.office();
    let queue = office.queue().expect("the queue");
    assert_eq!((queue.paired.len(), queue.unpaired), (0, 1));
    phone.pair().await;
    let queue = office.queue().expect("the queue");
    assert_eq!((queue.paired.len(), queue.unpaired), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_option_that_the_rejection_does_not_offer_is_refused_by_the_phone() {
    let world = World::new().await;
    let applicant = applicant_of(world.population().deceased());
    let mut phone = at_the_counter(&world, "a", &applicant).await;
    phone.pair().await;
    assert!(matches!(phone.be_approved().await, Approval::Refused(Reason::Deceased)));
    let refused = phone.app().registration().amend(Some(applicant.input.clone()), None).await;
    assert_eq!(refused, Err(AmendError::NotOffered));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_decides_who_may_hold_an_account() {
    let world = World::new().await;
    let people = world.population();
    let cases = [
        (
            people.under_17_unmarried(),
            Approval::Refused(Reason::NotEligible),
            Some(RejectionReason::NotEligible),
        ),
        (people.deceased(), Approval::Refused(Reason::Deceased), Some(RejectionReason::Deceased)),
        (people.blocked(), Approval::Refused(Reason::Blocked), Some(RejectionReason::Blocked)),
        (people.under_17_married(world.today()), Approval::CodeSent, None),
    ];
    for (number, (resident, expected, rejection)) in cases.into_iter().enumerate() {
        let mut phone = at_the_counter(&world, &format!("phone-{number}"), &applicant_of(resident)).await;
        phone.pair().await;
        assert_eq!(phone.be_approved().await, expected, "case {number}");
        match (phone.step(), rejection) {
            (Step::Rejected { reason, .. }, Some(rejection)) => assert_eq!(reason, rejection),
            (Step::Activation { .. }, None) => {}
            (step, _) => panic!("case {number}: {step:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_nik_is_rejected_only_at_the_counter() {
    let world = World::new().await;
    let mut applicant = world.adult();
    applicant.input.nik = "9979990101909999".to_owned();
    let mut phone = at_the_counter(&world, "a", &applicant).await;
    phone.pair().await;
    assert!(matches!(phone.be_approved().await, Approval::Refused(Reason::NoRecord)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photographed_counter_qr_cannot_pair_a_second_phone() {
    let world = World::new().await;
    let mut citizen = at_the_counter(&world, "citizen", &world.adult()).await;
    let mut thief =
        at_the_counter(&world, "thief", &applicant_of(world.population().married_couple().0)).await;
    let offer = world.sandbox.office().new_pairing_offer().expect("a QR");
    citizen.app().registration().pair_with_counter(&offer.qr_text).await.expect("paired");
    let stolen = thief.app().registration().pair_with_counter(&offer.qr_text).await;
    assert_eq!(stolen, Err(PairingError::Used));
    assert_eq!(thief.step(), Step::OfficePairing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thief_who_uses_a_photographed_counter_qr_first_cannot_be_approved_without_digits() {
    let world = World::new().await;
    let mut citizen = at_the_counter(&world, "citizen", &world.adult()).await;
    let mut thief =
        at_the_counter(&world, "thief", &applicant_of(world.population().married_couple().0)).await;
    let offer = world.sandbox.office().new_pairing_offer().expect("a QR");
    thief.app().registration().pair_with_counter(&offer.qr_text).await.expect("the thief pairs first");
    let refused = citizen.app().registration().pair_with_counter(&offer.qr_text).await;
    assert_eq!(refused, Err(PairingError::Used));
    // The citizen's phone shows no digits to read out, and without them the officer cannot approve.
    assert_eq!(citizen.step(), Step::OfficePairing);
    let id = thief.registration_at_counter();
    let refused = world.sandbox.office().approve(&id, &Statement::confirmed(""));
    let Err(OfficeError::NotStated(missing)) = refused else { panic!("{refused:?}") };
    assert_eq!(missing.iter().collect::<Vec<_>>(), [Requirement::Digits]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_counter_qr_is_refused() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world, "a", &world.adult()).await;
    let offer = world.sandbox.office().new_pairing_offer().expect("a QR");
    world.sandbox.control().advance_clock(400);
    phone.check_status().await; // the phone learns the service's time
    let refused = phone.app().registration().pair_with_counter(&offer.qr_text).await;
    assert_eq!(refused, Err(PairingError::Expired));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_qr_that_is_not_from_the_counter_is_refused() {
    let world = World::new().await;
    let other = World::new().await;
    let mut phone = at_the_counter(&world, "a", &world.adult()).await;
    let foreign = other.sandbox.office().new_pairing_offer().expect("a QR").qr_text;
    let registration = phone.app().registration().clone();
    assert_eq!(registration.pair_with_counter(&foreign).await, Err(PairingError::Untrusted));
    for text in ["", "https://contoh.id", "IKDP1:", "IKDP1:AAAA"] {
        assert_eq!(registration.pair_with_counter(text).await, Err(PairingError::NotAPairingQr), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_returns_the_tries_left_and_a_new_code_works() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = approved(&world, "a", &applicant).await;
    let right = phone.code_from_mail(&applicant.email);
    let wrong = if right.as_str() == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let error = phone.type_code(wrong).await.expect_err("a wrong code");
        assert!(
            matches!(error, ActivationError::WrongCode { tries_left } if tries_left == left)
                || left == 0 && error == ActivationError::CodeExhausted,
            "{left}: {error:?}"
        );
    }
    let exhausted = phone.type_code(&right).await;
    assert_eq!(exhausted, Err(ActivationError::CodeExhausted));
    world.sandbox.control().advance_clock(120);
    phone.app().registration().resend_code().await.expect("a new code is sent");
    phone.activate(&applicant).await;
    assert_eq!(phone.step(), Step::CreatePin);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_captcha_does_not_use_up_a_try_of_the_code() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = approved(&world, "a", &applicant).await;
    let code = phone.code_from_mail(&applicant.email);
    let registration = phone.app().registration().clone();
    let captcha =
        registration.captcha(ikd_core::registration::Language::Indonesian).await.expect("a captcha");
    let refused = registration.activate(code, captcha.id, "bukan ini").await;
    assert_eq!(refused, Err(ActivationError::WrongCaptcha));
    phone.check_status().await;
    assert!(matches!(phone.step(), Step::Activation { tries_left: 5, .. }), "{:?}", phone.step());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_captcha_can_be_answered_in_words() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = approved(&world, "a", &applicant).await;
    let code = phone.code_from_mail(&applicant.email);
    let registration = phone.app().registration().clone();
    let captcha =
        registration.captcha(ikd_core::registration::Language::Indonesian).await.expect("a captcha");
    assert!(captcha.question.len() > 10 && captcha.image.starts_with(b"\x89PNG"));
    let words =
        world.sandbox.control().captcha_words(&captcha.id.to_text()).expect("the sandbox knows the captcha");
    registration.activate(code, captcha.id, &words).await.expect("an answer in words is accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_code_is_refused_and_a_new_one_works() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = approved(&world, "a", &applicant).await;
    let old = phone.code_from_mail(&applicant.email);
    world.sandbox.control().advance_clock(15 * 60 + 1);
    assert_eq!(phone.type_code(&old).await, Err(ActivationError::CodeExpired));
    phone.app().registration().resend_code().await.expect("a new code is sent");
    phone.activate(&applicant).await;
    assert_eq!(phone.step(), Step::CreatePin);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_can_correct_a_wrong_email_address() {
    let world = World::new().await;
    let mut applicant = world.adult();
    let mut phone = at_the_counter(&world, "a", &applicant).await;
    phone.pair().await;
    let id = phone.registration_at_counter();
    phone.be_approved().await;
    let old = phone.code_from_mail(&applicant.email);
    applicant.email = "benar@contoh.id".to_owned();
    world.sandbox.office().correct_email(&id, &applicant.email).expect("corrected");
    phone.type_code(&old).await.expect_err("the code in the wrong mailbox is invalid");
    phone.activate(&applicant).await;
    assert_eq!(phone.step(), Step::CreatePin);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_exact_activation_link_of_the_service_is_accepted() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = approved(&world, "a", &applicant).await;
    let host = world.sandbox.api_url();
    let registration = phone.app().registration().clone();
    assert_eq!(registration.open_activation_link(&format!("{host}/aktivasi")), Ok(()));
    for url in [
        "https://contoh.id/aktivasi".to_owned(),
        format!("{host}.contoh.id/aktivasi"),
        format!("{host}/aktivasi?code=123456"),
        host.replace("https", "http") + "/aktivasi",
    ] {
        assert_eq!(registration.open_activation_link(&url), Err(LinkError::NotOurs), "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_phone_waits_until_the_old_one_is_released_at_the_counter() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut old = world.new_phone("old");
    old.register(&applicant).await;
    let mut new = at_the_counter(&world, "new", &applicant).await;
    new.pair().await;
    let id = new.registration_at_counter();
    assert_eq!(new.be_approved().await, Approval::SecondDevice);
    let Step::Conflict { options } = new.step() else { panic!("{:?}", new.step()) };
    assert!(options.contains(&ConflictOption::ReleaseAtCounter));

    world.sandbox.office().release_old_device(&id, true).expect("released");
    new.check_status().await;
    if matches!(new.step(), Step::AwaitingDecision { .. }) {
        new.be_approved().await;
    }
    new.activate(&applicant).await;
    new.create_pin().await;
    new.app().documents().sync().await.expect("the new phone gets the documents");

    old.app().documents().sync().await.expect_err("the old phone does not");
    assert!(matches!(old.stage(), Stage::Blocked { .. }), "{:?}", old.stage());
    old.restart();
    assert!(matches!(old.stage(), Stage::Blocked { .. }), "the restart forgot the block");
    old.app().wipe().expect("the owner wipes the phone");
    assert_eq!(old.stage(), Stage::Welcome);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_registration_starts_over_with_its_draft() {
    let world = World::new().await;
    let applicant = world.adult();
    let mut phone = at_the_counter(&world, "a", &applicant).await;
    world.sandbox.control().advance_clock(8 * 24 * 3600);
    phone.check_status().await;
    assert_eq!(phone.step(), Step::Expired);
    phone.app().registration().restart().expect("starts over");
    assert_eq!(phone.step(), Step::Terms);
    assert!(phone.app().registration().draft().expect("a draft") == applicant.input);
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_erases_the_registration_on_both_sides() {
    let world = World::new().await;
    let mut phone = at_the_counter(&world, "a", &world.adult()).await;
    phone.app().registration().give_up().await.expect("given up");
    assert_eq!(phone.stage(), Stage::Welcome);
    assert!(world.sandbox.office().queue().expect("the queue").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn outdated_terms_and_outdated_apps_are_refused_before_anything_is_sent() {
    for (change, expected) in [
        (
            TrustChange { terms: Some("ikd-terms-2".to_owned()), ..TrustChange::default() },
            SubmitError::TermsOutdated,
        ),
        (TrustChange { lowest_app: Some([9, 0, 0]), ..TrustChange::default() }, SubmitError::AppOutdated),
    ] {
        let world = World::new().await;
        let mut phone = world.new_phone("a");
        phone.fill_in(&world.adult(), FormShape::Short);
        phone.take_selfie();
        world.sandbox.control().issue_trust_bundle(&change).expect("new rules");
        assert_eq!(phone.app().registration().submit().await, Err(expected));
        assert!(world.sandbox.control().requests().iter().all(|seen| seen.method != "POST"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trust_bundle_that_the_phone_already_has_is_answered_with_304() {
    let world = World::new().await;
    let _phone = at_the_counter(&world, "a", &world.adult()).await;
    let asked = world.sandbox.control().requests().into_iter().find(|seen| seen.route == "/v1/trust");
    assert_eq!(asked.expect("the bundle was asked for").status, 304);
}
