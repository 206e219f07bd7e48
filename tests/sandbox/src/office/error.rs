//! Why the counter refuses what an officer asks for.

use crate::{
    application::{ApplicationState, obstacle::Obstacle},
    decision::Missing,
    pairing::PairingError,
    registration::State,
    store::StoreError,
};

/// Why the counter refused.
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
    /// There is no such registration, or none that was paired with the counter.
    #[error("there is no such registration at the counter")]
    NotFound,
    /// The registration is in another state.
    #[error("this cannot be done now: the state is {}", .0.name())]
    State(State),
    /// The officer did not state everything that an approval needs.
    #[error("not stated: {0}")]
    NotStated(Missing),
    /// The citizen at the counter did not ask for the old phone to be released.
    #[error("the citizen must ask for it")]
    ReleaseNotAsked,
    /// Not an email address.
    #[error("this is not an email address")]
    Email,
    /// A note or a reason is too long.
    #[error("the note is too long")]
    Note,
    /// A note or a reason has control characters, such as a line break.
    #[error("the note has control characters")]
    NoteControl,
    /// "Other reason" needs a note.
    #[error("say the other reason in the note")]
    NoteMissing,
    /// The officer did not state that the portrait was compared.
    #[error("the pictures must be compared")]
    FaceNotCompared,
    /// A new portrait is asked for without saying what should be better.
    #[error("say what should be better on the next portrait")]
    FaceGuidanceMissing,
    /// This face check does not wait for a decision: it was decided, or has expired.
    #[error("this face check does not wait for a decision")]
    FaceDecided,
    /// The application is in another state.
    #[error("this cannot be done now: the state is {}", .0.name())]
    Application(ApplicationState),
    /// A correction is asked for, and nothing is marked.
    #[error("mark what is to be corrected")]
    NothingMarked,
    /// The form of the application has no such part.
    #[error("the form has no such part")]
    UnknownPart,
    /// The days for a correction or a visit are not from 1 to 60.
    #[error("the days must be from 1 to 60")]
    Days,
    /// A visit is asked for without saying where, or what to bring.
    #[error("say where to come and what to bring")]
    VisitIncomplete,
    /// The form asks for the face, and nobody has accepted the face check of this application.
    #[error("accept the face check first")]
    FaceNotAccepted,
    /// With the record of today, the form has errors: ask for a correction, or refuse.
    #[error("the form has errors")]
    ApplicationErrors,
    /// The record cannot be changed like this: ask for a correction of the field that is named, or refuse.
    #[error(transparent)]
    Outcome(#[from] Obstacle),
    /// Phone and counter did not pair.
    #[error(transparent)]
    Pairing(#[from] PairingError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
