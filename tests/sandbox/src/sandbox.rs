//! Starts and stops the sandbox: the API over TLS and the pages in plain http, both on loopback only.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::Router;
use ikd_proof::CivilDate;
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    api,
    application::forms::{Forms, FormsError},
    authority::{Authority, AuthorityError},
    clock::Clock,
    control::Control,
    control_http::{self, ControlState},
    keys::{Keys, ReaderKey},
    lifecycle,
    limits::{Limiter, Limits},
    mailbox::Mailbox,
    net::{Counters, FaultPlan, Listening, Traffic, serve},
    office::Office,
    pages::{self, ACTIVATION_PATH},
    population::Population,
    records::Records,
    secret::random_below,
    service::{Seen, Service, Shared, day_of},
    sessions::Sessions,
    smtp::{self, SmtpServer},
    store::{Store, StoreError, Tx},
    trust::{Trust, TrustChangeError},
};

/// Where the sandbox keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// Until it stops.
    Memory,
    /// In a file; the next start continues with it, authority and keys included.
    File(PathBuf),
}

/// How to start the sandbox.
#[derive(Debug, Clone, PartialEq)]
pub struct SandboxConfig {
    /// Port of the API; 0: any that is free.
    pub api_port: u16,
    /// Port of the pages; 0: any that is free.
    pub pages_port: u16,
    /// Where data is kept.
    pub storage: Storage,
    /// Which population; a data file keeps the seed of its first start.
    pub seed: u64,
    /// A mail server to send mail by, beside the mailbox.
    pub smtp: Option<SmtpServer>,
    /// Whether mail with a code has the button *Aktivasi*, a link to `/aktivasi` on the API's host.
    pub activation_link: bool,
    /// Opens `/control` on the pages' port for requests with this token (16 characters or more).
    pub control_token: Option<String>,
    /// Limits on rates.
    pub limits: Limits,
}

impl Default for SandboxConfig {
    /// In memory, on free ports, seed 1, with the button in mail, without mail server and control.
    fn default() -> Self {
        Self {
            api_port: 0,
            pages_port: 0,
            storage: Storage::Memory,
            seed: 1,
            smtp: None,
            activation_link: true,
            control_token: None,
            limits: Limits::default(),
        }
    }
}

/// Why the sandbox did not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SandboxError {
    /// The port is taken or not allowed.
    #[error("port {port} cannot be used: choose another, or 0 for any")]
    Port {
        /// The one that was asked for.
        port: u16,
    },
    /// The control token is too short to be a secret.
    #[error("the control token needs at least 16 characters")]
    ControlToken,
    /// The data file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The test authority.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The trust bundle.
    #[error(transparent)]
    Trust(#[from] TrustChangeError),
    /// The forms that the sandbox was built with.
    #[error("a form that the sandbox was built with cannot be issued")]
    Forms,
}

impl From<FormsError> for SandboxError {
    fn from(error: FormsError) -> Self {
        match error {
            FormsError::Invalid => Self::Forms,
            FormsError::Store(error) => Self::Store(error),
        }
    }
}

/// Where people find the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// Links to the others.
    pub index: String,
    /// The officer's counter.
    pub counter: String,
    /// Mail to all addresses.
    pub mailbox: String,
    /// A relying party's verifier.
    pub verifier: String,
    /// Name to sign in with at the counter.
    pub officer_name: String,
    /// Code to sign in with at the counter.
    pub officer_code: String,
}

/// A running sandbox. Dropping it ends it at once; [`Sandbox::stop`] ends it and waits.
pub struct Sandbox {
    service: Shared,
    counters: Arc<Counters>,
    authority_pem: String,
    api: SocketAddr,
    pages: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts. Must run inside a tokio runtime.
    ///
    /// # Errors
    /// [`SandboxError`].
    pub async fn start(config: SandboxConfig) -> Result<Self, SandboxError> {
        if config.control_token.as_ref().is_some_and(|token| token.len() < 16) {
            return Err(SandboxError::ControlToken);
        }
        let store = match &config.storage {
            Storage::Memory => Store::memory()?,
            Storage::File(file) => Store::file(file)?,
        };
        let clock = Clock::default();
        let now = clock.now();
        let (authority, keys, trust, forms, records, sessions) = store.run(|tx| {
            let authority = authority(tx)?;
            let keys = Keys::load_or_make(tx)?;
            let trust = Trust::load_or_make(tx, &keys, now)?;
            let forms = Forms::load(tx, &keys, &trust.current().bundle, now)?;
            let (seed, day) = population_of(tx, config.seed, day_of(now))?;
            let records = Records::load(tx, Population::generate(seed, day))?;
            Ok::<_, SandboxError>((authority, keys, trust, forms, records, officer(tx)?))
        })?;
        let faults = Arc::new(FaultPlan::default());
        let api_listener = bind(config.api_port).await?;
        let pages_listener = bind(config.pages_port).await?;
        let local =
            |listener: &TcpListener, port| listener.local_addr().map_err(|_| SandboxError::Port { port });
        let (api, pages) =
            (local(&api_listener, config.api_port)?, local(&pages_listener, config.pages_port)?);
        let service = Arc::new(Service {
            clock,
            store,
            keys,
            trust,
            records,
            forms,
            limiter: Limiter::new(config.limits),
            faults: Arc::clone(&faults),
            sessions,
            seen: Seen::default(),
            mail_waiting: Arc::default(),
            activation_link: config.activation_link.then(|| format!("{}{ACTIVATION_PATH}", api_url(api))),
            smtp: config.smtp.is_some(),
            face_switch: Mutex::default(),
        });
        let counters = Arc::new(Counters::default());
        let (stop, stopped) = watch::channel(false);
        let listening = Listening {
            listener: api_listener,
            tls: authority.server_config()?,
            // Same names, another authority: what an attacker in the middle could show.
            wrong_tls: Authority::generate()?.server_config()?,
            counters: Arc::clone(&counters),
            faults,
            routes: api::router(Arc::clone(&service)),
        };
        let control = config.control_token.map(|token| ControlState {
            service: Arc::clone(&service),
            counters: Arc::clone(&counters),
            token: token.into(),
        });
        let routes = pages_router(Arc::clone(&service), control);
        let mut tasks = vec![tokio::spawn(serve(listening, stopped.clone()))];
        let mut pages_stopped = stopped.clone();
        tasks.push(tokio::spawn(async move {
            let serving = axum::serve(pages_listener, routes);
            tokio::select! {
                _ = pages_stopped.changed() => {}
                _ = serving.into_future() => {}
            }
        }));
        tasks.push(tokio::spawn(lifecycle::erase_expired(Arc::clone(&service), stopped.clone())));
        if let Some(server) = config.smtp {
            let wake = Arc::clone(&service.mail_waiting);
            tasks.push(tokio::spawn(smtp::deliver(Arc::clone(&service), server, wake, stopped)));
        }
        let authority_pem = authority.certificate_pem().to_owned();
        Ok(Self { service, counters, authority_pem, api, pages, stop, tasks })
    }

    /// The API, e.g. `https://localhost:8443`.
    pub fn api_url(&self) -> String {
        api_url(self.api)
    }

    /// The certificate of the test authority, PEM: what a phone pins.
    pub fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// The public root key of trust bundles, compressed SEC1.
    pub fn trust_root(&self) -> [u8; 33] {
        *self.service.keys.root.public().as_bytes()
    }

    /// The trust bundle that an app embeds: version 1. The service may serve a later one.
    pub fn first_trust_bundle(&self) -> Vec<u8> {
        self.service.trust.first().to_vec()
    }

    /// The trust bundle in force.
    pub fn trust_bundle(&self) -> Vec<u8> {
        self.service.trust.current().bytes.clone()
    }

    /// Addresses of the pages and the officer's sign-in.
    pub fn pages(&self) -> Pages {
        let index = format!("http://localhost:{}/", self.pages.port());
        Pages {
            counter: format!("{index}counter"),
            mailbox: format!("{index}mailbox"),
            verifier: format!("{index}verifier"),
            index,
            officer_name: self.service.sessions.name.clone(),
            officer_code: self.service.sessions.code.clone(),
        }
    }

    /// Bytes at the API's socket since the start or the last reset, TLS included.
    pub fn traffic(&self) -> Traffic {
        self.counters.read()
    }

    /// Starts counting bytes from zero.
    pub fn reset_traffic(&self) {
        self.counters.reset();
    }

    /// The residents as generated, without changes made since.
    pub fn population(&self) -> &Population {
        self.service.records.generated()
    }

    /// The counter.
    pub fn office(&self) -> Office {
        Office::new(Arc::clone(&self.service))
    }

    /// Mail to all addresses.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox(Arc::clone(&self.service))
    }

    /// What tests do to the sandbox.
    pub fn control(&self) -> Control {
        Control(Arc::clone(&self.service))
    }

    /// Private keys of the demo reader classes; the first may see every view.
    pub fn reader_keys(&self) -> &[ReaderKey] {
        &self.service.keys.readers
    }

    /// Test keys for independent tools: readers' private, issuers' public, as a JWK set with the trust bundle.
    pub fn keys_jwk(&self) -> Value {
        self.service.keys.jwk(&self.trust_bundle())
    }

    /// Stops serving and waits until every connection is dropped.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        for task in self.tasks.drain(..) {
            // A task that panicked has ended too.
            let _ = task.await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

fn api_url(address: SocketAddr) -> String {
    format!("https://localhost:{}", address.port())
}

async fn bind(port: u16) -> Result<TcpListener, SandboxError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|_| SandboxError::Port { port })
}

/// The pages, and the control interface when it is open.
fn pages_router(service: Shared, control: Option<ControlState>) -> Router {
    let pages = pages::router(service);
    match control {
        Some(state) => pages.nest("/control", control_http::router(state)),
        None => pages,
    }
}

fn authority(tx: &Tx<'_>) -> Result<Authority, SandboxError> {
    let text = |name: &str| -> Result<Option<String>, StoreError> {
        tx.setting(name)?.map(String::from_utf8).transpose().map_err(|_| StoreError::Unreadable)
    };
    if let (Some(certificate), Some(key)) = (text("authority.certificate")?, text("authority.key")?) {
        return Ok(Authority::load(certificate, &key)?);
    }
    let made = Authority::generate()?;
    tx.set_setting("authority.certificate", made.certificate_pem().as_bytes())?;
    tx.set_setting("authority.key", made.key_pem().as_bytes())?;
    Ok(made)
}

/// Seed and day of the population: those of the first start, so that records do not change between two starts.
fn population_of(tx: &Tx<'_>, seed: u64, today: CivilDate) -> Result<(u64, CivilDate), StoreError> {
    let kept = tx.setting("population")?.map(|kept| -> Option<(u64, CivilDate)> {
        let (seed, day) = kept.split_first_chunk::<8>()?;
        let day = u32::from_be_bytes(day.try_into().ok()?);
        Some((u64::from_be_bytes(*seed), CivilDate::from_yyyymmdd(day).ok()?))
    });
    if let Some(kept) = kept {
        return kept.ok_or(StoreError::Unreadable);
    }
    let mut value = seed.to_be_bytes().to_vec();
    value.extend_from_slice(&today.to_yyyymmdd().to_be_bytes());
    tx.set_setting("population", &value)?;
    Ok((seed, today))
}

/// The officer's sign-in: a fixed name and a code from the operating system's randomness, kept for the next start.
fn officer(tx: &Tx<'_>) -> Result<Sessions, StoreError> {
    // No letters or digits that look like others: the code is typed from a screen.
    const LETTERS: &[u8; 28] = b"abcdefghjkmnpqrstuvwxyz23456";
    let code = match tx.setting("officer.code")? {
        Some(kept) => String::from_utf8(kept).map_err(|_| StoreError::Unreadable)?,
        None => {
            let made: String =
                (0..10).map(|_| char::from(LETTERS[random_below(LETTERS.len() as u32) as usize])).collect();
            tx.set_setting("officer.code", made.as_bytes())?;
            made
        }
    };
    Ok(Sessions::new("petugas".to_owned(), code))
}
