//! `ikd sandbox`: the service without a phone, for people with a browser and for tests in other languages.
//!
//! Machines also read the printed lines (`cargo xtask test`): the first https address is the service, the first http
//! address is the pages, and the first name that ends in `.pem` is the certificate to trust.

use std::path::{Path, PathBuf};

use ikd_sandbox::{Sandbox, SandboxConfig, SmtpServer, Storage};
use tempfile::TempDir;

use crate::{
    args::SandboxArgs,
    console::{line, stopped},
    demo::not_started,
    failure::{Failure, Outcome},
    home::replace,
    texts::Texts,
};

/// Runs until the process is ended.
pub(crate) async fn run(texts: &Texts, args: SandboxArgs) -> Outcome {
    let smtp = match args.smtp.as_deref() {
        None => None,
        Some(text) => Some(server(text).ok_or_else(|| Failure::usage(texts.smtp_address))?),
    };
    let pages_port = match args.port {
        0 => 0,
        port => port.checked_add(1).ok_or_else(|| Failure::usage((texts.port_taken)(port)))?,
    };
    let certificate = Certificate::beside(args.data.as_deref().or(args.keys.as_deref()), texts)?;
    let config = SandboxConfig {
        api_port: args.port,
        pages_port,
        storage: args.data.map_or(Storage::Memory, Storage::File),
        seed: args.seed,
        smtp,
        control_token: args.control,
        ..SandboxConfig::default()
    };
    let control = config.control_token.is_some();
    let sandbox = Sandbox::start(config).await.map_err(|error| not_started(texts, error))?;
    let not_written = |_| Failure::new("file-not-written", texts.file_not_written);
    replace(&certificate.file, sandbox.authority_pem().as_bytes(), false).map_err(not_written)?;
    if let Some(file) = &args.keys {
        let keys = serde_json::to_vec_pretty(&sandbox.keys_jwk()).expect("a JSON value serialises");
        replace(file, &keys, true).map_err(not_written)?;
    }
    let pages = sandbox.pages();
    let entry = |name: &str, value: &str| line(&format!("{name:<20}{value}"));
    entry(texts.sandbox_service, &sandbox.api_url())?;
    entry(texts.sandbox_pages, &pages.index)?;
    entry(texts.sandbox_counter, &pages.counter)?;
    entry(texts.sandbox_mailbox, &pages.mailbox)?;
    entry(texts.sandbox_verifier, &pages.verifier)?;
    entry(texts.sandbox_officer, &format!("{} / {}", pages.officer_name, pages.officer_code))?;
    entry(texts.sandbox_certificate, &certificate.file.to_string_lossy())?;
    if let Some(file) = &args.keys {
        entry(texts.sandbox_keys, &file.to_string_lossy())?;
    }
    if control {
        entry(texts.sandbox_control, &format!("{}control", pages.index))?;
    }
    // Before the line that says how to stop it.
    let stopped = stopped();
    line(texts.sandbox_running)?;
    let code = stopped.await;
    sandbox.stop().await;
    Err(Failure::Interrupted(code))
}

/// The file with the test authority's certificate.
struct Certificate {
    file: PathBuf,
    /// The temporary folder, removed on drop.
    _folder: Option<TempDir>,
}

impl Certificate {
    /// In the folder of another file that this run writes, or in a temporary folder.
    fn beside(other: Option<&Path>, texts: &Texts) -> Result<Self, Failure> {
        let not_written = |_| Failure::new("file-not-written", texts.file_not_written);
        if let Some(other) = other {
            let file = std::path::absolute(other.with_extension("pem")).map_err(not_written)?;
            return Ok(Self { file, _folder: None });
        }
        let folder = tempfile::Builder::new().prefix("ikd-sandbox-").tempdir().map_err(not_written)?;
        Ok(Self { file: folder.path().join("authority.pem"), _folder: Some(folder) })
    }
}

fn server(text: &str) -> Option<SmtpServer> {
    let (host, port) = text.rsplit_once(':')?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then_some(SmtpServer { host: host.to_owned(), port: port.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_has_a_host_and_a_port() {
        let expected = |host: &str, port| Some(SmtpServer { host: host.to_owned(), port });
        assert_eq!(server("localhost:2525"), expected("localhost", 2525));
        assert_eq!(server("[::1]:25"), expected("::1", 25));
        assert!(server("localhost").is_none() && server(":25").is_none() && server("h:99999").is_none());
    }
}
