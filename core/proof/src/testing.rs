//! Fixed keys and items of every format, for the tests of this and other crates. All persons are fictional: NIK
//! province 99.
//!
//! Compiled for tests and behind the feature `testing` only. The files in `tests/vectors/formats` contain these values.
#![allow(clippy::unwrap_used)]

use zeroize::Zeroizing;

use crate::{
    CivilDate, Claims, Consent, ConsentExport, ConsentReceipt, Document, DocumentId, FaceAnswer,
    FaceChallenge, FacePurpose, Issuer, IssuerUse, KtpClaims, Language, Line, Name, Nik, PairingOffer,
    PairingRequest, PairingStatement, Policy, Possession, Presentation, ProofTime, ReaderClass,
    ReaderPrivateKey, SealingRandomness, ServiceKey, Sex, Signer as _, SoftwareSigner, TermsId, TrustBundle,
    View, ViewKind,
    application::{ApplicationId, BasedOn, KeptAnswer, Receipt, SentAttachment, Submission},
    civil::{
        Address, Blood, Citizenship, FamilyCardNumber, MaritalStatus, Neighbourhood, Postcode, Relation,
        Religion,
    },
    document::{Biodata, BirthCertificate, Body, FamilyCard, Kia, Ktp, Member, Npwp, Npwp15, Npwp16},
    pairing::PAIRING_SECONDS,
    view::StatusPlace,
};

/// The time of all items, Unix seconds.
pub const NOW: u64 = 1_790_000_000;
/// Key of the trust root.
pub const ROOT: u8 = 0x10;
/// Key of the issuer that may sign everything.
pub const ISSUER: u8 = 0x11;
/// Device key of the phone.
pub const DEVICE_KEY: u8 = 0x12;
/// View key of the phone.
pub const VIEW_KEY: u8 = 0x13;
/// Key of the reader class.
pub const READER: u8 = 0x14;
/// Key of the issuer that may sign pairing items only.
pub const COUNTER: u8 = 0x15;
/// Key of the service, which applications are sealed to.
pub const SERVICE: u8 = 0x16;
/// Audience of the reader class.
pub const AUDIENCE: u64 = 200;
/// The text of the terms.
pub const TERMS_TEXT: &str = "Ketentuan contoh.\nSaya setuju.\n";
/// The registration that is paired, and to which the receipt belongs.
pub const REGISTRATION: [u8; 16] = [0x22; 16];

/// The key whose private scalar is 32 times `byte`.
pub fn signer(byte: u8) -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[byte; 32]).unwrap()
}

/// The reader key whose private half is 32 times `byte`.
pub fn reader_key(byte: u8) -> ReaderPrivateKey {
    ReaderPrivateKey::from_bytes(&[byte; 32])
}

/// The bytes of a hexadecimal text.
pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// A valid name.
pub fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// A valid line.
pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// A valid date, `YYYY-MM-DD`.
pub fn date(iso: &str) -> CivilDate {
    CivilDate::parse_iso(iso).unwrap()
}

/// A valid NIK.
pub fn nik(text: &str) -> Nik {
    Nik::parse(text).unwrap()
}

/// The reader class that [`READER`] belongs to. It may see every view.
pub fn class() -> ReaderClass {
    ReaderClass {
        key: reader_key(READER).public_key(),
        audience: AUDIENCE,
        name_id: name("Bank contoh"),
        name_en: name("Example bank"),
        views: ViewKind::ALL.to_vec(),
        not_before: NOW - 1000,
        not_after: NOW + 1_000_000,
    }
}

/// An issuer that is valid at [`NOW`].
pub fn issuer(byte: u8, uses: &[IssuerUse]) -> Issuer {
    Issuer {
        key: signer(byte).public_key(),
        name: name("DUKCAPIL CONTOH"),
        not_before: NOW - 1_000_000,
        not_after: NOW + 100_000_000,
        uses: uses.to_vec(),
    }
}

/// Version 3 of the trust bundle, with [`ISSUER`], [`COUNTER`] and one reader class.
pub fn trust() -> TrustBundle {
    TrustBundle {
        version: 3,
        issued_at: NOW - 100,
        refresh_after: NOW + 86_400,
        issuers: vec![issuer(ISSUER, &IssuerUse::ALL), issuer(COUNTER, &[IssuerUse::Pairing])],
        reader_classes: vec![class()],
        policy: Policy {
            rotation_seconds: 15,
            proof_lifetime_seconds: 30,
            skew_seconds: 30,
            view_lifetime_seconds: 14 * 86_400,
            min_app_version: [0, 1, 0],
            terms: terms(),
        },
        service_keys: vec![service_key()],
    }
}

/// The key of the service in [`trust`].
pub fn service_key() -> ServiceKey {
    ServiceKey { key: reader_key(SERVICE).public_key(), not_before: NOW - 1000, not_after: NOW + 1_000_000 }
}

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

/// The name of the terms.
pub fn terms() -> TermsId {
    TermsId::new("ikd-terms-1").unwrap()
}

/// The consent to [`TERMS_TEXT`], its receipt, and the text.
pub fn consent_export() -> ConsentExport {
    let consent =
        Consent::sign(&terms(), Language::Indonesian, TERMS_TEXT, NOW, &signer(DEVICE_KEY)).unwrap();
    let receipt = ConsentReceipt::of(&consent, REGISTRATION, NOW + 1).issue(&signer(ISSUER)).unwrap();
    ConsentExport { text: TERMS_TEXT.to_owned(), consent, receipt: Some(receipt) }
}

/// The address in all documents.
pub fn address() -> Address {
    Address {
        street: line("JL. CONTOH RAYA NO. 12"),
        rt: Neighbourhood::new(4).unwrap(),
        rw: Neighbourhood::new(13).unwrap(),
        village: line("CONTOH BARU"),
        district: line("CONTOH SELATAN"),
        regency: line("KABUPATEN CONTOH"),
        province: line("PROVINSI CONTOH"),
        postcode: Some(Postcode::new(99_123).unwrap()),
    }
}

/// An identity card.
pub fn ktp() -> Ktp {
    Ktp {
        name: name("BUDI CONTOH SANTOSO WIJAYA"),
        birth_place: line("KOTA CONTOH"),
        birth_date: date("1990-08-17"),
        sex: Sex::Male,
        blood: Blood::O,
        address: address(),
        religion: Religion::Islam,
        marital_status: MaritalStatus::KawinTercatat,
        occupation: line("KARYAWAN SWASTA"),
        citizenship: Citizenship::Wni,
        issued_in: line("KABUPATEN CONTOH"),
    }
}

fn member(nik_text: &str, sex: Sex, relation: Relation, married_on: Option<CivilDate>) -> Member {
    Member {
        nik: nik(nik_text),
        name: name("ANGGOTA CONTOH"),
        sex,
        birth_place: line("KOTA CONTOH"),
        birth_date: date("1990-08-17"),
        religion: Religion::Hindu,
        education: line("DIPLOMA IV/STRATA I"),
        occupation: line("WIRASWASTA"),
        blood: Blood::Unknown,
        marital_status: match married_on {
            Some(_) => MaritalStatus::KawinTercatat,
            None => MaritalStatus::BelumKawin,
        },
        married_on,
        relation,
        citizenship: Citizenship::Wni,
        passport: None,
        stay_permit: None,
        father: Some(name("AYAH CONTOH")),
        mother: Some(name("IBU CONTOH")),
    }
}

/// A family card with father, mother and child.
pub fn family_card() -> FamilyCard {
    let married = Some(date("2015-02-28"));
    FamilyCard {
        number: FamilyCardNumber::from_u64(9_901_010_101_150_001).unwrap(),
        head: name("BUDI CONTOH SANTOSO WIJAYA"),
        address: address(),
        members: vec![
            member("9901011708900001", Sex::Male, Relation::KepalaKeluarga, married),
            member("9901015708900001", Sex::Female, Relation::Istri, married),
            member("9901011708200001", Sex::Male, Relation::Anak, None),
        ],
    }
}

/// A birth certificate that names both parents.
pub fn birth_certificate() -> BirthCertificate {
    BirthCertificate {
        number: line("9901-LU-17082020-0001"),
        child: name("ANAK CONTOH WIJAYA"),
        birth_place: line("KOTA CONTOH"),
        birth_date: date("2020-08-17"),
        sex: Sex::Male,
        birth_order: Some(1),
        father: Some(name("BUDI CONTOH SANTOSO WIJAYA")),
        mother: Some(name("IBU CONTOH")),
        registered_on: date("2020-09-01"),
        registered_at: line("KABUPATEN CONTOH"),
        officer: name("PEJABAT CONTOH"),
    }
}

/// The identity card of a child.
pub fn kia() -> Kia {
    Kia {
        name: name("ANAK CONTOH WIJAYA"),
        sex: Sex::Male,
        blood: Blood::OPositive,
        birth_place: line("KOTA CONTOH"),
        birth_date: date("2020-08-17"),
        family_card: family_card().number,
        family_head: name("BUDI CONTOH SANTOSO WIJAYA"),
        birth_certificate: birth_certificate().number,
        religion: Religion::Islam,
        citizenship: Citizenship::Wni,
        address: address(),
        issued_in: line("KABUPATEN CONTOH"),
    }
}

/// A biodata sheet.
pub fn biodata() -> Biodata {
    Biodata {
        name: name("BUDI CONTOH SANTOSO WIJAYA"),
        birth_place: line("KOTA CONTOH"),
        birth_date: date("1990-08-17"),
        sex: Sex::Male,
        blood: Blood::O,
        address: address(),
        religion: Religion::Islam,
        marital_status: MaritalStatus::KawinBelumTercatat,
        occupation: line("KARYAWAN SWASTA"),
        citizenship: Citizenship::Wni,
        education: line("SLTA/SEDERAJAT"),
        family_card: family_card().number,
        relation: Relation::KepalaKeluarga,
        father: Some(name("AYAH CONTOH")),
        mother: Some(name("IBU CONTOH")),
        birth_certificate: None,
    }
}

/// A tax number card.
pub fn npwp() -> Npwp {
    Npwp {
        number: Npwp16::new("9901011708900001").unwrap(),
        old_number: Some(Npwp15::new("991234567890123").unwrap()),
        name: name("BUDI CONTOH SANTOSO WIJAYA"),
        tax_office: line("KPP PRATAMA CONTOH"),
        registered_on: date("2012-03-01"),
    }
}

/// One body of each type, in the order of their codes.
pub fn bodies() -> [Body; 6] {
    [
        Body::Ktp(ktp()),
        Body::FamilyCard(family_card()),
        Body::BirthCertificate(birth_certificate()),
        Body::Kia(kia()),
        Body::Biodata(biodata()),
        Body::Npwp(npwp()),
    ]
}

/// A document on the phone of the person whose view is [`basic_view`].
pub fn document(body: Body) -> Document {
    let kia = matches!(body, Body::Kia(_));
    Document {
        id: DocumentId([0x0d; 16]),
        version: 1,
        subject: nik(if kia { "9901011708200001" } else { "9901011708900001" }),
        holder: nik("9901011708900001"),
        issued_at: NOW - 500,
        valid_until: kia.then(|| date("2025-08-17")),
        photo: matches!(body, Body::Ktp(_)).then(|| vec![0xff, 0xd8, 0xff, 0xd9]),
        body,
        example: true,
    }
}
