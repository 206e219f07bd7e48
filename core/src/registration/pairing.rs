//! Pairing with the officer's counter: the phone scans the counter's QR, or the counter scans the phone's. Either way both
//! screens then show the same four digits, and the officer confirms that they are the same: a photographed QR pairs nobody
//! else (docs/formats.md section 7).

use ikd_proof::{
    cose::Signer as _,
    pairing::{self, Digits, PAIRING_SECONDS, PairingOffer, PairingRequest, PairingStatement},
};

use super::{Registration, RegistrationError, journal::Stage};
use crate::service::{
    Body, Call, ProblemCode, ServiceError,
    contract::{Bytes, PairWith, Paired},
    new_idempotency_key,
};

/// Tokens that are remembered: those of the last eight minutes of showing QRs.
const REMEMBERED_TOKENS: usize = 4;

/// Why phone and counter were not paired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// Not a pairing QR of a counter.
    #[error("not a pairing QR of a counter")]
    NotAPairingQr,
    /// It was not signed by an office that this app trusts: do not go on, tell the officer.
    #[error("the pairing QR was not made by a trusted office")]
    Untrusted,
    /// Too old: ask the officer for a new one.
    #[error("the pairing QR is too old")]
    Expired,
    /// Used already, perhaps by another phone: ask the officer for a new one.
    #[error("the pairing QR was used already")]
    Used,
    /// Something else; with no connection, try again.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

/// What a counter's QR says, before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterOffer {
    /// The office, as signed.
    pub office: String,
    /// Seconds since 1970.
    pub expires_at: u64,
}

impl Registration {
    /// Reads a counter's QR without network, so that the citizen sees which office it is before going on.
    pub fn read_counter_qr(&self, text: &str) -> Result<CounterOffer, PairingError> {
        let offer = self.open_offer(text)?;
        Ok(CounterOffer { office: offer.office_name.as_str().to_owned(), expires_at: offer.not_after })
    }

    /// Pairs with the counter whose QR was scanned.
    pub async fn pair_with_counter(&self, text: &str) -> Result<(), PairingError> {
        let offer = self.open_offer(text)?;
        let _turn = self.0.turn.lock().await;
        if !self.read(|journal| matches!(journal.stage, Stage::OfficePairing))? {
            return Err(RegistrationError::WrongStep.into());
        }
        self.remember(offer.token)?;
        let key = self.net_key()?;
        let idempotency_key =
            new_idempotency_key(self.0.around.platform.random.as_ref()).map_err(RegistrationError::from)?;
        let body = Body::json(&PairWith { token: Bytes(offer.token.to_vec()) });
        let call = Call::post(self.path("/pairing")?, body, &idempotency_key, &key);
        let answer = self.0.around.client.call(call).await.map_err(|error| match error {
            ServiceError::Problem(ProblemCode::PairingExpired) => PairingError::Expired,
            ServiceError::Problem(ProblemCode::PairingUsed) => PairingError::Used,
            ServiceError::Problem(ProblemCode::PairingUnknown) => PairingError::Untrusted,
            error => RegistrationError::from(error).into(),
        })?;
        let paired: Paired = answer.json().map_err(RegistrationError::from)?;
        let stage = self.stage_when_paired(&paired.pairing_statement.0)?;
        self.write(
            |stage| matches!(stage, Stage::OfficePairing),
            |journal| {
                journal.stage = stage;
                Ok(())
            },
        )?;
        Ok(())
    }

    /// A QR for the counter to scan, signed by the net key. Needs no network; shown until [`Registration::check_status`]
    /// says that the counter took it. Ask again after 120 s.
    pub fn pairing_qr(&self) -> Result<String, RegistrationError> {
        if !self.read(|journal| matches!(journal.stage, Stage::OfficePairing))? {
            return Err(RegistrationError::WrongStep);
        }
        let key = self.net_key()?;
        let mut nonce = [0; 16];
        self.0.around.platform.random.fill(&mut nonce)?;
        let registration = self.read(|journal| journal.remote.as_ref().map(|remote| remote.id.0))?;
        let request = PairingRequest {
            registration: registration.ok_or(RegistrationError::WrongStep)?,
            nonce,
            not_after: self.0.around.clock.now().unix_s + PAIRING_SECONDS,
        };
        self.remember(nonce)?;
        Ok(request.sign(&key)?)
    }

    fn open_offer(&self, text: &str) -> Result<PairingOffer, PairingError> {
        let now = self.0.around.clock.now().unix_s;
        let trust = self.0.around.trust.current();
        PairingOffer::open(text, &trust, now).map_err(|error| match error {
            pairing::PairingError::Expired => PairingError::Expired,
            pairing::PairingError::Issuer(_) | pairing::PairingError::Signature(_) => PairingError::Untrusted,
            _ => PairingError::NotAPairingQr,
        })
    }

    /// Written down before it is used, so that a pairing whose answer was lost is still recognised as ours.
    fn remember(&self, token: [u8; 16]) -> Result<(), RegistrationError> {
        self.write(
            |stage| matches!(stage, Stage::OfficePairing),
            |journal| {
                if journal.pairing_tokens.len() == REMEMBERED_TOKENS {
                    journal.pairing_tokens.remove(0);
                }
                journal.pairing_tokens.push(token);
                Ok(())
            },
        )
    }

    /// A statement counts only if a trusted office signed it for this registration, this phone's key, and a QR that this
    /// phone scanned or showed.
    fn open_statement(&self, bytes: &[u8]) -> Result<(PairingStatement, Digits), RegistrationError> {
        let trust = self.0.around.trust.current();
        let (registration, tokens) = self.read(|journal| {
            (journal.remote.as_ref().map(|remote| remote.id.0), journal.pairing_tokens.clone())
        })?;
        let registration = registration.ok_or(RegistrationError::WrongStep)?;
        let key = self.net_key()?.public_key();
        tokens
            .iter()
            .find_map(|token| PairingStatement::open(bytes, &trust, &registration, token, &key).ok())
            .ok_or(RegistrationError::Mismatch)
    }

    /// Where a phone is that was paired by `statement`.
    pub(super) fn stage_when_paired(&self, statement: &[u8]) -> Result<Stage, RegistrationError> {
        let (statement, digits) = self.open_statement(statement)?;
        Ok(Stage::AwaitingDecision {
            digits: digits.to_string(),
            office: statement.office_name.as_str().to_owned(),
        })
    }
}
