//! Fixed keys and items for the tests of this crate's public face. Everybody here is fictional: NIK province 99.
#![allow(dead_code, clippy::unwrap_used)]

use ikd_proof::civil::{
    Address, Blood, Citizenship, FamilyCardNumber, MaritalStatus, Neighbourhood, Postcode, Relation, Religion,
};
use ikd_proof::document::{
    Biodata, BirthCertificate, Body, FamilyCard, Kia, Ktp, Member, Npwp, Npwp15, Npwp16,
};
use ikd_proof::view::StatusPlace;
use ikd_proof::{
    CivilDate, Claims, Document, Issuer, IssuerUse, KtpClaims, Line, Name, Nik, Policy, Presentation,
    ProofTime, ReaderClass, ReaderPrivateKey, SealingRandomness, Sex, Signer as _, SoftwareSigner, TermsId,
    TrustBundle, View, ViewKind,
};

/// Unix seconds of the vectors.
pub(crate) const NOW: u64 = 1_790_000_000;

/// Private keys are 32 times one byte.
pub(crate) fn signer(byte: u8) -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[byte; 32]).unwrap()
}

pub(crate) const ROOT: u8 = 0x10;
pub(crate) const ISSUER: u8 = 0x11;
pub(crate) const NET_KEY: u8 = 0x12;
pub(crate) const VIEW_KEY: u8 = 0x13;
pub(crate) const READER: u8 = 0x14;

pub(crate) fn reader_key() -> ReaderPrivateKey {
    ReaderPrivateKey::from_bytes(&[READER; 32])
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

pub(crate) fn date(number: u32) -> CivilDate {
    CivilDate::from_yyyymmdd(number).unwrap()
}

pub(crate) fn nik(text: &str) -> Nik {
    Nik::parse(text).unwrap()
}

pub(crate) fn class() -> ReaderClass {
    ReaderClass {
        key: reader_key().public_key(),
        audience: 200,
        name_id: name("Bank contoh"),
        name_en: name("Example bank"),
        views: ViewKind::ALL.to_vec(),
        not_before: NOW - 1000,
        not_after: NOW + 1_000_000,
    }
}

pub(crate) fn trust() -> TrustBundle {
    TrustBundle {
        version: 1,
        issued_at: NOW - 100,
        refresh_after: NOW + 86_400,
        issuers: vec![Issuer {
            key: signer(ISSUER).public_key(),
            name: name("DUKCAPIL CONTOH"),
            not_before: NOW - 1_000_000,
            not_after: NOW + 100_000_000,
            uses: IssuerUse::ALL.to_vec(),
        }],
        reader_classes: vec![class()],
        policy: Policy {
            rotation_seconds: 15,
            proof_lifetime_seconds: 30,
            skew_seconds: 30,
            view_lifetime_seconds: 14 * 86_400,
            min_app_version: [0, 1, 0],
            terms: TermsId::new("ikd-terms-1").unwrap(),
        },
    }
}

pub(crate) fn view_named(text: &str) -> View {
    View {
        expires_at: NOW + 14 * 86_400,
        key: signer(VIEW_KEY).public_key(),
        // The last place of the last of 268 lists of 2^20: what all of Indonesia needs.
        status: StatusPlace { list: 267, index: 1_048_575 },
        example: true,
        claims: Claims {
            nik: nik("9901011708900001"),
            name: name(text),
            birth_date: date(19_900_817),
            photo_hash: [0xab; 16],
            ktp: None,
        },
    }
}

pub(crate) fn basic_view() -> View {
    view_named("BUDI CONTOH SANTOSO WIJAYA")
}

pub(crate) fn full_view() -> View {
    let mut view = basic_view();
    view.claims.ktp = Some(KtpClaims {
        birth_place: line("KOTA CONTOH"),
        sex: Sex::Male,
        blood: Blood::O,
        street: line("JL. CONTOH RAYA NO. 12"),
        rt: Neighbourhood::new(4).unwrap(),
        rw: Neighbourhood::new(13).unwrap(),
        village: line("CONTOH BARU"),
        district: line("CONTOH SELATAN"),
        regency: line("KABUPATEN CONTOH"),
        province: line("PROVINSI CONTOH"),
        religion: Religion::Islam,
        marital_status: MaritalStatus::KawinTercatat,
        occupation: line("KARYAWAN SWASTA"),
        citizenship: Citizenship::Wni,
    });
    view
}

/// The text of a QR, with all that is random in it fixed by `n`.
pub(crate) fn qr_text(view: &View, issued_at: u64, n: u8) -> String {
    let bytes = view.issue(&signer(ISSUER)).unwrap();
    let moment = ProofTime { issued_at, id: [n; 8], clock_doubtful: false };
    let presentation = Presentation::new(&bytes, &class(), &trust().policy, moment).unwrap();
    let signature = signer(VIEW_KEY).sign(presentation.to_be_signed()).unwrap();
    presentation.finish(&signature, SealingRandomness::new([n; 32])).unwrap()
}

pub(crate) fn address() -> Address {
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

fn member(nik_text: &str, sex: Sex, relation: Relation, married_on: Option<CivilDate>) -> Member {
    Member {
        nik: nik(nik_text),
        name: name("ANGGOTA CONTOH"),
        sex,
        birth_place: line("KOTA CONTOH"),
        birth_date: date(19_900_817),
        religion: Religion::Hindu,
        education: line("DIPLOMA IV/STRATA I"),
        occupation: line("WIRASWASTA"),
        blood: Blood::Unknown,
        marital_status: if married_on.is_some() {
            MaritalStatus::KawinTercatat
        } else {
            MaritalStatus::BelumKawin
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

pub(crate) fn bodies() -> Vec<Body> {
    let family_card = FamilyCardNumber::from_u64(9_901_010_101_150_001).unwrap();
    vec![
        Body::Ktp(Ktp {
            name: name("BUDI CONTOH SANTOSO WIJAYA"),
            birth_place: line("KOTA CONTOH"),
            birth_date: date(19_900_817),
            sex: Sex::Male,
            blood: Blood::O,
            address: address(),
            religion: Religion::Islam,
            marital_status: MaritalStatus::KawinTercatat,
            occupation: line("KARYAWAN SWASTA"),
            citizenship: Citizenship::Wni,
            issued_in: line("KABUPATEN CONTOH"),
        }),
        Body::FamilyCard(FamilyCard {
            number: family_card,
            head: name("BUDI CONTOH SANTOSO WIJAYA"),
            address: address(),
            members: vec![
                member("9901011708900001", Sex::Male, Relation::KepalaKeluarga, Some(date(20_150_228))),
                member("9901015708900001", Sex::Female, Relation::Istri, Some(date(20_150_228))),
                member("9901011708200001", Sex::Male, Relation::Anak, None),
            ],
        }),
        Body::BirthCertificate(BirthCertificate {
            number: line("9901-LU-17082020-0001"),
            child: name("ANAK CONTOH WIJAYA"),
            birth_place: line("KOTA CONTOH"),
            birth_date: date(20_200_817),
            sex: Sex::Male,
            birth_order: Some(1),
            father: Some(name("BUDI CONTOH SANTOSO WIJAYA")),
            mother: Some(name("IBU CONTOH")),
            registered_on: date(20_200_901),
            registered_at: line("KABUPATEN CONTOH"),
            officer: name("PEJABAT CONTOH"),
        }),
        Body::Kia(Kia {
            name: name("ANAK CONTOH WIJAYA"),
            sex: Sex::Male,
            blood: Blood::OPositive,
            birth_place: line("KOTA CONTOH"),
            birth_date: date(20_200_817),
            family_card,
            family_head: name("BUDI CONTOH SANTOSO WIJAYA"),
            birth_certificate: line("9901-LU-17082020-0001"),
            religion: Religion::Islam,
            citizenship: Citizenship::Wni,
            address: address(),
            issued_in: line("KABUPATEN CONTOH"),
        }),
        Body::Biodata(Biodata {
            name: name("BUDI CONTOH SANTOSO WIJAYA"),
            birth_place: line("KOTA CONTOH"),
            birth_date: date(19_900_817),
            sex: Sex::Male,
            blood: Blood::O,
            address: address(),
            religion: Religion::Islam,
            marital_status: MaritalStatus::KawinBelumTercatat,
            occupation: line("KARYAWAN SWASTA"),
            citizenship: Citizenship::Wni,
            education: line("SLTA/SEDERAJAT"),
            family_card,
            relation: Relation::KepalaKeluarga,
            father: Some(name("AYAH CONTOH")),
            mother: Some(name("IBU CONTOH")),
            birth_certificate: None,
        }),
        Body::Npwp(Npwp {
            number: Npwp16::new("9901011708900001").unwrap(),
            old_number: Some(Npwp15::new("991234567890123").unwrap()),
            name: name("BUDI CONTOH SANTOSO WIJAYA"),
            tax_office: line("KPP PRATAMA CONTOH"),
            registered_on: date(20_120_301),
        }),
    ]
}

/// Birth certificates that name one parent or none, with the names of their vectors.
pub(crate) fn certificates_of_few_words() -> Vec<(&'static str, Body)> {
    let with = |father: Option<&str>, mother: Option<&str>, birth_order| {
        Body::BirthCertificate(BirthCertificate {
            number: line("9901-LU-17082020-0002"),
            child: name("ANAK CONTOH"),
            birth_place: line("KOTA CONTOH"),
            birth_date: date(20_200_817),
            sex: Sex::Female,
            birth_order,
            father: father.map(name),
            mother: mother.map(name),
            registered_on: date(20_200_901),
            registered_at: line("KABUPATEN CONTOH"),
            officer: name("PEJABAT CONTOH"),
        })
    };
    vec![
        ("akta-kelahiran-without-father", with(None, Some("IBU CONTOH"), Some(1))),
        ("akta-kelahiran-without-mother", with(Some("AYAH CONTOH"), None, None)),
        ("akta-kelahiran-without-parents", with(None, None, None)),
    ]
}

pub(crate) fn document(body: Body) -> Document {
    let kia = matches!(body, Body::Kia(_));
    Document {
        id: ikd_proof::DocumentId([0x0d; 16]),
        version: 1,
        subject: nik(if kia { "9901011708200001" } else { "9901011708900001" }),
        holder: nik("9901011708900001"),
        issued_at: NOW - 500,
        valid_until: kia.then(|| date(20_250_817)),
        photo: matches!(body, Body::Ktp(_)).then(|| vec![0xff, 0xd8, 0xff, 0xd9]),
        body,
        example: true,
    }
}
