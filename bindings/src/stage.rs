//! The stage, which says which screen to draw, and its observers.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::app;
pub use ikd_core::{
    app::{BlockReason, Stage, UnusableReason},
    registration::{ConflictOption, FormShape, Step},
    service::contract::{RejectionOption, RejectionReason},
};

use crate::{error::IkdError, guard::guarded, platform::PlatformError};

/// Which screen to draw.
#[uniffi::remote(Enum)]
pub enum Stage {
    /// There is no account on this phone: the welcome screen with the button Daftar.
    Welcome,
    /// A registration is in progress.
    Registering {
        /// Its current step.
        step: Step,
    },
    /// The vault is locked: ask for the PIN.
    Locked {
        /// Wrong attempts left before the vault is wiped.
        attempts_left: u8,
        /// The same number if the person is to be told of it: absent while no attempt is used up.
        attempts_mentioned: Option<u8>,
        /// Milliseconds until the next attempt is allowed; 0: now.
        retry_after_ms: u64,
    },
    /// The vault is open: documents can be read and shown.
    Unlocked,
    /// The service blocked this phone.
    Blocked {
        /// Why.
        reason: BlockReason,
    },
    /// The vault on this phone cannot be opened; the reason says whether to erase it, update the app or try again.
    Unusable {
        /// Why.
        reason: UnusableReason,
    },
}

/// The step of a registration. Each step is written to disk before it is shown.
#[uniffi::remote(Enum)]
pub enum Step {
    /// Show the notice that an officer must be present.
    OfficerNotice,
    /// Show the terms and ask for consent.
    Terms,
    /// Show the form.
    Form {
        /// Which entries the form has.
        shape: FormShape,
    },
    /// Take the guided selfie.
    Selfie,
    /// The form and the portrait are being uploaded, or the upload waits for `submit`.
    Uploading {
        /// Bytes of the portrait that the service holds.
        sent: u32,
        /// Size of the portrait in bytes.
        total: u32,
    },
    /// At the office counter: scan the counter's QR, or show a pairing QR to it.
    OfficePairing,
    /// Paired: the officer compares the digits, then approves or rejects.
    AwaitingDecision {
        /// Four digits; the officer's screen shows the same ones.
        digits: String,
        /// Name of the office, as signed by the service.
        office: String,
    },
    /// Approved: the service has sent an activation code by email.
    Activation {
        /// The email address, masked.
        email_hint: String,
        /// When the code expires, seconds since 1970.
        expires_at: u64,
        /// Attempts left for this code.
        tries_left: u8,
        /// When a new code can be requested, seconds since 1970.
        resend_at: u64,
    },
    /// The account is bound to this phone: choose a PIN.
    CreatePin,
    /// The officer or the service rejected the registration.
    Rejected {
        /// Why.
        reason: RejectionReason,
        /// The officer's note for the citizen.
        note: Option<String>,
        /// What the citizen can do.
        options: Vec<RejectionOption>,
    },
    /// Another phone holds this account.
    Conflict {
        /// What the citizen can do.
        options: Vec<ConflictOption>,
    },
    /// The registration took too long and the service deleted it. Start over; the form is kept as a draft.
    Expired,
}

/// Which entries the form has.
#[uniffi::remote(Enum)]
pub enum FormShape {
    /// NIK, email, phone.
    Short,
    /// Also name, sex, place and date of birth.
    Long,
}

/// Why a registration was rejected.
#[uniffi::remote(Enum)]
pub enum RejectionReason {
    /// The selfie does not show the person of the record.
    FaceMismatch,
    /// The form differs from the record.
    DataMismatch,
    /// Under 17 and never married.
    NotEligible,
    /// No recorded e-KTP for this NIK.
    NoRecord,
    /// The record states that the person has died.
    Deceased,
    /// The account is blocked.
    Blocked,
    /// Another reason; see the officer's note.
    Other,
}

/// What the citizen can do after a rejection.
#[uniffi::remote(Enum)]
pub enum RejectionOption {
    /// Correct the form.
    Form,
    /// Take a new photo.
    Photo,
    /// Start over.
    Restart,
}

/// What the citizen can do when another phone holds the account.
#[uniffi::remote(Enum)]
pub enum ConflictOption {
    /// Ask the officer to release the old phone, then check the status.
    ReleaseAtCounter,
    /// Release the old phone in its own menu.
    ReleaseOnOldPhone,
    /// Give up this registration.
    GiveUp,
}

/// Why the service blocked this phone.
#[uniffi::remote(Enum)]
pub enum BlockReason {
    /// The account is blocked, for example because the phone was reported lost. An office can lift the block.
    AccountBlocked,
    /// The account moved to another phone.
    DeviceReleased,
}

/// Why the vault cannot be opened.
#[uniffi::remote(Enum)]
pub enum UnusableReason {
    /// The vault was erased after too many wrong PINs, or an erasure did not complete: erase, which completes it.
    Wiped,
    /// The files are damaged.
    Damaged,
    /// An older copy of the files was restored.
    RolledBack,
    /// The phone has lost the key.
    KeyLost,
    /// A newer version of the app wrote the files.
    TooNew,
    /// The disk or the key store failed just now; try again.
    Temporary,
}

/// Receives stage changes, for example in a view model.
#[uniffi::export(foreign)]
pub trait StageObserver: Send + Sync {
    /// The stage is now `stage`. Called from any thread, also from inside a call of the shell; one call at a time, in
    /// the order of the changes. May call the library: a change that causes is notified after this returns. Should not
    /// block. A failure is ignored.
    fn stage_changed(&self, stage: Stage) -> Result<(), PlatformError>;
}

/// Adapts the shell's observer to the core's trait.
pub(crate) struct Observer(pub(crate) Arc<dyn StageObserver>);

impl app::StageObserver for Observer {
    fn stage_changed(&self, stage: Stage) {
        // A failing observer must not keep the other observers from being notified.
        let _ = self.0.stage_changed(stage);
    }
}

/// An observer's subscription. It ends when `end` is called or this object is released.
#[derive(uniffi::Object)]
pub struct StageObservation(pub(crate) Mutex<Option<app::Observation>>);

#[uniffi::export]
impl StageObservation {
    /// Ends the subscription: the observer is not called any more.
    pub fn end(&self) -> Result<(), IkdError> {
        guarded(|| {
            drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
            Ok(())
        })
    }
}
