//! Debian's compiler for web browsers, unpacked into .cache; nothing is installed.
//!
//! It comes with the source of the standard library, from which cargo builds that library for any target the compiler
//! knows. Compiler and source are of one version, which is all that building it needs; that is checked before the
//! first use.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{apt, create_folder, fresh_folder, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// Changes whenever this recipe does.
const STAMP: &str = "2";

/// Gives the wrapper that starts the compiler, after unpacking it if it is not there yet.
///
/// Skipped where Debian's packages cannot be had: `why` and `enable` are then what the reader is told.
pub(crate) fn wrapper(workspace: &Workspace, why: &str, enable: &str) -> Result<PathBuf, Stop> {
    let folder = workspace.cache.join("rustc-web");
    let wrapper = folder.join("rustc");
    let stamp = folder.join("unpacked");
    // Whatever version was unpacked goes on being used: a newer one is no reason to need the network.
    if is_stamped(&stamp, STAMP) && run::answers(&wrapper.to_string_lossy(), "--version") {
        return Ok(wrapper);
    }
    let skip = |what: &str| Stop::skipped(format!("{why}{what}"), enable);
    if !apt::is_here() || !run::answers("dpkg", "--version") {
        return Err(skip(""));
    }
    println!("{why}: unpacking Debian's rustc-web into .cache/rustc-web (about 140 MB to fetch, once)");
    apt::update();
    fresh_folder(&folder)?;
    let Some(packages) = packages() else {
        return Err(skip(", and Debian's rustc-web is not to be had here"));
    };
    let root = folder.join("root");
    let mut all: Vec<String> = packages;
    unpack(&all, &folder, &root)?.ok_or_else(|| skip(", and Debian's could not be fetched"))?;
    // Libraries of the unpacked compiler that this machine happens not to have, and theirs in turn.
    for _ in 0..3 {
        let missing = missing_dependencies(&all);
        if missing.is_empty() {
            break;
        }
        unpack(&missing, &folder, &root)?.ok_or_else(|| skip(", and Debian's could not be fetched"))?;
        all.extend(missing);
    }
    write_wrapper(&wrapper, &root)?;
    let version = run::quietly(Command::new(&wrapper).arg("--version"))?;
    same_version(&version, fs::read_link(root.join("usr/lib/rustlib/src/rust")).ok().as_deref())?;
    write_stamp(&stamp, STAMP)?;
    Ok(wrapper)
}

/// The packages of one and the same compiler version, as `name=version` where the version matters.
fn packages() -> Option<Vec<String>> {
    let version = apt::field("rustc-web", None, "Version")?;
    let development = apt::field("libstd-rust-web-dev", Some(&version), "Depends")?;
    let library =
        apt::names_in(&development).into_iter().find(|name| name.starts_with("libstd-rust-web-"))?;
    let code_generator = apt::names_in(&apt::field(&library, Some(&version), "Depends")?)
        .into_iter()
        .find(|name| name.starts_with("libllvm"))?;
    let exact = |name: &str| format!("{name}={version}");
    Some(vec![
        exact("rustc-web"),
        exact("libstd-rust-web-dev"),
        exact(&library),
        exact("rust-web-src"),
        code_generator,
    ])
}

/// Dependencies of the shared libraries among `have` that are neither in it nor installed.
fn missing_dependencies(have: &[String]) -> Vec<String> {
    let name = |package: &String| package.split('=').next().unwrap_or(package).to_owned();
    let names: BTreeSet<String> = have.iter().map(name).collect();
    let mut missing = BTreeSet::new();
    for package in names.iter().filter(|name| name.starts_with("lib")) {
        let depends = apt::field(package, None, "Depends").unwrap_or_default();
        missing.extend(
            apt::names_in(&depends)
                .into_iter()
                .filter(|name| name.starts_with("lib") && !names.contains(name) && !apt::is_installed(name)),
        );
    }
    missing.into_iter().collect()
}

/// Fetches and unpacks; `None` if they cannot be fetched.
fn unpack(packages: &[String], folder: &Path, root: &Path) -> Result<Option<()>, Stop> {
    let archives = folder.join("archives");
    create_folder(&archives)?;
    create_folder(root)?;
    let mut download = Command::new("apt-get");
    download.current_dir(&archives).args(["download", "--quiet"]).args(packages);
    // Run by root in a folder of root's, apt warns that it keeps its rights; the archives are checked all the same.
    download.args(["-o", "APT::Sandbox::User=root"]);
    if !run::shown_whatever_code(&mut download)?.success {
        return Ok(None);
    }
    for entry in
        fs::read_dir(&archives).map_err(|error| Stop::failed(format!(".cache cannot be read: {error}")))?
    {
        let archive = entry.map_err(|error| Stop::failed(format!(".cache cannot be read: {error}")))?.path();
        run::quietly(Command::new("dpkg").arg("-x").arg(&archive).arg(root))?;
    }
    fs::remove_dir_all(&archives)
        .map_err(|error| Stop::failed(format!("archives cannot be removed: {error}")))?;
    Ok(Some(()))
}

/// The compiler finds its libraries by this wrapper and not by a setting that other programs would see too. It looks
/// beside itself, so that a cache may be moved.
fn write_wrapper(wrapper: &Path, root: &Path) -> Result<(), Stop> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root.join("usr/lib")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with("-linux-gnu") {
            folders.push(format!("$root/usr/lib/{name}:$root/lib/{name}"));
        }
    }
    let script = format!(
        "#!/bin/sh\nroot=${{0%/*}}/root\nLD_LIBRARY_PATH=\"{}\" exec \"$root/usr/bin/rustc\" \"$@\"\n",
        folders.join(":")
    );
    fs::write(wrapper, script).map_err(|error| Stop::failed(format!(".cache cannot be written: {error}")))?;
    run::quietly(Command::new("chmod").arg("755").arg(wrapper)).map(drop)
}

/// `said` is what the compiler says of itself, `source` where the link to the source of its library points: a folder
/// named after its version.
fn same_version(said: &str, source: Option<&Path>) -> Result<(), Stop> {
    let compiler = said.split(' ').nth(1).unwrap_or_default();
    let library = source
        .and_then(Path::file_name)
        .and_then(|name| name.to_str()?.strip_prefix("rustc-"))
        .unwrap_or_default();
    if !compiler.is_empty() && compiler == library {
        return Ok(());
    }
    Err(Stop::failed(format!(
        "the compiler in .cache/rustc-web is of version `{compiler}`, its library's source of `{library}`"
    )))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_library_of_another_version_than_the_compiler_is_refused() {
        let said = "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)\n";
        assert_eq!(same_version(said, Some(Path::new("../../../src/rustc-1.96.0"))), Ok(()));
        assert!(same_version(said, Some(Path::new("../../../src/rustc-1.95.0"))).is_err());
        assert!(same_version(said, None).is_err());
        assert!(same_version("", None).is_err());
    }
}
