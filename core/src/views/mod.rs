//! Views: the content of a rotating QR, signed by the issuer for a key of this phone.
//!
//! Promises: a view and its key are created and removed together; a view is renewed before it expires, and when its KTP
//! changes; without a KTP there is no view.

mod renew;

use ikd_proof::ViewKind;
use serde::{Deserialize, Serialize};

pub(crate) use renew::{RenewError, Views};

use crate::{
    crypto::SecretBytes,
    vault::{Artifact, Change, Session, Table, VaultError},
};

/// A view on this phone. Its bytes are wiped when dropped.
pub(crate) struct StoredView {
    /// The view as signed by the issuer; contains name and NIK.
    pub(crate) view: SecretBytes,
    pub(crate) meta: ViewMeta,
}

/// Stored with a view.
#[derive(Serialize, Deserialize)]
pub(crate) struct ViewMeta {
    /// Alias of its key.
    pub(crate) key_alias: String,
    /// When the view expires; seconds since 1970.
    #[serde(deserialize_with = "crate::service::contract::moment::end")]
    pub(crate) expires_at: u64,
    /// Version of its KTP.
    ktp_version: u64,
}

const UNREADABLE: VaultError = VaultError::Corrupt { what: Artifact::Record };

impl ViewMeta {
    fn read(bytes: &[u8]) -> Result<Self, VaultError> {
        serde_json::from_slice(bytes).map_err(|_| UNREADABLE)
    }
}

fn record_key(kind: ViewKind) -> [u8; 1] {
    [u8::try_from(kind.code()).expect("kinds are small numbers")]
}

/// The view of this kind, if there is one that this version of the app can read. Another one is renewed.
pub(crate) fn stored_view(session: &Session, kind: ViewKind) -> Result<Option<StoredView>, VaultError> {
    let Some(record) = session.get(Table::VIEWS, &record_key(kind))? else { return Ok(None) };
    Ok(ViewMeta::read(&record.meta).ok().map(|meta| StoredView { meta, view: record.body }))
}

fn store_view(session: &mut Session, kind: ViewKind, view: &[u8], meta: &ViewMeta) -> Result<(), VaultError> {
    let meta = serde_json::to_vec(meta).expect("plain fields serialise");
    session.put(Table::VIEWS, &record_key(kind), &meta, view)
}

fn remove_views(session: &mut Session) -> Result<(), VaultError> {
    let views = session.list(Table::VIEWS)?;
    if views.is_empty() {
        return Ok(());
    }
    let removed = views.iter().map(|view| Change::Delete { table: Table::VIEWS, key: &view.key });
    session.apply(&removed.collect::<Vec<_>>())
}

/// The aliases of the keys of all stored views.
///
/// # Errors
/// [`VaultError::Corrupt`] also when a record cannot be read: then it is not known which keys are in use.
pub(crate) fn view_key_aliases(session: &Session) -> Result<Vec<String>, VaultError> {
    let views = session.list(Table::VIEWS)?.into_iter();
    views.map(|view| Ok(ViewMeta::read(&view.meta)?.key_alias)).collect()
}
