//! At which time the service's certificate is judged.
//!
//! There are two clocks, and either may be wrong: the phone's own, which its owner can set, and the one corrected by what
//! the service said, which one odd answer can set. A certificate is good when the whole check passes at one of the two
//! times. The second is tried after a date error alone; every other error stands.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    pki_types::{CertificateDer, ServerName, UnixTime},
    time_provider::TimeProvider,
};

use crate::time::{ClockTrust, ServiceClock};

/// The times certificates are judged at: the system's until it is given a better clock.
#[derive(Default)]
pub(super) struct CertificateClock(OnceLock<Arc<ServiceClock>>);

impl CertificateClock {
    /// Goes by `clock` from now on. One that is given later is ignored: a transport that is shared by two clients goes by
    /// the first one's clock.
    pub(super) fn set(&self, clock: Arc<ServiceClock>) {
        let _ = self.0.set(clock);
    }

    /// The corrected time and the phone's own, as far as there are two. The phone's comes first while the corrected one is
    /// a guess from before the phone started: it is what its owner can do something about.
    fn times(&self) -> Option<(UnixTime, UnixTime)> {
        let Some(clock) = self.0.get() else { return Some((UnixTime::now(), UnixTime::now())) };
        let at = |unix_s| UnixTime::since_unix_epoch(Duration::from_secs(unix_s));
        let now = clock.now();
        let corrected = at(now.unix_s);
        let own = clock.own_unix_s().map(at);
        match now.trust {
            ClockTrust::Unknown => Some((own?, corrected)),
            ClockTrust::InSync | ClockTrust::Deviates { .. } => Some((corrected, own.unwrap_or(corrected))),
        }
    }
}

impl fmt::Debug for CertificateClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CertificateClock")
    }
}

impl TimeProvider for CertificateClock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.times()?.0)
    }
}

/// Checks certificates as `inner` does, at the other clock's time too when the first fails by its date.
#[derive(Debug)]
pub(super) struct TwoClocks {
    pub(super) inner: Arc<dyn ServerCertVerifier>,
    pub(super) clock: Arc<CertificateClock>,
}

impl ServerCertVerifier for TwoClocks {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verify =
            |at| self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, at);
        let first = verify(now);
        match (&first, self.clock.times()) {
            (Err(Error::InvalidCertificate(error)), Some((_, other))) if is_date(error) => verify(other),
            _ => first,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.inner.requires_raw_public_keys()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.inner.root_hint_subjects()
    }
}

/// Whether the certificate fails by its date alone.
pub(super) fn is_date(error: &CertificateError) -> bool {
    matches!(
        error,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    )
}
