//! Reading somebody's rotating QR, for registered readers: offline.

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

/// What an accepted code says.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VerifiedView {
    /// NIK, sixteen digits.
    pub nik: String,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub birth_date: CivilDate,
    /// SHA-256 of the holder's photograph, first 16 bytes: compares a photograph that came another way.
    pub photo_hash: Vec<u8>,
    /// The rest of the KTP, where the view has it.
    pub ktp: Option<VerifiedKtp>,
    /// An example from a test system: every screen must say so.
    pub example: bool,
    /// When the phone made the code, by the phone's clock; seconds since 1970.
    pub issued_at: u64,
    /// Age of the code by this reader's clock, seconds; negative when the phone's clock is ahead.
    pub age_seconds: i64,
    /// The phone said that it cannot trust its clock: look twice at the age.
    pub clock_doubtful: bool,
    /// What the view proves is true until then at the latest; seconds since 1970.
    pub view_expires_at: u64,
    /// This reader's own clock, by which the age was judged.
    pub own_clock: ClockTrust,
    /// This reader should have fetched a newer trust bundle by now: connect once.
    pub trust_overdue: bool,
}

/// How far a clock can be believed.
#[uniffi::remote(Enum)]
pub enum ClockTrust {
    /// The service's time was heard since the phone started, and the phone's own clock agrees with it.
    InSync,
    /// The service's time was heard since the phone started; the phone's own clock is off by more than 30 s. Ages are right
    /// all the same; the person should set the clock.
    Deviates {
        /// The phone's clock minus the true time, in milliseconds.
        by_ms: i64,
    },
    /// Not heard since the phone started: ages are a guess.
    Unknown,
}

/// The rest of the KTP.
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

/// Makes readers.
#[derive(uniffi::Object)]
pub struct Verifier(verification::Verifier);

impl Verifier {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self(app.verifier().clone())
    }
}

#[uniffi::export]
impl Verifier {
    /// A reader that holds the private keys of its class (X25519, 32 bytes each), usually the present one and the one
    /// before. It remembers what it accepted: keep it while the counter is open.
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

/// A counter that reads codes.
#[derive(uniffi::Object)]
pub struct CounterReader(Mutex<verification::CounterReader>);

#[uniffi::export]
impl CounterReader {
    /// How far to believe this reader's own clock now. A code that is refused for its time may be good when this is in doubt.
    pub fn own_clock(&self) -> Result<ClockTrust, IkdError> {
        guarded(|| Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).own_clock()))
    }

    /// Reads one code now.
    pub fn read(&self, text: String) -> Result<VerifiedView, IkdError> {
        guarded(|| Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).read(&text)?.into()))
    }
}
