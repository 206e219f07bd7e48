//! Which services there are, and their forms.

use ikd_proof::form::{Definition, Opened, Promise, Texts};

use super::Applications;

/// A service, as its list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its id, for example `surat-pindah`.
    pub id: String,
    /// Version of its form.
    pub version: u64,
    /// Its name.
    pub title: Texts,
    /// What it does; `None` if the app must be updated.
    pub intro: Option<Texts>,
    /// What to have at hand.
    pub needs: Option<Texts>,
    /// How long it takes, if the ministry promises it.
    pub promise: Option<Promise>,
    /// Screens show no cheerful words.
    pub quiet: bool,
    /// The app must be updated to use it.
    pub needs_update: bool,
}

/// The form of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceForm {
    /// It can be filled in.
    Ready(Box<Definition>),
    /// It needs a newer version of the app.
    NeedsUpdate {
        /// Name of the service.
        title: Texts,
    },
}

impl Applications {
    /// The services, in the order of their ids. Needs neither a network nor the vault.
    #[must_use]
    pub fn services(&self) -> Vec<Service> {
        self.0.forms.all().into_iter().map(|form| Service::of(&form.opened)).collect()
    }

    /// The form in force for a service; `None` if there is no such service.
    #[must_use]
    pub fn form(&self, service: &str) -> Option<ServiceForm> {
        Some(match self.0.forms.get(service)?.opened {
            Opened::Ready(definition) => ServiceForm::Ready(definition),
            Opened::NeedsUpdate { title, .. } => ServiceForm::NeedsUpdate { title },
        })
    }
}

impl Service {
    fn of(opened: &Opened) -> Self {
        match opened {
            Opened::Ready(form) => Self {
                id: form.service.clone(),
                version: form.version,
                title: form.title.clone(),
                intro: Some(form.intro.clone()),
                needs: form.needs.clone(),
                promise: form.promise.clone(),
                quiet: form.quiet,
                needs_update: false,
            },
            Opened::NeedsUpdate { service, version, title } => Self {
                id: service.clone(),
                version: *version,
                title: title.clone(),
                intro: None,
                needs: None,
                promise: None,
                quiet: false,
                needs_update: true,
            },
        }
    }
}
