//! The end of a registration: what the vault takes over. What was kept for the registration is erased only when the
//! vault holds the account.

use super::{Registration, RegistrationError, journal::SavedStep, terms};
use crate::{
    account::Handover,
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
    /// What the vault must hold before [`Registration::complete`] may erase this registration.
    pub(crate) fn handover(&self) -> Result<Handover, RegistrationError> {
        self.read(|journal| {
            let (SavedStep::CreatePin, Some(account), Some(form)) =
                (&journal.step, journal.account, &journal.form)
            else {
                return Err(RegistrationError::WrongStep);
            };
            Ok(Handover {
                account,
                nik: Nik::parse(&form.nik).map_err(|_| RegistrationError::Mismatch)?,
                phone: form.phone.clone(),
                device_key_alias: journal.device_key_alias.clone(),
                consent_export: journal.consent.as_ref().map(terms::export).unwrap_or_default(),
            })
        })?
    }

    /// What a PIN must not be made of: NIK, birth date, phone number.
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

    /// The vault holds the account: erases what was kept for the registration. Idempotent.
    pub(crate) fn complete(&self) -> Result<(), RegistrationError> {
        if self.step().is_none() && self.open_error().is_none() {
            return Ok(());
        }
        self.erase_store()
    }
}
