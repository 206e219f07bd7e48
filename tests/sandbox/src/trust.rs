//! Which trust bundle the service gives out: version 1 from the first start, and later ones that tests order.

use std::sync::{Arc, PoisonError, RwLock};

use ikd_proof::{Issuer, IssuerUse, Name, Policy, ReaderClass, TermsId, TrustBundle, ViewKind};
use serde::Deserialize;

use crate::{
    keys::{IssuerKey, Keys},
    store::{StoreError, Tx},
};

/// The terms that the first bundle asks for.
const FIRST_TERMS: &str = "ikd-terms-1";
/// How long a bundle is good before a phone should fetch another, seconds.
const REFRESH: u64 = 24 * 3600;
/// Lifetime of a view, seconds: 14 days.
const VIEW_LIFETIME: u64 = 14 * 24 * 3600;
/// Validity of keys, seconds: ten years, so that a kept demo stays good.
const KEY_LIFETIME: u64 = 10 * 365 * 24 * 3600;

/// What a new bundle changes; the rest stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct TrustChange {
    /// Terms to be accepted from now on.
    #[serde(default)]
    pub terms: Option<String>,
    /// Lowest app version that may call.
    #[serde(default)]
    pub lowest_app: Option<[u64; 3]>,
    /// The bundle is stale after so many seconds; 0 makes one that is stale at once.
    #[serde(default)]
    pub refresh_after: Option<u64>,
    /// Reader classes that are left out, by audience.
    #[serde(default)]
    pub without_readers: Vec<u64>,
    /// Reader classes whose validity has ended, by audience.
    #[serde(default)]
    pub expired_readers: Vec<u64>,
    /// Retires the key that applications are sealed to, and makes the next one.
    #[serde(default)]
    pub rotate_service_key: bool,
}

/// A bundle could not be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustChangeError {
    /// A value is outside the format.
    #[error("a value is outside the format of a trust bundle")]
    Invalid,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The bundle in force.
#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) bytes: Vec<u8>,
    pub(crate) bundle: TrustBundle,
    pub(crate) etag: String,
}

impl Current {
    fn open(bytes: Vec<u8>, keys: &Keys) -> Result<Self, TrustChangeError> {
        let bundle = TrustBundle::open(&bytes, &keys.root.public()).map_err(|_| StoreError::Unreadable)?;
        // A phone asks with the version it holds: bundles of one version are one bundle.
        let etag = bundle.version.to_string();
        Ok(Self { bytes, bundle, etag })
    }
}

/// The bundles of one sandbox.
pub(crate) struct Trust {
    first: Vec<u8>,
    current: RwLock<Arc<Current>>,
}

impl Trust {
    /// The kept bundles; version 1 is issued and kept at the first start.
    pub(crate) fn load_or_make(tx: &Tx<'_>, keys: &Keys, now: u64) -> Result<Self, TrustChangeError> {
        let first = match tx.setting("trust.first")? {
            Some(kept) => kept,
            None => {
                let made = issue(&first_bundle(tx, keys, now)?, keys)?;
                tx.set_setting("trust.first", &made)?;
                made
            }
        };
        let current = tx.setting("trust.current")?.unwrap_or_else(|| first.clone());
        let trust = Self { first, current: RwLock::new(Arc::new(Current::open(current, keys)?)) };
        // A data file of an earlier version: its bundle knows no forms and no applications.
        if trust.current().bundle.service_keys.is_empty() {
            trust.change(tx, keys, &TrustChange::default(), now)?;
        }
        Ok(trust)
    }

    /// Version 1, as an app of this sandbox embeds it.
    pub(crate) fn first(&self) -> &[u8] {
        &self.first
    }

    /// The bundle in force.
    pub(crate) fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Issues the next version.
    pub(crate) fn change(
        &self,
        tx: &Tx<'_>,
        keys: &Keys,
        change: &TrustChange,
        now: u64,
    ) -> Result<u64, TrustChangeError> {
        let mut bundle = self.current().bundle.clone();
        bundle.version += 1;
        bundle.issued_at = now;
        bundle.refresh_after = now + change.refresh_after.unwrap_or(REFRESH);
        if let Some(terms) = &change.terms {
            bundle.policy.terms = TermsId::new(terms).map_err(|_| TrustChangeError::Invalid)?;
        }
        if let Some(lowest) = change.lowest_app {
            bundle.policy.min_app_version = lowest;
        }
        if change.rotate_service_key {
            keys.service.rotate(tx, now)?;
        }
        bundle.service_keys = keys.service.entries(tx, now)?;
        if !bundle.issuers.iter().any(|issuer| issuer.uses.contains(&IssuerUse::Forms)) {
            bundle.issuers.push(forms_issuer(keys, now)?);
        }
        bundle.reader_classes.retain(|class| !change.without_readers.contains(&class.audience));
        for class in &mut bundle.reader_classes {
            if change.expired_readers.contains(&class.audience) {
                // An hour ago: a phone's clocks are never more precise than the link to it.
                class.not_after = now.saturating_sub(3600);
            }
        }
        let bytes = issue(&bundle, keys)?;
        tx.set_setting("trust.current", &bytes)?;
        let version = bundle.version;
        let next = Arc::new(Current::open(bytes, keys)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(version)
    }
}

fn issue(bundle: &TrustBundle, keys: &Keys) -> Result<Vec<u8>, TrustChangeError> {
    bundle.issue(&keys.root.signer).map_err(|_| TrustChangeError::Invalid)
}

/// A phone whose clock is a day behind must not find that no issuer is valid yet.
fn validity(now: u64) -> (u64, u64) {
    (now.saturating_sub(7 * 24 * 3600), now + KEY_LIFETIME)
}

fn issuer(key: &IssuerKey, uses: IssuerUse, text: &str, now: u64) -> Result<Issuer, TrustChangeError> {
    let name = Name::new(text).map_err(|_| TrustChangeError::Invalid)?;
    let (not_before, not_after) = validity(now);
    Ok(Issuer { key: key.public(), name, not_before, not_after, uses: vec![uses] })
}

fn forms_issuer(keys: &Keys, now: u64) -> Result<Issuer, TrustChangeError> {
    issuer(&keys.forms, IssuerUse::Forms, "Disdukcapil Contoh: formulir", now)
}

fn first_bundle(tx: &Tx<'_>, keys: &Keys, now: u64) -> Result<TrustBundle, TrustChangeError> {
    let name = |text: &str| Name::new(text).map_err(|_| TrustChangeError::Invalid);
    let (not_before, not_after) = validity(now);
    let issuer = |key: &IssuerKey, uses: IssuerUse, text: &str| issuer(key, uses, text, now);
    let reader =
        |place: usize, id: &str, en: &str, views: &[ViewKind]| -> Result<ReaderClass, TrustChangeError> {
            let key = &keys.readers[place];
            Ok(ReaderClass {
                key: key.private_key().public_key(),
                audience: key.audience,
                name_id: name(id)?,
                name_en: name(en)?,
                views: views.to_vec(),
                not_before,
                not_after,
            })
        };
    Ok(TrustBundle {
        version: 1,
        issued_at: now,
        refresh_after: now + REFRESH,
        issuers: vec![
            issuer(&keys.documents, IssuerUse::Documents, "Disdukcapil Contoh: dokumen")?,
            issuer(&keys.views, IssuerUse::Views, "Disdukcapil Contoh: QR")?,
            issuer(&keys.pairing, IssuerUse::Pairing, "Disdukcapil Contoh: loket")?,
            issuer(&keys.receipts, IssuerUse::Receipts, "Disdukcapil Contoh: persetujuan")?,
            forms_issuer(keys, now)?,
        ],
        reader_classes: vec![
            reader(0, "Pemeriksa contoh", "Example verifier", &ViewKind::ALL)?,
            reader(1, "Loket contoh (data dasar)", "Example desk (basic data)", &[ViewKind::Basic])?,
        ],
        policy: Policy {
            rotation_seconds: 15,
            proof_lifetime_seconds: 30,
            skew_seconds: 30,
            view_lifetime_seconds: VIEW_LIFETIME,
            min_app_version: [0, 1, 0],
            terms: TermsId::new(FIRST_TERMS).map_err(|_| TrustChangeError::Invalid)?,
        },
        service_keys: keys.service.entries(tx, now)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_changed_bundle_goes_up_and_survives_a_second_start() {
        let store = Store::memory().expect("opened");
        let (version, kept): (u64, u64) = store
            .run(|tx| {
                let keys = Keys::load_or_make(tx)?;
                let trust = Trust::load_or_make(tx, &keys, 1_800_000_000)?;
                let change = TrustChange { terms: Some("ikd-terms-2".to_owned()), ..TrustChange::default() };
                let version = trust.change(tx, &keys, &change, 1_800_000_100)?;
                let again = Trust::load_or_make(tx, &keys, 1_800_000_200)?;
                assert_eq!(again.first(), trust.first());
                assert_eq!(again.current().bundle.policy.terms.as_str(), "ikd-terms-2");
                Ok::<_, TrustChangeError>((version, again.current().bundle.version))
            })
            .expect("changed");
        assert_eq!((version, kept), (2, 2));
    }
}
