//! The one error that leaves the library.
//!
//! A variant says what the shell does next; its code says why, has a number for support and a key for the text that people
//! read (`text_keys`). No variant holds personal data, a secret, a path or text from outside. How the core's errors
//! lead here is the table in `error_table`.

mod details;

pub use details::{Guidance, PinRule, Refusal};

use crate::form::FormFault;

/// Why a call brought nothing, by what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum IkdError {
    /// What was entered or scanned cannot be right: ask for it again.
    #[error("correct the input: {code:?}")]
    InvalidInput {
        /// What is wrong.
        code: ErrorCode,
    },
    /// Entries of the form must be corrected; what was typed is kept.
    #[error("correct the form")]
    InvalidForm {
        /// [`ErrorCode::FormInvalid`].
        code: ErrorCode,
        /// Which entries, and why.
        faults: Vec<FormFault>,
    },
    /// The new PIN is too easy to guess: ask for another.
    #[error("choose another PIN: {rule:?}")]
    UnsuitablePin {
        /// [`ErrorCode::PinTooEasy`].
        code: ErrorCode,
        /// The rule it breaks.
        rule: PinRule,
    },
    /// The PIN is wrong and the try was counted.
    #[error("wrong PIN, {attempts_left} tries left")]
    WrongPin {
        /// [`ErrorCode::WrongPin`].
        code: ErrorCode,
        /// Tries left before everything on the phone is wiped.
        attempts_left: u8,
        /// Milliseconds until the next try is taken; 0 for at once.
        retry_after_ms: u64,
    },
    /// The activation code is wrong and the try was counted.
    #[error("wrong code, {tries_left} tries left")]
    WrongCode {
        /// [`ErrorCode::WrongCode`].
        code: ErrorCode,
        /// Tries left for this code.
        tries_left: u8,
    },
    /// The photograph will not do: take another one.
    #[error("take the photograph again")]
    Retake {
        /// [`ErrorCode::PhotoUnsuitable`].
        code: ErrorCode,
        /// What to change, first said first; never empty.
        guidance: Vec<Guidance>,
    },
    /// Too early: wait, then try again.
    #[error("wait: {code:?}")]
    Wait {
        /// For what.
        code: ErrorCode,
        /// Milliseconds from now, where that is known.
        retry_after_ms: Option<u64>,
        /// Moment from which on it will do, seconds since 1970, where that is known.
        not_before: Option<u64>,
    },
    /// Not what comes next: look at the stage again.
    #[error("not now: {code:?}")]
    NotNow {
        /// Why not.
        code: ErrorCode,
    },
    /// The vault is locked, or presence must be proved again: ask for the PIN or a biometric.
    #[error("unlock first: {code:?}")]
    UnlockNeeded {
        /// Which of the two.
        code: ErrorCode,
    },
    /// No useful connection: nothing is lost, try again with signal.
    #[error("no connection: {code:?}")]
    ConnectionNeeded {
        /// What the connection lacks.
        code: ErrorCode,
    },
    /// The service or the office said no: trying again does not help.
    #[error("refused: {code:?}")]
    Refused {
        /// Why.
        code: ErrorCode,
    },
    /// The QR that was read is not accepted.
    #[error("not accepted: {refusal:?}")]
    NotAccepted {
        /// [`ErrorCode::QrNotAccepted`].
        code: ErrorCode,
        /// The first check that failed.
        refusal: Refusal,
    },
    /// The app is too old: update it.
    #[error("update the app: {code:?}")]
    UpdateNeeded {
        /// What is newer.
        code: ErrorCode,
    },
    /// The phone failed: its key store, disk, clock or sensor.
    #[error("the phone failed: {code:?} ({number})")]
    Device {
        /// Which part.
        code: ErrorCode,
        /// Whether the same call may succeed later.
        transient: bool,
        /// The platform's number, for support; 0 where there is none.
        number: i32,
    },
    /// What is on the phone can never be opened again: erase it and register anew.
    #[error("lost: {code:?}")]
    Unrecoverable {
        /// Why.
        code: ErrorCode,
    },
    /// The shell stopped the call.
    #[error("cancelled")]
    Cancelled {
        /// [`ErrorCode::Cancelled`].
        code: ErrorCode,
    },
    /// A defect of the app or of how it was built: report the number.
    #[error("defect: {code:?}")]
    Defect {
        /// Where.
        code: ErrorCode,
    },
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $number:tt,)+) => {
        /// Why. A number never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
        #[repr(u16)]
        pub enum ErrorCode {
            $($(#[$doc])* $variant = $number,)+
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Key of its text.
            #[must_use]
            pub fn key(self) -> String {
                ikd_texts::key("error", match self { $(Self::$variant => stringify!($variant),)+ })
            }
        }
    };
}

error_codes! {
    // 1xx: input
    /// A PIN has six digits.
    NotAPin = 101,
    /// The two entries of the PIN differ.
    PinsDiffer = 102,
    /// The PIN is too easy to guess; the rule says how.
    PinTooEasy = 103,
    /// The PIN is wrong.
    WrongPin = 104,
    /// An activation code has six digits.
    NotACode = 105,
    /// The activation code is wrong.
    WrongCode = 106,
    /// The answer to the captcha is wrong: fetch a new one. The code lost no try.
    WrongCaptcha = 107,
    /// Entries of the form must be corrected.
    FormInvalid = 108,
    /// The photograph will not do.
    PhotoUnsuitable = 109,
    /// The photograph has too many bytes or pixels.
    PhotoTooLarge = 110,
    /// The photograph is neither JPEG nor PNG, or of a kind of them that is not read.
    PhotoUnsupported = 111,
    /// The photograph is damaged.
    PhotoDamaged = 112,
    /// The link is not one of this service, or none is awaited.
    LinkNotOurs = 113,
    /// What was scanned is no pairing code of a counter.
    NotAPairingQr = 114,
    /// What was scanned was not made by a trusted office.
    PairingUntrusted = 115,
    /// No document of this name on the phone.
    DocumentNotFound = 116,

    // 2xx: time and stage
    /// Too early for another try of the PIN; none was counted.
    CoolingDown = 201,
    /// A code was sent a moment ago.
    ResendTooSoon = 202,
    /// The service is asked too often.
    RateLimited = 203,
    /// The service is down for a moment.
    ServiceUnavailable = 204,
    /// Not what comes next.
    WrongStage = 205,
    /// The vault is locked.
    Locked = 206,
    /// Presence must be proved again.
    StepUpRequired = 207,
    /// The pairing code is too old: ask for a new one.
    PairingExpired = 208,
    /// The pairing code was used already: ask for a new one.
    PairingUsed = 209,
    /// The activation code is too old: have a new one sent.
    CodeExpired = 210,
    /// No tries left for this activation code: have a new one sent.
    CodeExhausted = 211,
    /// There is nothing to show yet: connect once.
    NoView = 212,
    /// What is shown has run out: connect once.
    ViewExpired = 213,
    /// The shell stopped the call.
    Cancelled = 214,

    // 3xx: network and service
    /// No connection.
    Offline = 301,
    /// No answer in time.
    TimedOut = 302,
    /// Somebody stands between the phone and the service: use another network.
    ServiceUntrusted = 303,
    /// The service's certificate does not fit the phone's date: check the date.
    CertificateDate = 304,
    /// The service's answer is not understood, or does not fit this phone.
    BadAnswer = 305,
    /// The service failed.
    ServiceFailed = 306,
    /// The service refused.
    ServiceRefused = 307,
    /// The service refused the photograph.
    PhotoRefused = 308,
    /// The account is blocked.
    AccountBlocked = 309,
    /// The account moved to another phone.
    DeviceReleased = 310,
    /// The service offers something older than the phone holds.
    ServiceRolledBack = 311,
    /// A document or trust bundle from the service does not verify.
    NotAuthentic = 312,
    /// The reader may not be shown this.
    ReaderNotAllowed = 313,
    /// The QR that was read is not accepted; the refusal says why.
    QrNotAccepted = 314,
    /// This version of the app is too old for the service.
    AppTooOld = 315,
    /// Newer terms are needed than this version of the app has.
    TermsTooOld = 316,
    /// An account may be bound to this phone, so giving up needs the service: try again with signal.
    GivingUpNeedsService = 317,

    // 4xx: phone
    /// The key store failed.
    KeystoreFailed = 401,
    /// No space left.
    StorageFull = 402,
    /// The disk failed.
    StorageFailed = 403,
    /// Another operation or process has the files.
    StorageBusy = 404,
    /// The clock could not be read.
    ClockFailed = 405,
    /// No randomness, or not enough memory.
    ResourcesFailed = 406,
    /// No biometric sensor, or it is broken.
    BiometricUnavailable = 407,
    /// Nobody is enrolled.
    BiometricNotEnrolled = 408,
    /// Enrolled biometrics have changed: the PIN is needed once.
    BiometricChanged = 409,
    /// Too many failures of the biometric.
    BiometricLockedOut = 410,
    /// The biometric prompt failed.
    BiometricFailed = 411,
    /// The data folder could not be made.
    DataFolder = 412,

    // 5xx: what is on the phone
    /// Too many wrong PINs, or the owner's wish: erased.
    Wiped = 501,
    /// The phone lost the keys.
    KeysLost = 502,
    /// An older copy of the files was put back.
    RolledBack = 503,
    /// The files are damaged.
    Damaged = 504,
    /// The files were written by a newer version of the app.
    FilesTooNew = 505,
    /// A kept document, log entry or record cannot be read.
    RecordUnreadable = 506,

    // 9xx: defects
    /// Something that should not happen.
    Internal = 901,
    /// The library panicked; what it was doing came to nothing.
    Panicked = 902,
    /// The system gave no threads.
    NoThreads = 903,
    /// The app was built with a wrong address, certificate, key or trust bundle.
    Misconfigured = 904,
    /// The shell handed in something that cannot be: sizes of a frame, a number out of range.
    BadArgument = 905,
    /// The face models cannot be used: this build is defective.
    ModelsUnusable = 906,
}
