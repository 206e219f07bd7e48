//! The times at which the service's certificate is checked.
//!
//! There are two clocks, and each can be wrong: the phone's own clock, which the person can set, and the corrected
//! clock, which one wrong answer can set. A certificate is valid if the complete check passes at one of the two times.
//! The second time is tried only after a date error; every other error is final.

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

/// Supplies the times at which certificates are checked: the system time until [`CertificateClock::set`] is called.
#[derive(Default)]
pub(super) struct CertificateClock(OnceLock<Arc<ServiceClock>>);

impl CertificateClock {
    /// Uses `clock` from now on. Later calls are ignored: a transport shared by two clients uses the first one's clock.
    pub(super) fn set(&self, clock: Arc<ServiceClock>) {
        let _ = self.0.set(clock);
    }

    /// The two times to check at, equal if there is only one. The corrected time is first. While it is only a guess
    /// from before the phone started, the phone's own time is first, because the person can correct that one.
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

/// Checks certificates with `inner`, and again at the second time if the first check fails because of the date.
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

/// Whether the certificate failed the check because of the date.
pub(super) fn is_date(error: &CertificateError) -> bool {
    matches!(
        error,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    )
}
