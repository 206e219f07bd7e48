//! The part of the table for registration, up to the PIN.

use ikd_core::registration::{
    ActivationError, ActivationFault, AmendError, ConsentError, FormCheck, FormError, GiveUpError, LinkError,
    PairingError, PhotoError, RegistrationError, SubmitError,
};

use super::{
    Code, IkdError, connection_needed, device_key, form_refused, invalid_input, not_now, refused, wait,
};
use crate::form::FormFault;

impl From<RegistrationError> for IkdError {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::WrongStep => not_now(Code::WrongStage),
            RegistrationError::Storage(error) => error.into(),
            RegistrationError::Keystore(error) => device_key(error),
            RegistrationError::Random(error) => error.into(),
            RegistrationError::Service(error) => error.into(),
            RegistrationError::Mismatch => refused(Code::BadAnswer),
        }
    }
}

impl From<FormError> for IkdError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Invalid(check) => invalid_form(&check),
            FormError::Registration(error) => error.into(),
        }
    }
}

fn invalid_form(check: &FormCheck) -> IkdError {
    let faults = check.faults.iter().map(FormFault::from).collect();
    IkdError::InvalidForm { code: Code::FormInvalid, faults }
}

impl From<ConsentError> for IkdError {
    fn from(error: ConsentError) -> Self {
        match error {
            ConsentError::AppOutdated => Self::UpdateNeeded { code: Code::TermsTooOld },
            ConsentError::NothingAccepted => not_now(Code::WrongStage),
            ConsentError::Registration(error) => error.into(),
        }
    }
}

impl From<PhotoError> for IkdError {
    fn from(error: PhotoError) -> Self {
        match error {
            PhotoError::NotAJpeg => invalid_input(Code::PhotoUnsupported),
            PhotoError::TooLarge { .. } => invalid_input(Code::PhotoTooLarge),
            PhotoError::Registration(error) => error.into(),
        }
    }
}

impl From<SubmitError> for IkdError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::FormRefused(faults) => form_refused(&faults),
            SubmitError::PhotoRefused => refused(Code::PhotoRefused),
            SubmitError::TermsOutdated => Self::UpdateNeeded { code: Code::TermsTooOld },
            SubmitError::AppOutdated => Self::UpdateNeeded { code: Code::AppTooOld },
            SubmitError::Registration(error) => error.into(),
        }
    }
}

impl From<AmendError> for IkdError {
    fn from(error: AmendError) -> Self {
        match error {
            AmendError::NotOffered => not_now(Code::WrongStage),
            AmendError::Invalid(check) => invalid_form(&check),
            AmendError::Photo(error) => error.into(),
            AmendError::Submit(error) => error.into(),
            AmendError::Registration(error) => error.into(),
        }
    }
}

impl From<PairingError> for IkdError {
    fn from(error: PairingError) -> Self {
        match error {
            PairingError::NotAPairingQr => invalid_input(Code::NotAPairingQr),
            PairingError::Untrusted => invalid_input(Code::PairingUntrusted),
            PairingError::Expired => invalid_input(Code::PairingExpired),
            PairingError::Used => invalid_input(Code::PairingUsed),
            PairingError::Registration(error) => error.into(),
        }
    }
}

impl From<ActivationError> for IkdError {
    fn from(error: ActivationError) -> Self {
        match error {
            ActivationError::NotACode => invalid_input(Code::NotACode),
            ActivationError::WrongCode { tries_left } => {
                Self::WrongCode { code: Code::WrongCode, tries_left }
            }
            ActivationError::CodeExpired => invalid_input(Code::CodeExpired),
            ActivationError::CodeExhausted => invalid_input(Code::CodeExhausted),
            ActivationError::WrongCaptcha => invalid_input(Code::WrongCaptcha),
            ActivationError::ResendTooSoon { retry_after_ms } => wait(Code::ResendTooSoon, retry_after_ms),
            ActivationError::Registration(error) => error.into(),
        }
    }
}

/// The core's rule for the error that has this code.
pub(crate) fn activation_fault(code: Code) -> ActivationFault {
    let error = match code {
        Code::NotACode => ActivationError::NotACode,
        Code::WrongCode => ActivationError::WrongCode { tries_left: 0 },
        Code::CodeExpired => ActivationError::CodeExpired,
        Code::CodeExhausted => ActivationError::CodeExhausted,
        Code::WrongCaptcha => ActivationError::WrongCaptcha,
        _ => return ActivationFault::default(),
    };
    error.fault()
}

impl From<GiveUpError> for IkdError {
    fn from(error: GiveUpError) -> Self {
        match error {
            GiveUpError::NeedsService => connection_needed(Code::GivingUpNeedsService),
            GiveUpError::Registration(error) => error.into(),
        }
    }
}

impl From<LinkError> for IkdError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::NotOurs => invalid_input(Code::LinkNotOurs),
            LinkError::NotAwaited => not_now(Code::WrongStage),
        }
    }
}
