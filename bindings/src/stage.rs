//! Which screen to draw, and telling shells when that changes.

use std::sync::{Arc, Mutex, PoisonError};

use ikd_core::app;
pub use ikd_core::{
    app::{BlockReason, Stage, UnusableReason},
    registration::{ConflictOption, FormShape, Step},
    service::contract::{RejectionOption, RejectionReason},
};

use crate::{error::IkdError, guard::guarded, platform::PlatformError};

/// Where the person is.
#[uniffi::remote(Enum)]
pub enum Stage {
    /// Nothing on this phone yet: the welcome screen with Daftar.
    Welcome,
    /// A registration is under way.
    Registering {
        /// At which step.
        step: Step,
    },
    /// Documents are here; the PIN is asked.
    Locked {
        /// Wrong tries left before everything is wiped.
        attempts_left: u8,
        /// Wait so long before the next try, ms; 0: now.
        retry_after_ms: u64,
    },
    /// Documents can be read and shown.
    Unlocked,
    /// The service said that this phone may not be used.
    Blocked {
        /// Why.
        reason: BlockReason,
    },
    /// What is on this phone can no longer be opened: wipe and register again.
    Unusable {
        /// Why.
        reason: UnusableReason,
    },
}

/// The step of a registration. Each is on disk before it is shown.
#[uniffi::remote(Enum)]
pub enum Step {
    /// The notice that an officer must be present.
    OfficerNotice,
    /// The terms, waiting for consent.
    Terms,
    /// The form.
    Form {
        /// Which entries the form has.
        shape: FormShape,
    },
    /// The guided selfie.
    Selfie,
    /// On the way to the service.
    Uploading {
        /// Bytes of the portrait that the service holds.
        sent: u32,
        /// Bytes of the portrait.
        total: u32,
    },
    /// At the counter: scan its QR, or show one.
    OfficePairing,
    /// Paired; the officer compares the digits and decides.
    AwaitingDecision {
        /// Four digits, the same as on the officer's screen.
        digits: String,
        /// The office, as signed by the service.
        office: String,
    },
    /// Approved: a code is in the mail.
    Activation {
        /// Where it was sent, masked.
        email_hint: String,
        /// The code works until then; seconds since 1970.
        expires_at: u64,
        /// Tries left for this code.
        tries_left: u8,
        /// A new code may be asked for from then on; seconds since 1970.
        resend_at: u64,
    },
    /// The account is bound to this phone; a PIN is missing.
    CreatePin,
    /// The officer or the record said no.
    Rejected {
        /// Why.
        reason: RejectionReason,
        /// The officer's words, for the citizen.
        note: Option<String>,
        /// What the citizen can do.
        options: Vec<RejectionOption>,
    },
    /// Another phone holds this account.
    Conflict {
        /// What the citizen can do.
        options: Vec<ConflictOption>,
    },
    /// The service forgot this registration: it took too long. Start over; the form is kept as a draft.
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
    /// What was entered differs from the record.
    DataMismatch,
    /// Under 17 and never married.
    NotEligible,
    /// No recorded e-KTP for this NIK.
    NoRecord,
    /// The record says that the person has died.
    Deceased,
    /// The account is blocked.
    Blocked,
    /// Something else; the officer's note says what.
    Other,
}

/// A way out of a rejection.
#[uniffi::remote(Enum)]
pub enum RejectionOption {
    /// Correct the form.
    Form,
    /// Take a new photo.
    Photo,
    /// Start over.
    Restart,
}

/// A way out when another phone holds the account.
#[uniffi::remote(Enum)]
pub enum ConflictOption {
    /// The officer releases the old phone; then check the status.
    ReleaseAtCounter,
    /// Use the old phone's menu to release it.
    ReleaseOnOldPhone,
    /// Give up this registration.
    GiveUp,
}

/// Why the service blocked this phone.
#[uniffi::remote(Enum)]
pub enum BlockReason {
    /// The account is blocked, for instance because the phone was reported lost. An office lifts it.
    AccountBlocked,
    /// The account moved to another phone.
    DeviceReleased,
}

/// Why the vault cannot be opened any more.
#[uniffi::remote(Enum)]
pub enum UnusableReason {
    /// Everything was erased after too many wrong PINs, or an erasure has begun and not ended: erase, which finishes it.
    Wiped,
    /// The files are damaged.
    Damaged,
    /// An older copy of the files was put back.
    RolledBack,
    /// The phone no longer has the key.
    KeyLost,
    /// The files were written by a newer app.
    TooNew,
    /// The disk or the key store failed just now; try again.
    Temporary,
}

/// Something that wants to know the stage: a view model.
#[uniffi::export(foreign)]
pub trait StageObserver: Send + Sync {
    /// The stage is now `stage`. Comes from any thread, the caller's own included, outside every lock of the core, in the
    /// order in which stages were true. Should not block; a failure is ignored.
    fn stage_changed(&self, stage: Stage) -> Result<(), PlatformError>;
}

/// The shell's observer, as the core's.
pub(crate) struct Observer(pub(crate) Arc<dyn StageObserver>);

impl app::StageObserver for Observer {
    fn stage_changed(&self, stage: Stage) {
        // An observer that fails is the shell's to mend; the others must hear all the same.
        let _ = self.0.stage_changed(stage);
    }
}

/// Keeps an observer informed, until it is ended or dropped.
#[derive(uniffi::Object)]
pub struct StageObservation(pub(crate) Mutex<Option<app::Observation>>);

#[uniffi::export]
impl StageObservation {
    /// Ends it: the observer hears nothing more.
    pub fn end(&self) -> Result<(), IkdError> {
        guarded(|| {
            drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
            Ok(())
        })
    }
}
