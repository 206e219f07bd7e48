//! Renewing views.

use ikd_proof::{Possession, Signer as _, View, ViewKind};
use zeroize::Zeroizing;

use super::{StoredView, ViewMeta, remove_views, store_view, stored_view};
use crate::{
    account::{Account, AccountError},
    context::Context,
    identity::Nik,
    platform::{KeyAuth, KeySpec, KeyUse, KeystoreError, KeystoreSigner, key_names},
    service::{
        Body, Call, ServiceError,
        contract::{Bytes, IssueViews, IssuedViews},
        new_idempotency_key,
    },
    vault::{Artifact, VaultError},
};

/// A view that expires in less than this is renewed, seconds. Half of the usual lifetime of 14 days, so that the QR
/// works after a week without network.
const RENEW_BELOW_S: u64 = 7 * 24 * 3600;

/// A view issued within this time, in seconds, is not renewed because the phone's own clock says that it has expired:
/// that clock is wrong, and a new view would have expired by it as well.
const JUST_ISSUED_S: u64 = 24 * 3600;

/// How far the corrected clock may be behind the service's, seconds. It is set by answers that were under way, so that a
/// view that was issued just now may seem to come from the future.
const CLOCK_LAG_S: u64 = 60;

/// Why a view was not renewed.
#[derive(Debug)]
pub(crate) enum RenewError {
    /// The vault, the key store or the service failed.
    Account(AccountError),
    /// The answer of the service is not a view for this holder and this key.
    Untrusted,
}

impl<E: Into<AccountError>> From<E> for RenewError {
    fn from(error: E) -> Self {
        Self::Account(error.into())
    }
}

/// Keeps the views of the account up to date.
#[derive(Clone)]
pub(crate) struct Views {
    context: Context,
    account: Account,
}

impl Views {
    pub(crate) fn new(context: Context, account: Account) -> Self {
        Self { context, account }
    }

    /// Removes all views and their keys, for a phone without a KTP.
    pub(crate) fn remove_all(&self) -> Result<(), RenewError> {
        // The keys first: after an interruption a view without its key cannot be shown, and the next sync finishes.
        let keystore = &self.context.platform.keystore;
        for alias in keystore.list_keys(key_names::VIEW)? {
            keystore.delete_key(&alias)?;
        }
        Ok(self.context.unlocked.with(remove_views)?)
    }

    /// Requests a new view for each one that is missing, unusable, about to expire, or of an older KTP.
    pub(crate) async fn renew_all(
        &self,
        key: &KeystoreSigner,
        holder: Nik,
        ktp_version: u64,
    ) -> Result<(), RenewError> {
        let now = self.context.clock.now().unix_s;
        for kind in ViewKind::ALL {
            let stored = match self.context.unlocked.with(|session| stored_view(session, kind)) {
                // A damaged record is replaced. The sweep after the next unlock destroys its key.
                Err(VaultError::Corrupt { what: Artifact::Record }) => None,
                other => other?,
            };
            let current = match &stored {
                Some(StoredView { meta, .. })
                    if meta.ktp_version == ktp_version && self.lasts_long_enough(meta.expires_at, now) =>
                {
                    self.has_key(meta)?
                }
                _ => false,
            };
            if !current {
                self.renew(kind, ktp_version, key, holder, stored.map(|stored| stored.meta)).await?;
            }
        }
        Ok(())
    }

    /// Whether the phone still has the view's key: the operating system may delete keys.
    fn has_key(&self, meta: &ViewMeta) -> Result<bool, RenewError> {
        match KeystoreSigner::load(self.context.platform.keystore.clone(), &meta.key_alias) {
            Ok(_) => Ok(true),
            Err(KeystoreError::NotFound | KeystoreError::Invalidated) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a view that expires at `expires_at` needs no renewal, by both the corrected clock and the phone's own:
    /// either may be wrong.
    fn lasts_long_enough(&self, expires_at: u64, now: u64) -> bool {
        let lifetime = self.context.trust.current().policy.view_lifetime_seconds;
        let left = expires_at.saturating_sub(now);
        left > RENEW_BELOW_S
            && (is_just_issued(left, lifetime) || !self.context.clock.either_past(expires_at))
    }

    async fn renew(
        &self,
        kind: ViewKind,
        ktp_version: u64,
        key: &KeystoreSigner,
        holder: Nik,
        replaced: Option<ViewMeta>,
    ) -> Result<(), RenewError> {
        let view_key = self.new_view_key(kind)?;
        let now = self.context.clock.now().unix_s;
        let possession = match Possession::sign(&key.public_key(), kind, now, &view_key) {
            Ok(possession) => possession,
            Err(error) => {
                self.context.platform.keystore.delete_key(view_key.alias())?;
                // The phone's screen was locked meanwhile: the next unlock renews the view.
                return if error == KeystoreError::AuthRequired { Ok(()) } else { Err(error.into()) };
            }
        };
        let idempotency_key =
            new_idempotency_key(self.context.platform.random.as_ref()).map_err(ServiceError::from)?;
        let body = Body::json(&IssueViews { possessions: vec![Bytes(possession)] });
        let outcome = self
            .account
            .call(Call::post("/v1/views", body, &idempotency_key, key))
            .await
            .map_err(RenewError::from)
            .and_then(|answer| self.check_and_store(kind, ktp_version, &view_key, holder, answer.json()?));
        match outcome {
            Ok(()) => {
                if let Some(old) = replaced {
                    self.context.platform.keystore.delete_key(&old.key_alias)?;
                }
                Ok(())
            }
            Err(error) => {
                // A key without a view is useless. If it cannot be deleted, the sweep after the next unlock does it.
                let _ = self.context.platform.keystore.delete_key(view_key.alias());
                Err(error)
            }
        }
    }

    fn check_and_store(
        &self,
        kind: ViewKind,
        ktp_version: u64,
        key: &KeystoreSigner,
        holder: Nik,
        issued: IssuedViews,
    ) -> Result<(), RenewError> {
        let [bytes] = <[Bytes; 1]>::try_from(issued.views).map_err(|_| ServiceError::BadAnswer)?;
        let now = self.context.clock.now().unix_s;
        let view =
            View::open(&bytes.0, &self.context.trust.current(), now).map_err(|_| RenewError::Untrusted)?;
        if view.claims.kind() != kind || view.claims.nik != holder || view.key != key.public_key() {
            return Err(RenewError::Untrusted);
        }
        let meta = ViewMeta { key_alias: key.alias().to_owned(), expires_at: view.expires_at, ktp_version };
        let bytes = Zeroizing::new(bytes.0);
        Ok(self.context.unlocked.with(|session| store_view(session, kind, &bytes, &meta))?)
    }

    /// Creates a key that never leaves the key store and can sign while the phone is unlocked.
    fn new_view_key(&self, kind: ViewKind) -> Result<KeystoreSigner, RenewError> {
        let mut id = [0; 8];
        self.context.platform.random.fill(&mut id).map_err(ServiceError::from)?;
        let alias = format!("{}{}.{:016x}", key_names::VIEW, kind.code(), u64::from_be_bytes(id));
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::UnlockedDevice };
        Ok(KeystoreSigner::create(self.context.platform.keystore.clone(), &alias, spec)?)
    }
}

/// Whether a view of which `left` of `lifetime` is left, both in seconds, was issued within [`JUST_ISSUED_S`]. More than
/// the lifetime and a little is left only by a clock that is wrong.
fn is_just_issued(left: u64, lifetime: u64) -> bool {
    (lifetime.saturating_sub(JUST_ISSUED_S)..=lifetime.saturating_add(CLOCK_LAG_S)).contains(&left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_seems_to_come_from_the_next_second_was_issued_just_now() {
        let lifetime = 14 * 24 * 3600;
        for left in [lifetime - JUST_ISSUED_S, lifetime, lifetime + 1, lifetime + CLOCK_LAG_S] {
            assert!(is_just_issued(left, lifetime), "{left}");
        }
        for left in [lifetime - JUST_ISSUED_S - 1, lifetime + CLOCK_LAG_S + 1, u64::MAX] {
            assert!(!is_just_issued(left, lifetime), "{left}");
        }
    }
}
