//! The folders of the work tree, and cargo's metadata of it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::outcome::Stop;

/// The work tree, with its folders for builds and tools.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The folder for tools and libraries that suites need.
    pub(crate) cache: PathBuf,
}

impl Workspace {
    /// Searches from the current folder upwards, so that the command works in every folder of the work tree.
    pub(crate) fn find() -> Result<Self, String> {
        let here =
            env::current_dir().map_err(|error| format!("The current folder cannot be read: {error}"))?;
        let root = here
            .ancestors()
            .find(|folder| {
                fs::read_to_string(folder.join("Cargo.toml"))
                    .is_ok_and(|text| text.lines().any(|line| line == "[workspace]"))
            })
            .ok_or("No Cargo workspace here or above. Run this inside the work tree.")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => here.join(folder),
            None => root.join("target"),
        };
        let cache = root.join(".cache");
        Ok(Self { root, target, cache })
    }

    /// cargo at the root, without the variables that the outer `cargo run` has set. Build scripts that depend on them would
    /// run again each time cargo is called from here after a call from a shell, and the other way round.
    pub(crate) fn cargo<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.calling_cargo("cargo");
        command.args(args);
        command
    }

    /// A program at the root that calls cargo, with the same environment.
    pub(crate) fn calling_cargo(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.program(program);
        command.env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(set_by_cargo_run) {
                command.env_remove(name);
            }
        }
        command
    }

    /// A program at the root.
    pub(crate) fn program(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The output of `cargo metadata`, with every feature and for every platform.
    ///
    /// Fails if Cargo.lock does not match the manifests.
    pub(crate) fn metadata(&self) -> Result<Value, Stop> {
        let text = crate::run::quietly(&mut self.cargo([
            "metadata",
            "--format-version=1",
            "--all-features",
            "--locked",
        ]))?;
        serde_json::from_str(&text)
            .map_err(|error| Stop::failed(format!("cargo metadata is not JSON: {error}")))
    }

    /// Files under version control and new files that are not ignored, relative to the root, sorted.
    pub(crate) fn tracked_files(&self) -> Result<Vec<PathBuf>, Stop> {
        let mut git = self.program("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
        let listing = crate::run::quietly(&mut git).map_err(|_| {
            Stop::skipped(
                "git cannot list the files of this folder",
                "install git and work in a clone of the repository",
            )
        })?;
        Ok(listing
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(PathBuf::from)
            .filter(|file| self.root.join(file).is_file())
            .collect())
    }

    /// The desktop shell of a debug build.
    pub(crate) fn ikd_binary(&self) -> PathBuf {
        self.target.join("debug").join(format!("ikd{}", env::consts::EXE_SUFFIX))
    }
}

/// The packages in the output of `cargo metadata`.
pub(crate) fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

/// The package of this workspace that has this name.
pub(crate) fn own_package<'a>(metadata: &'a Value, name: &str) -> Option<&'a Value> {
    packages(metadata).find(|package| package["name"] == name && package["source"].is_null())
}

/// Whether `cargo run` has set this variable for this process, and not the user.
fn set_by_cargo_run(name: &str) -> bool {
    const EXACT: [&str; 7] = [
        "CARGO",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_MANIFEST_LINKS",
        "CARGO_CRATE_NAME",
        "CARGO_BIN_NAME",
        "CARGO_PRIMARY_PACKAGE",
    ];
    EXACT.contains(&name) || name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_BIN_EXE_")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_user_reach_the_inner_cargo() {
        assert!(set_by_cargo_run("CARGO_PKG_VERSION"));
        assert!(set_by_cargo_run("CARGO_MANIFEST_DIR"));
        assert!(!set_by_cargo_run("CARGO_HOME"));
        assert!(!set_by_cargo_run("CARGO_NET_OFFLINE"));
        assert!(!set_by_cargo_run("CARGO_TARGET_DIR"));
    }
}
