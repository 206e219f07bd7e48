//! The items that the fuzzer starts with: one of each kind, each preceded by the byte that selects its reader.

use ikd_fuzz::ITEMS;
use ikd_proof::{
    QrPrefix, form, qr_text, seal,
    testing::{
        self, DEVICE_KEY, ISSUER, NOW, READER, ROOT, basic_view, bodies, consent_export, document,
        face_answer, full_view, moment, offer, possession, reader_key, receipt, request, signer, statement,
        submission, trust,
    },
};

/// Every item: file name, contents.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let issuer = signer(ISSUER);
    let qr = |prefix, text: &str| qr_text::decode(prefix, text, usize::MAX).unwrap();
    let sealed = qr(QrPrefix::Proof, &testing::qr_text(&full_view(), moment(NOW, [1; 8])));
    let export = consent_export();
    let mut items: Vec<(&str, Vec<u8>)> =
        bodies().into_iter().map(|body| ("document", document(body).issue(&issuer).unwrap())).collect();
    items.extend([
        ("view", basic_view().issue(&issuer).unwrap()),
        ("view", full_view().issue(&issuer).unwrap()),
        ("trust", trust().issue(&signer(ROOT)).unwrap()),
        ("possession", possession()),
        ("face-answer", face_answer()),
        ("submission", submission().sign(&signer(DEVICE_KEY)).unwrap().to_vec()),
        ("receipt", receipt().issue(&issuer).unwrap()),
        ("statement", statement().issue(&issuer).unwrap()),
        ("consent-export", export.encode().unwrap()),
        ("consent", export.consent),
        ("consent-receipt", export.receipt.unwrap()),
        ("form", form::testing::definition().issue(&issuer, NOW).unwrap()),
        ("answers", form::testing::answers().encode()),
        ("proof", seal::open(&sealed, &reader_key(READER)).unwrap().to_vec()),
        ("offer", qr(QrPrefix::PairingOffer, &offer().issue(&issuer).unwrap())),
        ("request", qr(QrPrefix::PairingRequest, &request().sign(&signer(DEVICE_KEY)).unwrap())),
        ("sealed", sealed),
    ]);
    let numbered = items.into_iter().enumerate().map(|(number, (name, bytes))| {
        let selected = ITEMS.iter().position(|item| *item == name).unwrap();
        (format!("seed-{number:02}-{name}"), [vec![selected as u8], bytes].concat())
    });
    numbered.collect()
}
