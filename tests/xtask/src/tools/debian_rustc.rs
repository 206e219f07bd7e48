//! Debian's compiler for web browsers, unpacked into .cache and not installed.
//!
//! Its packages include the source of the standard library, which cargo builds for any target of the compiler. Compiler and
//! source must have the same version; this is checked before the first use.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{apt, create_folder, fresh_folder, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// The version of this set-up. Change it with the set-up.
const STAMP: &str = "2";

/// Unpacks the compiler if it is missing, and returns the wrapper that starts it.
///
/// Skips with `why` and `enable` if Debian's packages cannot be downloaded.
pub(crate) fn wrapper(workspace: &Workspace, why: &str, enable: &str) -> Result<PathBuf, Stop> {
    let folder = workspace.cache.join("rustc-web");
    let wrapper = folder.join("rustc");
    let stamp = folder.join("unpacked");
    // An unpacked version stays in use, since a newer one would need the network.
    if is_stamped(&stamp, STAMP) && run::answers(&wrapper.to_string_lossy(), "--version") {
        return Ok(wrapper);
    }
    let skip = |what: &str| Stop::skipped(format!("{why}{what}"), enable);
    if !apt::is_here() || !run::answers("dpkg", "--version") {
        return Err(skip(""));
    }
    println!("{why}: unpacking Debian's rustc-web into .cache/rustc-web (about 140 MB to download, once)");
    apt::update();
    fresh_folder(&folder)?;
    let Some(packages) = packages() else {
        return Err(skip(", and Debian's rustc-web is not available"));
    };
    let root = folder.join("root");
    let mut all: Vec<String> = packages;
    unpack(&all, &folder, &root)?.ok_or_else(|| skip(", and Debian's could not be downloaded"))?;
    // Dependencies of the compiler that are not installed on this machine, and their dependencies.
    for _ in 0..3 {
        let missing = missing_dependencies(&all);
        if missing.is_empty() {
            break;
        }
        unpack(&missing, &folder, &root)?.ok_or_else(|| skip(", and Debian's could not be downloaded"))?;
        all.extend(missing);
    }
    write_wrapper(&wrapper, &root)?;
    let version = run::quietly(Command::new(&wrapper).arg("--version"))?;
    same_version(&version, fs::read_link(root.join("usr/lib/rustlib/src/rust")).ok().as_deref())?;
    write_stamp(&stamp, STAMP)?;
    Ok(wrapper)
}

/// The packages of one compiler version, as `name=version` if the version matters.
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

/// Dependencies of the shared libraries in `have` that are neither in `have` nor installed.
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

/// Downloads and unpacks the packages; `None` if they cannot be downloaded.
fn unpack(packages: &[String], folder: &Path, root: &Path) -> Result<Option<()>, Stop> {
    let archives = folder.join("archives");
    create_folder(&archives)?;
    create_folder(root)?;
    let mut download = Command::new("apt-get");
    download.current_dir(&archives).args(["download", "--quiet"]).args(packages);
    // Without this apt warns that it cannot drop root's rights in this folder. The archives are verified either way.
    download.args(["-o", "APT::Sandbox::User=root"]);
    if !run::shown_with_any_code(&mut download)?.success {
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

/// The wrapper sets the library path for the compiler alone and not for other programs. The path is relative to the
/// wrapper, so that the cache can be moved.
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

/// Fails if the versions differ. `output` is what the compiler prints for `--version`; `source` is the target of the
/// link to the library's source, a folder named after its version.
fn same_version(output: &str, source: Option<&Path>) -> Result<(), Stop> {
    let compiler = output.split(' ').nth(1).unwrap_or_default();
    let library = source
        .and_then(Path::file_name)
        .and_then(|name| name.to_str()?.strip_prefix("rustc-"))
        .unwrap_or_default();
    if !compiler.is_empty() && compiler == library {
        return Ok(());
    }
    Err(Stop::failed(format!(
        "the compiler in .cache/rustc-web has version `{compiler}`, the source of its library `{library}`"
    )))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_library_of_a_different_version_than_the_compiler_is_refused() {
        let output = "rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)\n";
        assert_eq!(same_version(output, Some(Path::new("../../../src/rustc-1.96.0"))), Ok(()));
        assert!(same_version(output, Some(Path::new("../../../src/rustc-1.95.0"))).is_err());
        assert!(same_version(output, None).is_err());
        assert!(same_version("", None).is_err());
    }
}
