//! Fixed keys, a trust bundle and items to test with. Everybody here is fictional: NIK province 99.
#![allow(clippy::unwrap_used)]

use crate::ViewKind;
use crate::civil::{Blood, Citizenship, MaritalStatus, Neighbourhood, Religion};
use crate::cose::{Signer as _, SoftwareSigner};
use crate::present::{Presentation, ProofTime};
use crate::seal::{ReaderPrivateKey, SealingRandomness};
use crate::text::{Line, Name, TermsId};
use crate::trust::{Issuer, IssuerUse, Policy, ReaderClass, TrustBundle};
use crate::view::{Claims, KtpClaims, StatusPlace, View};
use crate::{CivilDate, Nik, Sex};

/// Unix seconds of the tests.
pub(crate) const NOW: u64 = 1_790_000_000;
/// Issuer of everything; knows all uses.
pub(crate) const ISSUER: u8 = 1;
/// Issuer of pairing only.
pub(crate) const COUNTER: u8 = 2;
/// The phone's view key.
pub(crate) const VIEW_KEY: u8 = 4;

pub(crate) fn signer(n: u8) -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[n; 32]).unwrap()
}

pub(crate) fn reader_key(n: u8) -> ReaderPrivateKey {
    ReaderPrivateKey::from_bytes(&[n; 32])
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

pub(crate) fn nik() -> Nik {
    Nik::parse("9901011708900001").unwrap()
}

pub(crate) fn birth_date() -> CivilDate {
    CivilDate::new(1990, 8, 17).unwrap()
}

pub(crate) fn class() -> ReaderClass {
    ReaderClass {
        key: reader_key(1).public_key(),
        audience: 7,
        name_id: name("Bank contoh"),
        name_en: name("Example bank"),
        views: vec![ViewKind::Basic, ViewKind::FullKtp],
        not_before: NOW - 1000,
        not_after: NOW + 1_000_000,
    }
}

pub(crate) fn policy() -> Policy {
    Policy {
        rotation_seconds: 15,
        proof_lifetime_seconds: 30,
        skew_seconds: 30,
        view_lifetime_seconds: 14 * 86_400,
        min_app_version: [0, 1, 0],
        terms: TermsId::new("ikd-terms-1").unwrap(),
    }
}

pub(crate) fn issuer(n: u8, uses: &[IssuerUse]) -> Issuer {
    Issuer {
        key: signer(n).public_key(),
        name: name("DUKCAPIL CONTOH"),
        not_before: NOW - 1_000_000,
        not_after: NOW + 10_000_000,
        uses: uses.to_vec(),
    }
}

pub(crate) fn trust() -> TrustBundle {
    TrustBundle {
        version: 3,
        issued_at: NOW - 100,
        refresh_after: NOW + 86_400,
        issuers: vec![issuer(ISSUER, &IssuerUse::ALL), issuer(COUNTER, &[IssuerUse::Pairing])],
        reader_classes: vec![class()],
        policy: policy(),
    }
}

pub(crate) fn view_named(text: &str) -> View {
    View {
        expires_at: NOW + 14 * 86_400,
        key: signer(VIEW_KEY).public_key(),
        status: StatusPlace { list: 12, index: 123_456 },
        example: true,
        claims: Claims {
            nik: nik(),
            name: name(text),
            birth_date: birth_date(),
            photo_hash: [0xab; 16],
            ktp: None,
        },
    }
}

pub(crate) fn view() -> View {
    view_named("BUDI CONTOH SANTOSO WIJAYA")
}

pub(crate) fn full_view() -> View {
    let mut view = view();
    view.claims.ktp = Some(KtpClaims {
        birth_place: line("KOTA CONTOH"),
        sex: Sex::Male,
        blood: Blood::O,
        street: line("JL. CONTOH NO. 12"),
        rt: Neighbourhood::new(4).unwrap(),
        rw: Neighbourhood::new(13).unwrap(),
        village: line("CONTOH BARU"),
        district: line("CONTOH SELATAN"),
        regency: line("KOTA CONTOH"),
        province: line("PROVINSI CONTOH"),
        religion: Religion::Islam,
        marital_status: MaritalStatus::KawinTercatat,
        occupation: line("KARYAWAN SWASTA"),
        citizenship: Citizenship::Wni,
    });
    view
}

pub(crate) fn moment(at: u64, n: u64) -> ProofTime {
    ProofTime { issued_at: at, id: n.to_be_bytes(), clock_doubtful: false }
}

/// The QR text of a view for the test's reader class.
pub(crate) fn qr_text_of(view: &[u8], moment: ProofTime, seed: u64) -> String {
    let presentation = Presentation::new(view, &class(), &policy(), moment).unwrap();
    let signature = signer(VIEW_KEY).sign(presentation.to_be_signed()).unwrap();
    let mut randomness = [0x5a; 32];
    randomness[..8].copy_from_slice(&seed.to_be_bytes());
    presentation.finish(&signature, SealingRandomness::new(randomness)).unwrap()
}
