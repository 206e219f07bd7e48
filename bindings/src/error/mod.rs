//! The only error type of the boundary.
//!
//! The variant says what the shell does next. The code says why; it has a number for support and a key for the text
//! that people read (`text_keys`). No variant contains personal data, a secret, a path or text from outside.
//! `error_table` maps the core's errors to this type.

mod details;

pub use details::{Direction, Guidance, PinRule, Refusal};

use crate::{form::FormFault, form_problem::Problem};

/// Why a call failed. The variant says what to do next, the code says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum IkdError {
    /// The input or the scanned code is invalid: ask for it again.
    #[error("correct the input: {code:?}")]
    InvalidInput {
        /// What is wrong.
        code: ErrorCode,
    },
    /// Entries of the form must be corrected; the draft is kept.
    #[error("correct the form")]
    InvalidForm {
        /// [`ErrorCode::FormInvalid`].
        code: ErrorCode,
        /// Which entries, and why.
        faults: Vec<FormFault>,
    },
    /// Answers or papers of an application must be corrected; the application is kept as it was.
    #[error("correct the answers")]
    InvalidAnswers {
        /// [`ErrorCode::AnswersInvalid`].
        code: ErrorCode,
        /// What is wrong, at which field or paper; never empty.
        problems: Vec<Problem>,
    },
    /// The new PIN is too easy to guess: ask for another one.
    #[error("choose another PIN: {rule:?}")]
    UnsuitablePin {
        /// [`ErrorCode::PinTooEasy`].
        code: ErrorCode,
        /// The rule it breaks.
        rule: PinRule,
    },
    /// The PIN is wrong, and the attempt was counted.
    #[error("wrong PIN, {attempts_left} attempts left")]
    WrongPin {
        /// [`ErrorCode::WrongPin`].
        code: ErrorCode,
        /// Wrong attempts left before the vault is wiped.
        attempts_left: u8,
        /// Milliseconds until the next attempt is allowed; 0: now.
        retry_after_ms: u64,
    },
    /// The activation code is wrong, and the attempt was counted.
    #[error("wrong code, {tries_left} attempts left")]
    WrongCode {
        /// [`ErrorCode::WrongCode`].
        code: ErrorCode,
        /// Attempts left for this code.
        tries_left: u8,
    },
    /// The photograph is not usable: take another one.
    #[error("take the photograph again")]
    Retake {
        /// [`ErrorCode::PhotoUnsuitable`].
        code: ErrorCode,
        /// What to change, in the order to show it; never empty.
        guidance: Vec<Guidance>,
    },
    /// Too early: wait, then try again.
    #[error("wait: {code:?}")]
    Wait {
        /// What to wait for.
        code: ErrorCode,
        /// Milliseconds to wait.
        retry_after_ms: u64,
    },
    /// Not possible in the current stage or step: read the stage again.
    #[error("not now: {code:?}")]
    NotNow {
        /// Why.
        code: ErrorCode,
    },
    /// The vault is locked, or the person must be verified again: ask for the PIN or a biometric.
    #[error("unlock first: {code:?}")]
    UnlockNeeded {
        /// Which of the two.
        code: ErrorCode,
    },
    /// A working connection to the service is needed: no data is lost, try again when online.
    #[error("connection needed: {code:?}")]
    ConnectionNeeded {
        /// What is wrong with the connection, or what must be fetched.
        code: ErrorCode,
    },
    /// The service, the office or the core refused: the same request will be refused again.
    #[error("refused: {code:?}")]
    Refused {
        /// Why.
        code: ErrorCode,
    },
    /// Another application for the same service and person is open: show that one.
    #[error("another application is open")]
    AlreadyOpen {
        /// [`ErrorCode::ApplicationOpen`].
        code: ErrorCode,
        /// Its id.
        application: String,
    },
    /// The scanned QR is not accepted.
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
        /// What needs a newer app.
        code: ErrorCode,
    },
    /// A part of the phone failed: key store, disk, clock, sensor or memory.
    #[error("the phone failed: {code:?} ({number})")]
    Device {
        /// Which part.
        code: ErrorCode,
        /// Whether the same call may succeed later.
        transient: bool,
        /// The platform's error number, for support; 0 if there is none.
        number: i32,
    },
    /// The data on the phone can never be opened again: erase it and register again.
    #[error("unrecoverable: {code:?}")]
    Unrecoverable {
        /// Why.
        code: ErrorCode,
    },
    /// The shell cancelled the call, or the person cancelled the prompt.
    #[error("cancelled")]
    Cancelled {
        /// [`ErrorCode::Cancelled`].
        code: ErrorCode,
    },
    /// A defect of the app or of its build: report the number.
    #[error("defect: {code:?}")]
    Defect {
        /// Which defect.
        code: ErrorCode,
    },
}

impl IkdError {
    /// The code, for a report that contains the error of a part of the work.
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidInput { code }
            | Self::InvalidForm { code, .. }
            | Self::InvalidAnswers { code, .. }
            | Self::UnsuitablePin { code, .. }
            | Self::WrongPin { code, .. }
            | Self::WrongCode { code, .. }
            | Self::Retake { code, .. }
            | Self::Wait { code, .. }
            | Self::NotNow { code }
            | Self::UnlockNeeded { code }
            | Self::ConnectionNeeded { code }
            | Self::Refused { code }
            | Self::AlreadyOpen { code, .. }
            | Self::NotAccepted { code, .. }
            | Self::UpdateNeeded { code }
            | Self::Device { code, .. }
            | Self::Unrecoverable { code }
            | Self::Cancelled { code }
            | Self::Defect { code } => *code,
        }
    }
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $number:tt,)+) => {
        /// Reason of an error. Numbers and keys never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
        #[repr(u16)]
        pub enum ErrorCode {
            $($(#[$doc])* $variant = $number,)+
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Key of the code's text in the shells' catalogues.
            #[must_use]
            pub fn key(self) -> String {
                ikd_texts::key("error", match self { $(Self::$variant => stringify!($variant),)+ })
            }
        }
    };
}

error_codes! {
    // 1xx: input
    /// The input is not a PIN, which has six digits.
    NotAPin = 101,
    /// The two PINs entered differ.
    PinsDiffer = 102,
    /// The PIN is too easy to guess; the rule says how.
    PinTooEasy = 103,
    /// The PIN is wrong.
    WrongPin = 104,
    /// The input is not an activation code, which has six digits.
    NotACode = 105,
    /// The activation code is wrong.
    WrongCode = 106,
    /// The answer to the captcha is wrong: fetch a new captcha. No attempt of the activation code was counted.
    WrongCaptcha = 107,
    /// Entries of the form must be corrected.
    FormInvalid = 108,
    /// The photograph is not usable; the guidance says why.
    PhotoUnsuitable = 109,
    /// The photograph has too many bytes or pixels.
    PhotoTooLarge = 110,
    /// The photograph is neither JPEG nor PNG, or a variant of them that is not supported.
    PhotoUnsupported = 111,
    /// The photograph is damaged.
    PhotoDamaged = 112,
    /// The link does not belong to this service.
    LinkNotOurs = 113,
    /// The scanned code is not a pairing code of a counter.
    NotAPairingQr = 114,
    /// No trusted office signed the scanned code.
    PairingUntrusted = 115,
    /// There is no document with this id on the phone.
    DocumentNotFound = 116,
    /// Answers or papers of the application must be corrected.
    AnswersInvalid = 117,
    /// There is no such service.
    ServiceNotFound = 118,
    /// There is no such application, or page of a paper, on this phone.
    ApplicationNotFound = 119,
    /// The value comes from a document and cannot be changed.
    AnswerLocked = 120,
    /// The officer did not mark this part: only marked parts are open in a correction.
    NotMarked = 121,
    /// The form takes fewer pages of this paper.
    TooManyPages = 122,

    // 2xx: time and stage
    /// Too early for another PIN attempt; none was counted.
    CoolingDown = 201,
    /// The last activation code was sent too recently.
    ResendTooSoon = 202,
    /// Too many requests to the service.
    RateLimited = 203,
    /// The service is temporarily unavailable.
    ServiceUnavailable = 204,
    /// Not possible in the current stage or step.
    WrongStage = 205,
    /// The vault is locked.
    Locked = 206,
    /// The person must be verified again.
    StepUpRequired = 207,
    /// The pairing code has expired: ask for a new one.
    PairingExpired = 208,
    /// The pairing code was used already: ask for a new one.
    PairingUsed = 209,
    /// The activation code has expired: request a new one.
    CodeExpired = 210,
    /// No attempts left for this activation code: request a new one.
    CodeExhausted = 211,
    /// There is no view to show yet: connect once.
    NoView = 212,
    /// The view has expired: connect once.
    ViewExpired = 213,
    /// The shell cancelled the call, or the person cancelled the prompt.
    Cancelled = 214,
    /// Too many portraits of face checks were refused: later again, or show the face at the counter.
    FaceCheckTooSoon = 215,
    /// The application is in another state: read it again.
    ApplicationChanged = 216,
    /// The application was sent: it can only be withdrawn.
    ApplicationSent = 217,
    /// The application is open: cancel or withdraw it before erasing it.
    ApplicationActive = 218,
    /// There are as many drafts as may be: queue or erase one.
    TooManyDrafts = 219,
    /// The papers of all applications take as much space as they may: erase a draft.
    PapersFull = 220,

    // 3xx: network and service
    /// No connection.
    Offline = 301,
    /// The service did not answer in time.
    TimedOut = 302,
    /// The connection is intercepted, or the server is not the service: use another network.
    ServiceUntrusted = 303,
    /// The service's certificate does not fit the phone's date: check the date.
    CertificateDate = 304,
    /// The service's answer is invalid, or does not match this phone.
    BadAnswer = 305,
    /// The service failed internally.
    ServiceFailed = 306,
    /// The service refused the request.
    ServiceRefused = 307,
    /// The service refused the photograph.
    PhotoRefused = 308,
    /// The account is blocked.
    AccountBlocked = 309,
    /// The account moved to another phone.
    DeviceReleased = 310,
    /// The service offers older documents than the phone holds.
    ServiceRolledBack = 311,
    /// A document or trust bundle does not verify.
    NotAuthentic = 312,
    /// The reader class may not receive this view.
    ReaderNotAllowed = 313,
    /// The scanned QR is not accepted; the refusal says why.
    QrNotAccepted = 314,
    /// This version of the app is too old for the service.
    AppTooOld = 315,
    /// The service requires newer terms than this version of the app contains.
    TermsTooOld = 316,
    /// An account may be bound to this phone, so giving up needs the service: try again when online.
    GivingUpNeedsService = 317,
    /// Question and answer of the face check do not belong together: request it again.
    FaceCheckMismatch = 318,
    /// Another application for the same service and person is open.
    ApplicationOpen = 319,
    /// The phone has no key of the service that is valid now: connect once.
    NoServiceKey = 320,
    /// The form needs a newer version of the app.
    FormTooNew = 321,
    /// Answers and papers together are larger than the service takes.
    ApplicationTooLarge = 322,

    // 4xx: phone
    /// The key store failed.
    KeystoreFailed = 401,
    /// No storage space left.
    StorageFull = 402,
    /// The disk failed.
    StorageFailed = 403,
    /// Another operation or process is using the files.
    StorageBusy = 404,
    /// The clock could not be read.
    ClockFailed = 405,
    /// The system supplied no randomness, or not enough memory.
    ResourcesFailed = 406,
    /// There is no biometric sensor, or it is broken.
    BiometricUnavailable = 407,
    /// No biometric is enrolled.
    BiometricNotEnrolled = 408,
    /// The enrolled biometrics have changed: the PIN is needed once.
    BiometricChanged = 409,
    /// The biometric is locked out after too many failures.
    BiometricLockedOut = 410,
    /// The biometric prompt failed.
    BiometricFailed = 411,
    /// The data folder could not be created.
    DataFolder = 412,

    // 5xx: data on the phone
    /// The data was erased, after too many wrong PINs or at the holder's request.
    Wiped = 501,
    /// The phone lost the keys.
    KeysLost = 502,
    /// An older copy of the files was restored.
    RolledBack = 503,
    /// The files are damaged.
    Damaged = 504,
    /// The files were written by a newer version of the app.
    FilesTooNew = 505,
    /// A stored document, log entry or record cannot be read.
    RecordUnreadable = 506,
    /// A stored application cannot be read; the others can.
    ApplicationUnreadable = 507,

    // 9xx: defects
    /// An internal error of the library.
    Internal = 901,
    /// The library panicked during the call.
    Panicked = 902,
    /// The system could not create the library's threads.
    NoThreads = 903,
    /// The app was built with a wrong address, certificate, key or trust bundle.
    Misconfigured = 904,
    /// The shell passed an invalid argument: wrong sizes of a frame, a number out of range.
    BadArgument = 905,
    /// The face models cannot be used: this build is defective.
    ModelsUnusable = 906,
}
