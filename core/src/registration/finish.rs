//! The end of a registration: its account moves into the vault. The registration's record is erased only once the vault
//! has the account.

use super::{Registration, RegistrationError, journal::SavedStep, terms};
use crate::{
    account::NewAccount,
    identity::{CivilDate, Nik},
    vault::PersonalDigits,
};

/// The digits of a person that a PIN must not be made of.
pub(crate) fn personal_digits(nik: Nik, birth_date: CivilDate, phone: &str) -> PersonalDigits {
    PersonalDigits::none().nik(&nik.digits()).phone(phone).birth_date(
        birth_date.year(),
        birth_date.month(),
        birth_date.day(),
    )
}

impl Registration {
    /// The account, as it must be in the vault before [`Registration::complete`] may erase this registration.
    pub(crate) fn new_account(&self) -> Result<NewAccount, RegistrationError> {
        self.read(|journal| {
            let (SavedStep::CreatePin, Some(account), Some(form)) =
                (&journal.step, journal.account, &journal.form)
            else {
                return Err(RegistrationError::WrongStep);
            };
            Ok(NewAccount {
                account,
                nik: Nik::parse(&form.nik).map_err(|_| RegistrationError::Mismatch)?,
                phone: form.phone.clone(),
                device_key_alias: journal.device_key_alias.clone(),
                consent_export: journal.consent.as_ref().map(terms::export).unwrap_or_default(),
            })
        })?
    }

    /// The digits that a PIN must not be made of: NIK, birth date, phone number.
    pub(crate) fn personal_digits(&self) -> Result<PersonalDigits, RegistrationError> {
        let today = self.0.context.clock.today();
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

    /// Erases the registration's record, once the vault has the account. Idempotent. The caller notifies observers, after
    /// the operation that this is part of.
    pub(crate) fn complete(&self) -> Result<(), RegistrationError> {
        if self.step().is_none() && self.open_error().is_none() {
            return Ok(());
        }
        self.erase_store()
    }
}
