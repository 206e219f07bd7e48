//! Headers of a C library for arm64, unpacked into .cache and not installed: Debian's `musl-dev`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{apt, create_folder, fresh_folder, is_stamped, write_stamp};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// The package, and the version of this set-up.
const PACKAGE: &str = "musl-dev";
const STAMP: &str = "1";

/// Unpacks the headers if they are missing, and returns their folder.
pub(crate) fn headers(workspace: &Workspace) -> Result<PathBuf, Stop> {
    let folder = workspace.cache.join("musl-arm64");
    let headers = folder.join("root/usr/include/aarch64-linux-musl");
    let stamp = folder.join("unpacked");
    if is_stamped(&stamp, STAMP) && headers.is_dir() {
        return Ok(headers);
    }
    let skip = || {
        Stop::skipped(
            "no C headers for arm64, and Debian's could not be downloaded",
            "connect to a Debian mirror once; they are kept in .cache/musl-arm64",
        )
    };
    if !apt::is_here() || !run::answers("dpkg", "--version") {
        return Err(skip());
    }
    println!("unpacking Debian's musl-dev for arm64 into .cache/musl-arm64 (once)");
    fresh_folder(&folder)?;
    create_folder(&folder.join("lists/partial"))?;
    // Lists of another processor's packages, apart from those of this machine.
    let apt_get = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.current_dir(&folder).args(words).args(["--quiet", "-o", "APT::Sandbox::User=root"]);
        command.args(["-o", "APT::Architecture=arm64", "-o", "APT::Architectures=arm64"]);
        command.args(["-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache="]);
        command.arg("-o").arg(format!("Dir::State::lists={}", folder.join("lists").display()));
        run::quietly(&mut command)
    };
    if apt_get(&["update"]).is_err() || apt_get(&["download", PACKAGE]).is_err() {
        return Err(skip());
    }
    let root = folder.join("root");
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "deb") {
            run::quietly(Command::new("dpkg").arg("-x").arg(entry.path()).arg(&root))?;
        }
    }
    fs::remove_dir_all(folder.join("lists"))
        .map_err(|error| Stop::failed(format!("lists cannot be removed: {error}")))?;
    write_stamp(&stamp, STAMP)?;
    Ok(headers)
}
