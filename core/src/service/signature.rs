//! HTTP Message Signatures (RFC 9421) with content digests (RFC 9530), as specified in `docs/formats.md` section 9.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ikd_proof::cose::Signer;
use ring::digest;

use super::Method;

/// The components that a signature covers.
pub(super) struct Components<'a> {
    pub(super) method: Method,
    pub(super) authority: &'a str,
    /// Path and query as sent.
    pub(super) target: &'a str,
    /// `content-digest`, `idempotency-key`, `upload-offset`, `upload-complete`, `ikd-app`, `content-type`,
    /// `if-none-match`: those that the request contains, in this order.
    pub(super) fields: &'a [(&'static str, String)],
    /// Seconds since 1970, by the phone's estimate of the service's clock.
    pub(super) created: u64,
    pub(super) nonce: [u8; 16],
}

/// The two header fields of a signature.
pub(super) struct SignatureFields {
    pub(super) input: String,
    pub(super) signature: String,
}

/// `content-digest` of a body: `sha-256=:...:`.
pub(super) fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest::digest(&digest::SHA256, body)))
}

/// Signs the components with `key`.
pub(super) fn sign<S: Signer>(components: &Components<'_>, key: &S) -> Result<SignatureFields, S::Error> {
    let (base, parameters) = signature_base(components, &key.public_key().thumbprint());
    let signature = key.sign(base.as_bytes())?;
    Ok(SignatureFields {
        input: format!("ikd={parameters}"),
        signature: format!("ikd=:{}:", STANDARD.encode(signature)),
    })
}

/// The signature base of RFC 9421 section 2.5, and the parameters it ends with.
fn signature_base(components: &Components<'_>, thumbprint: &[u8; 32]) -> (String, String) {
    let (path, query) = match components.target.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        // RFC 9421 2.2.7: an absent query is the query "?".
        None => (components.target, "?".to_owned()),
    };
    let mut lines = String::new();
    let mut names = String::new();
    let derived = [
        ("@method", components.method.as_str()),
        ("@authority", components.authority),
        ("@path", path),
        ("@query", &query),
    ];
    let fields = components.fields.iter().map(|(name, value)| (*name, value.as_str()));
    for (name, value) in derived.into_iter().chain(fields) {
        if !names.is_empty() {
            names.push(' ');
        }
        names.push_str(&format!("\"{name}\""));
        lines.push_str(&format!("\"{name}\": {value}\n"));
    }
    let parameters = format!(
        "({names});created={};nonce=\"{}\";keyid=\"{}\";alg=\"ecdsa-p256-sha256\";tag=\"ikd-v1\"",
        components.created,
        URL_SAFE_NO_PAD.encode(components.nonce),
        URL_SAFE_NO_PAD.encode(thumbprint),
    );
    lines.push_str(&format!("\"@signature-params\": {parameters}"));
    (lines, parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_lists_the_components_in_the_specified_order() {
        let fields = [("content-digest", "sha-256=:AA==:".to_owned()), ("idempotency-key", "k-1".to_owned())];
        let components = Components {
            method: Method::Post,
            authority: "localhost:8443",
            target: "/v1/registrations",
            fields: &fields,
            created: 1_700_000_000,
            nonce: [0; 16],
        };
        let (base, _) = signature_base(&components, &[0; 32]);
        assert_eq!(
            base,
            "\"@method\": POST\n\"@authority\": localhost:8443\n\"@path\": /v1/registrations\n\"@query\": ?\n\
             \"content-digest\": sha-256=:AA==:\n\"idempotency-key\": k-1\n\
             \"@signature-params\": (\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" \"idempotency-key\")\
             ;created=1700000000;nonce=\"AAAAAAAAAAAAAAAAAAAAAA\";keyid=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"\
             ;alg=\"ecdsa-p256-sha256\";tag=\"ikd-v1\""
        );
    }

    #[test]
    fn a_query_is_covered_with_its_question_mark() {
        let components = Components {
            method: Method::Get,
            authority: "a",
            target: "/v1/documents?cursor=20",
            fields: &[],
            created: 1,
            nonce: [0; 16],
        };
        let (base, _) = signature_base(&components, &[0; 32]);
        assert!(base.contains("\"@path\": /v1/documents\n\"@query\": ?cursor=20\n"));
    }

    #[test]
    fn the_digest_of_the_example_in_rfc_9530_matches() {
        assert_eq!(
            content_digest(b"{\"hello\": \"world\"}\n"),
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
        );
    }
}
