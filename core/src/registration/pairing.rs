//! Pairing with the officer's counter: the phone scans the counter's QR, or the counter scans the phone's. Either way both
//! screens then show the same four digits, and the officer confirms that they are the same: a photographed QR pairs nobody
//! else (docs/formats.md section 7).

use ikd_proof::{
    cose::Signer as _,
    pairing::{self, Digits, PAIRING_SECONDS, PairingOffer, PairingRequest, PairingStatement},
};

use super::{
    Conversation, Registration, RegistrationError,
    journal::{SavedStep, ShownQr},
};
use crate::{
    service::{
        Body, Call, ProblemCode, ServiceError,
        contract::{Bytes, PairWith, Paired},
        new_idempotency_key,
    },
    time::ClockTrust,
};

/// Tokens that are remembered. A QR is shown for at least 90 s before another takes its place, so these are an hour and a
/// half of showing, far more than any token is good for. Not forgotten by the clock: that one may jump when the service's
/// time is learnt, and news of a pairing may reach the phone hours after it.
const REMEMBERED_TOKENS: usize = 64;
/// A QR with less than this left is replaced, so that the officer has time to scan what is on the screen. Seconds.
const SHORTEST_SHOWING: u64 = 30;

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
        let conversation = self.conversation()?;
        if !self.read(|journal| matches!(journal.step, SavedStep::OfficePairing))? {
            return Err(RegistrationError::WrongStep.into());
        }
        self.remember(offer.token, None)?;
        let key = self.key_of(&conversation)?;
        let idempotency_key =
            new_idempotency_key(self.0.context.platform.random.as_ref()).map_err(RegistrationError::from)?;
        let body = Body::json(&PairWith { token: Bytes(offer.token.to_vec()) });
        let call = Call::post(conversation.path("/pairing")?, body, &idempotency_key, &key);
        let answer = self.0.context.client.call(call).await.map_err(|error| match error {
            ServiceError::Problem(ProblemCode::PairingExpired) => PairingError::Expired,
            ServiceError::Problem(ProblemCode::PairingUsed) => PairingError::Used,
            ServiceError::Problem(ProblemCode::PairingUnknown) => PairingError::Untrusted,
            error => RegistrationError::from(error).into(),
        })?;
        let paired: Paired = answer.json().map_err(RegistrationError::from)?;
        let stage = self.stage_when_paired(&conversation, &paired.pairing_statement.0)?;
        self.write_answer(
            &conversation,
            |step| matches!(step, SavedStep::OfficePairing),
            |journal| {
                journal.step = stage;
                Ok(())
            },
        )?;
        Ok(())
    }

    /// A QR for the counter to scan, signed by the device key. Needs no network; shown until [`Registration::check_status`]
    /// says that the counter took it. Asked again it stays the same until it has half a minute left, so that a screen may
    /// ask whenever it is drawn; ask at least every 30 s.
    pub fn pairing_qr(&self) -> Result<String, RegistrationError> {
        if !self.read(|journal| matches!(journal.step, SavedStep::OfficePairing))? {
            return Err(RegistrationError::WrongStep);
        }
        let now = self.0.context.clock.now().unix_s;
        if let Some(shown) = self.read(|journal| journal.shown_qr.clone())?.filter(|qr| qr.is_fresh(now)) {
            return Ok(shown.text);
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
        let text = request.sign(&key)?;
        self.remember(nonce, Some(ShownQr { text: text.clone(), not_after }))?;
        Ok(text)
    }

    fn open_offer(&self, text: &str) -> Result<PairingOffer, PairingError> {
        let now = self.0.context.clock.now();
        // A clock that may be wrong must not stop the citizen: the service judges the token's age again anyway.
        let now = if now.trust == ClockTrust::Unknown { 0 } else { now.unix_s };
        let trust = self.0.context.trust.current();
        PairingOffer::open(text, &trust, now).map_err(|error| match error {
            pairing::PairingError::Expired => PairingError::Expired,
            pairing::PairingError::Issuer(_) | pairing::PairingError::Signature(_) => PairingError::Untrusted,
            _ => PairingError::NotAPairingQr,
        })
    }

    /// Written down before it is used, so that a pairing whose answer was lost is still recognised as ours.
    fn remember(&self, token: [u8; 16], shown: Option<ShownQr>) -> Result<(), RegistrationError> {
        self.write(
            |step| matches!(step, SavedStep::OfficePairing),
            |journal| {
                journal.pairing_tokens.retain(|known| *known != token);
                if journal.pairing_tokens.len() >= REMEMBERED_TOKENS {
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

    /// A statement counts only if a trusted office signed it for this registration, this phone's key, and a QR that this
    /// phone scanned or showed.
    fn open_statement(
        &self,
        conversation: &Conversation,
        bytes: &[u8],
    ) -> Result<(PairingStatement, Digits), RegistrationError> {
        let trust = self.0.context.trust.current();
        let tokens = self.read_in(conversation, |journal| journal.pairing_tokens.clone())?;
        let registration = conversation.id.ok_or(RegistrationError::WrongStep)?;
        let key = self.key_of(conversation)?.public_key();
        tokens
            .iter()
            .find_map(|token| PairingStatement::open(bytes, &trust, &registration.0, token, &key).ok())
            .ok_or(RegistrationError::Mismatch)
    }

    /// Where a phone is that was paired by `statement`.
    pub(super) fn stage_when_paired(
        &self,
        conversation: &Conversation,
        statement: &[u8],
    ) -> Result<SavedStep, RegistrationError> {
        let (statement, digits) = self.open_statement(conversation, statement)?;
        Ok(SavedStep::AwaitingDecision {
            digits: digits.to_string(),
            office: statement.office_name.as_str().to_owned(),
        })
    }
}

impl ShownQr {
    /// Whether it can still be scanned in peace. One that ends later than a QR made now would was made by a clock that was
    /// wrong.
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
    fn a_qr_is_kept_while_it_has_half_a_minute_left() {
        assert!(is_fresh(PAIRING_SECONDS) && is_fresh(30));
    }

    #[test]
    fn a_qr_with_less_than_half_a_minute_left_is_replaced() {
        assert!(!is_fresh(29) && !is_fresh(0));
    }

    #[test]
    fn a_qr_that_a_wrong_clock_made_is_replaced() {
        assert!(!is_fresh(PAIRING_SECONDS + 1));
    }
}
