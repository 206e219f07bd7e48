//! The simulated phone: the core, opened on a home, with the desktop key store.

use std::sync::Arc;

use ikd_core::{
    app::Ikd,
    platform::Platform,
    service::{NoNetwork, Transport, https::HttpsTransport},
};

use crate::{explain, failure::Failure, home::Home, texts::Texts};

/// Opens the app with the service at `base`, whose certificate must chain to `roots_pem`.
pub(crate) fn open(home: &Home, base: &str, roots_pem: &str, texts: &Texts) -> Result<Ikd, Failure> {
    let transport = HttpsTransport::new(base, roots_pem.as_bytes())
        .map_err(|_| Failure::new("home-damaged", texts.home_damaged))?;
    open_with(home, Arc::new(transport), texts)
}

/// Opens the app without network.
pub(crate) fn open_offline(home: &Home, texts: &Texts) -> Result<Ikd, Failure> {
    open_with(home, Arc::new(NoNetwork), texts)
}

fn open_with(home: &Home, transport: Arc<dyn Transport>, texts: &Texts) -> Result<Ikd, Failure> {
    let platform = Platform::desktop(&home.file("hardware"))
        .map_err(|_| Failure::new("home-not-writable", texts.home_not_writable))?;
    let app = Ikd::open(home.config(texts)?, platform, transport);
    app.map_err(|error| explain::open(texts, &error).into())
}
