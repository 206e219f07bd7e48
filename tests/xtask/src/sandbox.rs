//! The service, running while a suite runs.

use std::collections::hash_map::RandomState;
use std::fs::{self, File};
use std::hash::BuildHasher;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::outcome::Stop;
use crate::tools::fresh_folder;
use crate::workspace::Workspace;

/// At its start the service generates an authority, keys and a population, which takes a debug build seconds.
const START_LIMIT: Duration = Duration::from_secs(600);

/// A running `ikd sandbox`. Dropping it stops the process.
#[derive(Debug)]
pub(crate) struct Sandbox {
    child: Child,
    /// `https://localhost:PORT`
    pub(crate) api: String,
    /// `http://localhost:PORT`, without a path.
    pub(crate) pages: String,
    /// The certificate of the test authority, PEM; an absolute path.
    pub(crate) certificate: PathBuf,
    /// Name and code with which the officer signs in.
    pub(crate) officer: (String, String),
    /// The token of the control interface.
    pub(crate) control: String,
    /// For files of this run; empty at its start.
    pub(crate) folder: PathBuf,
    /// The file with its output.
    printed: PathBuf,
}

impl Sandbox {
    /// Starts the service of the built `ikd` on free ports and waits until it has printed its addresses.
    pub(crate) fn start(workspace: &Workspace, suite: &str) -> Result<Self, Stop> {
        let folder = workspace.target.join("xtask").join(suite);
        fresh_folder(&folder)?;
        let printed = folder.join("sandbox.txt");
        let cannot = |error: std::io::Error| Stop::failed(format!("the sandbox cannot be started: {error}"));
        let output = File::create(&printed).map_err(cannot)?;
        let errors = output.try_clone().map_err(cannot)?;
        // Random, from the operating system through the standard library's hasher: only this run knows the token.
        let control =
            format!("{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2));
        println!("starting the sandbox");
        let child = workspace
            .program(workspace.ikd_binary())
            .args(["sandbox", "--port", "0", "--control", &control, "--keys"])
            .arg(folder.join("keys.json"))
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(cannot)?;
        let mut sandbox = Self {
            child,
            api: String::new(),
            pages: String::new(),
            certificate: PathBuf::new(),
            officer: (String::new(), String::new()),
            control,
            folder,
            printed,
        };
        sandbox.wait_for_addresses(&workspace.root)?;
        println!("  service {}, pages {}", sandbox.api, sandbox.pages);
        Ok(sandbox)
    }

    /// Sets the variables by which a program in another language finds the service and the folder for its files.
    pub(crate) fn describe_to(&self, command: &mut Command) {
        command
            .env("IKD_API", &self.api)
            .env("IKD_PAGES", &self.pages)
            .env("IKD_CERTIFICATE", &self.certificate)
            .env("IKD_CONTROL", &self.control)
            .env("IKD_STATE", &self.folder);
    }

    /// NIK and name of a fictional person who may register; `None` if the control interface does not say.
    pub(crate) fn adult(&self) -> Option<(String, String)> {
        let host = self.pages.strip_prefix("http://")?;
        let mut stream = TcpStream::connect(host).ok()?;
        let request = format!(
            "GET /control/people HTTP/1.0\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\r\n",
            self.control
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (_, body) = answer.split_once("\r\n\r\n")?;
        let people: Value = serde_json::from_str(body).ok()?;
        let entry = |name: &str| people["adult"][name].as_str().map(str::to_owned);
        Some((entry("nik")?, entry("name")?))
    }

    fn wait_for_addresses(&mut self, root: &Path) -> Result<(), Stop> {
        let start = Instant::now();
        loop {
            let text = fs::read_to_string(&self.printed).unwrap_or_default();
            if let Some(places) = Places::in_text(&text) {
                (self.api, self.pages, self.officer) = (places.api, places.pages, places.officer);
                // The sandbox runs at the root and prints a path relative to it.
                self.certificate = root.join(places.certificate);
                return Ok(());
            }
            let ended = self.child.try_wait().is_ok_and(|status| status.is_some());
            if ended || start.elapsed() > START_LIMIT {
                let what =
                    if ended { "the sandbox ended at once" } else { "the sandbox prints no addresses" };
                return Err(Stop::Failed {
                    what: what.to_owned(),
                    tail: text.lines().map(str::to_owned).collect(),
                });
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Its data is in memory only. Errors do not matter: it may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Places {
    api: String,
    pages: String,
    certificate: PathBuf,
    officer: (String, String),
}

impl Places {
    /// Reads the sandbox's output, complete lines only: the first https address, the first http address, the first file
    /// name that ends in .pem, and the sign-in as `name / code`.
    fn in_text(text: &str) -> Option<Self> {
        let complete = &text[..=text.rfind('\n')?];
        let words =
            || complete.split_whitespace().map(|word| word.trim_matches(|c: char| "\"'(),<>".contains(c)));
        let origin = |scheme: &str| {
            let address = words().find(|word| word.starts_with(scheme))?;
            let host = address[scheme.len()..].split('/').next()?;
            Some(format!("{scheme}{host}"))
        };
        let slash = words().position(|word| word == "/")?;
        let officer = (words().nth(slash.checked_sub(1)?)?.to_owned(), words().nth(slash + 1)?.to_owned());
        Some(Self {
            officer,
            api: origin("https://")?,
            pages: origin("http://")?,
            certificate: words().find(|word| word.ends_with(".pem"))?.into(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_certificate_are_found_in_prose() {
        let text = "Layanan: https://localhost:4001/\nHalaman: http://localhost:4002/loket\n\
                    Petugas: petugas / abc23\nSertifikat: a/ca.pem\n";
        let expected = Places {
            api: "https://localhost:4001".to_owned(),
            pages: "http://localhost:4002".to_owned(),
            certificate: "a/ca.pem".into(),
            officer: ("petugas".to_owned(), "abc23".to_owned()),
        };
        assert_eq!(Places::in_text(text), Some(expected));
    }

    #[test]
    fn an_incomplete_line_is_not_read() {
        assert_eq!(Places::in_text("https://localhost:4001/ http://localhost:4002/ a / b ca.pem"), None);
        assert_eq!(Places::in_text(""), None);
    }
}
