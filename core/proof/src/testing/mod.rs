//! Fixed keys and items of every format, for the tests of this and other crates. All persons are fictional: NIK
//! province 99.
//!
//! Compiled for tests and behind the feature `testing` only. The files in `tests/vectors/formats` contain these values.
#![allow(clippy::unwrap_used)]

mod documents;
mod items;

pub use documents::*;
pub use items::*;

use crate::{
    CivilDate, Issuer, IssuerUse, Line, Name, Nik, Policy, ReaderClass, ReaderPrivateKey, ServiceKey,
    Signer as _, SoftwareSigner, TermsId, TrustBundle, ViewKind,
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

/// The name of the terms.
pub fn terms() -> TermsId {
    TermsId::new("ikd-terms-1").unwrap()
}
