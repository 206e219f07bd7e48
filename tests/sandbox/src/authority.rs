//! The sandbox's own certificate authority and the certificate its API shows.
//!
//! The authority is made once and kept in the store; the server's certificate is made at each start, for
//! `localhost` and `127.0.0.1`. Phones pin the authority, never the system's roots.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

/// The authority could not be made or read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the test authority cannot be made or read: start with a new data file")]
pub struct AuthorityError;

/// The names that the API's certificate is for.
pub(crate) const SERVER_NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

/// A certificate authority of this sandbox alone.
pub(crate) struct Authority {
    certificate_pem: String,
    key: KeyPair,
}

impl Authority {
    /// Makes a new authority, valid for ten years.
    pub(crate) fn generate() -> Result<Self, AuthorityError> {
        let key = KeyPair::generate().map_err(|_| AuthorityError)?;
        let certificate = params()?.self_signed(&key).map_err(|_| AuthorityError)?;
        Ok(Self { certificate_pem: certificate.pem(), key })
    }

    /// Reads back what [`Authority::certificate_pem`] and [`Authority::key_pem`] gave.
    pub(crate) fn load(certificate_pem: String, key_pem: &str) -> Result<Self, AuthorityError> {
        let key = KeyPair::from_pem(key_pem).map_err(|_| AuthorityError)?;
        Ok(Self { certificate_pem, key })
    }

    /// The certificate that phones pin, PEM.
    pub(crate) fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The private key, PEM, for the store.
    pub(crate) fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(self.key.serialize_pem())
    }

    /// TLS 1.2 and 1.3 with a fresh certificate, HTTP/2 and HTTP/1.1 by ALPN.
    pub(crate) fn server_config(&self) -> Result<Arc<ServerConfig>, AuthorityError> {
        let issuer = Issuer::new(params()?, &self.key);
        let key = KeyPair::generate().map_err(|_| AuthorityError)?;
        let mut server =
            CertificateParams::new(SERVER_NAMES.map(str::to_owned)).map_err(|_| AuthorityError)?;
        server.distinguished_name = name(SERVER_NAMES[0]);
        server.not_before = OffsetDateTime::now_utc() - Duration::DAY;
        server.not_after = OffsetDateTime::now_utc() + Duration::days(397);
        server.use_authority_key_identifier_extension = true;
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = server.signed_by(&key, &issuer).map_err(|_| AuthorityError)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| AuthorityError)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(|_| AuthorityError)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// The authority's own certificate; also what it signs with, so that both agree.
fn params() -> Result<CertificateParams, AuthorityError> {
    let mut params = CertificateParams::new(Vec::new()).map_err(|_| AuthorityError)?;
    params.distinguished_name = name("IKD Core example authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = OffsetDateTime::now_utc() - Duration::DAY;
    params.not_after = OffsetDateTime::now_utc() + Duration::days(3650);
    Ok(params)
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loaded_authority_keeps_its_certificate_and_still_signs() {
        let made = Authority::generate().expect("generated");
        let loaded = Authority::load(made.certificate_pem().to_owned(), &made.key_pem()).expect("loaded");
        assert_eq!(loaded.certificate_pem(), made.certificate_pem());
        assert!(loaded.server_config().is_ok());
    }

    #[test]
    fn an_altered_key_is_refused() {
        let made = Authority::generate().expect("generated");
        assert!(Authority::load(made.certificate_pem().to_owned(), "-----BEGIN").is_err());
    }
}
