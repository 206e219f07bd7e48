//! The product is type-checked for phones, on a machine that has neither NDK nor Xcode. Not for arm64 Android, for which
//! the suite `link` compiles all of it.
//!
//! This needs no C compiler, since the output of build scripts is never linked. A stand-in writes empty objects, and
//! passes questions about the compiler to the machine's own. Not checked here: the C parts (ring, SQLite) against bionic
//! or the iOS SDK, and linking. `cargo xtask android` and `ios` do that on machines with the SDKs; see
//! docs/packaging.md.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::{create_folder, cross};
use crate::workspace::Workspace;

/// The platforms of the phones.
pub(crate) const TARGETS: [&str; 4] =
    ["aarch64-linux-android", "x86_64-linux-android", "armv7-linux-androideabi", "aarch64-apple-ios"];

/// The targets that no other suite compiles.
fn only_checked() -> impl Iterator<Item = &'static str> {
    TARGETS.into_iter().filter(|target| *target != super::link::TARGET)
}

/// The crates in an app, each with its default features, with which it ships.
const PACKAGES: [&str; 3] = ["ikd-proof", "ikd-core", "ikd-ffi"];

/// One script stands in for `cc` and `ar`.
const STAND_IN: &str = "\
#!/bin/sh
# Stands in for a C compiler and an archiver while Rust code is type-checked. Their output is never read.
previous=
for word in \"$@\"; do
    case $word in
        -E | --version) exec cc \"$@\" ;;
        *.a) : > \"$word\" ;;
    esac
    if [ \"$previous\" = -o ]; then : > \"$word\"; fi
    previous=$word
done
";

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let targets: Vec<&str> = only_checked().collect();
    let compiler = cross::compiler(workspace, &targets)?;
    let folder = workspace.target.join("xtask/targets");
    let stand_in = write_stand_in(&folder)?;
    // Build scripts read the SDK from its name. It may be empty.
    let sdk = folder.join("iPhoneOS.platform/Developer/SDKs/iPhoneOS.sdk");
    create_folder(&sdk)?;
    for target in &targets {
        let mut check = workspace.cargo(["check", "--lib", "--locked", "--target", target]);
        check.args(PACKAGES.iter().flat_map(|package| ["-p", package]));
        compiler.apply(workspace, "std,panic_abort", &mut check);
        for tool in ["CC", "AR"] {
            check.env(variable(tool, target), &stand_in);
        }
        if target.ends_with("-ios") {
            check.env("SDKROOT", &sdk);
        }
        run::shown(&mut check)?;
    }
    Ok(format!(
        "{} targets type-checked, {} crates each, {}",
        targets.len(),
        PACKAGES.len(),
        compiler.described()
    ))
}

/// The variable that sets a tool of the crate `cc` for one target.
fn variable(tool: &str, target: &str) -> String {
    format!("{tool}_{}", target.replace('-', "_"))
}

fn write_stand_in(folder: &Path) -> Result<PathBuf, Stop> {
    create_folder(folder)?;
    let script = folder.join("stand-in");
    fs::write(&script, STAND_IN)
        .map_err(|error| Stop::failed(format!("the stand-in for a C compiler cannot be written: {error}")))?;
    run::quietly(Command::new("chmod").arg("755").arg(&script))?;
    Ok(script)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_set_for_one_target() {
        assert_eq!(variable("CC", "aarch64-apple-ios"), "CC_aarch64_apple_ios");
    }

    #[test]
    fn the_stand_in_writes_an_empty_object_and_has_the_version_of_the_real_compiler() {
        let folder = tempfile::tempdir().unwrap();
        let script = write_stand_in(folder.path()).unwrap();
        let object = folder.path().join("a.o");
        run::quietly(Command::new(&script).args(["-c", "no-such-file.c", "-o"]).arg(&object)).unwrap();
        assert_eq!(fs::read(&object).unwrap(), b"");
        let version = run::quietly(Command::new(&script).arg("--version"));
        assert_eq!(version, run::quietly(Command::new("cc").arg("--version")));
    }
}
