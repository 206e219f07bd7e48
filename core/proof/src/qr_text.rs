//! Text of a QR code: a prefix that names the format, then base45 (RFC 9285), all within QR's alphanumeric mode.
//!
//! The same bytes always have the same text: [`decode`] refuses a text that [`encode`] would write differently. It
//! ignores white space and invisible characters that a scanner or a clipboard adds at both ends (base45 never ends in a
//! space).

use crate::entry;

/// The format of a QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QrPrefix {
    /// A sealed proof, shown to a reader.
    Proof,
    /// A pairing offer, shown by the counter.
    PairingOffer,
    /// A pairing request, shown by the phone.
    PairingRequest,
}

impl QrPrefix {
    const ALL: [Self; 3] = [Self::Proof, Self::PairingOffer, Self::PairingRequest];

    /// The first characters of the text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proof => "IKD1:",
            Self::PairingOffer => "IKDP1:",
            Self::PairingRequest => "IKDQ1:",
        }
    }

    /// The format of the text's prefix. The rest of the text is not checked.
    pub fn of(text: &str) -> Option<Self> {
        let text = entry::trim(text);
        Self::ALL.into_iter().find(|prefix| text.starts_with(prefix.as_str()))
    }
}

/// Why a text is not a QR text of the expected format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrTextError {
    /// Another format, or not an IKD code.
    #[error("not the prefix of this format")]
    Prefix,
    /// More characters than the format can have.
    #[error("longer than the format allows")]
    TooLong,
    /// Not base45, or not the text that [`encode`] would write.
    #[error("not base45")]
    Base45,
}

/// Writes `bytes` as the text of a QR code.
pub fn encode(prefix: QrPrefix, bytes: &[u8]) -> String {
    let mut text = String::from(prefix.as_str());
    text.push_str(&base45::encode(bytes));
    text
}

/// Returns the bytes of a QR text, at most `max`.
///
/// # Errors
/// [`QrTextError`]; the length is checked before anything is decoded.
pub fn decode(prefix: QrPrefix, text: &str, max: usize) -> Result<Vec<u8>, QrTextError> {
    let body = entry::trim(text).strip_prefix(prefix.as_str()).ok_or(QrTextError::Prefix)?;
    // Three characters for two bytes, two for a last odd one.
    if body.len() > (max / 2).saturating_mul(3).saturating_add(max % 2 * 2) {
        return Err(QrTextError::TooLong);
    }
    let bytes = base45::decode(body).map_err(|_| QrTextError::Base45)?;
    // The decoder cuts a last pair above 255 down to a byte, so that several texts would have the same bytes.
    if base45::encode(&bytes) == body { Ok(bytes) } else { Err(QrTextError::Base45) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn rfc_9285_examples_hold() {
        for (bytes, text) in [
            (&b"AB"[..], "BB8"),
            (b"Hello!!", "%69 VD92EX0"),
            (b"base-45", "UJCLQE7W581"),
            (b"ietf!", "QED8WEX0"),
        ] {
            let qr = format!("IKD1:{text}");
            assert_eq!(encode(QrPrefix::Proof, bytes), qr);
            assert_eq!(decode(QrPrefix::Proof, &qr, 100), Ok(bytes.to_vec()));
        }
    }

    #[test]
    fn white_space_around_a_text_is_ignored_and_inside_it_is_refused() {
        for around in ["\n", " ", "\r\n", "\u{a0}", "\u{feff}", "\u{200e}"] {
            let qr = format!("{around}IKD1:BB8{around}");
            assert_eq!(decode(QrPrefix::Proof, &qr, 100), Ok(b"AB".to_vec()), "{around:?}");
            assert_eq!(QrPrefix::of(&qr), Some(QrPrefix::Proof), "{around:?}");
            let inside = format!("IKD1:{around}BB8");
            assert_eq!(decode(QrPrefix::Proof, &inside, 100), Err(QrTextError::Base45), "{around:?}");
        }
    }

    #[test]
    fn no_text_ends_in_a_space() {
        for last in 0..=u8::MAX {
            assert!(!encode(QrPrefix::Proof, &[last]).ends_with(' '));
            assert!(!encode(QrPrefix::Proof, &[last, u8::MAX]).ends_with(' '));
        }
    }

    #[test]
    fn a_last_pair_above_a_byte_is_refused() {
        // "::" is 44 + 44 * 45 = 2024, which the decoder alone would cut down to 0xe8.
        assert_eq!(decode(QrPrefix::Proof, "IKD1:::", 100), Err(QrTextError::Base45));
    }

    #[test]
    fn lower_case_other_scripts_and_odd_lengths_are_refused() {
        for text in ["IKD1:bb8", "IKD1:B", "IKD1:BBÄ", "IKD1::::"] {
            assert_eq!(decode(QrPrefix::Proof, text, 100), Err(QrTextError::Base45), "{text}");
        }
    }

    #[test]
    fn the_prefix_decides_the_format() {
        assert_eq!(decode(QrPrefix::Proof, "IKDP1:BB8", 100), Err(QrTextError::Prefix));
        assert_eq!(QrPrefix::of("IKDP1:BB8"), Some(QrPrefix::PairingOffer));
        assert_eq!(QrPrefix::of("https://contoh.example"), None);
    }

    #[test]
    fn the_largest_cap_accepts_every_text() {
        assert_eq!(decode(QrPrefix::Proof, "IKD1:BB8", usize::MAX), Ok(b"AB".to_vec()));
    }

    #[test]
    fn one_character_over_the_cap_is_refused_before_decoding() {
        assert!(decode(QrPrefix::Proof, &encode(QrPrefix::Proof, &[0; 9]), 9).is_ok());
        assert_eq!(decode(QrPrefix::Proof, &encode(QrPrefix::Proof, &[0; 10]), 9), Err(QrTextError::TooLong));
        assert_eq!(
            decode(QrPrefix::Proof, &format!("IKD1:{}", "?".repeat(1_000_000)), 1500),
            Err(QrTextError::TooLong)
        );
    }
}
