#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::{
    ViewKind,
    cose::{Signer as _, SoftwareSigner, Unsigned},
    seal::{SealingRandomness, seal},
    testing::{
        self, AUDIENCE, COUNTER, ISSUER, NOW, READER, VIEW_KEY, basic_view, class, full_view, moment,
        reader_key, signer, trust,
    },
    trust::{IssuerUse, Policy},
};

fn verifier() -> Verifier {
    Verifier::new(vec![reader_key(READER)], trust())
}

fn issued(view: &View) -> Vec<u8> {
    view.issue(&signer(ISSUER)).unwrap()
}

fn text() -> String {
    testing::qr_text(&basic_view(), moment(NOW, [1; 8]))
}

fn refusal(text: &str, now: u64) -> Option<Refusal> {
    verifier().verify(text, now).err()
}

/// Seals any bytes to the test's reader class.
fn sealed_text(plaintext: &[u8]) -> String {
    let randomness = SealingRandomness::new([3; 32]);
    let sealed = seal(plaintext, &class().key, randomness).unwrap();
    qr_text::encode(QrPrefix::Proof, &sealed)
}

fn claims() -> ProofClaims {
    ProofClaims {
        audience: AUDIENCE,
        issued_at: NOW,
        expires_at: NOW + 30,
        id: [1; 8],
        clock_doubtful: false,
    }
}

fn proof_text(claims: ProofClaims, view: &[u8], key: &SoftwareSigner) -> String {
    sealed_text(&claims.unsigned(view).sign(key).unwrap())
}

#[test]
fn a_valid_code_returns_its_claims() {
    let verified = verifier().verify(&text(), NOW + 5).unwrap();
    assert!(verified.view == basic_view());
    assert_eq!(verified.freshness, Freshness { issued_at: NOW, age_seconds: 5 });
    assert!(!verified.clock_doubtful);
}

#[test]
fn an_overdue_trust_bundle_is_reported_to_the_reader() {
    for (after, overdue) in [(NOW + 4, true), (NOW + 5, false)] {
        let bundle = TrustBundle { refresh_after: after, ..trust() };
        let verified = Verifier::new(vec![reader_key(READER)], bundle).verify(&text(), NOW + 5).unwrap();
        assert_eq!(verified.trust_overdue, overdue, "{after}");
    }
}

#[test]
fn a_full_view_returns_every_field() {
    let text = testing::qr_text(&full_view(), moment(NOW, [1; 8]));
    assert!(verifier().verify(&text, NOW).unwrap().view == full_view());
}

#[test]
fn a_doubtful_clock_is_reported_to_the_reader() {
    let moment = crate::present::ProofTime { clock_doubtful: true, ..moment(NOW, [1; 8]) };
    let text = testing::qr_text(&basic_view(), moment);
    assert!(verifier().verify(&text, NOW).unwrap().clock_doubtful);
}

#[test]
fn the_time_window_includes_both_ends() {
    let at = |now| verifier().verify(&text(), now).err();
    assert_eq!(at(NOW - 31), Some(Refusal::TooEarly));
    assert_eq!(at(NOW - 30), None);
    assert_eq!(at(NOW + 60), None);
    assert_eq!(at(NOW + 61), Some(Refusal::TooLate));
}

#[test]
fn a_phone_clock_ahead_results_in_a_negative_age() {
    let verified = verifier().verify(&text(), NOW - 20).unwrap();
    assert_eq!(verified.freshness.age_seconds, -20);
}

#[test]
fn a_proof_with_a_longer_lifetime_ends_with_that_of_the_policy() {
    let long = ProofClaims { expires_at: NOW + 1_000_000, ..claims() };
    let text = proof_text(long, &issued(&basic_view()), &signer(VIEW_KEY));
    assert_eq!(refusal(&text, NOW + 60), None);
    assert_eq!(refusal(&text, NOW + 61), Some(Refusal::TooLate));
}

#[test]
fn the_largest_times_do_not_overflow() {
    for (issued_at, expires_at) in [(u64::MAX, u64::MAX), (0, u64::MAX), (0, 0)] {
        let text = proof_text(
            ProofClaims { issued_at, expires_at, ..claims() },
            &issued(&basic_view()),
            &signer(VIEW_KEY),
        );
        assert!(matches!(refusal(&text, NOW), Some(Refusal::TooEarly | Refusal::TooLate)));
        assert!(refusal(&text, u64::MAX).is_some());
    }
}

#[test]
fn the_same_code_is_accepted_once() {
    let mut verifier = verifier();
    assert!(verifier.verify(&text(), NOW).is_ok());
    assert_eq!(verifier.verify(&text(), NOW + 1).err(), Some(Refusal::Replayed));
}

#[test]
fn a_mode_has_a_stable_code() {
    assert_eq!(Mode::Shown.code(), "shown");
}

#[test]
fn another_code_of_the_same_second_is_not_a_replay() {
    let mut verifier = verifier();
    verifier.verify(&text(), NOW).unwrap();
    let another = testing::qr_text(&basic_view(), moment(NOW, [2; 8]));
    assert_eq!(verifier.verify(&another, NOW).err(), None);
}

#[test]
fn a_code_sealed_again_with_s_negated_is_a_replay() {
    let unsigned = claims().unsigned(&issued(&basic_view()));
    let signature = signer(VIEW_KEY).sign(&unsigned.to_be_signed()).unwrap();
    let parsed = p256::ecdsa::Signature::from_slice(&signature).unwrap();
    let turned = p256::ecdsa::Signature::from_scalars(parsed.r(), -parsed.s()).unwrap();
    let mut verifier = verifier();
    assert!(verifier.verify(&sealed_text(&unsigned.finish(&signature)), NOW).is_ok());
    let again = sealed_text(&unsigned.finish(&turned.to_bytes().into()));
    assert_eq!(verifier.verify(&again, NOW).err(), Some(Refusal::Replayed));
}

#[test]
fn a_refused_code_is_not_remembered() {
    let mut verifier = verifier();
    assert_eq!(verifier.verify(&text(), NOW - 31).err(), Some(Refusal::TooEarly));
    assert!(verifier.verify(&text(), NOW).is_ok());
}

#[test]
fn every_changed_character_is_refused() {
    let text = text();
    for at in 0..text.len() {
        for new in [b'0', b'Z', b':', b'a'] {
            let mut bytes = text.clone().into_bytes();
            if bytes[at] == new {
                continue;
            }
            bytes[at] = new;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(refusal(&changed, NOW).is_some(), "character {at}");
        }
    }
}

#[test]
fn every_changed_byte_under_the_text_is_refused() {
    let bytes = qr_text::decode(QrPrefix::Proof, &text(), MAX_SEALED).unwrap();
    for at in 0..bytes.len() {
        for bit in [0x01, 0x80] {
            let mut bytes = bytes.clone();
            bytes[at] ^= bit;
            let changed = qr_text::encode(QrPrefix::Proof, &bytes);
            assert!(refusal(&changed, NOW).is_some(), "byte {at}");
        }
    }
}

#[test]
fn every_changed_byte_under_the_seal_is_refused() {
    let proof = claims().unsigned(&issued(&basic_view())).sign(&signer(VIEW_KEY)).unwrap();
    for at in 0..proof.len() {
        let mut proof = proof.clone();
        proof[at] ^= 0x01;
        assert!(refusal(&sealed_text(&proof), NOW).is_some(), "byte {at}");
    }
}

#[test]
fn every_truncation_is_refused() {
    let text = text();
    for end in 0..text.len() {
        assert!(refusal(&text[..end], NOW).is_some(), "{end} characters");
    }
}

#[test]
fn a_text_that_is_not_an_ikd_code_is_refused_by_its_form() {
    assert_eq!(refusal("https://contoh.example", NOW), Some(Refusal::Prefix));
    assert_eq!(refusal(&format!("IKD1:{}", "A".repeat(3000)), NOW), Some(Refusal::TooLong));
    assert_eq!(refusal("IKD1:ab", NOW), Some(Refusal::Base45));
    assert_eq!(refusal("IKD1:00", NOW), Some(Refusal::Envelope));
}

#[test]
fn a_code_for_another_class_is_refused() {
    let mut other = Verifier::new(vec![reader_key(2)], trust());
    assert_eq!(other.verify(&text(), NOW).err(), Some(Refusal::OtherReader));
}

#[test]
fn a_reader_whose_class_is_not_valid_reads_no_code() {
    let bundle =
        TrustBundle { reader_classes: vec![ReaderClass { not_after: NOW - 1, ..class() }], ..trust() };
    let mut reader = Verifier::new(vec![reader_key(READER)], bundle);
    assert_eq!(reader.verify(&text(), NOW).err(), Some(Refusal::ReaderNotValid));
    let mut reader =
        Verifier::new(vec![reader_key(READER)], TrustBundle { reader_classes: vec![], ..trust() });
    assert_eq!(reader.verify(&text(), NOW).err(), Some(Refusal::ReaderNotValid));
}

#[test]
fn sealed_bytes_that_are_not_a_proof_are_refused() {
    assert_eq!(refusal(&sealed_text(b"rubbish"), NOW), Some(Refusal::Proof));
    let text = proof_text(claims(), b"rubbish", &signer(VIEW_KEY));
    assert_eq!(refusal(&text, NOW), Some(Refusal::View));
}

#[test]
fn a_view_without_a_trusted_issuer_is_refused() {
    let by = |n: u8| basic_view().issue(&signer(n)).unwrap();
    let text = |view: &[u8]| proof_text(claims(), view, &signer(VIEW_KEY));
    assert_eq!(refusal(&text(&by(50)), NOW), Some(Refusal::IssuerUnknown));
    assert_eq!(refusal(&text(&by(COUNTER)), NOW), Some(Refusal::IssuerUse));
}

#[test]
fn an_issuer_outside_its_validity_is_refused() {
    let mut bundle = trust();
    bundle.issuers[0].not_after = NOW - 31;
    let mut reader = Verifier::new(vec![reader_key(READER)], bundle.clone());
    assert_eq!(reader.verify(&text(), NOW).err(), Some(Refusal::IssuerNotValid));
    bundle.issuers[0].not_after = NOW - 30;
    assert!(Verifier::new(vec![reader_key(READER)], bundle).verify(&text(), NOW).is_ok());
}

#[test]
fn a_view_that_its_issuer_did_not_sign_is_refused() {
    let bytes = issued(&basic_view());
    let parsed = crate::cose::Sign1::parse(&bytes, 1500).unwrap();
    let kid = Some(signer(ISSUER).public_key().kid());
    let forged = Unsigned::new(crate::view::DOMAIN, kid, parsed.payload.to_vec()).sign(&signer(50)).unwrap();
    let text = proof_text(claims(), &forged, &signer(VIEW_KEY));
    assert_eq!(refusal(&text, NOW), Some(Refusal::IssuerSignature));
}

#[test]
fn an_expired_view_is_refused() {
    let old = View { expires_at: NOW - 31, ..basic_view() };
    let text = testing::qr_text(&old, moment(NOW, [1; 8]));
    assert_eq!(refusal(&text, NOW), Some(Refusal::ViewExpired));
    assert_eq!(refusal(&text, NOW - 1), None);
}

#[test]
fn a_view_key_off_the_curve_is_refused() {
    let bytes = issued(&basic_view());
    let parsed = crate::cose::Sign1::parse(&bytes, 1500).unwrap();
    let holder = *basic_view().key.as_bytes();
    let x = &holder[1..];
    let at = parsed.payload.windows(32).position(|window| window == x).unwrap();
    // Among changes of the last byte of x, about half are not on the curve.
    let off_curve = (1..=255_u8)
        .find_map(|change| {
            let mut payload = parsed.payload.to_vec();
            payload[at + 31] ^= change;
            let mut key = holder;
            key[32] ^= change;
            crate::PublicKey::from_compressed(&key).is_err().then_some(payload)
        })
        .unwrap();
    let kid = Some(signer(ISSUER).public_key().kid());
    let view = Unsigned::new(crate::view::DOMAIN, kid, off_curve).sign(&signer(ISSUER)).unwrap();
    let text = proof_text(claims(), &view, &signer(VIEW_KEY));
    assert_eq!(refusal(&text, NOW), Some(Refusal::HolderKey));
}

#[test]
fn a_copied_view_without_its_key_is_refused() {
    let text = proof_text(claims(), &issued(&basic_view()), &signer(99));
    assert_eq!(refusal(&text, NOW), Some(Refusal::HolderSignature));
}

#[test]
fn a_proof_for_another_audience_sealed_to_us_is_refused() {
    let text = proof_text(ProofClaims { audience: 8, ..claims() }, &issued(&basic_view()), &signer(VIEW_KEY));
    assert_eq!(refusal(&text, NOW), Some(Refusal::Audience));
}

#[test]
fn a_view_that_the_class_may_not_see_is_refused() {
    let class = ReaderClass { views: vec![ViewKind::Basic], ..class() };
    let bundle = TrustBundle { reader_classes: vec![class], ..trust() };
    let mut reader = Verifier::new(vec![reader_key(READER)], bundle);
    let text = testing::qr_text(&full_view(), moment(NOW, [1; 8]));
    assert_eq!(reader.verify(&text, NOW).err(), Some(Refusal::ViewNotAllowed));
}

#[test]
fn the_previous_key_of_a_class_still_reads_codes() {
    let newer = ReaderClass { key: reader_key(2).public_key(), ..class() };
    let bundle = TrustBundle { reader_classes: vec![newer, class()], ..trust() };
    let mut reader = Verifier::new(vec![reader_key(2), reader_key(READER)], bundle);
    assert!(reader.verify(&text(), NOW).is_ok());
}

#[test]
fn a_reader_of_two_classes_reads_each_code_as_the_class_it_was_sealed_to() {
    let other = ReaderClass { key: reader_key(2).public_key(), audience: 8, views: vec![], ..class() };
    let bundle = TrustBundle { reader_classes: vec![other, class()], ..trust() };
    let mut reader = Verifier::new(vec![reader_key(2), reader_key(READER)], bundle);
    assert!(reader.verify(&text(), NOW).is_ok());
}

#[test]
fn only_a_higher_version_replaces_the_trust_bundle_and_the_replay_cache_is_kept() {
    let mut reader = verifier();
    assert!(reader.verify(&text(), NOW).is_ok());
    assert!(!reader.update_trust(TrustBundle { version: 2, ..trust() }));
    assert!(reader.update_trust(TrustBundle { version: 4, ..trust() }));
    assert_eq!(reader.trust().version, 4);
    assert_eq!(reader.verify(&text(), NOW).err(), Some(Refusal::Replayed));
}

#[test]
fn the_skew_of_the_policy_sets_the_time_window() {
    let policy = Policy { skew_seconds: 0, ..trust().policy };
    let at = |now| {
        let bundle = TrustBundle { policy: policy.clone(), ..trust() };
        Verifier::new(vec![reader_key(READER)], bundle).verify(&text(), now).err()
    };
    assert_eq!(at(NOW - 1), Some(Refusal::TooEarly));
    assert_eq!(at(NOW), None);
    assert_eq!(at(NOW + 30), None);
    assert_eq!(at(NOW + 31), Some(Refusal::TooLate));
}

#[test]
fn every_refusal_has_its_own_code() {
    let codes: std::collections::BTreeSet<_> = Refusal::ALL.iter().map(|r| r.code()).collect();
    assert_eq!(codes.len(), Refusal::ALL.len());
    assert!(
        codes
            .iter()
            .all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
    );
}

#[test]
fn an_issuer_use_is_needed_even_when_the_key_is_known() {
    let mut bundle = trust();
    bundle.issuers[0].uses = vec![IssuerUse::Documents];
    let mut reader = Verifier::new(vec![reader_key(READER)], bundle);
    assert_eq!(reader.verify(&text(), NOW).err(), Some(Refusal::IssuerUse));
}
