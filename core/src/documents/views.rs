//! Views: what a rotating QR shows, signed by the issuer for a key of this phone. Renewed before they run out, and when the
//! KTP behind them changes.

use ikd_proof::{DocumentType, Possession, Signer as _, View, ViewKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Documents, SyncError};
use crate::{
    identity::Nik,
    platform::{DeviceKey, KeyAuth, KeySpec, KeyUse, KeystoreError},
    presentation::SHOWING_WINDOW_S,
    service::{
        Body, Call, ServiceError,
        contract::{Bytes, IssueViews, IssuedViews},
        new_idempotency_key,
    },
    vault::{Artifact, Change, Session, Table, VaultError},
};

/// A view with less than this left is renewed: half of the 14 days of notes/qr.md 5.5, so that a week without network
/// leaves a working QR.
const RENEW_BELOW_S: u64 = 7 * 24 * 3600;

/// A view that was issued this recently is not renewed because the phone's own clock is past its end: that clock is wrong,
/// and the next view would fare no better.
const JUST_ISSUED_S: u64 = 24 * 3600;

/// What the aliases of all view keys start with.
const VIEW_KEYS: &str = "ikd.view.";

/// A view on this phone. Read for one code, and wiped after it.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredView {
    /// Its key in the keystore.
    pub(crate) key_alias: String,
    /// The issuer's signed view: name and NIK are in it.
    #[serde(with = "wiped")]
    pub(crate) view: Zeroizing<Vec<u8>>,
    pub(crate) expires_at: u64,
    /// Version of the KTP it was made from.
    ktp_version: u64,
}

/// Bytes as base64url in the record, leaving no copy in memory behind.
mod wiped {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};
    use zeroize::Zeroizing;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Zeroizing<Vec<u8>>, D::Error> {
        // Borrowed from the record, which wipes itself; base64url needs no escapes in JSON.
        let text = <&str>::deserialize(deserializer)?;
        URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new).map_err(|_| D::Error::custom("not base64url"))
    }
}

fn record_key(kind: ViewKind) -> [u8; 1] {
    [u8::try_from(kind.code()).expect("kinds are small numbers")]
}

/// The view of this kind, if there is one.
pub(crate) fn stored_view(session: &Session, kind: ViewKind) -> Result<Option<StoredView>, VaultError> {
    let Some(record) = session.get(Table::VIEWS, &record_key(kind))? else { return Ok(None) };
    serde_json::from_slice(&record.body).map(Some).map_err(|_| VaultError::Corrupt { what: Artifact::Record })
}

/// The aliases of the keys that kept views name.
///
/// # Errors
/// [`VaultError::Corrupt`] when a record cannot be read: then nobody knows which keys are in use.
pub(crate) fn view_key_aliases(session: &Session) -> Result<Vec<String>, VaultError> {
    let mut aliases = Vec::new();
    for listed in session.list(Table::VIEWS)? {
        let record = session.get(Table::VIEWS, &listed.key)?;
        let unreadable = VaultError::Corrupt { what: Artifact::Record };
        let view: StoredView =
            record.and_then(|record| serde_json::from_slice(&record.body).ok()).ok_or(unreadable)?;
        aliases.push(view.key_alias);
    }
    Ok(aliases)
}

impl Documents {
    /// Without a KTP there is nothing to show: what was made from one goes, and the keys with it.
    pub(super) fn remove_views_without_ktp(&self) -> Result<(), SyncError> {
        if self.list()?.iter().any(|document| document.kind == DocumentType::Ktp) {
            return Ok(());
        }
        // The keys first: if this is cut short, a view whose key is gone shows nothing, and the next sync ends the work.
        let keystore = &self.platform.keystore;
        for alias in keystore.list(VIEW_KEYS).map_err(ServiceError::from)? {
            keystore.delete(&alias).map_err(ServiceError::from)?;
        }
        Ok(self.vault.with(|session| {
            let views = session.list(Table::VIEWS)?;
            let gone = views.iter().map(|view| Change::Delete { table: Table::VIEWS, key: &view.key });
            let gone: Vec<_> = gone.collect();
            if gone.is_empty() { Ok(()) } else { session.apply(&gone) }
        })?)
    }

    /// Has the issuer sign what is missing, cannot be used any more, is running out, or was made from an older KTP.
    pub(super) async fn renew_views(&self, key: &DeviceKey, holder: Nik) -> Result<(), SyncError> {
        let now = self.clock.now().unix_s;
        let ktp_version = self
            .list()?
            .into_iter()
            .find(|document| document.kind == DocumentType::Ktp)
            .map_or(0, |ktp| ktp.version);
        if ktp_version == 0 {
            return Ok(()); // nothing to show
        }
        for kind in ViewKind::ALL {
            let kept = match self.vault.with(|session| stored_view(session, kind)) {
                // A damaged record is replaced. Its key, which nothing names then, goes after the next unlock.
                Err(VaultError::Corrupt { what: Artifact::Record }) => None,
                other => other?,
            };
            let fresh = match &kept {
                Some(view) if view.ktp_version == ktp_version && self.lasts(view.expires_at, now) => {
                    self.has_key(view)?
                }
                _ => false,
            };
            if !fresh {
                self.renew(kind, ktp_version, key, holder, kept).await?;
            }
        }
        Ok(())
    }

    /// Whether the phone still has the key that a view is bound to: an operating system may drop keys.
    fn has_key(&self, view: &StoredView) -> Result<bool, SyncError> {
        match DeviceKey::load(self.platform.keystore.clone(), &view.key_alias) {
            Ok(_) => Ok(true),
            Err(KeystoreError::NotFound | KeystoreError::Invalidated) => Ok(false),
            Err(error) => Err(ServiceError::from(error).into()),
        }
    }

    /// Whether a view that ends at `expires_at` needs no renewal by either clock: the one that the service told may be as
    /// wrong as the phone's own.
    fn lasts(&self, expires_at: u64, now: u64) -> bool {
        let lifetime = self.trust.current().policy.view_lifetime_seconds;
        let left = expires_at.saturating_sub(now);
        let just_issued = (lifetime.saturating_sub(JUST_ISSUED_S)..=lifetime).contains(&left);
        left > RENEW_BELOW_S && (just_issued || !self.clock.either_past(expires_at))
    }

    async fn renew(
        &self,
        kind: ViewKind,
        ktp_version: u64,
        key: &DeviceKey,
        holder: Nik,
        replaced: Option<StoredView>,
    ) -> Result<(), SyncError> {
        let view_key = self.new_view_key(kind)?;
        let now = self.clock.now().unix_s;
        let possession = match Possession::sign(&key.public_key(), kind, now, &view_key) {
            Ok(possession) => possession,
            Err(error) => {
                self.platform.keystore.delete(view_key.alias()).map_err(ServiceError::from)?;
                // The window after the unlock has closed: renewed at the next unlock.
                return if error == KeystoreError::AuthRequired {
                    Ok(())
                } else {
                    Err(ServiceError::from(error).into())
                };
            }
        };
        let idempotency_key =
            new_idempotency_key(self.platform.random.as_ref()).map_err(ServiceError::from)?;
        let body = Body::json(&IssueViews { possessions: vec![Bytes(possession)] });
        let kept = self
            .ask(Call::post("/v1/views", body, &idempotency_key, key))
            .await
            .and_then(|answer| self.keep(kind, ktp_version, &view_key, holder, answer.json()?));
        match kept {
            Ok(()) => {
                if let Some(old) = replaced {
                    self.platform.keystore.delete(&old.key_alias).map_err(ServiceError::from)?;
                }
                Ok(())
            }
            Err(error) => {
                // A key without a view is of no use. A failure here leaves an orphan that the next unlock sweeps up.
                let _ = self.platform.keystore.delete(view_key.alias());
                Err(error)
            }
        }
    }

    fn keep(
        &self,
        kind: ViewKind,
        ktp_version: u64,
        key: &DeviceKey,
        holder: Nik,
        issued: IssuedViews,
    ) -> Result<(), SyncError> {
        let [bytes] = <[Bytes; 1]>::try_from(issued.views).map_err(|_| ServiceError::BadAnswer)?;
        let now = self.clock.now().unix_s;
        let view = View::open(&bytes.0, &self.trust.current(), now).map_err(|_| SyncError::Untrusted)?;
        if view.claims.kind() != kind || view.claims.nik != holder || view.key != key.public_key() {
            return Err(SyncError::Untrusted);
        }
        let stored = StoredView {
            key_alias: key.alias().to_owned(),
            expires_at: view.expires_at,
            view: Zeroizing::new(bytes.0),
            ktp_version,
        };
        let record = Zeroizing::new(serde_json::to_vec(&stored).expect("plain fields serialise"));
        Ok(self.vault.with(|session| session.put(Table::VIEWS, &record_key(kind), &[], &record))?)
    }

    /// A key that works for a while after each unlock and never leaves the keystore.
    fn new_view_key(&self, kind: ViewKind) -> Result<DeviceKey, SyncError> {
        let mut id = [0; 8];
        self.platform.random.fill(&mut id).map_err(ServiceError::from)?;
        let alias = format!("{VIEW_KEYS}{}.{:016x}", kind.code(), u64::from_be_bytes(id));
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::RecentUnlock { seconds: SHOWING_WINDOW_S } };
        Ok(DeviceKey::create(self.platform.keystore.clone(), &alias, spec).map_err(ServiceError::from)?)
    }
}
