//! Every parser returns a value or an error for any bytes. None panics.
//!
//! Random bytes and mutations of valid items, from a fixed seed so that a failure can be repeated.
#![allow(clippy::unwrap_used)]

use ikd_proof::{
    Consent, ConsentExport, ConsentReceipt, Document, FaceAnswer, PairingOffer, PairingRequest,
    PairingStatement, Possession, Presentation, QrPrefix, SealingRandomness, Signer as _, TrustBundle,
    Verifier, View,
    application::{self, Receipt, Submission},
    cbor,
    form::{self, Answers, Definition, SignedDefinition},
    pairing::Digits,
    qr_text, seal,
    testing::{
        self, DEVICE_KEY, ISSUER, NOW, READER, REGISTRATION, ROOT, SERVICE, basic_view, bodies, class,
        consent_export, document, face_answer, face_challenge, full_view, moment, offer, possession,
        reader_key, receipt, request, signer, statement, submission, trust,
    },
};

mod random;

use random::SplitMix64;

/// Feeds bytes to every parser of bytes, and as text to every parser of text.
fn feed(bytes: &[u8], trust: &TrustBundle) {
    let device_key = signer(DEVICE_KEY).public_key();
    let _ = cbor::check(bytes, 1500);
    let _ = Document::open(bytes, trust);
    let _ = View::open(bytes, trust, NOW);
    let _ = TrustBundle::open(bytes, &signer(ROOT).public_key());
    let _ = Possession::open(bytes, &device_key.thumbprint(), NOW);
    let _ = FaceAnswer::open(bytes, &device_key, &face_challenge(), &[0; 32], NOW);
    let _ = Submission::open_signed(bytes, &device_key);
    let _ = Submission::open(bytes, &reader_key(SERVICE), &device_key);
    let _ = application::open_attachment(bytes, &reader_key(SERVICE));
    let _ = Receipt::open(bytes, trust, submission().id, 1, &[0; 32]);
    let _ = PairingStatement::open(bytes, trust, &REGISTRATION, &offer().token, &device_key);
    let _ = Digits::of(bytes);
    let _ = Consent::open(bytes);
    let _ = ConsentReceipt::open(bytes, b"", trust);
    let _ = ConsentExport::open(bytes, trust);
    let _ = seal::open(bytes, &reader_key(READER));
    let _ = SignedDefinition::open(bytes, trust).map(|signed| signed.read([0, 1, 0]));
    let _ = Definition::read(bytes, [0, 1, 0]);
    let _ = Answers::read(bytes, &form::testing::definition());
    let _ = Presentation::new(bytes, &class(), &trust.policy, moment(NOW, [0; 8]));
    for prefix in [QrPrefix::Proof, QrPrefix::PairingOffer, QrPrefix::PairingRequest] {
        feed_text(&qr_text::encode(prefix, bytes), trust);
    }
    feed_text(&String::from_utf8_lossy(bytes), trust);
}

fn feed_text(text: &str, trust: &TrustBundle) {
    let _ = PairingOffer::open(text, trust, NOW);
    if let Ok(request) = PairingRequest::parse(text) {
        let _ = request.check(&signer(DEVICE_KEY).public_key(), NOW);
    }
    let _ = Verifier::new(vec![reader_key(READER)], trust.clone()).verify(text, NOW);
}

fn valid_items() -> Vec<Vec<u8>> {
    let (issuer, export) = (signer(ISSUER), consent_export());
    let text = testing::qr_text(&full_view(), moment(NOW, [1; 8]));
    let sealed = qr_text::decode(QrPrefix::Proof, &text, 1500).unwrap();
    let mut items: Vec<_> = bodies().into_iter().map(|body| document(body).issue(&issuer).unwrap()).collect();
    items.extend([
        basic_view().issue(&issuer).unwrap(),
        full_view().issue(&issuer).unwrap(),
        trust().issue(&signer(ROOT)).unwrap(),
        possession(),
        face_answer(),
        submission().sign(&signer(DEVICE_KEY)).unwrap().to_vec(),
        receipt().issue(&issuer).unwrap(),
        form::testing::definition().issue(&issuer, NOW).unwrap(),
        form::testing::definition().encode().unwrap(),
        form::testing::answers().encode(),
        statement().issue(&issuer).unwrap(),
        offer().issue(&issuer).unwrap().into_bytes(),
        request().sign(&signer(DEVICE_KEY)).unwrap().into_bytes(),
        seal::open(&sealed, &reader_key(READER)).unwrap().to_vec(),
        export.encode().unwrap(),
        text.into_bytes(),
        export.consent,
        export.receipt.unwrap(),
        sealed,
    ]);
    items
}

#[test]
fn random_bytes_never_panic() {
    let (mut random, trust) = (SplitMix64::new(1), trust());
    for _ in 0..2000 {
        feed(&random.bytes(300), &trust);
    }
}

#[test]
fn mutated_items_never_panic() {
    let (mut random, trust) = (SplitMix64::new(2), trust());
    for item in valid_items() {
        for _ in 0..150 {
            feed(&random.mutate(&item), &trust);
        }
    }
}

#[test]
fn mutated_proofs_under_the_seal_never_panic_and_are_never_accepted() {
    let (mut random, trust) = (SplitMix64::new(3), trust());
    let sealed =
        qr_text::decode(QrPrefix::Proof, &testing::qr_text(&full_view(), moment(NOW, [1; 8])), 1500).unwrap();
    let proof = seal::open(&sealed, &reader_key(READER)).unwrap();
    let mut verifier = Verifier::new(vec![reader_key(READER)], trust);
    for _ in 0..3000 {
        let mutated = random.mutate(&proof);
        if mutated == *proof {
            continue;
        }
        let again = seal::seal(&mutated, &class().key, SealingRandomness::new([1; 32])).unwrap();
        assert!(verifier.verify(&qr_text::encode(QrPrefix::Proof, &again), NOW).is_err());
    }
}

#[test]
fn deep_nesting_and_huge_counts_never_panic() {
    let trust = trust();
    for byte in [0x81, 0x9b, 0xa1, 0xbb, 0x5b, 0x7b, 0xd8] {
        feed(&vec![byte; 60_000], &trust);
    }
}
