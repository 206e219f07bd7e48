//! Who is calling: HTTP Message Signatures (RFC 9421) as docs/formats.md section 9 narrows them.
//!
//! One signature labelled `ikd`, by the device key, over exactly the components a request must cover in exactly the given
//! order. Only that shape is parsed; any other is [`SignatureError::Invalid`].

use base64::{Engine, engine::general_purpose::STANDARD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};

use crate::secret::{decode_exact, sha256};

/// Longest `Signature-Input` looked at, bytes.
const LONGEST_INPUT: usize = 1024;

/// Why a signature is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureError {
    /// Missing, of another shape, over other components, or made by another key.
    #[error("the request's signature is missing or wrong")]
    Invalid,
    /// `content-digest` is missing or is not that of the body.
    #[error("the content digest does not match the body")]
    Digest,
}

/// The parameters of a signature, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignatureInput {
    /// The covered components and parameters exactly as sent: what the last line of the base repeats.
    params: String,
    components: Vec<String>,
    /// When the phone says it signed, seconds.
    pub(crate) created: u64,
    /// 16 random bytes.
    pub(crate) nonce: [u8; 16],
    /// Thumbprint of the device key.
    pub(crate) thumbprint: [u8; 32],
}

/// What a signature covers.
pub(crate) struct Covered<'a> {
    pub(crate) method: &'a str,
    /// Host and port, lower case, as the phone addressed the service.
    pub(crate) authority: &'a str,
    pub(crate) path: &'a str,
    /// Without the question mark; empty when there is none.
    pub(crate) query: &'a str,
    pub(crate) content_digest: Option<&'a str>,
    pub(crate) idempotency_key: Option<&'a str>,
    pub(crate) upload_offset: Option<&'a str>,
    pub(crate) upload_complete: Option<&'a str>,
    pub(crate) ikd_app: Option<&'a str>,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) if_none_match: Option<&'a str>,
}

impl Covered<'_> {
    /// Names and values in the order of formats.md section 9.
    fn components(&self) -> Vec<(&'static str, String)> {
        let mut components = vec![
            ("@method", self.method.to_owned()),
            ("@authority", self.authority.to_ascii_lowercase()),
            ("@path", self.path.to_owned()),
            ("@query", format!("?{}", self.query)),
        ];
        let headers = [
            ("content-digest", self.content_digest),
            ("idempotency-key", self.idempotency_key),
            ("upload-offset", self.upload_offset),
            ("upload-complete", self.upload_complete),
            ("ikd-app", self.ikd_app),
            ("content-type", self.content_type),
            ("if-none-match", self.if_none_match),
        ];
        components
            .extend(headers.into_iter().filter_map(|(name, value)| Some((name, value?.trim().to_owned()))));
        components
    }
}

impl SignatureInput {
    /// Reads the `Signature-Input` header.
    pub(crate) fn read(header: &str) -> Result<Self, SignatureError> {
        Self::parse(header).ok_or(SignatureError::Invalid)
    }

    fn parse(header: &str) -> Option<Self> {
        if header.len() > LONGEST_INPUT || !header.is_ascii() {
            return None;
        }
        let params = header.trim().strip_prefix("ikd=")?;
        let (list, rest) = params.strip_prefix('(')?.split_once(')')?;
        let components = list
            .split(' ')
            .map(|item| Some(item.strip_prefix('"')?.strip_suffix('"')?.to_owned()))
            .collect::<Option<Vec<_>>>()?;
        let rest = rest.strip_prefix(";created=")?;
        let (created, rest) = rest.split_once(";nonce=\"")?;
        let (nonce, rest) = rest.split_once("\";keyid=\"")?;
        let (keyid, rest) = rest.split_once("\";alg=\"ecdsa-p256-sha256\";tag=\"ikd-v1\"")?;
        let digits =
            !created.is_empty() && created.len() <= 15 && created.bytes().all(|byte| byte.is_ascii_digit());
        (rest.is_empty() && digits).then_some(())?;
        Some(Self {
            params: params.to_owned(),
            components,
            created: created.parse().ok()?,
            nonce: decode_exact(nonce)?,
            thumbprint: decode_exact(keyid)?,
        })
    }

    /// Verifies the `Signature` header against what the request really is.
    ///
    /// `public_key`: compressed SEC1, 33 bytes; its thumbprint must be the one that the signature names.
    pub(crate) fn verify(
        &self,
        signature: &str,
        covered: &Covered<'_>,
        public_key: &[u8],
    ) -> Result<(), SignatureError> {
        let components = covered.components();
        let expected = components.iter().map(|(name, _)| *name);
        if !self.components.iter().map(String::as_str).eq(expected) || sha256(public_key) != self.thumbprint {
            return Err(SignatureError::Invalid);
        }
        let signature = signature
            .trim()
            .strip_prefix("ikd=:")
            .and_then(|rest| rest.strip_suffix(':'))
            .and_then(|text| STANDARD.decode(text).ok())
            .ok_or(SignatureError::Invalid)?;
        verify_es256(public_key, signature_base(&components, &self.params).as_bytes(), &signature)
    }
}

/// The text that is signed (RFC 9421 2.5).
fn signature_base(components: &[(&str, String)], params: &str) -> String {
    let mut base = String::new();
    for (name, value) in components {
        base.push('"');
        base.push_str(name);
        base.push_str("\": ");
        base.push_str(value);
        base.push('\n');
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(params);
    base
}

/// ES256 over `message` with the raw 64-byte signature.
fn verify_es256(public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    let key = VerifyingKey::from_sec1_bytes(public_key).map_err(|_| SignatureError::Invalid)?;
    let signature = Signature::from_slice(signature).map_err(|_| SignatureError::Invalid)?;
    key.verify(message, &signature).map_err(|_| SignatureError::Invalid)
}

/// Checks `Content-Digest` (RFC 9530): there when there is a body, and its SHA-256.
pub(crate) fn check_content_digest(header: Option<&str>, body: &[u8]) -> Result<(), SignatureError> {
    match header {
        None if body.is_empty() => Ok(()),
        Some(header) if header.trim() == content_digest(body) => Ok(()),
        _ => Err(SignatureError::Digest),
    }
}

/// `Content-Digest` of a body.
pub(crate) fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(sha256(body)))
}

/// Thumbprint of a public key as `keyid` writes it.
#[cfg(test)]
pub(crate) fn key_id(public_key: &[u8]) -> String {
    crate::secret::encode(&sha256(public_key))
}

/// Signs as a phone does, for tests of this crate.
#[cfg(test)]
pub(crate) fn sign(
    key: &p256::ecdsa::SigningKey,
    covered: &Covered<'_>,
    created: u64,
    nonce: &[u8; 16],
) -> (String, String) {
    use p256::ecdsa::signature::Signer;
    let components = covered.components();
    let names: Vec<_> = components.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let public = key.verifying_key().to_sec1_point(true);
    let params = format!(
        "({});created={created};nonce=\"{}\";keyid=\"{}\";alg=\"ecdsa-p256-sha256\";tag=\"ikd-v1\"",
        names.join(" "),
        crate::secret::encode(nonce),
        key_id(public.as_bytes())
    );
    let signature: Signature = key.sign(signature_base(&components, &params).as_bytes());
    (format!("ikd={params}"), format!("ikd=:{}:", STANDARD.encode(signature.to_bytes())))
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use p256::ecdsa::SigningKey;

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_slice(&[seed; 32]).expect("a scalar")
    }

    fn public(key: &SigningKey) -> Vec<u8> {
        key.verifying_key().to_sec1_point(true).as_bytes().to_vec()
    }

    fn covered() -> Covered<'static> {
        Covered {
            method: "POST",
            authority: "localhost:8443",
            path: "/v1/registrations",
            query: "",
            content_digest: Some("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
            idempotency_key: Some("0123456789abcdef"),
            upload_offset: None,
            upload_complete: Some("?0"),
            ikd_app: Some("0.1.0"),
            content_type: Some("application/json"),
            if_none_match: Some("\"a\""),
        }
    }

    /// RFC 9421 B.2.4, verified with the key of B.1.3.
    #[test]
    fn the_vector_of_the_rfc_verifies() {
        let x = "qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA";
        let y = "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0";
        let mut public = vec![4];
        public.extend(crate::secret::decode(x).expect("base64url"));
        public.extend(crate::secret::decode(y).expect("base64url"));
        let components = [
            ("@status", "200".to_owned()),
            ("content-type", "application/json".to_owned()),
            (
                "content-digest",
                "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"
                    .to_owned(),
            ),
            ("content-length", "23".to_owned()),
        ];
        let params = "(\"@status\" \"content-type\" \"content-digest\" \"content-length\")\
                      ;created=1618884473;keyid=\"test-key-ecc-p256\"";
        let signature = STANDARD
            .decode(
                "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==",
            )
            .expect("base64");
        let base = signature_base(&components, params);
        assert_eq!(verify_es256(&public, base.as_bytes(), &signature), Ok(()));
        assert!(verify_es256(&public, format!("{base} ").as_bytes(), &signature).is_err());
    }

    #[test]
    fn a_signed_request_verifies_and_has_its_time_and_key() {
        let (input, signature) = sign(&key(1), &covered(), 1_700_000_000, &[7; 16]);
        let read = SignatureInput::read(&input).expect("read");
        assert_eq!((read.created, read.nonce), (1_700_000_000, [7; 16]));
        assert_eq!(read.verify(&signature, &covered(), &public(&key(1))), Ok(()));
    }

    #[test]
    fn a_change_of_any_covered_component_is_detected() {
        let (input, signature) = sign(&key(1), &covered(), 1_700_000_000, &[7; 16]);
        let read = SignatureInput::read(&input).expect("read");
        let changed = [
            Covered { method: "DELETE", ..covered() },
            Covered { authority: "evil:8443", ..covered() },
            Covered { path: "/v1/views", ..covered() },
            Covered { query: "a=1", ..covered() },
            Covered { content_digest: Some("sha-256=:AAAA:"), ..covered() },
            Covered { content_digest: None, ..covered() },
            Covered { idempotency_key: Some("another-key-0123"), ..covered() },
            Covered { upload_offset: Some("0"), ..covered() },
            Covered { upload_complete: Some("?1"), ..covered() },
            Covered { upload_complete: None, ..covered() },
            Covered { ikd_app: Some("9.0.0"), ..covered() },
            Covered { ikd_app: None, ..covered() },
            Covered { content_type: Some("application/partial-upload"), ..covered() },
            Covered { if_none_match: None, ..covered() },
        ];
        for changed in changed {
            assert_eq!(read.verify(&signature, &changed, &public(&key(1))), Err(SignatureError::Invalid));
        }
    }

    #[test]
    fn another_key_is_refused_even_when_it_signed_correctly() {
        let (input, signature) = sign(&key(1), &covered(), 1_700_000_000, &[7; 16]);
        let read = SignatureInput::read(&input).expect("read");
        assert_eq!(read.verify(&signature, &covered(), &public(&key(2))), Err(SignatureError::Invalid));
    }

    #[test]
    fn other_shapes_are_refused() {
        let (good, _) = sign(&key(1), &covered(), 1_700_000_000, &[7; 16]);
        let bad = [
            String::new(),
            good.replace("ikd=", "sig="),
            good.replace("tag=\"ikd-v1\"", "tag=\"other\""),
            good.replace("ecdsa-p256-sha256", "rsa-pss-sha512"),
            good.replace(";nonce=", ";expires=1;nonce="),
            good.replace("created=", "created=-"),
            format!("{good}, other=()"),
            format!("{good}{}", " ".repeat(2000)),
        ];
        for bad in bad {
            assert_eq!(SignatureInput::read(&bad), Err(SignatureError::Invalid), "{bad}");
        }
    }

    #[test]
    fn a_body_needs_its_own_digest() {
        assert_eq!(check_content_digest(None, b""), Ok(()));
        assert_eq!(check_content_digest(None, b"x"), Err(SignatureError::Digest));
        assert_eq!(check_content_digest(Some(&content_digest(b"x")), b"x"), Ok(()));
        assert_eq!(check_content_digest(Some(&content_digest(b"x")), b"y"), Err(SignatureError::Digest));
    }
}
