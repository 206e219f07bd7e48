//! The forms in force: those embedded in the app, and newer ones that arrived by sync.
//!
//! A form that arrived is kept as it was signed, in a file of its own, unencrypted: it is public. Its signature is checked
//! whenever it is read. The version of a service's form only rises. A form that this version of the app cannot use says
//! so for its service alone.

mod refresh;

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ikd_proof::form::{Definition, DefinitionError, Opened, SignedDefinition};

pub(super) use refresh::FormsError;

use crate::{app_version::AppVersion, files, service::contract::FormEntry, trust::TrustStore};

/// Extension of a stored form: `<service>.cose`.
const EXTENSION: &str = "cose";

/// The form of one service.
#[derive(Clone)]
pub(super) struct InForce {
    pub(super) opened: Opened,
    /// The signed content, which a draft keeps.
    pub(super) payload: Vec<u8>,
    /// SHA-256 of the payload.
    pub(super) hash: [u8; 32],
}

impl InForce {
    fn of(payload: &[u8], app: AppVersion) -> Option<Self> {
        let opened = Definition::read(payload, app.parts()).ok()?;
        Some(Self { opened, payload: payload.to_vec(), hash: Definition::hash(payload) })
    }

    pub(super) fn service(&self) -> &str {
        match &self.opened {
            Opened::Ready(definition) => &definition.service,
            Opened::NeedsUpdate { service, .. } => service,
        }
    }

    pub(super) fn version(&self) -> u64 {
        match &self.opened {
            Opened::Ready(definition) => definition.version,
            Opened::NeedsUpdate { version, .. } => *version,
        }
    }
}

/// Holds the forms in force.
pub(super) struct FormStore {
    dir: PathBuf,
    trust: Arc<TrustStore>,
    app: AppVersion,
    current: Mutex<BTreeMap<String, InForce>>,
    /// ETag of the list of forms when all of it was fetched.
    etag: Mutex<Option<String>>,
}

impl FormStore {
    /// Uses the newer of each embedded form and the stored one. A stored form that does not verify is ignored.
    pub(super) fn open(embedded: &[&[u8]], dir: PathBuf, trust: Arc<TrustStore>, app: AppVersion) -> Self {
        let store = Self { dir, trust, app, current: Mutex::default(), etag: Mutex::default() };
        for form in embedded.iter().filter_map(|payload| InForce::of(payload, app)) {
            store.keep(form);
        }
        for file in fs::read_dir(&store.dir).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let stored = file.extension().is_some_and(|extension| extension == EXTENSION);
            if let Some(bytes) = stored.then(|| fs::read(&file).ok()).flatten() {
                let _ = store.read(&bytes).map(|form| form.map(|form| store.keep(form)));
            }
        }
        store
    }

    /// The forms in force, in the order of their services.
    pub(super) fn all(&self) -> Vec<InForce> {
        self.current().values().cloned().collect()
    }

    /// The form in force for a service.
    pub(super) fn get(&self, service: &str) -> Option<InForce> {
        self.current().get(service).cloned()
    }

    /// Version of the form in force for a service.
    fn version(&self, service: &str) -> Option<u64> {
        self.current().get(service).map(InForce::version)
    }

    /// Puts a signed form in force if it is the listed one and newer. Returns whether it is in force now.
    fn offer(&self, bytes: &[u8], listed: &FormEntry) -> Result<bool, FormsError> {
        let Some(form) = self.read(bytes)? else { return Ok(false) };
        let named = (form.service(), form.version()) == (listed.service.as_str(), listed.version);
        if !named || form.hash[..] != listed.sha256.0[..] {
            return Err(FormsError::Form);
        }
        let name = format!("{}.{EXTENSION}", form.service());
        if !self.keep(form) {
            return Ok(false);
        }
        // In force even if this write fails: the next start uses the older form and fetches again.
        let _ = files::private_dir(&self.dir).and_then(|()| files::replace(&self.dir.join(name), bytes));
        Ok(true)
    }

    fn read(&self, bytes: &[u8]) -> Result<Option<InForce>, DefinitionError> {
        let signed = SignedDefinition::open(bytes, &self.trust.current())?;
        Ok(InForce::of(signed.payload, self.app))
    }

    fn keep(&self, form: InForce) -> bool {
        let mut current = self.current();
        let newer = current.get(form.service()).is_none_or(|known| known.version() < form.version());
        if newer {
            current.insert(form.service().to_owned(), form);
        }
        newer
    }

    fn current(&self) -> MutexGuard<'_, BTreeMap<String, InForce>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
