//! The life of a registration, for routes and counter alike: finding it, its expiry, its rejection.

use std::time::Duration;

use tokio::sync::watch;

use crate::{
    application, face_check,
    registration::{Form, Reason, State},
    service::Shared,
    store::{PhotoOf, Registration, Rejection, StoreError, Tx},
};

/// How long a registration lives without an approval, seconds.
pub(crate) const LIFETIME: u64 = 24 * 3600;

/// How long an expired registration can still be asked about, seconds.
const REMEMBERED: u64 = 7 * 24 * 3600;
/// Interval between two searches for old registrations.
const SWEEP: Duration = Duration::from_secs(600);

/// Erases expired registrations, face checks and applications that no phone asks about any more. Runs until `stop` changes.
pub(crate) async fn erase_expired(service: Shared, mut stop: watch::Receiver<bool>) {
    loop {
        // A database that fails here fails every request too; the next round tries again.
        let _ = service.store.run(|tx| sweep(tx, service.clock.now()));
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
    }
}

fn sweep(tx: &Tx<'_>, now: u64) -> Result<(), StoreError> {
    for registration in all(tx, now)? {
        if registration.state == State::Expired && now >= registration.expires_at + REMEMBERED {
            tx.erase_registration(&registration.id)?;
        }
    }
    face_check::sweep(tx, now)?;
    application::sweep(tx, now)?;
    tx.forget_keys(now.saturating_sub(LIFETIME + REMEMBERED))
}

/// The registration as of now; one whose time is over is marked as expired first.
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

/// Erases what the citizen entered, photograph included, once the registration no longer needs it.
pub(crate) fn erase_entered(tx: &Tx<'_>, registration: &mut Registration) -> Result<(), StoreError> {
    registration.form = Form::default();
    registration.photo = None;
    registration.activation = None;
    registration.rejection = None;
    tx.erase_photo(PhotoOf::Registration(registration.id))?;
    tx.save_registration(registration)
}

/// Rejects a registration. The citizen is shown the reason, the note and what can be done next.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{registration::Language, store::Store};

    fn begun(at: u64) -> Registration {
        Registration {
            id: [1; 16],
            thumbprint: [2; 32],
            state: State::Photo,
            form: Form { nik: "9901011708900001".to_owned(), ..Form::default() },
            language: Language::Indonesian,
            created_at: at,
            expires_at: at + LIFETIME,
            consent: Vec::new(),
            consent_receipt: Vec::new(),
            photo: None,
            pairing_token: None,
            pairing_statement: None,
            activation: None,
            rejection: None,
            account: None,
        }
    }

    #[test]
    fn an_expired_registration_is_emptied_at_once_and_deleted_a_week_later() {
        let store = Store::memory().expect("opened");
        let kept = |now: u64| {
            store.run(|tx| {
                sweep(tx, now)?;
                Ok::<_, StoreError>((tx.registration(&[1; 16])?, tx.key(&[2; 32])?.is_some()))
            })
        };
        store
            .run(|tx| {
                tx.add_key(&[2; 32], &[3; 33], 1000)?;
                tx.add_registration(&begun(1000))
            })
            .expect("begun");
        let (registration, _) = kept(1000 + LIFETIME - 1).expect("swept");
        assert_eq!(registration.map(|r| r.form.nik.len()), Some(16));
        let (registration, _) = kept(1000 + LIFETIME).expect("swept");
        assert_eq!(registration.map(|r| (r.state, r.form.nik.len())), Some((State::Expired, 0)));
        let (registration, key) = kept(1001 + LIFETIME + REMEMBERED).expect("swept");
        assert!(registration.is_none() && !key);
    }
}
