//! What some errors tell beyond their code.

pub use ikd_core::vault::PinRule;
pub use ikd_proof::Refusal;

/// What a person should change before the photograph will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Guidance {
    /// More light.
    TooDark,
    /// No face was found.
    NoFace,
    /// More than one face.
    MultipleFaces,
    /// Come closer.
    MoveCloser,
    /// Move the face to the middle.
    CentreFace,
    /// Hold still.
    Blurry,
}

/// What a PIN must not be.
#[uniffi::remote(Enum)]
pub enum PinRule {
    /// Not six digits.
    Format,
    /// At most two different digits.
    FewDigits,
    /// Even steps.
    Series,
    /// A part that repeats.
    Repetition,
    /// Three pairs.
    Pairs,
    /// The same backwards.
    Palindrome,
    /// Two short runs.
    Runs,
    /// A shape on the keypad.
    Keypad,
    /// A date.
    Date,
    /// Part of the person's own numbers.
    Personal,
    /// The old PIN or its neighbour.
    LikeOld,
}

/// Why a QR that was read is not accepted, in the order of the checks.
#[uniffi::remote(Enum)]
pub enum Refusal {
    /// Not an IKD code.
    Prefix,
    /// Longer than any IKD code.
    TooLong,
    /// The text was not read whole: scan again.
    Base45,
    /// Not the sealed format.
    Envelope,
    /// Sealed for a reader class whose key is not here.
    OtherReader,
    /// This reader's class is not valid now.
    ReaderNotValid,
    /// Altered, or sealed for another key.
    Sealed,
    /// What was sealed is no proof.
    Proof,
    /// The proof carries no view.
    View,
    /// Nobody in the trust bundle issued the view.
    IssuerUnknown,
    /// The issuer may not issue views.
    IssuerUse,
    /// The issuer is not valid now.
    IssuerNotValid,
    /// The issuer did not sign this view: it is forged.
    IssuerSignature,
    /// The view is past its time: the holder's phone must go online once.
    ViewExpired,
    /// The view names no usable key.
    HolderKey,
    /// The phone that shows the view does not hold its key: it was copied.
    HolderSignature,
    /// Made out to another reader class.
    Audience,
    /// From the future: one of the two clocks is wrong.
    TooEarly,
    /// Too old: a screenshot, or one of the two clocks is wrong.
    TooLate,
    /// This reader has accepted this very code before.
    Replayed,
    /// The reader has accepted more codes than it can remember.
    Busy,
    /// This reader's class may not be shown this kind of view.
    ViewNotAllowed,
}
