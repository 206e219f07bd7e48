//! One item of every format that is signed or sealed, but for documents.

use zeroize::Zeroizing;

use super::{
    DEVICE_KEY, ISSUER, NOW, REGISTRATION, TERMS_TEXT, VIEW_KEY, address, class, date, ktp, name, nik,
    signer, terms, trust,
};
use crate::{
    Claims, Consent, ConsentExport, ConsentReceipt, DocumentId, FaceAnswer, FaceChallenge, FacePurpose,
    KtpClaims, Language, PairingOffer, PairingRequest, PairingStatement, Possession, Presentation, ProofTime,
    SealingRandomness, Signer as _, View, ViewKind,
    application::{ApplicationId, BasedOn, KeptAnswer, Receipt, SentAttachment, Submission},
    cose::{Domain, Sign1},
    pairing::PAIRING_SECONDS,
    view::StatusPlace,
};

/// A basic view of a person with this name.
pub fn view_named(text: &str) -> View {
    View {
        expires_at: NOW + 14 * 86_400,
        key: signer(VIEW_KEY).public_key(),
        // The last entry of the last of 268 lists of 2^20: enough for the population of Indonesia.
        status: StatusPlace { list: 267, index: 1_048_575 },
        example: true,
        claims: Claims {
            nik: nik("9901011708900001"),
            name: name(text),
            birth_date: date("1990-08-17"),
            photo_hash: [0xab; 16],
            ktp: None,
        },
    }
}

/// A basic view.
pub fn basic_view() -> View {
    view_named("BUDI CONTOH SANTOSO WIJAYA")
}

/// A view with all claims of an identity card.
pub fn full_view() -> View {
    let (mut view, address, ktp) = (basic_view(), address(), ktp());
    view.claims.ktp = Some(KtpClaims {
        birth_place: ktp.birth_place,
        sex: ktp.sex,
        blood: ktp.blood,
        street: address.street,
        rt: address.rt,
        rw: address.rw,
        village: address.village,
        district: address.district,
        regency: address.regency,
        province: address.province,
        religion: ktp.religion,
        marital_status: ktp.marital_status,
        occupation: ktp.occupation,
        citizenship: ktp.citizenship,
    });
    view
}

/// A proof made at `issued_at` by a clock that is not doubtful.
pub fn moment(issued_at: u64, id: [u8; 8]) -> ProofTime {
    ProofTime { issued_at, id, clock_doubtful: false }
}

/// The text of a QR for [`class`]. The randomness of its seal is four times the id of the proof.
pub fn qr_text(view: &View, moment: ProofTime) -> String {
    let bytes = view.issue(&signer(ISSUER)).unwrap();
    let randomness = SealingRandomness::new(moment.id.repeat(4).try_into().unwrap());
    let presentation = Presentation::new(&bytes, &class(), &trust().policy, moment).unwrap();
    let signature = signer(VIEW_KEY).sign(presentation.to_be_signed()).unwrap();
    presentation.finish(&signature, randomness).unwrap()
}

/// The statement that the phone holds [`VIEW_KEY`].
pub fn possession() -> Vec<u8> {
    let device_key = signer(DEVICE_KEY).public_key();
    Possession::sign(&device_key, ViewKind::Basic, NOW, &signer(VIEW_KEY)).unwrap()
}

/// The portrait that answers [`face_challenge`]; its bytes stand for those of a JPEG.
pub const PORTRAIT: &[u8] = b"a portrait";

/// What the service asks.
pub fn face_challenge() -> FaceChallenge {
    FaceChallenge {
        check: [0x23; 16],
        nonce: [0x24; 16],
        purpose: FacePurpose::Application,
        reference: [0x25; 16],
    }
}

/// Bytes that stand for the sealed submission that [`receipt`] is for.
pub const SEALED: &[u8] = b"sealed";

/// The first revision of an application for a changed blood type, with one page of a letter.
pub fn submission() -> Submission {
    Submission {
        id: ApplicationId([0x31; 16]),
        revision: 1,
        service: "golongan-darah".to_owned(),
        definition: [0x32; 32],
        // {"menjadi": 1}
        answers: Zeroizing::new(b"\xa1\x67menjadi\x01".to_vec()),
        attachments: vec![SentAttachment {
            kind: "surat_lab".to_owned(),
            page: 1,
            sha256: [0x33; 32],
            length: 150_000,
        }],
        queued_at: NOW - 60,
        clock_confidence: 2,
        based_on: vec![BasedOn { document: DocumentId([0x34; 16]), version: 4 }],
    }
}

/// The receipt of [`submission`], as if [`SEALED`] were its sealed bytes.
pub fn receipt() -> Receipt {
    Receipt {
        id: submission().id,
        revision: 1,
        sealed_hash: Receipt::hash_of(SEALED),
        number: name("CONTOH-2026-000017"),
        office: name("DUKCAPIL CONTOH"),
        received_at: NOW,
        promise_until: Some(NOW + 86_400),
        example: true,
    }
}

/// An answer to [`submission`] that the phone keeps, as if [`SEALED`] were its sealed bytes.
pub fn kept_answer() -> KeptAnswer {
    KeptAnswer {
        id: submission().id,
        revision: 1,
        sealed_hash: Receipt::hash_of(SEALED),
        body: Zeroizing::new(b"{}".to_vec()),
    }
}

/// The answer to [`face_challenge`], signed at [`NOW`].
pub fn face_answer() -> Vec<u8> {
    FaceAnswer::of(face_challenge(), PORTRAIT, NOW).sign(&signer(DEVICE_KEY)).unwrap()
}

/// What the counter shows.
pub fn offer() -> PairingOffer {
    PairingOffer {
        token: [0x21; 16],
        office: 9901,
        office_name: name("DUKCAPIL KOTA CONTOH"),
        not_after: NOW + PAIRING_SECONDS,
    }
}

/// What the phone shows to a counter.
pub fn request() -> PairingRequest {
    PairingRequest { registration: REGISTRATION, nonce: [0x23; 16], not_after: NOW + PAIRING_SECONDS }
}

/// What the service signs for [`offer`].
pub fn statement() -> PairingStatement {
    PairingStatement {
        registration: REGISTRATION,
        token: offer().token,
        device_key: signer(DEVICE_KEY).public_key().thumbprint(),
        office: offer().office,
        office_name: offer().office_name,
        paired_at: NOW,
    }
}

/// The consent to [`TERMS_TEXT`], its receipt, and the text.
pub fn consent_export() -> ConsentExport {
    let consent =
        Consent::sign(&terms(), Language::Indonesian, TERMS_TEXT, NOW, &signer(DEVICE_KEY)).unwrap();
    let receipt = ConsentReceipt::of(&consent, REGISTRATION, NOW + 1).issue(&signer(ISSUER)).unwrap();
    ConsentExport { text: TERMS_TEXT.to_owned(), consent, receipt: Some(receipt) }
}

/// Signs what is in a COSE_Sign1 again, as an item of the format that `domain` names: after a change of header or payload,
/// which a signature would hide from the code behind it. `None` if it is no COSE_Sign1 of strict CBOR.
pub fn signed_again(signed: &[u8], domain: &'static [u8], key: u8) -> Option<Vec<u8>> {
    let sign1 = Sign1::parse(signed, usize::MAX).ok()?;
    Some(sign1.signed_as(Domain(domain), &signer(key)).unwrap())
}
