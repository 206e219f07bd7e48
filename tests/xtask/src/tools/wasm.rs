//! A compiler that knows wasm32.
//!
//! A toolchain that has the target installed is used as it is. Otherwise Debian's compiler for web browsers, which
//! comes with the source of the standard library, is unpacked into .cache (nothing is installed): cargo builds the
//! library for the target from that source. Both parts are of one version, which is all that building it needs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{apt, create_folder, fresh_folder, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How to compile for wasm32 on this machine.
#[derive(Debug)]
pub(crate) enum Compiler {
    /// The toolchain in use has the target.
    Own,
    /// An unpacked compiler behind this wrapper; the standard library is built from its source.
    Unpacked(PathBuf),
}

/// Finds a compiler for wasm32 or unpacks one.
pub(crate) fn compiler(workspace: &Workspace) -> Result<Compiler, Stop> {
    if toolchain_has_target(workspace) {
        return Ok(Compiler::Own);
    }
    let folder = workspace.cache.join("wasm");
    let wrapper = folder.join("rustc");
    let stamp = folder.join("unpacked");
    // Whatever version was unpacked goes on being used: a newer one is no reason to need the network.
    if is_stamped(&stamp, STAMP) && run::answers(&wrapper.to_string_lossy(), "--version") {
        return Ok(Compiler::Unpacked(wrapper));
    }
    let enable = format!("give the Rust toolchain in use the target {TARGET}");
    if !apt::is_here() || !run::answers("dpkg", "--version") {
        return Err(Stop::skipped("no compiler for wasm32", enable));
    }
    println!("unpacking a compiler for wasm32 into .cache/wasm (about 140 MB to fetch, once)");
    apt::update();
    fresh_folder(&folder)?;
    let Some(packages) = packages() else {
        return Err(Stop::skipped(
            "no compiler for wasm32, and Debian's rustc-web is not to be had here",
            enable,
        ));
    };
    let root = folder.join("root");
    let mut all: Vec<String> = packages;
    unpack(&all, &folder, &root, &enable)?;
    // Libraries of the unpacked compiler that this machine happens not to have, and theirs in turn.
    for _ in 0..3 {
        let missing = missing_dependencies(&all);
        if missing.is_empty() {
            break;
        }
        unpack(&missing, &folder, &root, &enable)?;
        all.extend(missing);
    }
    write_wrapper(&wrapper, &root)?;
    run::quietly(Command::new(&wrapper).arg("--version"))?;
    write_stamp(&stamp, STAMP)?;
    Ok(Compiler::Unpacked(wrapper))
}

/// Changes whenever this recipe does.
const STAMP: &str = "1";

fn toolchain_has_target(workspace: &Workspace) -> bool {
    let mut ask = workspace.program("rustc");
    ask.args(["--print", "target-libdir", "--target", TARGET]);
    run::quietly(&mut ask).is_ok_and(|folder| {
        fs::read_dir(folder.trim()).is_ok_and(|mut entries| {
            entries.any(|entry| {
                entry.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
            })
        })
    })
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

fn unpack(packages: &[String], folder: &Path, root: &Path, enable: &str) -> Result<(), Stop> {
    let archives = folder.join("archives");
    create_folder(&archives)?;
    create_folder(root)?;
    let mut download = Command::new("apt-get");
    download.current_dir(&archives).args(["download", "--quiet"]).args(packages);
    // Run by root in a folder of root's, apt warns that it keeps its rights; the archives are checked all the same.
    download.args(["-o", "APT::Sandbox::User=root"]);
    if !run::shown_whatever_code(&mut download)?.success {
        return Err(Stop::skipped("no compiler for wasm32, and Debian's could not be fetched", enable));
    }
    for entry in
        fs::read_dir(&archives).map_err(|error| Stop::failed(format!(".cache cannot be read: {error}")))?
    {
        let archive = entry.map_err(|error| Stop::failed(format!(".cache cannot be read: {error}")))?.path();
        run::quietly(Command::new("dpkg").arg("-x").arg(&archive).arg(root))?;
    }
    fs::remove_dir_all(&archives)
        .map_err(|error| Stop::failed(format!("archives cannot be removed: {error}")))
}

/// The compiler finds its libraries by this wrapper and not by a setting that other programs would see too.
fn write_wrapper(wrapper: &Path, root: &Path) -> Result<(), Stop> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root.join("usr/lib")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with("-linux-gnu") {
            folders.push(entry.path().display().to_string());
            folders.push(root.join("lib").join(&name).display().to_string());
        }
    }
    let script = format!(
        "#!/bin/sh\nLD_LIBRARY_PATH='{}' exec '{}' \"$@\"\n",
        folders.join(":"),
        root.join("usr/bin/rustc").display()
    );
    fs::write(wrapper, script).map_err(|error| Stop::failed(format!(".cache cannot be written: {error}")))?;
    run::quietly(Command::new("chmod").arg("755").arg(wrapper)).map(drop)
}
