//! The service's own keys: the root of trust, one key for each use of an issuer, the demo readers' private keys, and the
//! keys that applications are sealed to ([`ServiceKeys`]).
//!
//! Made from the operating system's randomness at the first start, kept in the store, never in a log.

use ikd_proof::{PublicKey, ReaderPrivateKey, Signer, SoftwareSigner};
use p256::ecdsa::VerifyingKey;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{
    secret::{encode, random},
    service_keys::ServiceKeys,
    store::{StoreError, Tx},
};

/// Number that proofs for the demo reader class are made out to.
pub const DEMO_AUDIENCE: u64 = 9901;
/// Number of a second class, which may see the basic view only.
pub const BASIC_AUDIENCE: u64 = 9902;

/// One signing key.
pub(crate) struct IssuerKey {
    secret: Zeroizing<[u8; 32]>,
    pub(crate) signer: SoftwareSigner,
}

impl IssuerKey {
    fn new() -> Self {
        loop {
            // One draw in 2^32 is no scalar.
            if let Some(key) = Self::of(Zeroizing::new(random())) {
                return key;
            }
        }
    }

    fn of(secret: Zeroizing<[u8; 32]>) -> Option<Self> {
        let signer = SoftwareSigner::from_bytes(&secret).ok()?;
        Some(Self { secret, signer })
    }

    /// The public half.
    pub(crate) fn public(&self) -> PublicKey {
        self.signer.public_key()
    }
}

/// The private key of a class of readers.
pub struct ReaderKey {
    /// Number that proofs for this class are made out to.
    pub audience: u64,
    secret: Zeroizing<[u8; 32]>,
}

impl ReaderKey {
    /// The key that opens what phones seal to this class.
    pub fn private_key(&self) -> ReaderPrivateKey {
        ReaderPrivateKey::from_bytes(&self.secret)
    }
}

/// All keys of one sandbox.
pub(crate) struct Keys {
    pub(crate) root: IssuerKey,
    pub(crate) documents: IssuerKey,
    pub(crate) views: IssuerKey,
    pub(crate) pairing: IssuerKey,
    pub(crate) receipts: IssuerKey,
    pub(crate) forms: IssuerKey,
    /// What phones seal applications to.
    pub(crate) service: ServiceKeys,
    pub(crate) readers: [ReaderKey; 2],
}

impl Keys {
    /// The keys of the store; made and kept there at the first start.
    pub(crate) fn load_or_make(tx: &Tx<'_>) -> Result<Self, StoreError> {
        let issuer = |name: &str| -> Result<IssuerKey, StoreError> {
            match tx.setting(name)? {
                Some(kept) => {
                    let secret = kept.try_into().map_err(|_| StoreError::Unreadable)?;
                    IssuerKey::of(Zeroizing::new(secret)).ok_or(StoreError::Unreadable)
                }
                None => {
                    let made = IssuerKey::new();
                    tx.set_setting(name, &*made.secret)?;
                    Ok(made)
                }
            }
        };
        let reader = |name: &str, audience: u64| -> Result<ReaderKey, StoreError> {
            let secret: [u8; 32] = match tx.setting(name)? {
                Some(kept) => kept.try_into().map_err(|_| StoreError::Unreadable)?,
                None => {
                    let made = random();
                    tx.set_setting(name, &made)?;
                    made
                }
            };
            Ok(ReaderKey { audience, secret: Zeroizing::new(secret) })
        };
        Ok(Self {
            root: issuer("key.root")?,
            documents: issuer("key.documents")?,
            views: issuer("key.views")?,
            pairing: issuer("key.pairing")?,
            receipts: issuer("key.receipts")?,
            forms: issuer("key.forms")?,
            service: ServiceKeys::load(tx)?,
            readers: [reader("key.reader.demo", DEMO_AUDIENCE)?, reader("key.reader.basic", BASIC_AUDIENCE)?],
        })
    }

    /// What independent tools need to read and check codes: readers' private keys and issuers' public keys as a JWK set
    /// (RFC 7517, RFC 8037), and the trust bundle.
    pub(crate) fn jwk(&self, trust_bundle: &[u8]) -> Value {
        let issuer = |key: &IssuerKey, usage: &str| {
            let point = VerifyingKey::from_sec1_bytes(key.public().as_bytes())
                .expect("a key that signs has a public half")
                .to_sec1_point(false);
            let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..65]);
            json!({"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid(&key.public().kid().0),
                   "x": encode(x), "y": encode(y), "ikd:use": usage})
        };
        let reader = |key: &ReaderKey| {
            let public = key.private_key().public_key();
            json!({"kty": "OKP", "crv": "X25519", "use": "enc", "kid": kid(&public.kid().0), "x": encode(public.as_bytes()),
                   "d": encode(&*key.secret), "ikd:aud": key.audience})
        };
        let mut keys = vec![
            issuer(&self.root, "root"),
            issuer(&self.documents, "documents"),
            issuer(&self.views, "views"),
            issuer(&self.pairing, "pairing"),
            issuer(&self.receipts, "receipts"),
            issuer(&self.forms, "forms"),
        ];
        keys.extend(self.readers.iter().map(reader));
        json!({"keys": keys, "ikd:trust_bundle": encode(trust_bundle), "ikd:trust_root": encode(self.root.public().as_bytes())})
    }
}

/// A key identifier as lower-case hexadecimal.
fn kid(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_second_start_has_the_same_keys() {
        let store = Store::memory().expect("opened");
        let first = store.run(Keys::load_or_make).expect("made");
        let second = store.run(Keys::load_or_make).expect("loaded");
        assert_eq!(first.jwk(b""), second.jwk(b""));
    }

    #[test]
    fn the_key_set_holds_no_private_key_of_an_issuer() {
        let store = Store::memory().expect("opened");
        let set = store.run(Keys::load_or_make).expect("made").jwk(b"");
        for key in set["keys"].as_array().expect("a list") {
            assert_eq!(key.get("d").is_some(), key["kty"] == "OKP");
        }
    }
}
