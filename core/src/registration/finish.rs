//! The PIN, entered twice. Only when the vault holds the account is what was kept for the registration erased.

use zeroize::Zeroizing;

use super::{Registration, RegistrationError, journal::Stage, terms};
use crate::{
    account::Handover,
    identity::{CivilDate, Nik},
    vault::{PersonalDigits, Pin, PinRule, VaultError},
};

/// A PIN as entered, twice. Wiped when dropped.
pub struct PinEntry {
    /// Six digits.
    pub pin: Zeroizing<String>,
    /// The same again.
    pub repeat: Zeroizing<String>,
}

/// Why there is no PIN yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreatePinError {
    /// The two entries differ.
    #[error("the two entries differ")]
    Differ,
    /// Not six digits.
    #[error("a PIN has six digits")]
    NotAPin,
    /// Too easy to guess; says by which rule.
    #[error("too easy to guess")]
    Rejected(PinRule),
    /// The vault could not be made.
    #[error(transparent)]
    Vault(VaultError),
    /// Something else.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

/// The digits of a person that a PIN must not be made of.
pub(crate) fn personal_digits(nik: Nik, birth_date: CivilDate, phone: &str) -> PersonalDigits {
    PersonalDigits::none().nik(&nik.digits()).phone(phone).birth_date(
        birth_date.year(),
        birth_date.month(),
        birth_date.day(),
    )
}

impl Registration {
    /// What the vault must hold before [`Registration::complete`] may erase this registration.
    pub(crate) fn handover(&self) -> Result<Handover, RegistrationError> {
        self.read(|journal| {
            let (Stage::CreatePin, Some(account), Some(form)) =
                (&journal.stage, journal.account, &journal.form)
            else {
                return Err(RegistrationError::WrongStep);
            };
            Ok(Handover {
                account,
                nik: Nik::parse(&form.nik).map_err(|_| RegistrationError::Mismatch)?,
                phone: form.phone.clone(),
                net_key_alias: journal.net_key_alias.clone(),
                consent_export: journal.consent.as_ref().map(terms::export).unwrap_or_default(),
            })
        })?
    }

    /// What a PIN must not be made of: NIK, birth date, phone number.
    pub(crate) fn personal_digits(&self) -> Result<PersonalDigits, RegistrationError> {
        let today = self.0.around.clock.today();
        self.read(|journal| {
            let form = journal.form.as_ref().ok_or(RegistrationError::WrongStep)?;
            let nik = Nik::parse(&form.nik).map_err(|_| RegistrationError::Mismatch)?;
            let birth_date = form
                .birth_date
                .as_deref()
                .and_then(|date| CivilDate::parse_iso(date).ok())
                .unwrap_or(nik.birth_date(today));
            Ok(personal_digits(nik, birth_date, &form.phone))
        })?
    }

    /// Checks a new PIN as [`Lock::create_pin`](crate::app::Lock::create_pin) will, so that a screen can refuse it before it
    /// asks for the repeat.
    ///
    /// # Errors
    /// Why this PIN will be refused, or the registration is not at its form yet.
    pub fn check_pin(&self, pin: &str) -> Result<(), CreatePinError> {
        let pin = Pin::parse(pin).map_err(|_| CreatePinError::NotAPin)?;
        pin.check(&self.personal_digits()?).map_err(|error| match error {
            VaultError::PinRejected { rule } => CreatePinError::Rejected(rule),
            error => CreatePinError::Vault(error),
        })
    }

    /// The vault holds the account: erases what was kept for the registration. Idempotent.
    pub(crate) fn complete(&self) -> Result<(), RegistrationError> {
        if self.step().is_none() && self.trouble().is_none() {
            return Ok(());
        }
        self.erase_store()
    }
}
