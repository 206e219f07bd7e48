//! Face checks: the service asks for a portrait with a nonce, the phone answers once, and an officer, or a switch of a
//! test, decides.
//!
//! Nothing here recognises faces. A real service would compare the portrait with the record; in the sandbox a person
//! looks at both pictures. A refusal never locks anybody out: an account has [`TRIES`] answers in [`WAIT`] seconds, and
//! a person at the counter needs none.

use ikd_proof::{FaceAnswer, FaceChallenge, FacePurpose, PublicKey};
use serde::{Deserialize, Serialize};

use crate::{
    secret::random,
    service::Service,
    store::{Account, FaceCheck, PhotoOf, StoreError, Tx},
};

/// How long a question can be answered, seconds (formats.md section 14).
const LIFETIME: u64 = 600;
/// How long an answer waits for its decision, seconds.
const DECIDED_WITHIN: u64 = 24 * 3600;
/// Answers of an account within [`WAIT`] that were refused or wait for a decision, at most.
pub(crate) const TRIES: usize = 3;
/// How long such an answer counts, seconds. Long enough that trying faces on an open phone that was found is slow, and
/// short enough that nobody is kept waiting for a day.
pub(crate) const WAIT: u64 = 3600;
/// How long a decided or expired check can still be asked about, seconds.
const REMEMBERED: u64 = 7 * 24 * 3600;

/// Where a face check stands, as the contract names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaceState {
    /// Waits for the portrait and its answer.
    Open,
    /// Answered; waits for the decision.
    Pending,
    /// The portrait shows the holder of the account.
    Accepted,
    /// Not accepted; the refusal says why.
    Refused,
    /// Not answered, or not decided, in time.
    Expired,
}

impl FaceState {
    const ALL: [Self; 5] = [Self::Open, Self::Pending, Self::Accepted, Self::Refused, Self::Expired];

    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Expired => "expired",
        }
    }

    /// Reads [`FaceState::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What should be better on the next portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceGuidance {
    /// Too dark.
    TooDark,
    /// Out of focus, or moved.
    Blurry,
    /// The glasses hide the eyes.
    RemoveGlasses,
    /// A mask, or something else, hides the face.
    RemoveMask,
    /// The head is turned or tilted.
    LookStraight,
    /// Something else.
    Other,
}

impl FaceGuidance {
    /// Every value, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::TooDark, Self::Blurry, Self::RemoveGlasses, Self::RemoveMask, Self::LookStraight, Self::Other];

    /// The contract's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::TooDark => "too-dark",
            Self::Blurry => "blurry",
            Self::RemoveGlasses => "remove-glasses",
            Self::RemoveMask => "remove-mask",
            Self::LookStraight => "look-straight",
            Self::Other => "other",
        }
    }

    /// Reads [`FaceGuidance::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|guidance| guidance.name() == name)
    }
}

/// Why a portrait is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum FaceRefusal {
    /// Nobody can compare it: another one is needed.
    Retake {
        /// What should be better.
        guidance: Vec<FaceGuidance>,
    },
    /// The persons differ, or the officer is not sure: come to the counter.
    SeeOfficer,
}

impl FaceRefusal {
    /// The contract's name of the reason.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Retake { .. } => "retake",
            Self::SeeOfficer => "see-officer",
        }
    }

    /// What should be better on the next portrait.
    pub fn guidance(&self) -> &[FaceGuidance] {
        match self {
            Self::Retake { guidance } => guidance,
            Self::SeeOfficer => &[],
        }
    }
}

/// A decision about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaceVerdict {
    /// The portrait shows the holder of the account.
    Accept,
    /// It is not accepted.
    Refuse(FaceRefusal),
}

/// Why the service does not ask, or does not take an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FaceCheckError {
    /// Too many answers were refused: again at this time.
    #[error("no tries are left until {retry_at}")]
    TooSoon { retry_at: u64 },
    /// The check is in another state than this request needs.
    #[error("the check is in another state")]
    State(FaceState),
    /// The answer is not one of this phone, to this question, with this portrait.
    #[error("the answer does not belong to this check")]
    Answer,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Answers that an account has left, and when it has one again if it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tries {
    pub(crate) left: usize,
    pub(crate) retry_at: Option<u64>,
}

/// The tries of an account as of now. Refused answers since the last accepted one count for [`WAIT`] seconds, and so do
/// those that wait for a decision; one that sends the person to the counter counts as all of them.
pub(crate) fn tries(tx: &Tx<'_>, account: &[u8; 16], now: u64) -> Result<Tries, StoreError> {
    let mut checks = tx.face_checks_of(account)?;
    // An answer counts from its decision, because an officer may decide hours later.
    let counts_from = |check: &FaceCheck| check.decided_at.or(check.answered_at).unwrap_or(check.created_at);
    checks.sort_by_key(counts_from);
    let mut times = Vec::new();
    for check in checks {
        match (check.state, &check.refusal) {
            (FaceState::Accepted, _) => times.clear(),
            (FaceState::Refused, Some(FaceRefusal::SeeOfficer)) => times = vec![counts_from(&check); TRIES],
            (FaceState::Refused | FaceState::Pending, _) => times.push(counts_from(&check)),
            (FaceState::Open | FaceState::Expired, _) => {}
        }
    }
    times.retain(|at| now < at + WAIT);
    let left = TRIES.saturating_sub(times.len());
    // The oldest of the last ones ends first.
    let retry_at = (left == 0).then(|| times[times.len() - TRIES] + WAIT);
    Ok(Tries { left, retry_at })
}

/// Asks an account for its holder's face. A check for the same purpose that waits for its decision, or was accepted, is
/// not asked again; an unanswered one is worth nothing from now on.
pub(crate) fn ask(
    tx: &Tx<'_>,
    account: &Account,
    thumbprint: &[u8; 32],
    (purpose, reference): (FacePurpose, [u8; 16]),
    now: u64,
) -> Result<FaceCheck, FaceCheckError> {
    for check in tx.face_checks_of(&account.id)? {
        let check = expire(tx, check, now)?;
        let same = (check.challenge.purpose, check.challenge.reference) == (purpose, reference)
            && check.thumbprint == *thumbprint;
        match check.state {
            FaceState::Open => tx.erase_face_check(&check.challenge.check)?,
            FaceState::Pending | FaceState::Accepted if same => return Ok(check),
            _ => {}
        }
    }
    if let Some(retry_at) = tries(tx, &account.id, now)?.retry_at {
        return Err(FaceCheckError::TooSoon { retry_at });
    }
    let check = FaceCheck {
        challenge: FaceChallenge { check: random(), nonce: random(), purpose, reference },
        account: account.id,
        thumbprint: *thumbprint,
        state: FaceState::Open,
        created_at: now,
        photo: None,
        answer: None,
        answered_at: None,
        decided_at: None,
        decided_by: None,
        refusal: None,
    };
    tx.add_face_check(&check)?;
    Ok(check)
}

/// A check as of now: one whose time is over is marked as expired first.
pub(crate) fn find(tx: &Tx<'_>, id: &[u8; 16], now: u64) -> Result<Option<FaceCheck>, StoreError> {
    tx.face_check(id)?.map(|check| expire(tx, check, now)).transpose()
}

/// All checks as of now, oldest first.
pub(crate) fn all(tx: &Tx<'_>, now: u64) -> Result<Vec<FaceCheck>, StoreError> {
    tx.face_checks()?.into_iter().map(|check| expire(tx, check, now)).collect()
}

fn expire(tx: &Tx<'_>, mut check: FaceCheck, now: u64) -> Result<FaceCheck, StoreError> {
    if check.expires_at().is_some_and(|end| now >= end) {
        check.state = FaceState::Expired;
        // Nobody needs the portrait any more.
        tx.erase_photo(PhotoOf::FaceCheck(check.challenge.check))?;
        check.photo = None;
        tx.save_face_check(&check)?;
    }
    Ok(check)
}

/// Erases checks that nobody asks about any more.
pub(crate) fn sweep(tx: &Tx<'_>, now: u64) -> Result<(), StoreError> {
    for check in all(tx, now)? {
        let ended = check.expires_at().is_none();
        let last = check.decided_at.or(check.answered_at).unwrap_or(check.created_at);
        if ended && now >= last + REMEMBERED {
            tx.erase_face_check(&check.challenge.check)?;
        }
    }
    Ok(())
}

impl FaceCheck {
    /// Until when it can be answered, or decided; `None` once it has ended.
    pub(crate) fn expires_at(&self) -> Option<u64> {
        match self.state {
            FaceState::Open => Some(self.created_at + LIFETIME),
            FaceState::Pending => Some(self.answered_at.unwrap_or(self.created_at) + DECIDED_WITHIN),
            FaceState::Accepted | FaceState::Refused | FaceState::Expired => None,
        }
    }
}

/// Takes the answer to a check whose portrait has arrived, from the phone that was asked.
pub(crate) fn answer(
    service: &Service,
    tx: &Tx<'_>,
    check: FaceCheck,
    device_key: &[u8; 33],
    answer: &[u8],
    now: u64,
) -> Result<FaceCheck, FaceCheckError> {
    if check.state != FaceState::Open {
        return Err(FaceCheckError::State(check.state));
    }
    let photo = check.photo.as_ref().filter(|photo| photo.complete);
    let hash = photo.ok_or(FaceCheckError::State(FaceState::Open))?.sha256;
    let device_key = PublicKey::from_compressed(device_key).map_err(|_| FaceCheckError::Answer)?;
    FaceAnswer::open(answer, &device_key, &check.challenge, &hash, now)
        .map_err(|_| FaceCheckError::Answer)?;
    let answered = FaceCheck {
        state: FaceState::Pending,
        answer: Some(answer.to_vec()),
        answered_at: Some(now),
        ..check
    };
    match service.face_switch() {
        Some(verdict) => decide(tx, answered, &verdict, DecidedBy::Switch, now),
        None => {
            tx.save_face_check(&answered)?;
            Ok(answered)
        }
    }
}

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecidedBy {
    /// An officer compared the pictures.
    Officer,
    /// A test ordered it; nobody and nothing looked at the picture.
    Switch,
}

impl DecidedBy {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Switch => "switch",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Officer, Self::Switch].into_iter().find(|by| by.name() == name)
    }
}

/// Decides about an answer and erases its portrait; its digest stays, in the signed answer.
pub(crate) fn decide(
    tx: &Tx<'_>,
    check: FaceCheck,
    verdict: &FaceVerdict,
    by: DecidedBy,
    now: u64,
) -> Result<FaceCheck, FaceCheckError> {
    if check.state != FaceState::Pending {
        return Err(FaceCheckError::State(check.state));
    }
    let (state, refusal) = match verdict {
        FaceVerdict::Accept => (FaceState::Accepted, None),
        FaceVerdict::Refuse(refusal) => (FaceState::Refused, Some(refusal.clone())),
    };
    let decided =
        FaceCheck { state, refusal, photo: None, decided_at: Some(now), decided_by: Some(by), ..check };
    tx.erase_photo(PhotoOf::FaceCheck(decided.challenge.check))?;
    tx.save_face_check(&decided)?;
    Ok(decided)
}
