//! Brings a phone and the counter together: the counter's QR read by the phone, or the phone's QR read by the counter.
//!
//! A token pairs once: its first user keeps it, a second phone is refused. Nothing about the citizen is looked up here.

use ikd_proof::{
    Name, PairingOffer, PairingRequest, PairingStatement, PublicKey,
    pairing::{Digits, PAIRING_SECONDS},
};

use crate::{
    registration::State,
    secret::random,
    service::Service,
    store::{Registration, StoreError, Tx},
};

/// The counter's office: number and name.
pub const OFFICE: (u64, &str) = (9_901, "Disdukcapil Kota Contoh");

/// Why a phone and the counter did not pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// The token is not of a counter of this service, or the request not of a phone of this service.
    #[error("the code is not known here: show a new one")]
    Unknown,
    /// It was used before.
    #[error("the code was used before: show a new one")]
    Used,
    /// Past its time.
    #[error("the code has expired: show a new one")]
    Expired,
    /// The registration does not wait for pairing.
    #[error("the registration does not wait for pairing, its state is {}", .0.name())]
    State(State),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the counter shows.
pub struct CounterOffer {
    /// Text of the QR.
    pub qr_text: String,
    /// Last second at which a phone may use it.
    pub expires_at: u64,
    /// The token inside, to see later who used it.
    pub token: [u8; 16],
}

fn office_name() -> Name {
    Name::new(OFFICE.1).expect("a short clean text")
}

/// Makes a new offer and remembers its token.
pub(crate) fn offer(service: &Service, tx: &Tx<'_>) -> Result<CounterOffer, StoreError> {
    let now = service.clock.now();
    let (token, expires_at) = (random(), now + PAIRING_SECONDS);
    let offer = PairingOffer { token, office: OFFICE.0, office_name: office_name(), not_after: expires_at };
    let qr_text = offer.issue(&service.keys.pairing.signer).map_err(|_| StoreError::Unreadable)?;
    tx.add_offer(&token, expires_at, now)?;
    Ok(CounterOffer { qr_text, expires_at, token })
}

/// The phone read the counter's QR and presents its token.
///
/// The first user asking again gets the same statement: its first answer may have been lost.
pub(crate) fn by_token(
    service: &Service,
    tx: &Tx<'_>,
    registration: &mut Registration,
    token: &[u8; 16],
    now: u64,
) -> Result<Vec<u8>, PairingError> {
    let offer = tx.offer(token)?.ok_or(PairingError::Unknown)?;
    match offer.used_by {
        Some(user) if user == (registration.id, registration.thumbprint) => {
            let same = registration.pairing_token == Some(*token);
            return registration.pairing_statement.clone().filter(|_| same).ok_or(PairingError::Used);
        }
        Some(_) => return Err(PairingError::Used),
        None if now > offer.expires_at => return Err(PairingError::Expired),
        None if registration.state != State::Pairing => return Err(PairingError::State(registration.state)),
        None => tx.use_offer(token, &registration.id, &registration.thumbprint)?,
    }
    pair(service, tx, registration, token, now)
}

/// The counter read the phone's QR. The request is signed by the device key, which `device_key` must be.
pub(crate) fn by_request(
    service: &Service,
    tx: &Tx<'_>,
    registration: &mut Registration,
    text: &str,
    device_key: &PublicKey,
    now: u64,
) -> Result<Vec<u8>, PairingError> {
    let request = PairingRequest::parse(text).map_err(|_| PairingError::Unknown)?;
    let request = request.check(device_key, now).map_err(|error| match error {
        ikd_proof::PairingError::Expired => PairingError::Expired,
        _ => PairingError::Unknown,
    })?;
    // A request is single use like a token: its nonce is remembered in the same place.
    match tx.offer(&request.nonce)? {
        Some(_) if registration.pairing_token == Some(request.nonce) => {
            return registration.pairing_statement.clone().ok_or(PairingError::Used);
        }
        Some(_) => return Err(PairingError::Used),
        None if registration.state != State::Pairing => return Err(PairingError::State(registration.state)),
        None => {
            tx.add_offer(&request.nonce, now + PAIRING_SECONDS, now)?;
            tx.use_offer(&request.nonce, &registration.id, &registration.thumbprint)?;
        }
    }
    pair(service, tx, registration, &request.nonce, now)
}

fn pair(
    service: &Service,
    tx: &Tx<'_>,
    registration: &mut Registration,
    token: &[u8; 16],
    now: u64,
) -> Result<Vec<u8>, PairingError> {
    let statement = PairingStatement {
        registration: registration.id,
        token: *token,
        device_key: registration.thumbprint,
        office: OFFICE.0,
        office_name: office_name(),
        paired_at: now,
    };
    let statement = statement.issue(&service.keys.pairing.signer).map_err(|_| StoreError::Unreadable)?;
    registration.pairing_token = Some(*token);
    registration.pairing_statement = Some(statement.clone());
    registration.state = State::Decision;
    tx.save_registration(registration)?;
    Ok(statement)
}

/// The four digits that counter and phone show for a registration.
pub(crate) fn digits(registration: &Registration) -> Option<String> {
    Digits::of(registration.pairing_statement.as_deref()?).ok().map(|digits| digits.to_string())
}
