//! Pairing with the officer's counter: the phone scans the counter's QR, or the counter scans the phone's. Both screens
//! then show four digits, and the officer confirms that they are the same, so that a photograph of the QR cannot pair
//! another phone (docs/formats.md section 7).

use ikd_proof::{
    cose::Signer as _,
    pairing::{self, Digits, PAIRING_SECONDS, PairingOffer, PairingRequest, PairingStatement},
};

use super::{
    Registration, RegistrationError, RegistrationRef,
    journal::{SavedStep, ShownQr},
};
use crate::{
    presentation::Symbol,
    service::{
        Body, Call, ProblemCode, ServiceError,
        contract::{Bytes, PairWith, Paired},
        new_idempotency_key,
    },
    time::ClockTrust,
};

/// How many tokens are kept. A QR is shown for at least 90 s before it is replaced, so 64 tokens cover 96 minutes, far
/// longer than a token is valid. They are not deleted by time: the clock may jump when the service's time arrives, and
/// the phone may learn of a pairing hours later.
const KEPT_TOKENS: usize = 64;
/// A QR that is valid for less than this is replaced, so that the officer has time to scan it. Seconds.
const SHORTEST_SHOWING: u64 = 30;

/// Why phone and counter were not paired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// Not a pairing QR of a counter.
    #[error("not a pairing QR of a counter")]
    NotAPairingQr,
    /// Not signed by a trusted office: do not continue, and report it to the officer.
    #[error("the pairing QR was not made by a trusted office")]
    Untrusted,
    /// Expired: ask the officer for a new one.
    #[error("the pairing QR has expired")]
    Expired,
    /// Used already, perhaps by another phone: ask the officer for a new one.
    #[error("the pairing QR was used already")]
    Used,
    /// Any other error; without a connection, try again.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
}

/// Content of a counter's QR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterOffer {
    /// Name of the office, as signed.
    pub office: String,
    /// When the QR expires; seconds since 1970.
    pub expires_at: u64,
}

/// A QR for the counter to scan.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingQr {
    /// The QR's text.
    pub text: String,
    /// The symbol to draw.
    pub symbol: Symbol,
    /// When it expires; seconds since 1970.
    pub expires_at: u64,
}

impl From<ShownQr> for PairingQr {
    fn from(ShownQr { text, not_after }: ShownQr) -> Self {
        let symbol = Symbol::of_text(&text).expect("a pairing request has under 400 characters");
        Self { text, symbol, expires_at: not_after }
    }
}

impl Registration {
    /// Reads a counter's QR without the network, so that the citizen sees the office before pairing.
    pub fn read_counter_qr(&self, text: &str) -> Result<CounterOffer, PairingError> {
        let offer = self.open_offer(text)?;
        Ok(CounterOffer { office: offer.office_name.as_str().to_owned(), expires_at: offer.not_after })
    }

    /// Pairs with the counter whose QR was scanned.
    pub async fn pair_with_counter(&self, text: &str) -> Result<(), PairingError> {
        let offer = self.open_offer(text)?;
        let _exchange = self.0.exchange.lock().await;
        let registration = self.registration_ref()?;
        if !self.read(|journal| matches!(journal.step, SavedStep::OfficePairing))? {
            return Err(RegistrationError::WrongStep.into());
        }
        self.save_token(offer.token, None)?;
        let key = self.device_key_of(&registration)?;
        let idempotency_key =
            new_idempotency_key(self.0.context.platform.random.as_ref()).map_err(RegistrationError::from)?;
        let body = Body::json(&PairWith { token: Bytes(offer.token.to_vec()) });
        let call = Call::post(registration.path("/pairing")?, body, &idempotency_key, &key);
        let answer = self.0.context.client.call(call).await.map_err(|error| match error {
            ServiceError::Problem(ProblemCode::PairingExpired) => PairingError::Expired,
            ServiceError::Problem(ProblemCode::PairingUsed) => PairingError::Used,
            ServiceError::Problem(ProblemCode::PairingUnknown) => PairingError::Untrusted,
            error => RegistrationError::from(error).into(),
        })?;
        let paired: Paired = answer.json().map_err(RegistrationError::from)?;
        let step = self.step_when_paired(&registration, &paired.pairing_statement.0)?;
        self.write_answer(
            &registration,
            |step| matches!(step, SavedStep::OfficePairing),
            |journal| {
                journal.step = step;
                Ok(())
            },
        )?;
        Ok(())
    }

    /// A QR for the counter to scan, signed by the device key. Needs no network. Show it until
    /// [`Registration::check_status`] changes the step. Returns the same QR until it is valid for less than 30 s, so a
    /// screen may call this whenever it is drawn; call it at least every 30 s.
    pub fn pairing_qr(&self) -> Result<PairingQr, RegistrationError> {
        if !self.read(|journal| matches!(journal.step, SavedStep::OfficePairing))? {
            return Err(RegistrationError::WrongStep);
        }
        let now = self.0.context.clock.now().unix_s;
        if let Some(shown) = self.read(|journal| journal.shown_qr.clone())?.filter(|qr| qr.is_fresh(now)) {
            return Ok(shown.into());
        }
        let key = self.device_key()?;
        let mut nonce = [0; 16];
        self.0.context.platform.random.fill(&mut nonce)?;
        let registration = self.read(|journal| journal.remote.as_ref().map(|remote| remote.id.0))?;
        let not_after = now + PAIRING_SECONDS;
        let request = PairingRequest {
            registration: registration.ok_or(RegistrationError::WrongStep)?,
            nonce,
            not_after,
        };
        let shown = ShownQr { text: request.sign(&key)?, not_after };
        self.save_token(nonce, Some(shown.clone()))?;
        Ok(shown.into())
    }

    fn open_offer(&self, text: &str) -> Result<PairingOffer, PairingError> {
        let now = self.0.context.clock.now();
        // A clock that may be wrong must not stop the citizen; the service checks the token's age as well.
        let now = if now.trust == ClockTrust::Unknown { 0 } else { now.unix_s };
        let trust = self.0.context.trust.current();
        PairingOffer::open(text, &trust, now).map_err(|error| match error {
            pairing::PairingError::Expired => PairingError::Expired,
            pairing::PairingError::Issuer(_) | pairing::PairingError::Signature(_) => PairingError::Untrusted,
            _ => PairingError::NotAPairingQr,
        })
    }

    /// Saves a token before it is used, so that a pairing is recognised even if its answer was lost.
    fn save_token(&self, token: [u8; 16], shown: Option<ShownQr>) -> Result<(), RegistrationError> {
        self.write(
            |step| matches!(step, SavedStep::OfficePairing),
            |journal| {
                journal.pairing_tokens.retain(|known| *known != token);
                if journal.pairing_tokens.len() >= KEPT_TOKENS {
                    journal.pairing_tokens.remove(0);
                }
                journal.pairing_tokens.push(token);
                if shown.is_some() {
                    journal.shown_qr = shown;
                }
                Ok(())
            },
        )
    }

    /// Opens a pairing statement. A trusted office must have signed it for this registration, this phone's key, and a
    /// QR that this phone scanned or showed.
    fn open_statement(
        &self,
        registration: &RegistrationRef,
        bytes: &[u8],
    ) -> Result<(PairingStatement, Digits), RegistrationError> {
        let trust = self.0.context.trust.current();
        let tokens = self.read_for(registration, |journal| journal.pairing_tokens.clone())?;
        let id = registration.id.ok_or(RegistrationError::WrongStep)?;
        let key = self.device_key_of(registration)?.public_key();
        tokens
            .iter()
            .find_map(|token| PairingStatement::open(bytes, &trust, &id.0, token, &key).ok())
            .ok_or(RegistrationError::Mismatch)
    }

    /// The step after a pairing with `statement`.
    pub(super) fn step_when_paired(
        &self,
        registration: &RegistrationRef,
        statement: &[u8],
    ) -> Result<SavedStep, RegistrationError> {
        let (statement, digits) = self.open_statement(registration, statement)?;
        Ok(SavedStep::AwaitingDecision {
            digits: digits.to_string(),
            office: statement.office_name.as_str().to_owned(),
        })
    }
}

impl ShownQr {
    /// Whether there is time enough to scan it. `not_after` beyond that of a QR made now means that the clock was wrong
    /// when this QR was made.
    fn is_fresh(&self, now: u64) -> bool {
        self.not_after
            .checked_sub(now)
            .is_some_and(|left| (SHORTEST_SHOWING..=PAIRING_SECONDS).contains(&left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOT_AFTER: u64 = 1_795_305_720;

    fn is_fresh(left: u64) -> bool {
        ShownQr { text: String::new(), not_after: NOT_AFTER }.is_fresh(NOT_AFTER - left)
    }

    #[test]
    fn a_qr_is_kept_while_it_is_valid_for_30_seconds() {
        assert!(is_fresh(PAIRING_SECONDS) && is_fresh(30));
    }

    #[test]
    fn a_qr_valid_for_less_than_30_seconds_is_replaced() {
        assert!(!is_fresh(29) && !is_fresh(0));
    }

    #[test]
    fn a_qr_made_with_a_wrong_clock_is_replaced() {
        assert!(!is_fresh(PAIRING_SECONDS + 1));
    }
}
