//! `ikd verify`: verifies codes as a registered reader does, one line of JSON each.
//!
//! `ikd-proof` does all checks; this file finds the keys, reads pictures and prints the results.

use std::{
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ikd_proof::{Claims, KtpClaims, PublicKey, ReaderPrivateKey, Refusal, TrustBundle, Verified, Verifier};
use ikd_sandbox::{PictureError, read_qr};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{
    args::VerifyArgs,
    console::answer,
    failure::{Failure, OK, Outcome, all_yes},
    home, input,
    texts::Texts,
};

/// Exit code 0 if every code is accepted.
pub(crate) fn run(texts: &Texts, args: &VerifyArgs) -> Outcome {
    let file = match &args.keys {
        Some(file) => file.clone(),
        None => {
            let dir =
                args.home.clone().or_else(home::usual).ok_or_else(|| Failure::usage(texts.no_home_folder))?;
            dir.join("reader.json")
        }
    };
    let unreadable = || Failure::new("keys-unreadable", texts.keys_unreadable);
    let text = Zeroizing::new(input::read(&file).ok_or_else(unreadable)?);
    let keys = serde_json::from_slice(&text).map_err(|_| unreadable())?;
    let mut verifier = reader(&keys).ok_or_else(unreadable)?;
    let mut accepted = true;
    for code in &args.codes {
        let now =
            args.at.or_else(now).ok_or_else(|| Failure::new("clock-impossible", texts.clock_impossible))?;
        let outcome = text_of(code).and_then(|text| verifier.verify(&text, now).map_err(Refusal::code));
        accepted &= match &outcome {
            Ok(verified) => answer(code, OK, report(verified))?,
            // Only the reason; no data from the refused code.
            Err(reason) => answer(code, reason, json!({}))?,
        };
    }
    Ok(all_yes(accepted))
}

/// Builds a reader from a key set as `ikd sandbox --keys` writes it: every private key, the root and its trust bundle.
pub(crate) fn reader(keys: &Value) -> Option<Verifier> {
    let entries = keys.get("keys")?.as_array()?;
    let text = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let bytes = |entry: &Value, name: &str| URL_SAFE_NO_PAD.decode(text(entry, name)?).ok();
    let root = entries.iter().find(|entry| text(entry, "ikd:use").as_deref() == Some("root"))?;
    // SEC1 compressed point: the parity of y precedes x.
    let parity = 2 + (bytes(root, "y")?.last()? & 1);
    let root = PublicKey::from_compressed(&[&[parity], bytes(root, "x")?.as_slice()].concat()).ok()?;
    let private = entries.iter().filter(|entry| text(entry, "crv").as_deref() == Some("X25519"));
    let private: Vec<_> = private
        .filter_map(|entry| {
            let secret: Zeroizing<[u8; 32]> = Zeroizing::new(bytes(entry, "d")?.try_into().ok()?);
            Some(ReaderPrivateKey::from_bytes(&secret))
        })
        .collect();
    let bundle = TrustBundle::open(&bytes(keys, "ikd:trust_bundle")?, &root).ok()?;
    (!private.is_empty()).then(|| Verifier::new(private, bundle))
}

/// Current time, in seconds since 1970; `None` if the clock is earlier.
pub(crate) fn now() -> Option<u64> {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|now| now.as_secs())
}

/// The text of a code: the argument itself, or read from the picture file or standard input that it names.
fn text_of(code: &str) -> Result<String, &'static str> {
    let path = Path::new(code);
    if !input::is_standard(path) && !path.is_file() {
        return Ok(code.to_owned());
    }
    let bytes = input::read(path).ok_or("picture-unreadable")?;
    match read_qr(&bytes) {
        Ok(text) => Ok(text),
        Err(PictureError::NoCode) => Err("no-code-in-picture"),
        Err(PictureError::NotAPicture) if input::is_standard(path) => {
            let text = String::from_utf8(bytes).map_err(|_| "picture-unreadable")?;
            Ok(text.trim_end_matches(['\r', '\n']).to_owned())
        }
        Err(PictureError::NotAPicture) => Err("picture-unreadable"),
    }
}

/// The contents of an accepted code.
fn report(verified: &Verified) -> Value {
    json!({
        "view": verified.view.claims.kind().name(),
        "example": verified.view.example,
        "claims": claims(&verified.view.claims),
        "freshness": {
            "issued_at": verified.freshness.issued_at,
            "age_seconds": verified.freshness.age_seconds,
            "clock_doubtful": verified.clock_doubtful,
        },
        "view_expires_at": verified.view.expires_at,
        "trust_overdue": verified.trust_overdue,
    })
}

fn claims(claims: &Claims) -> Value {
    let mut all = json!({
        "nik": claims.nik.digits(),
        "name": claims.name.as_str(),
        "birth_date": claims.birth_date.iso(),
    });
    if let (Some(ktp), Value::Object(all)) = (&claims.ktp, &mut all) {
        all.insert("ktp".to_owned(), ktp_claims(ktp));
    }
    all
}

fn ktp_claims(ktp: &KtpClaims) -> Value {
    json!({
        "birth_place": ktp.birth_place.as_str(),
        "sex": ktp.sex.code(),
        "blood": ktp.blood.label(),
        "street": ktp.street.as_str(),
        "rt": ktp.rt.to_string(),
        "rw": ktp.rw.to_string(),
        "village": ktp.village.as_str(),
        "district": ktp.district.as_str(),
        "regency": ktp.regency.as_str(),
        "province": ktp.province.as_str(),
        "religion": ktp.religion.label(),
        "marital_status": ktp.marital_status.label(),
        "occupation": ktp.occupation.as_str(),
        "citizenship": ktp.citizenship.label(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_set_without_a_private_key_makes_no_reader() {
        assert!(reader(&json!({"keys": [], "ikd:trust_bundle": ""})).is_none());
        assert!(reader(&json!({})).is_none());
    }
}
