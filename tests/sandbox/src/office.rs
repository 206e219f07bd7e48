//! What an officer may do at the counter. Pages, control interface and tests all go through here.
//!
//! No record is looked up before phone and counter are paired; from then on the officer sees form, selfie and record
//! side by side, and the record itself refuses whom no officer may approve.

use ikd_proof::{PairingRequest, PublicKey};

use crate::{
    activation,
    pairing::{self, CounterOffer, PairingError},
    population::Resident,
    registering,
    registration::{Form, Reason, State, well_formed_email},
    registry,
    secret::{decode_exact, encode},
    service::Shared,
    store::{Registration, StoreError},
};

/// Longest note of an officer, characters.
const LONGEST_NOTE: usize = 500;

/// Why the counter did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfficeError {
    /// Name or code is wrong.
    #[error("name or code is wrong")]
    SignIn,
    /// Too many attempts.
    #[error("too many attempts: wait {retry_after} s")]
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// There is no such registration.
    #[error("there is no such registration")]
    NotFound,
    /// The registration is in another state.
    #[error("this cannot be done now: the state is {}", .0.name())]
    State(State),
    /// The officer did not confirm that both screens show the same digits.
    #[error("compare the four digits first")]
    DigitsNotCompared,
    /// Not an email address.
    #[error("this is not an email address")]
    Email,
    /// The note is too long.
    #[error("the note is too long")]
    Note,
    /// Phone and counter did not pair.
    #[error(transparent)]
    Pairing(#[from] PairingError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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

/// What the officer should look at twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Warning {
    /// Approving will refuse, for this reason.
    Refusal(Reason),
    /// The name entered differs from the record's.
    NameDiffers,
    /// So does the sex.
    SexDiffers,
    /// So does the place of birth.
    BirthPlaceDiffers,
    /// So does the day of birth.
    BirthDateDiffers,
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
    /// The uploaded photograph, when it is here whole.
    pub selfie: Option<Vec<u8>>,
    /// The record, once paired.
    pub record: Option<RecordView>,
    /// What differs, once paired.
    pub warnings: Vec<Warning>,
    /// The four digits, once paired.
    pub digits: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Another phone holds this account.
    pub second_device: bool,
    /// Reason and note of a refusal.
    pub rejection: Option<(Reason, Option<String>)>,
    /// Seconds since 1970.
    pub created_at: u64,
}

/// What came of an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// The code was sent.
    CodeSent,
    /// Another phone holds the account: release it first.
    SecondDevice,
    /// The record refuses; the citizen is told why.
    Refused(Reason),
}

/// The counter.
#[derive(Clone)]
pub struct Office(pub(crate) Shared);

impl Office {
    /// Open registrations, oldest first.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn queue(&self) -> Result<Vec<QueueEntry>, OfficeError> {
        let now = self.0.clock.now();
        let all = self.0.store.run(|tx| registering::all(tx, now))?;
        let open = all.into_iter().filter(|r| !matches!(r.state, State::Active | State::Expired));
        let entry = |r: Registration| QueueEntry {
            id: encode(&r.id),
            form: r.form,
            state: r.state,
            created_at: r.created_at,
        };
        Ok(open.map(entry).collect())
    }

    /// One registration.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn registration(&self, id: &str) -> Result<CounterView, OfficeError> {
        let (registration, selfie, second_device) = self.with(id, |tx, registration, _| {
            let selfie = match &registration.photo {
                Some(photo) if photo.complete => Some(tx.photo_bytes(&registration.id)?),
                _ => None,
            };
            let paired = registration.pairing_statement.is_some();
            let nik = registration.form.nik().filter(|_| paired);
            let account = nik.map(|nik| tx.account_of(nik.as_u64())).transpose()?.flatten();
            let second_device = account
                .is_some_and(|account| account.active_key.is_some_and(|key| key != registration.thumbprint));
            Ok((registration.clone(), selfie, second_device))
        })?;
        let today = self.0.today();
        // Only after pairing is anything about the person looked up.
        let paired = registration.pairing_statement.is_some();
        let found = registration.form.nik().filter(|_| paired).and_then(|nik| self.0.registry.find(nik));
        let resident = found.map(|(_, resident)| resident);
        let mut warnings = Vec::new();
        if paired && registration.form.nik().is_some() {
            warnings.extend(registry::refusal(resident.as_ref(), today).map(Warning::Refusal));
            warnings.extend(resident.iter().flat_map(|resident| differences(&registration.form, resident)));
        }
        Ok(CounterView {
            id: id.to_owned(),
            digits: pairing::digits(&registration),
            form: registration.form,
            selfie,
            record: resident.map(|resident| RecordView { portrait: resident.portrait(today), resident }),
            warnings,
            state: registration.state,
            second_device,
            rejection: registration.rejection.map(|rejection| (rejection.reason, rejection.note)),
            created_at: registration.created_at,
        })
    }

    /// A new QR for a phone to read.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn new_pairing_offer(&self) -> Result<CounterOffer, OfficeError> {
        Ok(self.0.store.run(|tx| pairing::offer(&self.0, tx))?)
    }

    /// Which registration used an offer, if one did.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn paired_with(&self, token: &[u8; 16]) -> Result<Option<String>, OfficeError> {
        let offer = self.0.store.run(|tx| tx.offer(token))?;
        Ok(offer.and_then(|offer| offer.used_by).map(|(registration, _)| encode(&registration)))
    }

    /// Pairs with the phone whose QR was read; gives the registration's id.
    ///
    /// # Errors
    /// [`OfficeError::Pairing`], [`OfficeError::Store`].
    pub fn scan_phone(&self, qr_text: &str) -> Result<String, OfficeError> {
        let unknown = |_| PairingError::Unknown;
        let now = self.0.clock.now();
        let id = PairingRequest::parse(qr_text.trim()).map_err(unknown)?.registration();
        self.0.store.run(|tx| {
            let mut registration = registering::find(tx, &id, now)?.ok_or(PairingError::Unknown)?;
            let (key, _) = tx.key(&registration.thumbprint)?.ok_or(PairingError::Unknown)?;
            let key = PublicKey::from_compressed(&key).map_err(|_| PairingError::Unknown)?;
            pairing::by_request(&self.0, tx, &mut registration, qr_text.trim(), &key, now)?;
            Ok(encode(&id))
        })
    }

    /// Approves: the officer compared the digits, the selfie and the form. The record has the last word.
    ///
    /// # Errors
    /// [`OfficeError::DigitsNotCompared`], [`OfficeError::State`], [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn approve(&self, id: &str, digits_match: bool) -> Result<Approval, OfficeError> {
        let today = self.0.today();
        self.with(id, |tx, registration, now| {
            if registration.state != State::Decision {
                return Err(OfficeError::State(registration.state));
            }
            if !digits_match {
                return Err(OfficeError::DigitsNotCompared);
            }
            let nik = registration.form.nik().ok_or(OfficeError::NotFound)?;
            let resident = self.0.registry.find(nik).map(|(_, resident)| resident);
            if let Some(reason) = registry::refusal(resident.as_ref(), today) {
                registering::reject(tx, registration, reason, None)?;
                return Ok(Approval::Refused(reason));
            }
            let account = tx.account_of(nik.as_u64())?;
            if account.as_ref().is_some_and(|account| account.blocked) {
                registering::reject(tx, registration, Reason::Blocked, None)?;
                return Ok(Approval::Refused(Reason::Blocked));
            }
            if account.is_some_and(|account| account.active_key.is_some()) {
                registration.state = State::Conflict;
                tx.save_registration(registration)?;
                return Ok(Approval::SecondDevice);
            }
            activation::send_code(&self.0, tx, registration, true, now)?;
            Ok(Approval::CodeSent)
        })
    }

    /// Refuses, with a reason and an optional note to the citizen.
    ///
    /// # Errors
    /// [`OfficeError::State`], [`OfficeError::Note`], [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn reject(&self, id: &str, reason: Reason, note: Option<&str>) -> Result<(), OfficeError> {
        let note = note.map(str::trim).filter(|note| !note.is_empty());
        if note.is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
            return Err(OfficeError::Note);
        }
        self.with(id, |tx, registration, _| {
            if !matches!(registration.state, State::Decision | State::Conflict) {
                return Err(OfficeError::State(registration.state));
            }
            Ok(registering::reject(tx, registration, reason, note.map(str::to_owned))?)
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
                activation::send_code(&self.0, tx, registration, true, now)?;
            } else {
                tx.save_registration(registration)?;
            }
            Ok(())
        })
    }

    /// Takes the account from the phone that holds it, so that this registration can go on; the code is sent.
    ///
    /// # Errors
    /// [`OfficeError::State`], [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn release_old_device(&self, id: &str) -> Result<(), OfficeError> {
        self.with(id, |tx, registration, now| {
            if registration.state != State::Conflict {
                return Err(OfficeError::State(registration.state));
            }
            let nik = registration.form.nik().ok_or(OfficeError::NotFound)?;
            if let Some(account) = tx.account_of(nik.as_u64())? {
                tx.release_device(&account.id)?;
            }
            Ok(activation::send_code(&self.0, tx, registration, true, now)?)
        })
    }

    fn with<T>(
        &self,
        id: &str,
        task: impl FnOnce(&crate::store::Tx<'_>, &mut Registration, u64) -> Result<T, OfficeError>,
    ) -> Result<T, OfficeError> {
        let id = decode_exact(id).ok_or(OfficeError::NotFound)?;
        let now = self.0.clock.now();
        self.0.store.run(|tx| {
            let mut registration = registering::find(tx, &id, now)?.ok_or(OfficeError::NotFound)?;
            task(tx, &mut registration, now)
        })
    }
}

/// Where the long form and the record differ. Case and doubled spaces do not count.
fn differences(form: &Form, resident: &Resident) -> Vec<Warning> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let differs = |entered: &Option<String>, recorded: &str| {
        entered.as_deref().is_some_and(|entered| plain(entered) != plain(recorded))
    };
    let pairs = [
        (differs(&form.name, &resident.name), Warning::NameDiffers),
        (differs(&form.sex, resident.sex.code()), Warning::SexDiffers),
        (differs(&form.birth_place, &resident.birth_place), Warning::BirthPlaceDiffers),
        (differs(&form.birth_date, &resident.birth_date.iso()), Warning::BirthDateDiffers),
    ];
    pairs.into_iter().filter_map(|(differs, warning)| differs.then_some(warning)).collect()
}
