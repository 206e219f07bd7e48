//! The table: how each error of the core reaches a shell. Every `match` is exhaustive, so a new error of the core does not
//! compile until somebody has decided what a person should do about it.

mod registration;
#[cfg(feature = "selfie")]
mod selfie;

use ikd_core::{
    account::AccountError,
    app::{BlockCheckError, OpenError, PinError, ReleaseError, VerifyUserError},
    documents::{DocumentsError, SyncError},
    platform::{BiometricError, KeystoreError, RandomError},
    presentation::PresentError,
    service::{FieldFault, ProblemCode, ServiceError},
    trust::RefreshError,
    vault::{Artifact, PinRule, VaultError},
};

use crate::{
    error::{ErrorCode as Code, IkdError},
    form::FormFault,
};

const fn correct(code: Code) -> IkdError {
    IkdError::InvalidInput { code }
}

const fn not_now(code: Code) -> IkdError {
    IkdError::NotNow { code }
}

const fn connect(code: Code) -> IkdError {
    IkdError::ConnectionNeeded { code }
}

const fn refused(code: Code) -> IkdError {
    IkdError::Refused { code }
}

const fn lost(code: Code) -> IkdError {
    IkdError::Unrecoverable { code }
}

const fn device(code: Code, transient: bool, number: i32) -> IkdError {
    IkdError::Device { code, transient, number }
}

pub(crate) const fn defect(code: Code) -> IkdError {
    IkdError::Defect { code }
}

fn pin_rejected(rule: PinRule) -> IkdError {
    IkdError::UnsuitablePin { code: Code::PinTooEasy, rule }
}

fn wait_ms(code: Code, retry_after_ms: Option<u64>) -> IkdError {
    IkdError::Wait { code, retry_after_ms, not_before: None }
}

impl From<VaultError> for IkdError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Absent | VaultError::AlreadyProvisioned => not_now(Code::WrongStage),
            VaultError::Locked => Self::UnlockNeeded { code: Code::Locked },
            VaultError::WrongPin { left, retry_after_ms } => {
                Self::WrongPin { code: Code::WrongPin, attempts_left: left, retry_after_ms }
            }
            VaultError::CoolingDown { retry_after_ms } => wait_ms(Code::CoolingDown, Some(retry_after_ms)),
            VaultError::PinRejected { rule } => pin_rejected(rule),
            VaultError::Wiped { .. } => lost(Code::Wiped),
            VaultError::Keystore { transient, number } => device(Code::KeystoreFailed, transient, number),
            VaultError::KeyLost => lost(Code::KeysLost),
            VaultError::RollbackDetected { .. } => lost(Code::RolledBack),
            VaultError::Corrupt { .. } | VaultError::WeakKdf => lost(Code::Damaged),
            VaultError::UnsupportedVersion { .. } => Self::UpdateNeeded { code: Code::FilesTooNew },
            VaultError::StorageFull => device(Code::StorageFull, true, 0),
            VaultError::Busy => device(Code::StorageBusy, true, 0),
            VaultError::Io { kind } => device(Code::StorageFailed, true, kind.into()),
            VaultError::ClockUnavailable => device(Code::ClockFailed, true, 0),
            VaultError::TooLarge { .. } => defect(Code::BadArgument),
            VaultError::Internal { code: VaultError::NO_RANDOMNESS | VaultError::NO_MEMORY } => {
                device(Code::ResourcesFailed, true, 0)
            }
            VaultError::Internal { .. } => defect(Code::Internal),
        }
    }
}

/// The key that speaks for the account or the registration: without it, nothing more can be done in its name.
fn device_key(error: KeystoreError) -> IkdError {
    match error {
        KeystoreError::NotFound | KeystoreError::Invalidated => lost(Code::KeysLost),
        other => other.into(),
    }
}

/// Any other key: it is made anew, or its caller knows that it cannot be. Never a reason to erase.
impl From<KeystoreError> for IkdError {
    fn from(error: KeystoreError) -> Self {
        match error {
            KeystoreError::NotFound
            | KeystoreError::Invalidated
            | KeystoreError::AlreadyExists
            | KeystoreError::Refused => device(Code::KeystoreFailed, false, 0),
            KeystoreError::AuthRequired => Self::UnlockNeeded { code: Code::StepUpRequired },
            KeystoreError::Failed { transient, number } => device(Code::KeystoreFailed, transient, number),
        }
    }
}

impl From<BiometricError> for IkdError {
    fn from(error: BiometricError) -> Self {
        match error {
            BiometricError::Unavailable => device(Code::BiometricUnavailable, false, 0),
            BiometricError::NotEnrolled => device(Code::BiometricNotEnrolled, false, 0),
            BiometricError::Changed => device(Code::BiometricChanged, false, 0),
            BiometricError::Cancelled => Self::Cancelled { code: Code::Cancelled },
            BiometricError::LockedOut => device(Code::BiometricLockedOut, true, 0),
            BiometricError::Failed { number } => device(Code::BiometricFailed, true, number),
        }
    }
}

impl From<RandomError> for IkdError {
    fn from(RandomError: RandomError) -> Self {
        device(Code::ResourcesFailed, true, 0)
    }
}

impl From<ServiceError> for IkdError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Offline => connect(Code::Offline),
            ServiceError::TimedOut => connect(Code::TimedOut),
            ServiceError::Untrusted => connect(Code::ServiceUntrusted),
            ServiceError::CertificateDate => connect(Code::CertificateDate),
            ServiceError::Problem(problem) => problem.into(),
            ServiceError::BadAnswer => refused(Code::BadAnswer),
            ServiceError::Keystore(error) => device_key(error),
            ServiceError::Random(error) => error.into(),
        }
    }
}

impl From<ProblemCode> for IkdError {
    fn from(problem: ProblemCode) -> Self {
        match problem {
            ProblemCode::FormInvalid(faults) => form_refused(&faults),
            ProblemCode::RateLimited { retry_after_s } => {
                wait_ms(Code::RateLimited, Some(retry_after_s.saturating_mul(1000)))
            }
            ProblemCode::Unavailable { retry_after_s } => {
                wait_ms(Code::ServiceUnavailable, retry_after_s.map(|seconds| seconds.saturating_mul(1000)))
            }
            ProblemCode::Internal => connect(Code::ServiceFailed),
            ProblemCode::StateConflict => not_now(Code::WrongStage),
            ProblemCode::TermsOutdated => Self::UpdateNeeded { code: Code::TermsTooOld },
            ProblemCode::UpgradeRequired => Self::UpdateNeeded { code: Code::AppTooOld },
            ProblemCode::NotAJpeg | ProblemCode::TooLarge => refused(Code::PhotoRefused),
            ProblemCode::PairingUnknown => correct(Code::NotAPairingQr),
            ProblemCode::PairingUsed => correct(Code::PairingUsed),
            ProblemCode::PairingExpired => correct(Code::PairingExpired),
            ProblemCode::CaptchaWrong | ProblemCode::CaptchaExpired => correct(Code::WrongCaptcha),
            ProblemCode::CodeWrong { tries_left } => Self::WrongCode { code: Code::WrongCode, tries_left },
            ProblemCode::CodeExpired => correct(Code::CodeExpired),
            ProblemCode::CodeExhausted => correct(Code::CodeExhausted),
            ProblemCode::ResendTooSoon { resend_at } => {
                Self::Wait { code: Code::ResendTooSoon, retry_after_ms: None, not_before: Some(resend_at) }
            }
            ProblemCode::AccountBlocked => refused(Code::AccountBlocked),
            ProblemCode::DeviceReleased => refused(Code::DeviceReleased),
            ProblemCode::Malformed
            | ProblemCode::SignatureInvalid
            | ProblemCode::ClockSkew
            | ProblemCode::Replayed
            | ProblemCode::IdempotencyConflict
            | ProblemCode::NotFound
            | ProblemCode::ConsentInvalid
            | ProblemCode::UnsupportedType
            | ProblemCode::OffsetMismatch { .. }
            | ProblemCode::DigestMismatch
            | ProblemCode::PossessionInvalid
            | ProblemCode::Unknown { .. } => refused(Code::ServiceRefused),
        }
    }
}

fn form_refused(faults: &[FieldFault]) -> IkdError {
    let faults = faults.iter().map(|fault| FormFault::refused(fault.field)).collect();
    IkdError::InvalidForm { code: Code::FormInvalid, faults }
}

impl From<OpenError> for IkdError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::DataFolder => device(Code::DataFolder, true, 0),
            OpenError::Trust(_) => defect(Code::Misconfigured),
            OpenError::Vault(error) => error.into(),
            OpenError::Registration(error) => error.into(),
        }
    }
}

impl From<PinError> for IkdError {
    fn from(error: PinError) -> Self {
        match error {
            PinError::NotAPin => correct(Code::NotAPin),
            PinError::Differ => correct(Code::PinsDiffer),
            PinError::Rejected(rule) => pin_rejected(rule),
            PinError::Vault(error) => error.into(),
            PinError::Registration(error) => error.into(),
        }
    }
}

impl From<VerifyUserError> for IkdError {
    fn from(error: VerifyUserError) -> Self {
        match error {
            VerifyUserError::Vault(error) => error.into(),
            VerifyUserError::Biometric(error) => error.into(),
            VerifyUserError::Keystore(error) => error.into(),
            VerifyUserError::Random(error) => error.into(),
        }
    }
}

impl From<AccountError> for IkdError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Vault(error) => error.into(),
            AccountError::Keystore(error) => device_key(error),
            AccountError::Service(error) => error.into(),
            AccountError::Unreadable => lost(Code::RecordUnreadable),
        }
    }
}

impl From<ReleaseError> for IkdError {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Account(error) => error.into(),
            ReleaseError::Random(error) => error.into(),
            // Released all the same: erasing is tried again by `wipe`.
            ReleaseError::NotErased(error) => error.into(),
        }
    }
}

impl From<BlockCheckError> for IkdError {
    fn from(error: BlockCheckError) -> Self {
        match error {
            BlockCheckError::Service(error) => error.into(),
            BlockCheckError::Keystore(error) => error.into(),
            BlockCheckError::Vault(error) => error.into(),
        }
    }
}

impl From<RefreshError> for IkdError {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Service(error) => error.into(),
            RefreshError::Bundle(_) => refused(Code::NotAuthentic),
        }
    }
}

impl From<DocumentsError> for IkdError {
    fn from(error: DocumentsError) -> Self {
        match error {
            // One record: the next sync fetches it anew.
            DocumentsError::Vault(VaultError::Corrupt { what: Artifact::Record })
            | DocumentsError::Unreadable => connect(Code::RecordUnreadable),
            DocumentsError::Vault(error) => error.into(),
            DocumentsError::NotFound => correct(Code::DocumentNotFound),
            DocumentsError::Untrusted => refused(Code::NotAuthentic),
        }
    }
}

impl From<SyncError> for IkdError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Vault(error) => error.into(),
            SyncError::Service(error) => error.into(),
            SyncError::Untrusted => refused(Code::NotAuthentic),
            SyncError::Rollback => refused(Code::ServiceRolledBack),
            SyncError::Unreadable => lost(Code::RecordUnreadable),
        }
    }
}

impl From<PresentError> for IkdError {
    fn from(error: PresentError) -> Self {
        match error {
            PresentError::Vault(error) => error.into(),
            PresentError::NoView => connect(Code::NoView),
            PresentError::ViewExpired => connect(Code::ViewExpired),
            PresentError::NotForThisReader => refused(Code::ReaderNotAllowed),
            PresentError::StepUpRequired => Self::UnlockNeeded { code: Code::StepUpRequired },
            PresentError::Keystore(error) => error.into(),
            PresentError::Random(error) => error.into(),
            PresentError::Proof(_) => connect(Code::RecordUnreadable),
            PresentError::Symbol(_) => defect(Code::Internal),
        }
    }
}

impl From<ikd_proof::Refusal> for IkdError {
    fn from(refusal: ikd_proof::Refusal) -> Self {
        Self::NotAccepted { code: Code::QrNotAccepted, refusal }
    }
}

#[cfg(feature = "network")]
impl From<ikd_core::service::https::HttpsConfigError> for IkdError {
    fn from(_: ikd_core::service::https::HttpsConfigError) -> Self {
        defect(Code::Misconfigured)
    }
}
