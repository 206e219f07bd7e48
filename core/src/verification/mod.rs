//! Reading rotating QRs, for registered readers: offline, with the app's trust bundle.
//!
//! The rules are those of [`ikd_proof::Verifier`], which has no clock; this module adds it. It gives no reader key to a
//! citizen's phone; reading between citizens needs a challenge, which does not exist yet.

use std::sync::Arc;

pub use ikd_proof::{ReaderPrivateKey, Refusal, Verified};

use crate::{
    time::{ClockTrust, ServiceClock},
    trust::TrustStore,
};

/// Makes readers. Cheap to clone.
#[derive(Clone)]
pub struct Verifier {
    trust: Arc<TrustStore>,
    clock: Arc<ServiceClock>,
}

impl Verifier {
    pub(crate) fn new(trust: Arc<TrustStore>, clock: Arc<ServiceClock>) -> Self {
        Self { trust, clock }
    }

    /// Makes a reader with the private keys of its class. It remembers accepted codes, so that no code is accepted
    /// twice: keep it while the counter is open.
    #[must_use]
    pub fn reader(&self, keys: Vec<ReaderPrivateKey>) -> CounterReader {
        CounterReader { verifier: ikd_proof::Verifier::new(keys, self.trust.current()), parent: self.clone() }
    }
}

/// An accepted code, and the state of the reader's own clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The verified content of the code.
    pub verified: Verified,
    /// How reliable the reader's own clock is, by which the age of the code was checked.
    pub own_clock: ClockTrust,
}

/// A counter that reads codes.
pub struct CounterReader {
    verifier: ikd_proof::Verifier,
    parent: Verifier,
}

impl CounterReader {
    /// Reads one code now.
    ///
    /// # Errors
    /// The first reason why the code is not accepted. If it is about time, the reader's own clock may be wrong:
    /// [`CounterReader::own_clock`].
    pub fn read(&mut self, text: &str) -> Result<Reading, Refusal> {
        let now = self.parent.clock.now().unix_s;
        self.read_at(text, now)
    }

    /// Reads one code as of `at`, seconds since 1970: for a recorded code.
    ///
    /// # Errors
    /// As [`CounterReader::read`].
    pub fn read_at(&mut self, text: &str, at: u64) -> Result<Reading, Refusal> {
        self.verifier.update_trust(self.parent.trust.current());
        let verified = self.verifier.verify(text, at)?;
        Ok(Reading { verified, own_clock: self.own_clock() })
    }

    /// How reliable the reader's own clock is now.
    #[must_use]
    pub fn own_clock(&self) -> ClockTrust {
        self.parent.clock.now().trust
    }
}
