//! The table that maps each error of the core to an [`IkdError`]. Every `match` is exhaustive: a new error of the core
//! does not compile until it is mapped to what the person should do.

mod applications;
mod registration;
#[cfg(feature = "selfie")]
mod selfie;

pub(crate) use applications::answer_refused;
pub(crate) use registration::activation_fault;

use ikd_core::{
    account::AccountError,
    app::{BlockCheckError, OpenError, PinError, ReleaseError, VerifyUserError},
    documents::{DocumentsError, SyncError},
    face_check::FaceCheckError,
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

const fn invalid_input(code: Code) -> IkdError {
    IkdError::InvalidInput { code }
}

const fn not_now(code: Code) -> IkdError {
    IkdError::NotNow { code }
}

const fn connection_needed(code: Code) -> IkdError {
    IkdError::ConnectionNeeded { code }
}

const fn refused(code: Code) -> IkdError {
    IkdError::Refused { code }
}

const fn unrecoverable(code: Code) -> IkdError {
    IkdError::Unrecoverable { code }
}

const fn device(code: Code, transient: bool, number: i32) -> IkdError {
    IkdError::Device { code, transient, number }
}

pub(crate) const fn defect(code: Code) -> IkdError {
    IkdError::Defect { code }
}

fn unsuitable_pin(rule: PinRule) -> IkdError {
    IkdError::UnsuitablePin { code: Code::PinTooEasy, rule }
}

const fn wait(code: Code, retry_after_ms: u64) -> IkdError {
    IkdError::Wait { code, retry_after_ms }
}

impl From<VaultError> for IkdError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Absent | VaultError::AlreadyProvisioned => not_now(Code::WrongStage),
            VaultError::Locked => Self::UnlockNeeded { code: Code::Locked },
            VaultError::WrongPin { left, retry_after_ms } => {
                Self::WrongPin { code: Code::WrongPin, attempts_left: left, retry_after_ms }
            }
            VaultError::CoolingDown { retry_after_ms } => wait(Code::CoolingDown, retry_after_ms),
            VaultError::PinRejected { rule } => unsuitable_pin(rule),
            VaultError::Wiped { .. } => unrecoverable(Code::Wiped),
            VaultError::Keystore { transient, number } => device(Code::KeystoreFailed, transient, number),
            VaultError::KeyLost => unrecoverable(Code::KeysLost),
            VaultError::RollbackDetected { .. } => unrecoverable(Code::RolledBack),
            VaultError::Corrupt { .. } | VaultError::WeakKdf => unrecoverable(Code::Damaged),
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

/// An error of the device key, which authenticates the account or the registration. If it is lost, so is the account.
fn device_key(error: KeystoreError) -> IkdError {
    match error {
        KeystoreError::NotFound | KeystoreError::Invalidated => unrecoverable(Code::KeysLost),
        other => other.into(),
    }
}

/// An error of any other key. The core recreates such a key, or its caller handles the loss: never a reason to erase.
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
            ServiceError::Offline => connection_needed(Code::Offline),
            ServiceError::TimedOut => connection_needed(Code::TimedOut),
            ServiceError::Untrusted => connection_needed(Code::ServiceUntrusted),
            ServiceError::CertificateDate => connection_needed(Code::CertificateDate),
            ServiceError::Problem(problem) => problem.into(),
            ServiceError::BadAnswer => refused(Code::BadAnswer),
            ServiceError::Keystore(error) => device_key(error),
            ServiceError::Random(error) => error.into(),
        }
    }
}

impl From<ProblemCode> for IkdError {
    fn from(problem: ProblemCode) -> Self {
        let wait_ms = problem.wait_ms().unwrap_or_default();
        match problem {
            ProblemCode::FormInvalid(faults) => form_refused(&faults),
            ProblemCode::RateLimited { .. } => wait(Code::RateLimited, wait_ms),
            ProblemCode::Unavailable { .. } => wait(Code::ServiceUnavailable, wait_ms),
            ProblemCode::Internal => connection_needed(Code::ServiceFailed),
            ProblemCode::StateConflict => not_now(Code::WrongStage),
            ProblemCode::TermsOutdated => Self::UpdateNeeded { code: Code::TermsTooOld },
            ProblemCode::UpgradeRequired => Self::UpdateNeeded { code: Code::AppTooOld },
            ProblemCode::NotAJpeg | ProblemCode::TooLarge => refused(Code::PhotoRefused),
            ProblemCode::PairingUnknown => invalid_input(Code::NotAPairingQr),
            ProblemCode::PairingUsed => invalid_input(Code::PairingUsed),
            ProblemCode::PairingExpired => invalid_input(Code::PairingExpired),
            ProblemCode::CaptchaWrong | ProblemCode::CaptchaExpired => invalid_input(Code::WrongCaptcha),
            ProblemCode::CodeWrong { tries_left } => Self::WrongCode { code: Code::WrongCode, tries_left },
            ProblemCode::CodeExpired => invalid_input(Code::CodeExpired),
            ProblemCode::CodeExhausted => invalid_input(Code::CodeExhausted),
            ProblemCode::ResendTooSoon { .. } => wait(Code::ResendTooSoon, wait_ms),
            ProblemCode::FaceCheckTooSoon { .. } => wait(Code::FaceCheckTooSoon, wait_ms),
            ProblemCode::FaceAnswerInvalid => refused(Code::FaceCheckMismatch),
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
            // The core handles these: the application stays, or comes back with the reason.
            | ProblemCode::FilesMissing { .. }
            | ProblemCode::RevisionConflict
            | ProblemCode::DuplicateApplication { .. }
            | ProblemCode::ApplicationInvalid(_)
            | ProblemCode::ServiceKeyRetired
            | ProblemCode::SubmissionInvalid
            | ProblemCode::PresenceMissing
            | ProblemCode::DefinitionOutdated { .. }
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
            PinError::NotAPin => invalid_input(Code::NotAPin),
            PinError::Differ => invalid_input(Code::PinsDiffer),
            PinError::Rejected(rule) => unsuitable_pin(rule),
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
            AccountError::Unreadable => unrecoverable(Code::RecordUnreadable),
        }
    }
}

impl From<ReleaseError> for IkdError {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Account(error) => error.into(),
            ReleaseError::Random(error) => error.into(),
            // The service has released the phone; `wipe` erases again.
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
            // Only one record is damaged: the next sync fetches it again.
            DocumentsError::Vault(VaultError::Corrupt { what: Artifact::Record })
            | DocumentsError::Unreadable => connection_needed(Code::RecordUnreadable),
            DocumentsError::Vault(error) => error.into(),
            DocumentsError::NotFound => invalid_input(Code::DocumentNotFound),
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
            SyncError::Unreadable => unrecoverable(Code::RecordUnreadable),
        }
    }
}

impl From<FaceCheckError> for IkdError {
    fn from(error: FaceCheckError) -> Self {
        match error {
            FaceCheckError::Vault(error) => error.into(),
            FaceCheckError::Service(error) => error.into(),
            FaceCheckError::Unreadable => unrecoverable(Code::RecordUnreadable),
            FaceCheckError::NotAsked => not_now(Code::WrongStage),
            FaceCheckError::NotAJpeg => invalid_input(Code::PhotoUnsupported),
            FaceCheckError::TooLarge { .. } => invalid_input(Code::PhotoTooLarge),
            FaceCheckError::TooSoon { retry_after_ms } => wait(Code::FaceCheckTooSoon, retry_after_ms),
            FaceCheckError::Mismatch => refused(Code::FaceCheckMismatch),
        }
    }
}

impl From<PresentError> for IkdError {
    fn from(error: PresentError) -> Self {
        match error {
            PresentError::Vault(error) => error.into(),
            PresentError::NoView => connection_needed(Code::NoView),
            PresentError::ViewExpired => connection_needed(Code::ViewExpired),
            PresentError::NotForThisReader => refused(Code::ReaderNotAllowed),
            PresentError::StepUpRequired => Self::UnlockNeeded { code: Code::StepUpRequired },
            PresentError::Keystore(error) => error.into(),
            PresentError::Random(error) => error.into(),
            PresentError::Proof(_) => connection_needed(Code::RecordUnreadable),
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
