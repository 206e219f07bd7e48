//! Details that some errors carry beside their code.

pub use ikd_core::{
    selfie::{Direction, Guidance},
    vault::PinRule,
};
pub use ikd_proof::Refusal;

/// What the person should change for a good photograph, in the order to show it.
#[uniffi::remote(Enum)]
pub enum Guidance {
    /// The phone is held sideways.
    HoldPhoneUpright,
    /// The whole scene is too dark.
    TooDarkScene,
    /// No face was found.
    NoFace,
    /// More than one face.
    MultipleFaces,
    /// A part of the face is outside the picture.
    FaceOutOfFrame,
    /// The face is too small.
    MoveCloser,
    /// The face is too large.
    MoveBack,
    /// The face is off centre.
    CentreFace,
    /// Something covers mouth and nose. Advice.
    RemoveMask,
    /// Glasses. Advice.
    RemoveGlasses,
    /// The head leans to one side. Advice.
    LevelHead,
    /// The face is turned away. Advice.
    LookStraight,
    /// The face is too dark.
    FaceTooDark,
    /// The face is too bright.
    TooBright,
    /// The light is behind the person.
    Backlit,
    /// One half of the face is much darker. Advice.
    UnevenLight,
    /// Blurred by motion.
    HoldStill,
    /// Out of focus, or the lens is dirty.
    Blurry,
    /// The eyes are closed. Advice.
    OpenEyes,
    /// The mouth is open. Advice.
    CloseMouth,
    /// Something covers the forehead above the brows. Advice; never a hijab.
    UncoverForehead,
}

/// Where to, as the person sees it who looks at the phone.
#[uniffi::remote(Enum)]
pub enum Direction {
    /// To the person's left.
    Left,
    /// To the person's right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
}

/// The rule that a new PIN breaks.
#[uniffi::remote(Enum)]
pub enum PinRule {
    /// Not six digits.
    Format,
    /// At most two different digits.
    FewDigits,
    /// Equal steps from digit to digit.
    Series,
    /// A repeated part.
    Repetition,
    /// Three pairs of equal digits.
    Pairs,
    /// The same read backwards.
    Palindrome,
    /// Two short runs.
    Runs,
    /// A pattern on the keypad.
    Keypad,
    /// A date.
    Date,
    /// Part of the person's own numbers.
    Personal,
    /// The old PIN, or one next to it.
    LikeOld,
}

/// Why the verifier refused a QR, in the order of its checks.
#[uniffi::remote(Enum)]
pub enum Refusal {
    /// Not an IKD code.
    Prefix,
    /// Longer than any IKD code.
    TooLong,
    /// The text is incomplete or not Base45: scan again.
    Base45,
    /// The envelope does not have the encrypted format.
    Envelope,
    /// Encrypted for a reader class whose key this reader does not have.
    OtherReader,
    /// This reader's class is not valid now.
    ReaderNotValid,
    /// Altered, or encrypted for another key.
    Sealed,
    /// The decrypted content is not a proof.
    Proof,
    /// The proof contains no valid view.
    View,
    /// The issuer of the view is not in the trust bundle.
    IssuerUnknown,
    /// The issuer is not allowed to issue views.
    IssuerUse,
    /// The issuer is not valid now.
    IssuerNotValid,
    /// The issuer's signature does not verify: the view is forged.
    IssuerSignature,
    /// The view has expired: the holder's phone must connect once.
    ViewExpired,
    /// The view contains no usable holder key.
    HolderKey,
    /// The holder's signature does not verify: the view was copied to another phone.
    HolderSignature,
    /// Made for another reader class.
    Audience,
    /// The code's time is in the future: one of the two clocks is wrong.
    TooEarly,
    /// The code is too old: a screenshot, or one of the two clocks is wrong.
    TooLate,
    /// This reader has accepted this code before.
    Replayed,
    /// The reader has accepted more codes than it can remember.
    Busy,
    /// This reader's class may not receive this kind of view.
    ViewNotAllowed,
}
