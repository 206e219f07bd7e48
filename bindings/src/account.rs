//! The account on this phone.

use ikd_core::Ikd;

use crate::{
    error::IkdError,
    guard::{Calls, guarded},
};

/// Bytes carried since the app was opened, by the phone's own count before compression and TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Traffic {
    /// Sent.
    pub up: u64,
    /// Received.
    pub down: u64,
}

/// The account on this phone: its papers, its end.
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
    /// The citizen's copy of what they consented to (`consent-export` of docs/formats.md). Needs the vault open.
    pub fn consent_export(&self) -> Result<Vec<u8>, IkdError> {
        guarded(|| Ok(self.app.consent_export()?))
    }

    /// Bytes carried since the app was opened.
    pub fn traffic(&self) -> Result<Traffic, IkdError> {
        guarded(|| {
            let ikd_core::service::Traffic { up, down } = self.app.traffic();
            Ok(Traffic { up, down })
        })
    }

    /// Fetches a newer trust bundle; says whether there was one.
    pub async fn refresh_trust(&self) -> Result<bool, IkdError> {
        let app = self.app.clone();
        self.calls.run(async move { Ok(app.refresh_trust().await?) }).await
    }

    /// Asks the service whether it has lifted the block of this account: the stage is then locked, and the PIN opens. Only
    /// its answer lifts a block. Needs a network, no PIN.
    pub async fn check_block_again(&self) -> Result<(), IkdError> {
        let app = self.app.clone();
        self.calls.run(async move { Ok(app.check_block_again().await?) }).await
    }

    /// Tells the service that this phone gives up the account, then erases everything on it. Needs the vault open and a
    /// network. Another phone can register at once.
    pub async fn release_this_phone(&self) -> Result<(), IkdError> {
        let app = self.app.clone();
        self.calls.run(async move { Ok(app.release_this_phone().await?) }).await
    }

    /// Erases everything on this phone: keys first, then files. The account at the service is not touched. An error says
    /// that something is left and the stage stays `Unusable`: call it again, or the next opening finishes it.
    pub fn wipe(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.app.wipe()?))
    }

    /// Stops this object's calls under way; each ends with [`IkdError::Cancelled`]. Needed only where giving up a call
    /// does not stop it by itself (Swift).
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.calls.cancel();
            Ok(())
        })
    }
}
