//! What an officer may do at the counter. Pages, control interface and tests all go through here.
//!
//! Before phone and counter are paired a registration is only counted at the counter and cannot be opened.
//! Afterwards the officer sees form, selfie and record side by side. What an officer may decide
//! about a registration is in `decide.rs`, about a face check in `faces.rs`, about an application in
//! `application_decisions.rs`.

mod application_decisions;
mod applications;
mod decide;
mod error;
mod faces;

use ikd_proof::{PairingRequest, PublicKey};

pub use applications::{ApplicationEntry, ApplicationView, FieldView, PaperView, SectionView};
pub use error::OfficeError;
pub use faces::{FaceEntry, FaceView};

use crate::{
    activation,
    comparison::{Field, Record, differences},
    decision::Decision,
    lifecycle,
    pairing::{self, CounterOffer, PairingError},
    population::Resident,
    records,
    registration::{Form, Language, Reason, State, well_formed_email},
    secret::{decode_exact, encode},
    service::Shared,
    store::{PhotoOf, Registration, StoreError, Tx},
};

/// The registrations under way, as the counter sees them.
#[derive(Clone, PartialEq, Eq)]
pub struct Queue {
    /// Paired with the counter and not finished, oldest first.
    pub paired: Vec<QueueEntry>,
    /// How many have not been paired. Nothing else is known here about them.
    pub unpaired: usize,
}

impl Queue {
    /// Registrations that are under way, paired or not.
    pub fn len(&self) -> usize {
        self.paired.len() + self.unpaired
    }

    /// Whether no registration is under way.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One line of the counter's queue.
#[derive(Clone, PartialEq, Eq)]
pub struct QueueEntry {
    /// Base64url, as in the contract.
    pub id: String,
    /// What was entered.
    pub form: Form,
    /// Where it stands.
    pub state: State,
    /// Seconds since 1970.
    pub created_at: u64,
}

/// What the officer must not overlook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Warning {
    /// Approving will refuse, for this reason.
    Refusal(Reason),
    /// This field differs from the record.
    Differs(Field),
}

/// The record beside the form.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordView {
    /// The resident.
    pub resident: Resident,
    /// The record's photograph, JPEG.
    pub portrait: Vec<u8>,
}

/// One registration as the counter sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct CounterView {
    /// Base64url, as in the contract.
    pub id: String,
    /// What was entered.
    pub form: Form,
    /// The uploaded photograph, when it is complete.
    pub selfie: Option<Vec<u8>>,
    /// Names of the advice that it does not follow.
    pub advice: Vec<String>,
    /// The record, if it was opened and is there.
    pub record: Option<RecordView>,
    /// Whether the record was looked up. Not after the form was erased.
    pub record_opened: bool,
    /// What the officer must not overlook.
    pub warnings: Vec<Warning>,
    /// The four digits that the phone shows too.
    pub digits: Option<String>,
    /// The language that the citizen chose.
    pub language: Language,
    /// Where it stands.
    pub state: State,
    /// Another phone holds this account.
    pub second_device: bool,
    /// Reason and note of a refusal.
    pub rejection: Option<(Reason, Option<String>)>,
    /// What was decided so far, oldest first.
    pub history: Vec<Decision>,
    /// Seconds since 1970.
    pub created_at: u64,
}

impl CounterView {
    /// The record as [`crate::compare`] takes it.
    pub fn record_seen(&self) -> Record<'_> {
        match &self.record {
            _ if !self.record_opened => Record::NotOpened,
            Some(record) => Record::Found(&record.resident),
            None => Record::Missing,
        }
    }

    /// The fields that differ.
    pub fn differences(&self) -> Vec<Field> {
        let field = |warning: &Warning| match warning {
            Warning::Differs(field) => Some(*field),
            Warning::Refusal(_) => None,
        };
        self.warnings.iter().filter_map(field).collect()
    }

    /// Why the record rules an approval out.
    pub fn refusal(&self) -> Option<Reason> {
        self.warnings.iter().find_map(|warning| match warning {
            Warning::Refusal(reason) => Some(*reason),
            Warning::Differs(_) => None,
        })
    }
}

/// The outcome of an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// The code was sent.
    CodeSent,
    /// Another phone holds the account: release it first.
    SecondDevice,
    /// The record refuses; the citizen is shown the reason.
    Refused(Reason),
}

/// The counter, and the officer who acts there.
#[derive(Clone)]
pub struct Office {
    service: Shared,
    /// Under whose name decisions are kept.
    officer: String,
}

impl Office {
    /// The counter with the sandbox's own officer, for tests that sign nobody in.
    pub(crate) fn new(service: Shared) -> Self {
        Self { officer: service.sessions.name.clone(), service }
    }

    /// The same counter with another officer.
    pub(crate) fn with_officer(&self, name: &str) -> Self {
        Self { officer: name.to_owned(), service: self.service.clone() }
    }

    /// Signs an officer in; returns the session's token.
    ///
    /// # Errors
    /// [`OfficeError::SignIn`], [`OfficeError::TooMany`].
    pub fn sign_in(&self, name: &str, code: &str) -> Result<String, OfficeError> {
        self.service.limiter.sign_in().map_err(|retry_after| OfficeError::TooMany { retry_after })?;
        self.service.sessions.open(name, code, self.service.clock.now()).ok_or(OfficeError::SignIn)
    }

    /// The name of the officer to whose session a token belongs; `None` once it has ended.
    pub fn signed_in(&self, token: &str) -> Option<String> {
        self.service.sessions.officer(token, self.service.clock.now())
    }

    /// Ends a session.
    pub fn sign_out(&self, token: &str) {
        self.service.sessions.close(token);
    }

    /// Registrations that were paired, and how many were not.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn queue(&self) -> Result<Queue, OfficeError> {
        let now = self.service.clock.now();
        let all = self.service.store.run(|tx| lifecycle::all(tx, now))?;
        let open = all.into_iter().filter(|r| !matches!(r.state, State::Active | State::Expired));
        let (paired, unpaired): (Vec<_>, Vec<_>) = open.partition(is_paired);
        let entry = |r: Registration| QueueEntry {
            id: encode(&r.id),
            form: r.form,
            state: r.state,
            created_at: r.created_at,
        };
        Ok(Queue { paired: paired.into_iter().map(entry).collect(), unpaired: unpaired.len() })
    }

    /// One registration that was paired.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn registration(&self, id: &str) -> Result<CounterView, OfficeError> {
        let (registration, (selfie, advice), second_device, history) =
            self.with(id, |tx, registration, _| {
                let selfie = match &registration.photo {
                    Some(photo) if photo.complete => {
                        Some(tx.photo_bytes(PhotoOf::Registration(registration.id))?)
                    }
                    _ => None,
                };
                let nik = registration.form.nik();
                let account = nik.map(|nik| tx.account_of(nik.as_u64())).transpose()?.flatten();
                let second_device = account.is_some_and(|account| {
                    account.active_key.is_some_and(|key| key != registration.thumbprint)
                });
                let photo = (selfie, tx.photo_advice(PhotoOf::Registration(registration.id))?);
                Ok((registration.clone(), photo, second_device, tx.decisions(&registration.id)?))
            })?;
        let today = self.service.today();
        let nik = registration.form.nik();
        let resident = nik.and_then(|nik| self.service.records.find(nik)).map(|(_, resident)| resident);
        let mut warnings = Vec::new();
        if nik.is_some() {
            warnings.extend(records::refusal(resident.as_ref(), today).map(Warning::Refusal));
            let differ = resident.iter().flat_map(|resident| differences(&registration.form, resident));
            warnings.extend(differ.map(Warning::Differs));
        }
        Ok(CounterView {
            id: id.to_owned(),
            digits: pairing::digits(&registration),
            form: registration.form,
            selfie,
            advice,
            record: resident.map(|resident| RecordView { portrait: resident.portrait(today), resident }),
            record_opened: nik.is_some(),
            warnings,
            language: registration.language,
            state: registration.state,
            second_device,
            rejection: registration.rejection.map(|rejection| (rejection.reason, rejection.note)),
            history,
            created_at: registration.created_at,
        })
    }

    /// A new QR for a phone to read.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn new_pairing_offer(&self) -> Result<CounterOffer, OfficeError> {
        Ok(self.service.store.run(|tx| pairing::offer(&self.service, tx))?)
    }

    /// Which registration used an offer, if one did.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn paired_with(&self, token: &[u8; 16]) -> Result<Option<String>, OfficeError> {
        let offer = self.service.store.run(|tx| tx.offer(token))?;
        Ok(offer.and_then(|offer| offer.used_by).map(|(registration, _)| encode(&registration)))
    }

    /// Pairs with the phone whose QR was read; gives the registration's id.
    ///
    /// # Errors
    /// [`OfficeError::Pairing`], [`OfficeError::Store`].
    pub fn scan_phone(&self, qr_text: &str) -> Result<String, OfficeError> {
        let unknown = |_| PairingError::Unknown;
        let now = self.service.clock.now();
        let id = PairingRequest::parse(qr_text.trim()).map_err(unknown)?.registration();
        self.service.store.run(|tx| {
            let mut registration = lifecycle::find(tx, &id, now)?.ok_or(PairingError::Unknown)?;
            let (key, _) = tx.key(&registration.thumbprint)?.ok_or(PairingError::Unknown)?;
            let key = PublicKey::from_compressed(&key).map_err(|_| PairingError::Unknown)?;
            pairing::by_request(&self.service, tx, &mut registration, qr_text.trim(), &key, now)?;
            Ok(encode(&id))
        })
    }

    /// Corrects the email address; when a code is out, a new one goes to the new address.
    ///
    /// # Errors
    /// [`OfficeError::Email`], [`OfficeError::State`], [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn correct_email(&self, id: &str, email: &str) -> Result<(), OfficeError> {
        let email = &ikd_proof::entry::clean(email);
        if !well_formed_email(email) {
            return Err(OfficeError::Email);
        }
        self.with(id, |tx, registration, now| {
            if !matches!(registration.state, State::Decision | State::Conflict | State::Activation) {
                return Err(OfficeError::State(registration.state));
            }
            registration.form.email = email.to_owned();
            if registration.state == State::Activation {
                activation::send_code(&self.service, tx, registration, true, now)?;
            } else {
                tx.save_registration(registration)?;
            }
            Ok(())
        })
    }

    /// Runs `task` on a registration that was paired; any other is [`OfficeError::NotFound`].
    fn with<T>(
        &self,
        id: &str,
        task: impl FnOnce(&Tx<'_>, &mut Registration, u64) -> Result<T, OfficeError>,
    ) -> Result<T, OfficeError> {
        let find = |tx: &Tx<'_>, id: &_, now| Ok(lifecycle::find(tx, id, now)?.filter(is_paired));
        self.found(id, find, |tx, mut registration, now| task(tx, &mut registration, now))
    }

    /// Runs `task` on what `find` finds by an id, in one transaction and with the time; [`OfficeError::NotFound`] for any
    /// other text.
    fn found<F, T>(
        &self,
        id: &str,
        find: impl FnOnce(&Tx<'_>, &[u8; 16], u64) -> Result<Option<F>, StoreError>,
        task: impl FnOnce(&Tx<'_>, F, u64) -> Result<T, OfficeError>,
    ) -> Result<T, OfficeError> {
        let id = decode_exact(id).ok_or(OfficeError::NotFound)?;
        let now = self.service.clock.now();
        self.service.store.run(|tx| task(tx, find(tx, &id, now)?.ok_or(OfficeError::NotFound)?, now))
    }
}

/// Whether the phone was paired with the counter for what is entered now: an amended form must be paired again.
fn is_paired(registration: &Registration) -> bool {
    registration.pairing_statement.is_some()
}
