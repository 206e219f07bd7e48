//! Face checks at the counter: a person compares the portrait with the photograph of the record, and decides.

use ikd_proof::{FacePurpose, Nik};

use super::{Office, OfficeError};
use crate::{
    face_check::{self, DecidedBy, FaceCheckError, FaceGuidance, FaceRefusal, FaceState, FaceVerdict},
    population::Resident,
    secret::encode,
    store::{FaceCheck, PhotoOf, Tx},
};

/// One line of the counter's list of face checks.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceEntry {
    /// Base64url, as in the contract.
    pub id: String,
    /// Whose face it should be: the NIK of the account.
    pub nik: Nik,
    /// Name in the record.
    pub name: String,
    /// What it is for.
    pub purpose: FacePurpose,
    /// When the phone answered, seconds since 1970.
    pub answered_at: u64,
}

/// One face check as the counter sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceView {
    /// The line in the list.
    pub entry: FaceEntry,
    /// Which application or recovery it is for, base64url.
    pub reference: String,
    /// Where it stands.
    pub state: FaceState,
    /// The portrait that the phone sent, JPEG; `None` once it was decided.
    pub portrait: Option<Vec<u8>>,
    /// Names of the advice that it does not follow.
    pub advice: Vec<String>,
    /// The photograph of the record, JPEG.
    pub registered: Vec<u8>,
    /// Why it was refused.
    pub refusal: Option<FaceRefusal>,
    /// A test's switch decided: nobody looked at the pictures.
    pub by_switch: bool,
}

impl From<FaceCheckError> for OfficeError {
    fn from(error: FaceCheckError) -> Self {
        match error {
            FaceCheckError::Store(error) => Self::Store(error),
            FaceCheckError::State(_) | FaceCheckError::TooSoon { .. } | FaceCheckError::Answer => {
                Self::FaceDecided
            }
        }
    }
}

impl Office {
    /// The face checks that wait for a decision, oldest first.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn face_checks(&self) -> Result<Vec<FaceEntry>, OfficeError> {
        let now = self.service.clock.now();
        self.service.store.run(|tx| {
            let mut entries = Vec::new();
            for check in face_check::all(tx, now)? {
                if check.state == FaceState::Pending {
                    entries.extend(self.person(tx, &check)?.map(|person| entry(&check, &person)));
                }
            }
            Ok(entries)
        })
    }

    /// One face check that was answered.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn face_check(&self, id: &str) -> Result<FaceView, OfficeError> {
        let today = self.service.today();
        self.with_face(id, |tx, check, _| {
            let person = self.person(tx, &check)?.ok_or(OfficeError::NotFound)?;
            let portrait = match check.state {
                FaceState::Pending => Some(tx.photo_bytes(PhotoOf::FaceCheck(check.challenge.check))?),
                _ => None,
            };
            Ok(FaceView {
                entry: entry(&check, &person),
                reference: encode(&check.challenge.reference),
                state: check.state,
                portrait,
                advice: tx.photo_advice(PhotoOf::FaceCheck(check.challenge.check))?,
                registered: person.portrait(today),
                by_switch: check.decided_by == Some(DecidedBy::Switch),
                refusal: check.refusal,
            })
        })
    }

    /// The officer compared the two pictures, and they show one person.
    ///
    /// # Errors
    /// [`OfficeError::FaceNotCompared`], [`OfficeError::FaceDecided`], [`OfficeError::NotFound`],
    /// [`OfficeError::Store`].
    pub fn accept_face(&self, id: &str, compared: bool) -> Result<(), OfficeError> {
        if !compared {
            return Err(OfficeError::FaceNotCompared);
        }
        self.decide_face(id, &FaceVerdict::Accept)
    }

    /// The officer cannot compare the portrait and asks for another one; `guidance` says what should be better.
    ///
    /// # Errors
    /// [`OfficeError::FaceGuidanceMissing`], [`OfficeError::FaceDecided`], [`OfficeError::NotFound`],
    /// [`OfficeError::Store`].
    pub fn ask_for_another_face(&self, id: &str, guidance: &[FaceGuidance]) -> Result<(), OfficeError> {
        if guidance.is_empty() {
            return Err(OfficeError::FaceGuidanceMissing);
        }
        let refusal = FaceRefusal::Retake { guidance: guidance.to_vec() };
        self.decide_face(id, &FaceVerdict::Refuse(refusal))
    }

    /// The pictures do not show one person, or the officer is not sure: the person comes to the counter.
    ///
    /// # Errors
    /// [`OfficeError::FaceDecided`], [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn refuse_face(&self, id: &str) -> Result<(), OfficeError> {
        self.decide_face(id, &FaceVerdict::Refuse(FaceRefusal::SeeOfficer))
    }

    fn decide_face(&self, id: &str, verdict: &FaceVerdict) -> Result<(), OfficeError> {
        self.with_face(id, |tx, check, now| {
            face_check::decide(tx, check, verdict, DecidedBy::Officer, now)?;
            Ok(())
        })
    }

    /// Runs `task` on a check that was answered; any other is [`OfficeError::NotFound`].
    fn with_face<T>(
        &self,
        id: &str,
        task: impl FnOnce(&Tx<'_>, FaceCheck, u64) -> Result<T, OfficeError>,
    ) -> Result<T, OfficeError> {
        let answered = |check: &FaceCheck| check.answered_at.is_some();
        self.found(id, |tx, id, now| Ok(face_check::find(tx, id, now)?.filter(answered)), task)
    }

    /// The holder of the account that was asked, while the phone that was asked still holds it.
    fn person(&self, tx: &Tx<'_>, check: &FaceCheck) -> Result<Option<Resident>, OfficeError> {
        let account = tx.account(&check.account)?;
        let account = account.filter(|account| account.active_key == Some(check.thumbprint));
        let nik = account.and_then(|account| Nik::from_u64(account.nik).ok());
        Ok(nik.and_then(|nik| self.service.records.find(nik)).map(|(_, resident)| resident))
    }
}

fn entry(check: &FaceCheck, person: &Resident) -> FaceEntry {
    FaceEntry {
        id: encode(&check.challenge.check),
        nik: person.nik,
        name: person.name.clone(),
        purpose: check.challenge.purpose,
        answered_at: check.answered_at.unwrap_or(check.created_at),
    }
}
