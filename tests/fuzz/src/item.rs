//! Arbitrary bytes as an item of the formats: what a phone, a reader or the service reads from others.
//!
//! A signature would hide the code behind it from a fuzzer, so each signed item is signed again before it is opened, as a
//! dishonest or faulty issuer could.

use std::sync::LazyLock;

use ikd_proof::{
    Consent, ConsentExport, ConsentReceipt, Document, FaceAnswer, PairingOffer, PairingRequest,
    PairingStatement, Possession, QrPrefix, SealingRandomness, SignedDocument, Signer as _, TrustBundle,
    Verifier, View,
    application::{self, Receipt, Submission},
    cbor,
    form::{
        Answers, AttachmentCount, Definition, Opened, SignedDefinition,
        testing::{definition, facts, values},
    },
    pairing::Digits,
    qr_text, seal,
    testing::{
        DEVICE_KEY, ISSUER, NOW, PORTRAIT, READER, REGISTRATION, ROOT, SERVICE, VIEW_KEY, class,
        consent_export, face_challenge, offer, reader_key, signed_again, signer, submission, trust,
    },
};

/// What an input can be: its first byte selects one.
pub const ITEMS: [&str; 17] = [
    "document",
    "view",
    "trust",
    "possession",
    "face-answer",
    "submission",
    "receipt",
    "statement",
    "consent",
    "consent-receipt",
    "consent-export",
    "form",
    "answers",
    "proof",
    "offer",
    "request",
    "sealed",
];

/// Largest item that is read anywhere, and some more.
const MAX: usize = 80 * 1024;

static TRUST: LazyLock<TrustBundle> = LazyLock::new(trust);

/// Reads the bytes after the first as the item that the first one selects. Whether it was accepted.
///
/// # Panics
/// If a reader panics, or an accepted item does not survive being written and read again.
pub fn item(bytes: &[u8]) -> bool {
    let Some((&selected, bytes)) = bytes.split_first() else { return false };
    let Some(&name) = ITEMS.get(usize::from(selected)) else { return false };
    if bytes.len() > MAX {
        return false;
    }
    let again = |domain, key| signed_again(bytes, domain, key).unwrap_or_else(|| bytes.to_vec());
    let device_key = signer(DEVICE_KEY).public_key();
    match name {
        "document" => document(&again(b"ikd/1/document", ISSUER)),
        "view" => view(&again(b"ikd/1/view", ISSUER)),
        "trust" => trust_bundle(&again(b"ikd/1/trust", ROOT)),
        "possession" => {
            let signed = again(b"ikd/1/possession", VIEW_KEY);
            Possession::open(&signed, &device_key.thumbprint(), NOW).is_ok()
        }
        "face-answer" => {
            let signed = again(b"ikd/1/face-answer", DEVICE_KEY);
            let portrait = FaceAnswer::of(face_challenge(), PORTRAIT, NOW).portrait_hash;
            FaceAnswer::open(&signed, &device_key, &face_challenge(), &portrait, NOW).is_ok()
        }
        "submission" => submitted(&again(b"ikd/1/application", DEVICE_KEY)),
        "receipt" => {
            let signed = again(b"ikd/1/application-receipt", ISSUER);
            let hash = Receipt::hash_of(ikd_proof::testing::SEALED);
            Receipt::open(&signed, &TRUST, submission().id, 1, &hash).is_ok()
        }
        "statement" => {
            let signed = again(b"ikd/1/pairing", ISSUER);
            let digits = Digits::of(&signed).is_ok();
            PairingStatement::open(&signed, &TRUST, &REGISTRATION, &offer().token, &device_key).is_ok()
                && digits
        }
        "consent" => Consent::open(&again(b"ikd/1/consent", DEVICE_KEY)).is_ok(),
        "consent-receipt" => {
            let signed = again(b"ikd/1/consent-receipt", ISSUER);
            ConsentReceipt::open(&signed, &consent_export().consent, &TRUST).is_ok()
        }
        "consent-export" => match ConsentExport::open(bytes, &TRUST) {
            Ok((export, _)) => {
                let written = export.encode().expect("it was read");
                assert_eq!(written, bytes, "an export has one encoding");
                true
            }
            Err(_) => false,
        },
        "form" => form(&again(b"ikd/1/form", ISSUER)),
        "answers" => answers(bytes),
        "proof" => proof(bytes),
        "offer" => PairingOffer::open(
            &text(QrPrefix::PairingOffer, bytes, b"ikd/1/pairing-offer", ISSUER),
            &TRUST,
            NOW,
        )
        .is_ok(),
        "request" => {
            let text = text(QrPrefix::PairingRequest, bytes, b"ikd/1/pairing-request", DEVICE_KEY);
            PairingRequest::parse(&text).is_ok_and(|request| request.check(&device_key, NOW).is_ok())
        }
        _ => sealed(bytes),
    }
}

fn document(signed: &[u8]) -> bool {
    let read = SignedDocument::open(signed, &TRUST).ok().and_then(|signed| signed.read().ok());
    let opened = Document::open(signed, &TRUST).ok();
    assert_eq!(opened.is_some(), read.is_some(), "both ways to read a document agree");
    let Some(document) = opened else { return false };
    let written = document.issue(&signer(ISSUER)).expect("what was read can be written");
    let again = Document::open(&written, &TRUST).expect("what was written can be read");
    assert!(again == document, "a document stays the same");
    true
}

fn view(signed: &[u8]) -> bool {
    let _ = View::read_stored(signed);
    let Ok(view) = View::open(signed, &TRUST, NOW) else { return false };
    let written = view.issue(&signer(ISSUER)).expect("what was read can be written");
    let again = View::open(&written, &TRUST, NOW).expect("what was written can be read");
    assert!(again == view, "a view stays the same");
    true
}

fn trust_bundle(signed: &[u8]) -> bool {
    let root = signer(ROOT);
    let Ok(bundle) = TrustBundle::open(signed, &root.public_key()) else { return false };
    let written = bundle.issue(&root).expect("what was read can be written");
    let again = TrustBundle::open(&written, &root.public_key()).expect("what was written can be read");
    assert!(again == bundle, "a bundle stays the same");
    let _ = (bundle.supersedes(&TRUST), bundle.is_overdue_at(NOW), bundle.service_key(NOW));
    true
}

fn submitted(signed: &[u8]) -> bool {
    let Ok(submission) = Submission::open_signed(signed, &signer(DEVICE_KEY).public_key()) else {
        return false;
    };
    let _ = Answers::read(&submission.answers, &definition());
    true
}

/// Reads a definition, and fills in a value of the right type everywhere.
fn form(signed: &[u8]) -> bool {
    let Ok(signed) = SignedDefinition::open(signed, &TRUST) else { return false };
    let Ok(Opened::Ready(form)) = signed.read([0, 1, 0]) else { return false };
    let written = form.encode().expect("what was read can be written");
    let Ok(Opened::Ready(again)) = Definition::read(&written, [0, 1, 0]) else {
        unreachable!("what was written can be read")
    };
    assert!(again == form, "a definition stays the same");
    let mut filled = Answers::new();
    for field in form.fields() {
        filled.set(&field.key, values().into_iter().find(|value| value.kind() == field.kind));
    }
    check(&form, &filled);
    true
}

fn answers(bytes: &[u8]) -> bool {
    let form = definition();
    let Ok(answers) = Answers::read(bytes, &form) else { return false };
    let again = Answers::read(&answers.encode(), &form).expect("what was written can be read");
    assert!(again == answers, "answers stay the same");
    check(&form, &answers);
    true
}

/// What core and service do with answers. A problem names a field or a paper that exists.
fn check(form: &Definition, answers: &Answers) {
    let facts = facts();
    let filled = form.prefill(&facts, answers);
    let count =
        |pages| form.attachments.iter().map(move |paper| AttachmentCount { kind: paper.kind.clone(), pages });
    for papers in [Vec::new(), count(1).collect(), count(u8::MAX).collect()] {
        for problem in form.check(&filled, &papers, &facts) {
            let field = problem.field.as_deref().is_none_or(|key| form.field(key).is_some());
            assert!(field, "a problem is at a field of the form");
        }
    }
    let _ = form.differences(&facts, answers);
    let _ = form.subject_text(&facts, answers);
    let _ = form.visible_attachments(answers);
    let _ = form.migrate(answers);
}

/// A proof under the seal of a QR.
fn proof(bytes: &[u8]) -> bool {
    let proof = signed_again(bytes, b"ikd/1/proof", VIEW_KEY).unwrap_or_else(|| bytes.to_vec());
    let Ok(sealed) = seal::seal(&proof, &class().key, SealingRandomness::new([1; 32])) else { return false };
    let mut verifier = Verifier::new(vec![reader_key(READER)], TRUST.clone());
    let text = qr_text::encode(QrPrefix::Proof, &sealed);
    let accepted = verifier.verify(&text, NOW).is_ok();
    assert!(verifier.verify(&text, NOW).is_err(), "a code is accepted once");
    accepted
}

/// The text of a QR with the item, signed again.
fn text(prefix: QrPrefix, bytes: &[u8], domain: &'static [u8], key: u8) -> String {
    let signed = signed_again(bytes, domain, key).unwrap_or_else(|| bytes.to_vec());
    let text = qr_text::encode(prefix, &signed);
    let decoded = qr_text::decode(prefix, &text, usize::MAX).expect("it was encoded");
    assert_eq!(decoded, signed, "a QR carries what was put in");
    text
}

/// Bytes of any kind that are read without a signature first, as bytes and as text.
fn sealed(bytes: &[u8]) -> bool {
    let _ = seal::open(bytes, &reader_key(READER));
    let _ = application::open_attachment(bytes, &reader_key(SERVICE));
    let _ = Submission::open(bytes, &reader_key(SERVICE), &signer(DEVICE_KEY).public_key());
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = PairingOffer::open(text, &TRUST, NOW);
        let _ = PairingRequest::parse(text);
        let _ = Verifier::new(vec![reader_key(READER)], TRUST.clone()).verify(text, NOW);
    }
    cbor::check(bytes, MAX).is_ok()
}
