//! Reading somebody's rotating QR, for registered readers: offline, with the trust bundle this app holds.
//!
//! The rules are those of [`ikd_proof::Verifier`]; here they meet a clock. Citizens read each other by a challenge, which
//! comes later; nothing in this module gives a citizen's phone the key of a reader class.

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

    /// A reader that holds the private keys of its class. It remembers what it accepted, so that the same code is not
    /// accepted twice; keep it while the counter is open.
    #[must_use]
    pub fn reader(&self, keys: Vec<ReaderPrivateKey>) -> CounterReader {
        CounterReader { verifier: ikd_proof::Verifier::new(keys, self.trust.current()), parent: self.clone() }
    }
}

/// An accepted code, and what the reader should know of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What the code says.
    pub verified: Verified,
    /// How far to believe this reader's own clock, by which the age of the code was judged.
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
    /// The first reason why the code is not accepted. One of time may lie with this reader: [`CounterReader::own_clock`].
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

    /// How far to believe this reader's own clock now.
    #[must_use]
    pub fn own_clock(&self) -> ClockTrust {
        self.parent.clock.now().trust
    }
}
