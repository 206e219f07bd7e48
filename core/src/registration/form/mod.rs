//! The form: NIK, email, phone; the long shape also asks for name, sex, place and date of birth.
//!
//! The entries are kept as a draft, valid or not. A difference between the NIK and the other entries is a warning,
//! never an error: a NIK never changes, while birth dates are corrected and regions are split.

use super::{
    Registration, RegistrationError,
    input::{Details, FormInput, FormShape},
    journal::SavedStep,
};
use crate::{
    identity::{
        CivilDate, DateError, Email, EmailError, EmailWarning, FormIdentity, NameRule, Nik, NikError,
        NikInfo, NikWarning, PersonName, PersonNameError, Phone, PhoneError, PhoneWarning, Sex, check_form,
        entry,
    },
    service::contract::{FormField, WireForm},
};

/// An entry that must be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// Not a possible NIK.
    #[error("NIK: {0}")]
    Nik(NikError),
    /// Not a possible email address.
    #[error("email: {0}")]
    Email(EmailError),
    /// Not a possible Indonesian mobile number.
    #[error("phone: {0}")]
    Phone(PhoneError),
    /// The name is empty or too long.
    #[error("name: {0}")]
    Name(PersonNameError),
    /// The sex was not chosen.
    #[error("sex is missing")]
    SexMissing,
    /// The place of birth is empty or longer than 100 characters.
    #[error("place of birth is missing or too long")]
    BirthPlace,
    /// The date of birth is not a date.
    #[error("date of birth: {0}")]
    BirthDate(DateError),
    /// The date of birth is in the future.
    #[error("date of birth is in the future")]
    BornInFuture,
    /// The service refused this entry.
    #[error("the service refused this entry")]
    RefusedByService(FormField),
}

impl FormFault {
    /// Every code there is.
    pub const CODES: &'static [&'static str] = &[
        "nik-not-digits",
        "nik-wrong-length",
        "nik-province-zero",
        "nik-regency-zero",
        "nik-district-zero",
        "nik-day",
        "nik-month",
        "nik-no-such-day",
        "nik-serial-zero",
        "email-too-long",
        "email-at",
        "email-local",
        "email-domain",
        "phone-not-digits",
        "phone-other-country",
        "phone-not-mobile",
        "phone-wrong-length",
        "name-empty",
        "name-oversized",
        "name-control-character",
        "name-one-word",
        "name-too-long",
        "name-digit",
        "name-punctuation",
        "name-not-latin",
        "sex-missing",
        "birth-place",
        "date-format",
        "date-no-such-day",
        "born-in-future",
        "refused-by-service",
    ];

    /// The entry it is about.
    #[must_use]
    pub fn field(&self) -> FormField {
        match self {
            Self::Nik(_) => FormField::Nik,
            Self::Email(_) => FormField::Email,
            Self::Phone(_) => FormField::Phone,
            Self::Name(_) => FormField::Name,
            Self::SexMissing => FormField::Sex,
            Self::BirthPlace => FormField::BirthPlace,
            Self::BirthDate(_) | Self::BornInFuture => FormField::BirthDate,
            Self::RefusedByService(field) => *field,
        }
    }

    /// Stable code: strings of shells are keyed by it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nik(error) => error.code(),
            Self::Email(error) => error.code(),
            Self::Phone(error) => error.code(),
            Self::Name(error) => error.code(),
            Self::SexMissing => "sex-missing",
            Self::BirthPlace => "birth-place",
            Self::BirthDate(error) => error.code(),
            Self::BornInFuture => "born-in-future",
            Self::RefusedByService(_) => "refused-by-service",
        }
    }
}

impl FormHint {
    /// Every code there is.
    pub const CODES: &'static [&'static str] = &[
        "nik-unknown-province",
        "nik-unknown-regency",
        "nik-unknown-district",
        "nik-legacy-region",
        "nik-reused-region-code",
        "nik-fictional-region",
        "nik-under-minimum-age",
        "nik-birth-date-differs",
        "nik-sex-differs",
        "email-likely-typo",
        "phone-unknown-prefix",
        "name-one-word",
        "name-too-long",
        "name-digit",
        "name-punctuation",
        "name-not-latin",
    ];

    /// The entry it is about.
    #[must_use]
    pub fn field(&self) -> FormField {
        match self {
            Self::Nik(_) => FormField::Nik,
            Self::Email(_) => FormField::Email,
            Self::Phone(_) => FormField::Phone,
            Self::Name(_) => FormField::Name,
        }
    }

    /// Stable code: strings of shells are keyed by it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nik(warning) => warning.code(),
            Self::Email(warning) => warning.code(),
            Self::Phone(warning) => warning.code(),
            Self::Name(rule) => rule.code(),
        }
    }

    /// The entry that the person probably meant, if known: the correct domain of an email address.
    #[must_use]
    pub fn suggestion(&self) -> Option<&'static str> {
        match self {
            Self::Email(EmailWarning::LikelyTypo { suggestion }) => Some(suggestion),
            _ => None,
        }
    }
}

/// A warning about an entry. The form can be sent all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormHint {
    /// About the NIK, or where it differs from the other entries.
    Nik(NikWarning),
    /// A likely typing mistake in the address.
    Email(EmailWarning),
    /// An unknown operator prefix.
    Phone(PhoneWarning),
    /// Not allowed for new names, but found in older documents.
    Name(NameRule),
}

/// The result of checking a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormCheck {
    /// Entries that must be corrected; empty when the form can be sent.
    pub faults: Vec<FormFault>,
    /// Entries that the person should check again.
    pub hints: Vec<FormHint>,
}

/// Why a form was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Some entries must be corrected; the draft is kept.
    #[error("some entries must be corrected")]
    Invalid(FormCheck),
    /// Any other error.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

impl Registration {
    /// The entries typed so far, to fill the form after a restart.
    pub fn draft(&self) -> Result<FormInput, RegistrationError> {
        self.read(|journal| journal.draft.clone())
    }

    /// Saves the entries while they are being typed.
    pub fn save_draft(&self, draft: FormInput) -> Result<(), RegistrationError> {
        self.write(
            |step| matches!(step, SavedStep::Form | SavedStep::Rejected(_)),
            |journal| {
                journal.draft = draft;
                Ok(())
            },
        )
    }

    /// The shape of the form: what the citizen was asked for, also when the form is corrected after a rejection.
    pub fn form_shape(&self) -> Result<FormShape, RegistrationError> {
        self.read(|journal| journal.shape)
    }

    /// Checks a form without saving it; for hints while typing.
    pub fn check_form(&self, input: &FormInput) -> Result<FormCheck, RegistrationError> {
        let shape = self.form_shape()?;
        Ok(check(input, shape, self.0.context.clock.today()).0)
    }

    /// Accepts the form; the selfie is next. Returns the warnings. If entries must be corrected, only the draft is
    /// saved.
    pub fn submit_form(&self, input: FormInput) -> Result<Vec<FormHint>, FormError> {
        let shape = self.form_shape()?;
        let (outcome, wire) = check(&input, shape, self.0.context.clock.today());
        let Some(wire) = wire else {
            self.save_draft(input)?;
            return Err(FormError::Invalid(outcome));
        };
        self.write(
            |step| matches!(step, SavedStep::Form),
            |journal| {
                journal.draft = input;
                journal.form = Some(wire);
                journal.step = SavedStep::Selfie;
                Ok(())
            },
        )?;
        Ok(outcome.hints)
    }
}

/// Checks all entries. Returns the form to send, if none must be corrected.
pub(super) fn check(input: &FormInput, shape: FormShape, today: CivilDate) -> (FormCheck, Option<WireForm>) {
    let mut outcome = FormCheck::default();
    let nik = valid_or_fault(Nik::parse(&input.nik), FormFault::Nik, &mut outcome.faults);
    let email = valid_or_fault(Email::parse(&input.email), FormFault::Email, &mut outcome.faults);
    let phone = valid_or_fault(Phone::parse(&input.phone), FormFault::Phone, &mut outcome.faults);
    let (details, identity) = match shape {
        FormShape::Short => (None, FormIdentity::default()),
        FormShape::Long => check_details(&input.details, today, &mut outcome),
    };
    if let Some(nik) = nik {
        outcome.hints.extend(NikInfo::of(nik, today).warnings.into_iter().map(FormHint::Nik));
        outcome.hints.extend(check_form(nik, &identity, today).into_iter().map(FormHint::Nik));
    }
    outcome.hints.extend(email.iter().flat_map(Email::warnings).map(FormHint::Email));
    outcome.hints.extend(phone.iter().flat_map(Phone::warnings).map(FormHint::Phone));
    let (Some(nik), Some(email), Some(phone), true) = (nik, email, phone, outcome.faults.is_empty()) else {
        return (outcome, None);
    };
    let mut wire = WireForm {
        nik: nik.digits(),
        email: email.address().to_owned(),
        phone: phone.e164(),
        name: None,
        sex: None,
        birth_place: None,
        birth_date: None,
    };
    if let Some((name, sex, place, date)) = details {
        wire.name = Some(name);
        wire.sex = Some(sex);
        wire.birth_place = Some(place);
        wire.birth_date = Some(date.iso());
    }
    (outcome, Some(wire))
}

fn valid_or_fault<T, E>(
    parsed: Result<T, E>,
    entry: impl FnOnce(E) -> FormFault,
    faults: &mut Vec<FormFault>,
) -> Option<T> {
    parsed.map_err(|error| faults.push(entry(error))).ok()
}

type LongEntries = (String, Sex, String, CivilDate);

fn check_details(
    details: &Details,
    today: CivilDate,
    outcome: &mut FormCheck,
) -> (Option<LongEntries>, FormIdentity) {
    // An existing name may break the rules for new names; only an impossible name is an error.
    let name = valid_or_fault(PersonName::parse(&details.name), FormFault::Name, &mut outcome.faults);
    outcome.hints.extend(name.iter().flat_map(PersonName::broken_rules).map(FormHint::Name));
    if details.sex.is_none() {
        outcome.faults.push(FormFault::SexMissing);
    }
    let place = entry::clean(&details.birth_place);
    let place_fits =
        !place.is_empty() && place.chars().count() <= 100 && !place.chars().any(char::is_control);
    if !place_fits {
        outcome.faults.push(FormFault::BirthPlace);
    }
    let date = CivilDate::parse_entry(&details.birth_date);
    let mut date = valid_or_fault(date, FormFault::BirthDate, &mut outcome.faults);
    if date.is_some_and(|date| date > today) {
        outcome.faults.push(FormFault::BornInFuture);
        date = None;
    }
    let identity = FormIdentity { sex: details.sex, birth_date: date };
    let entries =
        || Some((name?.as_str().to_owned(), details.sex?, place_fits.then(|| place.clone())?, date?));
    (entries(), identity)
}

#[cfg(test)]
mod tests;
