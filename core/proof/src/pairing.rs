//! Pairing a phone with a registration at an officer's counter (`docs/formats.md` section 7).
//!
//! One side shows a QR: the counter a [`PairingOffer`] or the phone a [`PairingRequest`]. Both then have the same
//! [`PairingStatement`] and show the same four [`Digits`]. The officer compares them, so that a phone that photographed
//! the counter's QR is not paired.

use core::fmt;

use crate::{
    cose::{Domain, PublicKey, Sign1, SignatureInvalid, Signer, Thumbprint, Unsigned, sha256},
    fields::{Fields, FormatError, MapWriter},
    issue::IssueError,
    qr_text::{self, QrPrefix, QrTextError},
    text::Name,
    trust::{IssuerError, IssuerUse, TrustBundle},
};

const OFFER: Domain = Domain(b"ikd/1/pairing-offer");
const REQUEST: Domain = Domain(b"ikd/1/pairing-request");
const STATEMENT: Domain = Domain(b"ikd/1/pairing");
const DIGITS: &[u8] = b"ikd/1/digits";
/// Largest offer, request or statement in bytes.
const MAX: usize = 1024;

/// Validity of an offer in seconds (`docs/formats.md` section 7).
pub const PAIRING_SECONDS: u64 = 120;

/// Identifies a registration.
pub type RegistrationId = [u8; 16];
/// Single-use token of an offer, or the nonce of a request in its place.
pub type PairingToken = [u8; 16];

/// Why a pairing step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// The QR is of another kind.
    #[error("{0}")]
    Text(#[from] QrTextError),
    /// The bytes are not of this format.
    #[error("not a pairing item: {0}")]
    Format(#[from] FormatError),
    /// The trust bundle does not contain this counter: do not pair here.
    #[error("counter not trusted: {0}")]
    Issuer(#[from] IssuerError),
    /// The key that it names did not sign it.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
    /// Expired: the counter makes a new one.
    #[error("expired")]
    Expired,
    /// Made for another registration, token or phone.
    #[error("made for another registration or phone")]
    NotOurs,
}

/// The offer in the QR of the counter.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingOffer {
    /// For a single use.
    pub token: PairingToken,
    /// Office number.
    pub office: u64,
    /// Office name, to show before the person confirms.
    pub office_name: Name,
    /// Last second of validity, Unix.
    pub not_after: u64,
}

impl PairingOffer {
    /// Signs the offer and returns its QR text. For the counter.
    pub fn issue<S: Signer>(&self, counter: &S) -> Result<String, IssueError<S::Error>> {
        let payload = MapWriter::new()
            .bytes(1, &self.token)
            .uint(2, self.office)
            .text(3, self.office_name.as_str())
            .uint(4, self.not_after)
            .finish();
        let unsigned = Unsigned::new(OFFER, Some(counter.public_key().kid()), payload);
        let bytes = unsigned.sign(counter).map_err(IssueError::Signer)?;
        Ok(qr_text::encode(QrPrefix::PairingOffer, &bytes))
    }

    /// Checks an offer that the phone scanned at `now` (Unix seconds, with the policy's skew).
    pub fn open(text: &str, trust: &TrustBundle, now: u64) -> Result<Self, PairingError> {
        let bytes = qr_text::decode(QrPrefix::PairingOffer, text, MAX)?;
        let sign1 = Sign1::parse(&bytes, MAX)?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let offer = PairingOffer {
            token: fields.bytes(1)?,
            office: fields.uint(2)?,
            office_name: fields.name(3)?,
            not_after: fields.time(4)?,
        };
        // The key must be valid at the offer's own time: the phone's clock may be a day wrong before its first contact
        // with the service.
        let issuer = trust.issuer(sign1.kid()?, IssuerUse::Pairing, offer.not_after)?;
        sign1.verify(OFFER, &issuer.key)?;
        if now > offer.not_after.saturating_add(trust.policy.skew_seconds) {
            return Err(PairingError::Expired);
        }
        Ok(offer)
    }
}

/// The request in the QR of the phone, for the counter to scan.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingRequest {
    /// The registration.
    pub registration: RegistrationId,
    /// In place of the token of an offer.
    pub nonce: PairingToken,
    /// Last second of validity, Unix.
    pub not_after: u64,
}

impl PairingRequest {
    /// Signs the request with the device key and returns its QR text.
    ///
    /// # Errors
    /// The error of the key.
    pub fn sign<S: Signer + ?Sized>(&self, device_key: &S) -> Result<String, S::Error> {
        let payload = MapWriter::new()
            .bytes(1, &self.registration)
            .bytes(2, &self.nonce)
            .uint(3, self.not_after)
            .finish();
        let unsigned = Unsigned::new(REQUEST, Some(device_key.public_key().kid()), payload);
        Ok(qr_text::encode(QrPrefix::PairingRequest, &unsigned.sign(device_key)?))
    }

    /// Reads a request that the counter scanned. The counter looks up the device key of `registration` and then calls
    /// `check`; before that, nothing in the request is verified.
    ///
    /// # Errors
    /// [`PairingError::Text`], [`PairingError::Format`].
    pub fn parse(text: &str) -> Result<UncheckedRequest, PairingError> {
        let bytes = qr_text::decode(QrPrefix::PairingRequest, text, MAX)?;
        let sign1 = Sign1::parse(&bytes, MAX)?;
        sign1.kid()?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let request = PairingRequest {
            registration: fields.bytes(1)?,
            nonce: fields.bytes(2)?,
            not_after: fields.time(3)?,
        };
        Ok(UncheckedRequest { request, bytes })
    }
}

/// A pairing request whose signature was not checked yet.
pub struct UncheckedRequest {
    request: PairingRequest,
    bytes: Vec<u8>,
}

impl UncheckedRequest {
    /// The registration in the request, to look up its device key.
    pub fn registration(&self) -> RegistrationId {
        self.request.registration
    }

    /// Checks the signature with the registration's device key, and the time (`now` in Unix seconds).
    ///
    /// # Errors
    /// [`PairingError::NotOurs`] for the kid of another key, [`PairingError::Signature`], [`PairingError::Expired`].
    pub fn check(self, device_key: &PublicKey, now: u64) -> Result<PairingRequest, PairingError> {
        let sign1 = Sign1::parse(&self.bytes, MAX)?;
        if sign1.kid()? != device_key.kid() {
            return Err(PairingError::NotOurs);
        }
        sign1.verify(REQUEST, device_key)?;
        if now > self.request.not_after {
            return Err(PairingError::Expired);
        }
        Ok(self.request)
    }
}

/// The four digits that both screens show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digits(u16);

impl Digits {
    /// The digits of a signed statement.
    ///
    /// # Errors
    /// [`FormatError`] if the bytes are not a statement.
    pub fn of(statement: &[u8]) -> Result<Self, FormatError> {
        Ok(Self::of_payload(Sign1::parse(statement, MAX)?.payload))
    }

    fn of_payload(payload: &[u8]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = sha256(&[DIGITS, payload]);
        Digits((u64::from_be_bytes([a, b, c, d, e, f, g, h]) % 10_000) as u16)
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(..)")
    }
}

/// The statement that a phone was paired with a registration at an office.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingStatement {
    /// The registration.
    pub registration: RegistrationId,
    /// Token of the offer, or nonce of the request.
    pub token: PairingToken,
    /// Thumbprint of the phone's device key.
    pub device_key: Thumbprint,
    /// Office number.
    pub office: u64,
    /// Office name.
    pub office_name: Name,
    /// When, Unix seconds.
    pub paired_at: u64,
}

impl PairingStatement {
    /// Signs the statement. For the service.
    pub fn issue<S: Signer>(&self, service: &S) -> Result<Vec<u8>, IssueError<S::Error>> {
        let payload = MapWriter::new()
            .bytes(1, &self.registration)
            .bytes(2, &self.token)
            .bytes(3, &self.device_key)
            .uint(4, self.office)
            .text(5, self.office_name.as_str())
            .uint(6, self.paired_at)
            .finish();
        let unsigned = Unsigned::new(STATEMENT, Some(service.public_key().kid()), payload);
        unsigned.sign(service).map_err(IssueError::Signer)
    }

    /// Checks a statement that the phone received against the phone's own values, and derives the digits. The issuer
    /// must have been valid at the time of pairing.
    ///
    /// # Errors
    /// [`PairingError`]; [`PairingError::NotOurs`] unless registration, token and thumbprint are the phone's own.
    pub fn open(
        bytes: &[u8],
        trust: &TrustBundle,
        registration: &RegistrationId,
        token: &PairingToken,
        device_key: &PublicKey,
    ) -> Result<(Self, Digits), PairingError> {
        let sign1 = Sign1::parse(bytes, MAX)?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let statement = PairingStatement {
            registration: fields.bytes(1)?,
            token: fields.bytes(2)?,
            device_key: fields.bytes(3)?,
            office: fields.uint(4)?,
            office_name: fields.name(5)?,
            paired_at: fields.time(6)?,
        };
        let issuer = trust.issuer(sign1.kid()?, IssuerUse::Pairing, statement.paired_at)?;
        sign1.verify(STATEMENT, &issuer.key)?;
        let ours = statement.registration == *registration
            && statement.token == *token
            && statement.device_key == device_key.thumbprint();
        if !ours {
            return Err(PairingError::NotOurs);
        }
        Ok((statement, Digits::of_payload(sign1.payload)))
    }
}

/// A token allows pairing and a registration number identifies a person: `Debug` shows neither.
macro_rules! quiet_debug {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

quiet_debug!(PairingOffer PairingRequest PairingStatement UncheckedRequest);

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::testing::{DEVICE_KEY, ISSUER, NOW, REGISTRATION, offer, request, signer, statement, trust};

    fn open_statement(bytes: &[u8]) -> Result<(PairingStatement, Digits), PairingError> {
        PairingStatement::open(
            bytes,
            &trust(),
            &REGISTRATION,
            &offer().token,
            &signer(DEVICE_KEY).public_key(),
        )
    }

    #[test]
    fn an_offer_is_accepted_until_its_end_plus_skew() {
        let text = offer().issue(&signer(ISSUER)).unwrap();
        let end = offer().not_after + trust().policy.skew_seconds;
        assert_eq!(PairingOffer::open(&text, &trust(), end), Ok(offer()));
        assert_eq!(PairingOffer::open(&text, &trust(), end + 1), Err(PairingError::Expired));
    }

    #[test]
    fn an_offer_by_an_unknown_issuer_is_refused() {
        let text = offer().issue(&signer(8)).unwrap();
        assert_eq!(PairingOffer::open(&text, &trust(), NOW), Err(PairingError::Issuer(IssuerError::Unknown)));
    }

    #[test]
    fn a_request_is_checked_with_the_device_key_of_its_registration() {
        let text = request().sign(&signer(DEVICE_KEY)).unwrap();
        let check =
            |key: u8, now| PairingRequest::parse(&text).unwrap().check(&signer(key).public_key(), now);
        assert_eq!(PairingRequest::parse(&text).unwrap().registration(), REGISTRATION);
        assert_eq!(check(DEVICE_KEY, NOW + 120), Ok(request()));
        assert_eq!(check(6, NOW), Err(PairingError::NotOurs));
        assert_eq!(check(DEVICE_KEY, NOW + 121), Err(PairingError::Expired));
    }

    #[test]
    fn both_sides_derive_the_same_four_digits() {
        let bytes = statement().issue(&signer(ISSUER)).unwrap();
        let (opened, digits) = open_statement(&bytes).unwrap();
        assert_eq!(opened, statement());
        assert_eq!(digits, Digits::of(&bytes).unwrap());
        assert_eq!(digits.to_string().len(), 4);
    }

    #[test]
    fn digits_keep_their_leading_zeros() {
        assert_eq!(Digits(42).to_string(), "0042");
    }

    #[test]
    fn a_statement_for_another_phone_is_refused() {
        let others = [
            PairingStatement { registration: [9; 16], ..statement() },
            PairingStatement { token: [9; 16], ..statement() },
            PairingStatement { device_key: [9; 32], ..statement() },
        ];
        for other in others {
            let bytes = other.issue(&signer(ISSUER)).unwrap();
            assert_eq!(open_statement(&bytes), Err(PairingError::NotOurs));
        }
    }

    #[test]
    fn debug_shows_no_token() {
        assert_eq!(format!("{:?} {:?}", offer(), statement()), "PairingOffer(..) PairingStatement(..)");
    }

    #[test]
    fn every_changed_byte_of_a_statement_is_refused() {
        let bytes = statement().issue(&signer(ISSUER)).unwrap();
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x01;
            assert!(open_statement(&bytes).is_err(), "byte {at}");
        }
    }
}
