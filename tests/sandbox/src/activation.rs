//! The activation code: six digits by mail, 15 minutes, five tries, for one phone only.

use ring::digest;

use crate::{
    documents::{self, DocumentsError},
    lifecycle,
    mail::activation_mail,
    mailbox::post,
    registration::State,
    secret::{random, random_below, same},
    service::Service,
    store::{Activation, Registration, StoreError, Tx},
};

/// How long a code is valid, seconds.
const LIFETIME: u64 = 15 * 60;
/// Wrong codes before a new one is needed.
const TRIES: u32 = 5;
/// Seconds to wait after the first, second ... code before another can be sent; the last for all that follow. With five
/// tries a code, guessing gets at most some 130 tries a day at a million codes.
const WAITS: [u64; 5] = [60, 120, 300, 900, 3600];
/// An approved registration lives at least this much longer, seconds.
const AFTER_APPROVAL: u64 = 24 * 3600;

/// Why a code does not activate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ActivationError {
    #[error("the code is wrong, {tries_left} tries are left")]
    Wrong { tries_left: u32 },
    #[error("the code has expired")]
    Expired,
    #[error("no tries are left")]
    Exhausted,
    #[error("the registration is in another state")]
    State(State),
    #[error("a code can be sent again later")]
    TooSoon { resend_at: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Documents(#[from] DocumentsError),
}

/// Sends a new code to the form's address; the earlier code no longer works.
///
/// `restart`: the officer approved or corrected the address, so the waits start from the first again.
pub(crate) fn send_code(
    service: &Service,
    tx: &Tx<'_>,
    registration: &mut Registration,
    restart: bool,
    now: u64,
) -> Result<(), StoreError> {
    let code = format!("{:06}", random_below(1_000_000));
    let sends = match &registration.activation {
        Some(earlier) if !restart => earlier.sends + 1,
        _ => 1,
    };
    let wait = WAITS[(sends as usize - 1).min(WAITS.len() - 1)];
    registration.activation = Some(Activation {
        code_hash: code_hash(registration, &code),
        expires_at: now + LIFETIME,
        tries_left: TRIES,
        sends,
        resend_at: now + wait,
    });
    registration.state = State::Activation;
    registration.expires_at = registration.expires_at.max(now + AFTER_APPROVAL);
    tx.save_registration(registration)?;
    let letter = activation_mail(registration.language, &code, service.activation_link.as_deref());
    post(tx, &registration.form.email, letter, service.smtp, now)?;
    service.mail_waiting.notify_one();
    Ok(())
}

/// The citizen asks for a new code.
pub(crate) fn resend(
    service: &Service,
    tx: &Tx<'_>,
    registration: &mut Registration,
    now: u64,
) -> Result<(), ActivationError> {
    let (State::Activation, Some(activation)) = (registration.state, &registration.activation) else {
        return Err(ActivationError::State(registration.state));
    };
    if now < activation.resend_at {
        return Err(ActivationError::TooSoon { resend_at: activation.resend_at });
    }
    Ok(send_code(service, tx, registration, false, now)?)
}

/// The citizen enters a code. The right one gives the account to this phone; a wrong one costs a try.
pub(crate) fn activate(
    service: &Service,
    tx: &Tx<'_>,
    registration: &mut Registration,
    code: &str,
    now: u64,
) -> Result<[u8; 16], ActivationError> {
    if registration.state != State::Activation {
        return Err(ActivationError::State(registration.state));
    }
    let expected = code_hash(registration, code);
    let nik = registration.form.nik().ok_or(ActivationError::State(registration.state))?.as_u64();
    let Some(activation) = &mut registration.activation else {
        return Err(ActivationError::State(registration.state));
    };
    if now > activation.expires_at {
        return Err(ActivationError::Expired);
    }
    if activation.tries_left == 0 {
        return Err(ActivationError::Exhausted);
    }
    if !same(&activation.code_hash, &expected) {
        activation.tries_left -= 1;
        let tries_left = activation.tries_left;
        tx.save_registration(registration)?;
        return Err(ActivationError::Wrong { tries_left });
    }
    let account = match tx.account_of(nik)? {
        // Another phone was activated since the approval.
        Some(account) if account.active_key.is_some() => {
            registration.state = State::Conflict;
            registration.activation = None;
            tx.save_registration(registration)?;
            return Err(ActivationError::State(State::Conflict));
        }
        Some(account) => account.id,
        None => {
            let id = random();
            tx.add_account(&id, nik)?;
            id
        }
    };
    tx.bind_device(&account, &registration.thumbprint)?;
    let bound = tx.account(&account)?.ok_or(StoreError::Unreadable)?;
    documents::refresh(service, tx, &bound, now)?;
    registration.state = State::Active;
    registration.account = Some(account);
    lifecycle::erase_entered(tx, registration)?;
    Ok(account)
}

/// Binds a code to registration and device key, so that it does not work on another phone and the store does not hold it.
fn code_hash(registration: &Registration, code: &str) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [b"ikd/sandbox/code".as_slice(), &registration.id, &registration.thumbprint, code.as_bytes()]
    {
        context.update(part);
    }
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}
