//! Every signed format refuses an item that is well formed, and signed by the right key, but under the name of another
//! format.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Debug;

use crate::cose::{Domain, Sign1, Signer as _, SoftwareSigner};
use crate::document::{Body, Npwp, Npwp16};
use crate::proof::{ProofClaims, UnverifiedProof};
use crate::testing::{NOW, birth_date, line, name, nik, signer, trust, view};
use crate::{
    Consent, ConsentReceipt, Document, Language, PairingOffer, PairingRequest, PairingStatement, Possession,
    QrPrefix, TermsId, TrustBundle, View, ViewKind, qr_text,
};

/// All names of docs/formats.md.
const DOMAINS: [&[u8]; 10] = [
    b"ikd/1/consent",
    b"ikd/1/consent-receipt",
    b"ikd/1/document",
    b"ikd/1/pairing",
    b"ikd/1/pairing-offer",
    b"ikd/1/pairing-request",
    b"ikd/1/possession",
    b"ikd/1/proof",
    b"ikd/1/trust",
    b"ikd/1/view",
];

/// Under its own name `open` accepts `item`, signed by `key`; under every other name it finds the signature wrong.
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
    let office_name = name("DUKCAPIL KOTA CONTOH");
    let offer = PairingOffer { token: [1; 16], office: 9901, office_name, not_after: NOW + 120 };
    let item = qr_text::decode(QrPrefix::PairingOffer, &offer.issue(&signer(1)).unwrap(), 1024).unwrap();
    is_bound_to(b"ikd/1/pairing-offer", &item, &signer(1), |item| {
        PairingOffer::open(&qr_text::encode(QrPrefix::PairingOffer, item), &trust(), NOW)
    });
}

#[test]
fn a_pairing_request_is_bound_to_its_name() {
    let request = PairingRequest { registration: [2; 16], nonce: [3; 16], not_after: NOW + 120 };
    let item = qr_text::decode(QrPrefix::PairingRequest, &request.sign(&signer(5)).unwrap(), 1024).unwrap();
    is_bound_to(b"ikd/1/pairing-request", &item, &signer(5), |item| {
        let text = qr_text::encode(QrPrefix::PairingRequest, item);
        PairingRequest::parse(&text).unwrap().check(&signer(5).public_key(), NOW)
    });
}

#[test]
fn a_pairing_statement_is_bound_to_its_name() {
    let key = signer(5).public_key();
    let statement = PairingStatement {
        registration: [2; 16],
        token: [1; 16],
        device_key: key.thumbprint(),
        office: 9901,
        office_name: name("DUKCAPIL KOTA CONTOH"),
        paired_at: NOW,
    };
    is_bound_to(b"ikd/1/pairing", &statement.issue(&signer(1)).unwrap(), &signer(1), |item| {
        PairingStatement::open(item, &trust(), &[2; 16], &[1; 16], &key)
    });
}

fn consent() -> Vec<u8> {
    let terms = TermsId::new("ikd-terms-1").unwrap();
    Consent::sign(&terms, Language::Indonesian, "Ketentuan contoh.", NOW, &signer(5)).unwrap()
}

#[test]
fn a_consent_is_bound_to_its_name() {
    is_bound_to(b"ikd/1/consent", &consent(), &signer(5), Consent::open);
}

#[test]
fn a_receipt_is_bound_to_its_name() {
    let receipt = ConsentReceipt::of(&consent(), [2; 16], NOW).issue(&signer(1)).unwrap();
    is_bound_to(b"ikd/1/consent-receipt", &receipt, &signer(1), |item| {
        ConsentReceipt::open(item, &consent(), &trust())
    });
}

#[test]
fn a_possession_statement_is_bound_to_its_name() {
    let device_key = signer(1).public_key();
    let item = Possession::sign(&device_key, ViewKind::Basic, NOW, &signer(2)).unwrap();
    is_bound_to(b"ikd/1/possession", &item, &signer(2), |item| {
        Possession::open(item, &device_key.thumbprint(), NOW)
    });
}

#[test]
fn a_document_is_bound_to_its_name() {
    let npwp = Npwp {
        number: Npwp16::new("9901011708900001").unwrap(),
        old_number: None,
        name: name("BUDI CONTOH"),
        tax_office: line("KPP PRATAMA CONTOH"),
        registered_on: birth_date(),
    };
    let document = Document {
        id: crate::DocumentId([7; 16]),
        version: 1,
        subject: nik(),
        holder: nik(),
        issued_at: NOW,
        valid_until: None,
        example: true,
        body: Body::Npwp(npwp),
        photo: None,
    };
    is_bound_to(b"ikd/1/document", &document.issue(&signer(1)).unwrap(), &signer(1), |item| {
        Document::open(item, &trust())
    });
}

#[test]
fn a_view_is_bound_to_its_name() {
    is_bound_to(b"ikd/1/view", &view().issue(&signer(1)).unwrap(), &signer(1), |item| {
        View::open(item, &trust(), NOW)
    });
}

#[test]
fn a_proof_is_bound_to_its_name() {
    let claims =
        ProofClaims { audience: 7, issued_at: NOW, expires_at: NOW + 30, id: [9; 8], clock_doubtful: false };
    let item = claims.unsigned(b"view").sign(&signer(4)).unwrap();
    is_bound_to(b"ikd/1/proof", &item, &signer(4), |item| {
        UnverifiedProof::parse(item).unwrap().verify(&signer(4).public_key())
    });
}

#[test]
fn a_trust_bundle_is_bound_to_its_name() {
    let root = signer(100);
    is_bound_to(b"ikd/1/trust", &trust().issue(&root).unwrap(), &root, |item| {
        TrustBundle::open(item, &root.public_key())
    });
}
