//! The forms that the service issues: signed definitions, all versions of them.

use std::sync::{Arc, PoisonError, RwLock};

use ikd_proof::{
    TrustBundle,
    form::{Definition, Opened, SignedDefinition},
};

use crate::{
    keys::Keys,
    secret::encode,
    store::{StoreError, Tx},
};

/// The sandbox reads every definition that it was built with.
const NEWEST_APP: [u64; 3] = [u64::MAX; 3];

/// A definition outside the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormsError {
    /// A value that the format does not allow, or a service that has no form.
    #[error("this is no form of the service")]
    Invalid,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One issued version.
pub(crate) struct Form {
    pub(crate) definition: Definition,
    pub(crate) signed: Vec<u8>,
    /// SHA-256 of the payload: what a submission names.
    pub(crate) hash: [u8; 32],
}

/// All versions of all services.
pub(crate) struct Forms(RwLock<Vec<Arc<Form>>>);

impl Forms {
    /// The kept definitions; those that the sandbox was built with are signed at their first start.
    pub(crate) fn load(tx: &Tx<'_>, keys: &Keys, trust: &TrustBundle, now: u64) -> Result<Self, FormsError> {
        let kept = tx.forms()?.into_iter().map(|signed| read(signed, trust)).collect::<Result<_, _>>()?;
        let forms = Self(RwLock::new(kept));
        for payload in EMBEDDED {
            let definition = definition(payload).ok_or(FormsError::Invalid)?;
            if forms.version(&definition.service, definition.version).is_none() {
                forms.add(tx, keys, definition, now)?;
            }
        }
        Ok(forms)
    }

    fn add(&self, tx: &Tx<'_>, keys: &Keys, definition: Definition, now: u64) -> Result<(), FormsError> {
        let signed = definition.issue(&keys.forms.signer, now).map_err(|_| FormsError::Invalid)?;
        let hash = Definition::hash(&definition.encode().map_err(|_| FormsError::Invalid)?);
        tx.put_form(&definition.service, definition.version, &signed)?;
        let mut forms = self.0.write().unwrap_or_else(PoisonError::into_inner);
        forms.push(Arc::new(Form { definition, signed, hash }));
        forms.sort_by(|a, b| {
            let place = |form: &Form| (form.definition.service.clone(), form.definition.version);
            place(a).cmp(&place(b))
        });
        Ok(())
    }

    /// Issues the next version of a form: the newest one with `change` applied. Gives its version.
    pub(crate) fn raise(
        &self,
        tx: &Tx<'_>,
        keys: &Keys,
        service: &str,
        change: impl FnOnce(&mut Definition),
        now: u64,
    ) -> Result<u64, FormsError> {
        let mut next = self.newest(service).ok_or(FormsError::Invalid)?.definition.clone();
        let version = next.version + 1;
        change(&mut next);
        (next.version, next.service) = (version, service.to_owned());
        self.add(tx, keys, next, now)?;
        Ok(version)
    }

    /// The newest version of each form.
    pub(crate) fn current(&self) -> Vec<Arc<Form>> {
        let all = self.all();
        let is_newest = |form: &&Arc<Form>| {
            let later = |other: &Arc<Form>| {
                other.definition.service == form.definition.service
                    && other.definition.version > form.definition.version
            };
            !all.iter().any(later)
        };
        all.iter().filter(is_newest).cloned().collect()
    }

    /// The newest version of one form.
    pub(crate) fn newest(&self, service: &str) -> Option<Arc<Form>> {
        self.all().into_iter().rev().find(|form| form.definition.service == service)
    }

    /// One version of a form.
    pub(crate) fn version(&self, service: &str, version: u64) -> Option<Arc<Form>> {
        let same =
            |form: &Arc<Form>| form.definition.service == service && form.definition.version == version;
        self.all().into_iter().find(same)
    }

    /// The version with this digest.
    pub(crate) fn of_hash(&self, hash: &[u8; 32]) -> Option<Arc<Form>> {
        self.all().into_iter().find(|form| form.hash == *hash)
    }

    fn all(&self) -> Vec<Arc<Form>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes whenever a form does.
    pub(crate) fn etag(&self) -> String {
        let all: Vec<u8> = self.current().iter().flat_map(|form| form.hash).collect();
        encode(&crate::secret::sha256(&all)[..16])
    }
}

/// The lowest version of a form with which an application is still accepted; 1 unless it was raised.
pub(crate) fn lowest(tx: &Tx<'_>, service: &str) -> Result<u64, StoreError> {
    let kept = tx.setting(&setting(service))?;
    let number = |bytes: Vec<u8>| Some(u64::from_be_bytes(bytes.try_into().ok()?));
    kept.map_or(Ok(1), |bytes| number(bytes).ok_or(StoreError::Unreadable))
}

/// Accepts no version below this one from now on.
pub(crate) fn set_lowest(tx: &Tx<'_>, service: &str, version: u64) -> Result<(), StoreError> {
    tx.set_setting(&setting(service), &version.to_be_bytes())
}

fn setting(service: &str) -> String {
    format!("form.lowest.{service}")
}

fn definition(payload: &[u8]) -> Option<Definition> {
    match Definition::read(payload, NEWEST_APP) {
        Ok(Opened::Ready(definition)) => Some(*definition),
        _ => None,
    }
}

fn read(signed: Vec<u8>, trust: &TrustBundle) -> Result<Arc<Form>, FormsError> {
    let opened = SignedDefinition::open(&signed, trust).map_err(|_| StoreError::Unreadable)?;
    let (hash, definition) = (opened.hash, definition(opened.payload));
    Ok(Arc::new(Form { definition: definition.ok_or(StoreError::Unreadable)?, signed, hash }))
}

/// The payloads of the eight definitions, which the app embeds too.
const EMBEDDED: [&[u8]; 8] = [
    include_bytes!("../../../../core/forms/cetak-kk.cbor"),
    include_bytes!("../../../../core/forms/cetak-biodata.cbor"),
    include_bytes!("../../../../core/forms/golongan-darah.cbor"),
    include_bytes!("../../../../core/forms/surat-pindah.cbor"),
    include_bytes!("../../../../core/forms/pisah-kk.cbor"),
    include_bytes!("../../../../core/forms/kelahiran.cbor"),
    include_bytes!("../../../../core/forms/kelahiran-ber-nik.cbor"),
    include_bytes!("../../../../core/forms/kematian.cbor"),
];
