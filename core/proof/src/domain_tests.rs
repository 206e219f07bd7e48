//! Every signed format refuses an item that is well formed and signed by the right key, but under the name of another
//! format.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Debug;

use crate::{
    Consent, ConsentReceipt, Document, FaceAnswer, PairingOffer, PairingRequest, PairingStatement,
    Possession, QrPrefix, TrustBundle, View,
    application::{KeptAnswer, Receipt, Submission},
    cose::{Domain, Sign1, Signer as _, SoftwareSigner, sha256},
    document::Body,
    form::{self, SignedDefinition},
    proof::{ProofClaims, UnverifiedProof},
    qr_text,
    testing::{
        DEVICE_KEY, ISSUER, NOW, PORTRAIT, REGISTRATION, ROOT, SEALED, VIEW_KEY, basic_view, consent_export,
        document, face_answer, face_challenge, kept_answer, npwp, offer, possession, receipt, request,
        signer, statement, submission, trust,
    },
};

/// All names of docs/formats.md.
const DOMAINS: [&[u8]; 15] = [
    b"ikd/1/application",
    b"ikd/1/application-answer",
    b"ikd/1/application-receipt",
    b"ikd/1/consent",
    b"ikd/1/consent-receipt",
    b"ikd/1/document",
    b"ikd/1/face-answer",
    b"ikd/1/form",
    b"ikd/1/pairing",
    b"ikd/1/pairing-offer",
    b"ikd/1/pairing-request",
    b"ikd/1/possession",
    b"ikd/1/proof",
    b"ikd/1/trust",
    b"ikd/1/view",
];

/// `open` accepts `item` if `key` signed it under its own name, and refuses its signature under every other name.
fn is_bound_to<T, E: Debug>(
    own: &[u8],
    item: &[u8],
    key: &SoftwareSigner,
    open: impl Fn(&[u8]) -> Result<T, E>,
) {
    assert!(DOMAINS.contains(&own));
    let sign1 = Sign1::parse(item, item.len()).unwrap();
    for domain in DOMAINS {
        let signed = sign1.signed_as(Domain(domain), key).unwrap();
        let error = open(&signed).err().map(|error| format!("{error:?}"));
        match error {
            None => assert_eq!(domain, own, "accepted under another name"),
            Some(error) => assert!(domain != own && error.contains("SignatureInvalid"), "{error}"),
        }
    }
}

#[test]
fn a_pairing_offer_is_bound_to_its_name() {
    let text = offer().issue(&signer(ISSUER)).unwrap();
    let item = qr_text::decode(QrPrefix::PairingOffer, &text, 1024).unwrap();
    is_bound_to(b"ikd/1/pairing-offer", &item, &signer(ISSUER), |item| {
        PairingOffer::open(&qr_text::encode(QrPrefix::PairingOffer, item), &trust(), NOW)
    });
}

#[test]
fn a_pairing_request_is_bound_to_its_name() {
    let key = signer(DEVICE_KEY);
    let item = qr_text::decode(QrPrefix::PairingRequest, &request().sign(&key).unwrap(), 1024).unwrap();
    is_bound_to(b"ikd/1/pairing-request", &item, &key, |item| {
        let text = qr_text::encode(QrPrefix::PairingRequest, item);
        PairingRequest::parse(&text).unwrap().check(&key.public_key(), NOW)
    });
}

#[test]
fn a_pairing_statement_is_bound_to_its_name() {
    let key = signer(DEVICE_KEY).public_key();
    is_bound_to(b"ikd/1/pairing", &statement().issue(&signer(ISSUER)).unwrap(), &signer(ISSUER), |item| {
        PairingStatement::open(item, &trust(), &REGISTRATION, &offer().token, &key)
    });
}

#[test]
fn a_consent_is_bound_to_its_name() {
    is_bound_to(b"ikd/1/consent", &consent_export().consent, &signer(DEVICE_KEY), Consent::open);
}

#[test]
fn a_receipt_is_bound_to_its_name() {
    let export = consent_export();
    is_bound_to(b"ikd/1/consent-receipt", &export.receipt.unwrap(), &signer(ISSUER), |item| {
        ConsentReceipt::open(item, &export.consent, &trust())
    });
}

#[test]
fn a_possession_statement_is_bound_to_its_name() {
    is_bound_to(b"ikd/1/possession", &possession(), &signer(VIEW_KEY), |item| {
        Possession::open(item, &signer(DEVICE_KEY).public_key().thumbprint(), NOW)
    });
}

#[test]
fn a_submission_is_bound_to_its_name() {
    let key = signer(DEVICE_KEY);
    is_bound_to(b"ikd/1/application", &submission().sign(&key).unwrap(), &key, |item| {
        Submission::open_signed(item, &key.public_key())
    });
}

#[test]
fn the_receipt_of_an_application_is_bound_to_its_name() {
    let key = signer(ISSUER);
    is_bound_to(b"ikd/1/application-receipt", &receipt().issue(&key).unwrap(), &key, |item| {
        Receipt::open(item, &trust(), submission().id, 1, &Receipt::hash_of(SEALED))
    });
}

#[test]
fn an_answer_that_the_phone_keeps_is_bound_to_its_name() {
    let key = signer(DEVICE_KEY);
    is_bound_to(b"ikd/1/application-answer", &kept_answer().sign(&key).unwrap(), &key, |item| {
        KeptAnswer::open_signed(item, &key.public_key())
    });
}

#[test]
fn an_answer_to_a_face_check_is_bound_to_its_name() {
    let key = signer(DEVICE_KEY);
    is_bound_to(b"ikd/1/face-answer", &face_answer(), &key, |item| {
        FaceAnswer::open(item, &key.public_key(), &face_challenge(), &sha256(&[PORTRAIT]), NOW)
    });
}

#[test]
fn a_document_is_bound_to_its_name() {
    let document = document(Body::Npwp(npwp()));
    is_bound_to(b"ikd/1/document", &document.issue(&signer(ISSUER)).unwrap(), &signer(ISSUER), |item| {
        Document::open(item, &trust())
    });
}

#[test]
fn a_definition_of_a_form_is_bound_to_its_name() {
    let form = form::testing::definition();
    is_bound_to(b"ikd/1/form", &form.issue(&signer(ISSUER), NOW).unwrap(), &signer(ISSUER), |item| {
        SignedDefinition::open(item, &trust()).map(|signed| signed.hash)
    });
}

#[test]
fn a_view_is_bound_to_its_name() {
    is_bound_to(b"ikd/1/view", &basic_view().issue(&signer(ISSUER)).unwrap(), &signer(ISSUER), |item| {
        View::open(item, &trust(), NOW)
    });
}

#[test]
fn a_proof_is_bound_to_its_name() {
    let claims =
        ProofClaims { audience: 7, issued_at: NOW, expires_at: NOW + 30, id: [9; 8], clock_doubtful: false };
    let key = signer(VIEW_KEY);
    let item = claims.unsigned(b"view").sign(&key).unwrap();
    is_bound_to(b"ikd/1/proof", &item, &key, |item| {
        UnverifiedProof::parse(item).unwrap().verify(&key.public_key())
    });
}

#[test]
fn a_trust_bundle_is_bound_to_its_name() {
    let root = signer(ROOT);
    is_bound_to(b"ikd/1/trust", &trust().issue(&root).unwrap(), &root, |item| {
        TrustBundle::open(item, &root.public_key())
    });
}
