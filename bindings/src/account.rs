//! The account on this phone.

use ikd_core::{Ikd, app::Stage};

use crate::{
    error::IkdError,
    guard::{Calls, guarded},
};

/// Bytes transferred since the app was opened, counted on the phone without compression and TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Traffic {
    /// Sent.
    pub up: u64,
    /// Received.
    pub down: u64,
}

/// The account on this phone: consent export, trust bundle, release and erasure.
#[derive(uniffi::Object)]
pub struct Account {
    app: Ikd,
    calls: Calls,
}

impl Account {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self { app: app.clone(), calls: Calls::default() }
    }
}

#[uniffi::export]
impl Account {
    /// The citizen's copy of the consent receipt (`consent-export` in docs/formats.md). The vault must be open.
    pub fn consent_export(&self) -> Result<Vec<u8>, IkdError> {
        guarded(|| Ok(self.app.consent_export()?))
    }

    /// Bytes transferred since the app was opened.
    pub fn traffic(&self) -> Result<Traffic, IkdError> {
        guarded(|| {
            let ikd_core::service::Traffic { up, down } = self.app.traffic();
            Ok(Traffic { up, down })
        })
    }

    /// Fetches a newer trust bundle; returns whether there was one.
    pub async fn refresh_trust(&self) -> Result<bool, IkdError> {
        let app = self.app.clone();
        self.calls.run(async move { Ok(app.refresh_trust().await?) }).await
    }

    /// Asks the service whether it has lifted the block of this account. Returns the stage after its answer: `Locked` when
    /// the block is lifted, else `Blocked` with the reason that holds now. Only the service's answer lifts a block. Needs
    /// a network, no PIN.
    pub async fn check_block_again(&self) -> Result<Stage, IkdError> {
        let app = self.app.clone();
        self.calls.run(async move { Ok(app.check_block_again().await?) }).await
    }

    /// Releases the account from this phone at the service, then erases all data of the app on this phone. The vault
    /// must be open; needs a network. Another phone can register immediately.
    pub async fn release_this_phone(&self) -> Result<(), IkdError> {
        let app = self.app.clone();
        self.calls.run(async move { Ok(app.release_this_phone().await?) }).await
    }

    /// Erases all data of the app on this phone: keys first, then files. The account at the service does not change. An
    /// error means that data is left and the stage is `Unusable`: call `wipe` again; the next `Ikd.open` also completes
    /// it.
    pub fn wipe(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.app.wipe()?))
    }

    /// Cancels this object's running calls; each returns [`IkdError::Cancelled`]. Needed only in Swift, where
    /// cancelling the task does not cancel the call.
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.calls.cancel();
            Ok(())
        })
    }
}
