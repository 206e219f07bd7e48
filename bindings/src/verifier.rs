//! Offline verification of a holder's rotating QR, for registered readers.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::{Ikd, time::ClockTrust, verification};
use zeroize::Zeroizing;

use crate::{
    documents::{Blood, Citizenship, CivilDate, MaritalStatus, Religion, optional},
    error::{ErrorCode, IkdError},
    error_table::defect,
    form::Sex,
    guard::guarded,
};

/// The contents of an accepted code.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VerifiedView {
    /// NIK, sixteen digits.
    pub nik: String,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub birth_date: CivilDate,
    /// First 16 bytes of the SHA-256 of the holder's photograph, to compare with a photograph received by another way.
    pub photo_hash: Vec<u8>,
    /// The other entries of the KTP, if the view contains them.
    pub ktp: Option<VerifiedKtp>,
    /// An example from a test system: every screen must mark it as one.
    pub example: bool,
    /// When the holder's phone made the code, by that phone's clock; seconds since 1970.
    pub issued_at: u64,
    /// Age of the code in seconds, by this reader's clock; negative when the holder's clock is ahead.
    pub age_seconds: i64,
    /// The holder's phone states that its clock may be wrong: `age_seconds` may be wrong too.
    pub clock_doubtful: bool,
    /// Expiry of the view, seconds since 1970.
    pub view_expires_at: u64,
    /// Trust in this reader's own clock, which measured the age.
    pub own_clock: ClockTrust,
    /// This reader's trust bundle is due for renewal: connect once.
    pub trust_overdue: bool,
}

/// How far a clock can be trusted.
#[uniffi::remote(Enum)]
pub enum ClockTrust {
    /// The service's time was received since the phone started, and the phone's own clock agrees with it.
    InSync,
    /// The service's time was received since the phone started, and the phone's own clock differs from it by more than
    /// 30 s. Ages are still right; the person should set the clock.
    Deviates {
        /// The phone's clock minus the true time, in milliseconds.
        by_ms: i64,
    },
    /// The service's time was not received since the phone started: ages may be wrong.
    Unknown,
}

/// The entries of the KTP beside NIK, name and date of birth.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VerifiedKtp {
    /// *Tempat lahir*.
    pub birth_place: String,
    /// *Jenis kelamin*.
    pub sex: Sex,
    /// *Golongan darah*.
    pub blood: Blood,
    /// Street and number.
    pub street: String,
    /// *Rukun tetangga*, three digits.
    pub rt: String,
    /// *Rukun warga*, three digits.
    pub rw: String,
    /// *Kelurahan* or *desa*.
    pub village: String,
    /// *Kecamatan*.
    pub district: String,
    /// *Kabupaten* or *kota*.
    pub regency: String,
    /// *Provinsi*.
    pub province: String,
    /// *Agama*.
    pub religion: Religion,
    /// *Status perkawinan*.
    pub marital_status: MaritalStatus,
    /// *Pekerjaan*.
    pub occupation: String,
    /// *Kewarganegaraan*.
    pub citizenship: Citizenship,
}

impl From<verification::Reading> for VerifiedView {
    fn from(reading: verification::Reading) -> Self {
        let verification::Reading { verified, own_clock } = reading;
        let verification::Verified {
            view,
            freshness,
            clock_doubtful,
            trust_overdue,
            mode: ikd_proof::Mode::Shown,
        } = verified;
        let claims = view.claims;
        Self {
            nik: claims.nik.digits(),
            name: claims.name.as_str().to_owned(),
            birth_date: claims.birth_date.into(),
            photo_hash: claims.photo_hash.to_vec(),
            ktp: optional(claims.ktp),
            example: view.example,
            issued_at: freshness.issued_at,
            age_seconds: freshness.age_seconds,
            clock_doubtful,
            view_expires_at: view.expires_at,
            own_clock,
            trust_overdue,
        }
    }
}

impl From<ikd_proof::KtpClaims> for VerifiedKtp {
    fn from(ktp: ikd_proof::KtpClaims) -> Self {
        Self {
            birth_place: ktp.birth_place.as_str().to_owned(),
            sex: ktp.sex,
            blood: ktp.blood,
            street: ktp.street.as_str().to_owned(),
            rt: ktp.rt.to_string(),
            rw: ktp.rw.to_string(),
            village: ktp.village.as_str().to_owned(),
            district: ktp.district.as_str().to_owned(),
            regency: ktp.regency.as_str().to_owned(),
            province: ktp.province.as_str().to_owned(),
            religion: ktp.religion,
            marital_status: ktp.marital_status,
            occupation: ktp.occupation.as_str().to_owned(),
            citizenship: ktp.citizenship,
        }
    }
}

/// Creates readers.
#[derive(uniffi::Object)]
pub struct Verifier(verification::Verifier);

impl Verifier {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self(app.verifier().clone())
    }
}

#[uniffi::export]
impl Verifier {
    /// A reader with the private keys of its class (X25519, 32 bytes each), usually the current and the previous key.
    /// It remembers accepted codes to refuse replays: keep the object while the counter is open.
    pub fn reader(&self, keys: Vec<Vec<u8>>) -> Result<Arc<CounterReader>, IkdError> {
        guarded(|| {
            let keys = keys
                .into_iter()
                .map(|key| {
                    let key = Zeroizing::new(key);
                    let bytes = key.as_slice().try_into().map_err(|_| defect(ErrorCode::BadArgument))?;
                    Ok(verification::ReaderPrivateKey::from_bytes(bytes))
                })
                .collect::<Result<_, IkdError>>()?;
            Ok(Arc::new(CounterReader(Mutex::new(self.0.reader(keys)))))
        })
    }
}

/// A reader at a counter.
#[derive(uniffi::Object)]
pub struct CounterReader(Mutex<verification::CounterReader>);

#[uniffi::export]
impl CounterReader {
    /// Trust in this reader's own clock now. If it is not `InSync`, a code refused for its time may be valid.
    pub fn own_clock(&self) -> Result<ClockTrust, IkdError> {
        guarded(|| Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).own_clock()))
    }

    /// Verifies the text of one scanned code against the current time.
    pub fn read(&self, text: String) -> Result<VerifiedView, IkdError> {
        guarded(|| Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).read(&text)?.into()))
    }
}
