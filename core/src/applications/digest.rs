//! SHA-256 digests in records and paths.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{crypto, service::contract::Bytes};

/// A SHA-256 digest; base64url in JSON and in paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Digest(pub(super) [u8; 32]);

impl Digest {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(crypto::sha256(&[bytes]))
    }

    pub(super) fn to_bytes(self) -> Bytes {
        Bytes(self.0.to_vec())
    }

    pub(super) fn to_text(self) -> String {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_bytes().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Bytes::deserialize(deserializer)?;
        bytes.0.try_into().map(Self).map_err(|_| D::Error::custom("not 32 bytes"))
    }
}
