//! The only error type of the boundary.
//!
//! The variant says what the shell does next. The code says why; it has a number for support and a key for the text
//! that people read (`text_keys`). No variant contains personal data, a secret, a path or text from outside.
//! `error_table` maps the core's errors to this type.

mod details;

pub use details::{Guidance, PinRule, Refusal};

use crate::form::FormFault;

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
        /// Milliseconds to wait, if known.
        retry_after_ms: Option<u64>,
        /// Time from which a new attempt is allowed, seconds since 1970, if known.
        not_before: Option<u64>,
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
    /// The service, the office or the core refused: another attempt does not help.
    #[error("refused: {code:?}")]
    Refused {
        /// Why.
        code: ErrorCode,
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

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $number:tt $key:literal,)+) => {
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
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!("error_", $key),)+ }
            }
        }
    };
}

error_codes! {
    // 1xx: input
    /// The input is not a PIN, which has six digits.
    NotAPin = 101 "not_a_pin",
    /// The two PINs entered differ.
    PinsDiffer = 102 "pins_differ",
    /// The PIN is too easy to guess; the rule says how.
    PinTooEasy = 103 "pin_too_easy",
    /// The PIN is wrong.
    WrongPin = 104 "wrong_pin",
    /// The input is not an activation code, which has six digits.
    NotACode = 105 "not_a_code",
    /// The activation code is wrong.
    WrongCode = 106 "wrong_code",
    /// The answer to the captcha is wrong: fetch a new captcha. No attempt of the activation code was counted.
    WrongCaptcha = 107 "wrong_captcha",
    /// Entries of the form must be corrected.
    FormInvalid = 108 "form_invalid",
    /// The photograph is not usable; the guidance says why.
    PhotoUnsuitable = 109 "photo_unsuitable",
    /// The photograph has too many bytes or pixels.
    PhotoTooLarge = 110 "photo_too_large",
    /// The photograph is neither JPEG nor PNG, or a variant of them that is not supported.
    PhotoUnsupported = 111 "photo_unsupported",
    /// The photograph is damaged.
    PhotoDamaged = 112 "photo_damaged",
    /// The link does not belong to this service.
    LinkNotOurs = 113 "link_not_ours",
    /// The scanned code is not a pairing code of a counter.
    NotAPairingQr = 114 "not_a_pairing_qr",
    /// No trusted office signed the scanned code.
    PairingUntrusted = 115 "pairing_untrusted",
    /// There is no document with this id on the phone.
    DocumentNotFound = 116 "document_not_found",

    // 2xx: time and stage
    /// Too early for another PIN attempt; none was counted.
    CoolingDown = 201 "cooling_down",
    /// The last activation code was sent too recently.
    ResendTooSoon = 202 "resend_too_soon",
    /// Too many requests to the service.
    RateLimited = 203 "rate_limited",
    /// The service is temporarily unavailable.
    ServiceUnavailable = 204 "service_unavailable",
    /// Not possible in the current stage or step.
    WrongStage = 205 "wrong_stage",
    /// The vault is locked.
    Locked = 206 "locked",
    /// The person must be verified again.
    StepUpRequired = 207 "step_up_required",
    /// The pairing code has expired: ask for a new one.
    PairingExpired = 208 "pairing_expired",
    /// The pairing code was used already: ask for a new one.
    PairingUsed = 209 "pairing_used",
    /// The activation code has expired: request a new one.
    CodeExpired = 210 "code_expired",
    /// No attempts left for this activation code: request a new one.
    CodeExhausted = 211 "code_exhausted",
    /// There is no view to show yet: connect once.
    NoView = 212 "no_view",
    /// The view has expired: connect once.
    ViewExpired = 213 "view_expired",
    /// The shell cancelled the call, or the person cancelled the prompt.
    Cancelled = 214 "cancelled",

    // 3xx: network and service
    /// No connection.
    Offline = 301 "offline",
    /// The service did not answer in time.
    TimedOut = 302 "timed_out",
    /// The connection is intercepted, or the server is not the service: use another network.
    ServiceUntrusted = 303 "service_untrusted",
    /// The service's certificate does not fit the phone's date: check the date.
    CertificateDate = 304 "certificate_date",
    /// The service's answer is invalid, or does not match this phone.
    BadAnswer = 305 "bad_answer",
    /// The service failed internally.
    ServiceFailed = 306 "service_failed",
    /// The service refused the request.
    ServiceRefused = 307 "service_refused",
    /// The service refused the photograph.
    PhotoRefused = 308 "photo_refused",
    /// The account is blocked.
    AccountBlocked = 309 "account_blocked",
    /// The account moved to another phone.
    DeviceReleased = 310 "device_released",
    /// The service offers older documents than the phone holds.
    ServiceRolledBack = 311 "service_rolled_back",
    /// A document or trust bundle does not verify.
    NotAuthentic = 312 "not_authentic",
    /// The reader class may not receive this view.
    ReaderNotAllowed = 313 "reader_not_allowed",
    /// The scanned QR is not accepted; the refusal says why.
    QrNotAccepted = 314 "qr_not_accepted",
    /// This version of the app is too old for the service.
    AppTooOld = 315 "app_too_old",
    /// The service requires newer terms than this version of the app contains.
    TermsTooOld = 316 "terms_too_old",
    /// An account may be bound to this phone, so giving up needs the service: try again when online.
    GivingUpNeedsService = 317 "giving_up_needs_service",

    // 4xx: phone
    /// The key store failed.
    KeystoreFailed = 401 "keystore_failed",
    /// No storage space left.
    StorageFull = 402 "storage_full",
    /// The disk failed.
    StorageFailed = 403 "storage_failed",
    /// Another operation or process is using the files.
    StorageBusy = 404 "storage_busy",
    /// The clock could not be read.
    ClockFailed = 405 "clock_failed",
    /// The system supplied no randomness, or not enough memory.
    ResourcesFailed = 406 "resources_failed",
    /// There is no biometric sensor, or it is broken.
    BiometricUnavailable = 407 "biometric_unavailable",
    /// No biometric is enrolled.
    BiometricNotEnrolled = 408 "biometric_not_enrolled",
    /// The enrolled biometrics have changed: the PIN is needed once.
    BiometricChanged = 409 "biometric_changed",
    /// The biometric is locked out after too many failures.
    BiometricLockedOut = 410 "biometric_locked_out",
    /// The biometric prompt failed.
    BiometricFailed = 411 "biometric_failed",
    /// The data folder could not be created.
    DataFolder = 412 "data_folder",

    // 5xx: data on the phone
    /// The data was erased, after too many wrong PINs or at the holder's request.
    Wiped = 501 "wiped",
    /// The phone lost the keys.
    KeysLost = 502 "keys_lost",
    /// An older copy of the files was restored.
    RolledBack = 503 "rolled_back",
    /// The files are damaged.
    Damaged = 504 "damaged",
    /// The files were written by a newer version of the app.
    FilesTooNew = 505 "files_too_new",
    /// A stored document, log entry or record cannot be read.
    RecordUnreadable = 506 "record_unreadable",

    // 9xx: defects
    /// An internal error of the library.
    Internal = 901 "internal",
    /// The library panicked during the call.
    Panicked = 902 "panicked",
    /// The system could not create the library's threads.
    NoThreads = 903 "no_threads",
    /// The app was built with a wrong address, certificate, key or trust bundle.
    Misconfigured = 904 "misconfigured",
    /// The shell passed an invalid argument: wrong sizes of a frame, a number out of range.
    BadArgument = 905 "bad_argument",
    /// The face models cannot be used: this build is defective.
    ModelsUnusable = 906 "models_unusable",
}
