//! Steps of a registration that routes and counter share: finding it, letting it run out, refusing it.

use crate::{
    registration::{Form, Reason, State},
    store::{Registration, Rejection, StoreError, Tx},
};

/// How long a registration lives without an approval, seconds.
pub(crate) const LIFETIME: u64 = 24 * 3600;

/// The registration as of now: one whose time is over is turned into an expired one first.
pub(crate) fn find(tx: &Tx<'_>, id: &[u8; 16], now: u64) -> Result<Option<Registration>, StoreError> {
    let Some(mut registration) = tx.registration(id)? else { return Ok(None) };
    expire(tx, &mut registration, now)?;
    Ok(Some(registration))
}

/// All registrations as of now, oldest first.
pub(crate) fn all(tx: &Tx<'_>, now: u64) -> Result<Vec<Registration>, StoreError> {
    let mut registrations = tx.registrations()?;
    for registration in &mut registrations {
        expire(tx, registration, now)?;
    }
    Ok(registrations)
}

fn expire(tx: &Tx<'_>, registration: &mut Registration, now: u64) -> Result<(), StoreError> {
    if now >= registration.expires_at && !matches!(registration.state, State::Active | State::Expired) {
        registration.state = State::Expired;
        erase_entered(tx, registration)?;
    }
    Ok(())
}

/// Erases what the citizen entered, photograph included: the registration no longer needs it.
pub(crate) fn erase_entered(tx: &Tx<'_>, registration: &mut Registration) -> Result<(), StoreError> {
    registration.form = Form::default();
    registration.photo = None;
    registration.activation = None;
    registration.rejection = None;
    tx.set_photo(&registration.id, None)?;
    tx.save_registration(registration)
}

/// Refuses a registration; the citizen learns reason, note and ways on.
pub(crate) fn reject(
    tx: &Tx<'_>,
    registration: &mut Registration,
    reason: Reason,
    note: Option<String>,
) -> Result<(), StoreError> {
    registration.state = State::Rejected;
    registration.rejection = Some(Rejection { reason, note });
    registration.activation = None;
    tx.save_registration(registration)
}
