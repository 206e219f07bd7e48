//! What an officer decides: approve, reject, release an old phone. Each decision is kept with its registration.
//!
//! An approval needs everything that an officer must state ([`Statement`]), and the record itself can rule an approval
//! out. Pages and control interface hold no rules: all are here.

use super::{Approval, Office, OfficeError};
use crate::{
    activation,
    comparison::{Field, differences},
    decision::{Decided, Decision, Statement},
    lifecycle,
    note::{self, NoteError},
    pairing, records,
    registration::{Reason, State},
    store::Registration,
};

impl Office {
    /// Approves: the officer states that digits, face and data were compared, and why a difference does not matter. The
    /// record can still rule it out.
    ///
    /// # Errors
    /// [`OfficeError::NotStated`], [`OfficeError::Note`], [`OfficeError::NoteControl`], [`OfficeError::State`],
    /// [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn approve(&self, id: &str, statement: &Statement<'_>) -> Result<Approval, OfficeError> {
        let override_reason = written(statement.reason)?;
        let today = self.service.today();
        self.with(id, |tx, registration, now| {
            if registration.state != State::Decision {
                return Err(OfficeError::State(registration.state));
            }
            let nik = registration.form.nik().ok_or(OfficeError::NotFound)?;
            let resident = self.service.records.find(nik).map(|(_, resident)| resident);
            let account = tx.account_of(nik.as_u64())?;
            let refusal = records::refusal(resident.as_ref(), today)
                .or_else(|| account.as_ref().filter(|account| account.blocked).map(|_| Reason::Blocked));
            let differences = self.differences(registration);
            let digits = pairing::digits(registration).unwrap_or_default();
            // An approval that the record turns into a refusal needs no justification.
            let missing = statement.missing(&digits, !differences.is_empty() && refusal.is_none());
            if !missing.is_empty() {
                return Err(OfficeError::NotStated(missing));
            }
            let decision = |outcome| Decision {
                override_reason: override_reason.clone().filter(|_| !differences.is_empty()),
                ..self.decision(outcome, differences.clone(), now)
            };
            if let Some(reason) = refusal {
                let refused = Decision { reason: Some(reason), ..decision(Decided::RefusedByRecord) };
                tx.add_decision(&registration.id, &refused)?;
                lifecycle::reject(tx, registration, reason, None)?;
                return Ok(Approval::Refused(reason));
            }
            tx.add_decision(&registration.id, &decision(Decided::Approved))?;
            if account.is_some_and(|account| account.active_key.is_some()) {
                registration.state = State::Conflict;
                tx.save_registration(registration)?;
                return Ok(Approval::SecondDevice);
            }
            activation::send_code(&self.service, tx, registration, true, now)?;
            Ok(Approval::CodeSent)
        })
    }

    /// Refuses, with a reason and a note to the citizen; only [`Reason::Other`] needs the note.
    ///
    /// # Errors
    /// [`OfficeError::State`], [`OfficeError::Note`], [`OfficeError::NoteControl`], [`OfficeError::NoteMissing`],
    /// [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn reject(&self, id: &str, reason: Reason, note: Option<&str>) -> Result<(), OfficeError> {
        let note = written(note)?;
        if reason == Reason::Other && note.is_none() {
            return Err(OfficeError::NoteMissing);
        }
        self.with(id, |tx, registration, now| {
            if !matches!(registration.state, State::Decision | State::Conflict) {
                return Err(OfficeError::State(registration.state));
            }
            let decision = self.decision(Decided::Rejected, self.differences(registration), now);
            let decision = Decision { reason: Some(reason), note: note.clone(), ..decision };
            tx.add_decision(&registration.id, &decision)?;
            Ok(lifecycle::reject(tx, registration, reason, note)?)
        })
    }

    /// Takes the account from the phone that holds it, so that this registration can continue. The code is sent.
    /// `citizen_asks`: the citizen at the counter asked for it.
    ///
    /// # Errors
    /// [`OfficeError::ReleaseNotAsked`], [`OfficeError::State`], [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn release_old_device(&self, id: &str, citizen_asks: bool) -> Result<(), OfficeError> {
        self.with(id, |tx, registration, now| {
            if registration.state != State::Conflict {
                return Err(OfficeError::State(registration.state));
            }
            if !citizen_asks {
                return Err(OfficeError::ReleaseNotAsked);
            }
            let nik = registration.form.nik().ok_or(OfficeError::NotFound)?;
            if let Some(account) = tx.account_of(nik.as_u64())? {
                tx.release_device(&account.id)?;
            }
            let decision = self.decision(Decided::OldPhoneReleased, self.differences(registration), now);
            tx.add_decision(&registration.id, &decision)?;
            Ok(activation::send_code(&self.service, tx, registration, true, now)?)
        })
    }

    /// Where form and record differ now.
    fn differences(&self, registration: &Registration) -> Vec<Field> {
        let resident = registration.form.nik().and_then(|nik| self.service.records.find(nik));
        resident.map(|(_, resident)| differences(&registration.form, &resident)).unwrap_or_default()
    }

    fn decision(&self, outcome: Decided, differences: Vec<Field>, at: u64) -> Decision {
        Decision {
            at,
            officer: self.officer.clone(),
            outcome,
            reason: None,
            note: None,
            differences,
            override_reason: None,
        }
    }
}

/// A text as it is stored.
fn written(text: Option<&str>) -> Result<Option<String>, OfficeError> {
    Ok(note::read(text.unwrap_or_default())?)
}

impl From<NoteError> for OfficeError {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::TooLong => Self::Note,
            NoteError::Control => Self::NoteControl,
        }
    }
}
