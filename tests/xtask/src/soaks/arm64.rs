//! Unit tests of the product on Linux arm64, the processor of nearly every phone, emulated by qemu.
//!
//! It runs code that differs there: the arm64 code of ring and SQLite, the vector instructions of image and inference
//! crates, the unsigned `char` of C. The C library is Linux's and not Android's, and emulated times say nothing about
//! speed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::suites::unit;
use crate::tools::{apt, cross};
use crate::workspace::Workspace;

/// The product without its bindings, which are tested from their languages.
const PACKAGES: [&str; 2] = ["ikd-proof", "ikd-core"];

const TARGET: &str = "aarch64-unknown-linux-gnu";
const GCC: &str = "aarch64-linux-gnu-gcc";
const QEMU: &str = "qemu-aarch64";

/// Emulated key derivation is slow.
const LIMIT: Duration = Duration::from_secs(3 * 60 * 60);

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let libraries = libraries()?;
    apt::program(QEMU, "--version", &["qemu-user"])?;
    let compiler = cross::compiler(workspace, &[TARGET])?;
    let mut figures = Vec::new();
    for package in PACKAGES {
        let mut test = workspace.cargo(["test", "-p", package, "--lib", "--all-features", "--locked"]);
        test.args(["--no-fail-fast", "--target", TARGET]);
        compiler.apply(workspace, "std,panic_unwind,panic_abort,test", &mut test);
        test.env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", GCC)
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", runner(&libraries))
            .env("CC_aarch64_unknown_linux_gnu", GCC)
            .env("AR_aarch64_unknown_linux_gnu", "aarch64-linux-gnu-ar");
        let tests = unit::tests_of(run::shown_within(LIMIT, &mut test)?)?;
        figures.push(format!("{package} {tests}"));
    }
    Ok(format!("{}, {}", figures.join(", "), compiler.described()))
}

/// The command that starts a test program. cargo splits it at spaces; Debian's folder has none.
fn runner(libraries: &Path) -> String {
    format!("{QEMU} -L {}", libraries.display())
}

/// Installs the cross compiler and the C library of arm64, and returns the folder whose `lib` contains that library.
fn libraries() -> Result<PathBuf, Stop> {
    const PACKAGES: [&str; 2] = ["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"];
    apt::program(GCC, "--version", &PACKAGES)?;
    if let Some(folder) = named_by_compiler()? {
        return Ok(folder);
    }
    apt::install("the C library of arm64 is not installed", &PACKAGES)?;
    named_by_compiler()?
        .ok_or_else(|| Stop::failed(format!("{GCC} finds no C library although it is installed")))
}

fn named_by_compiler() -> Result<Option<PathBuf>, Stop> {
    let output = run::quietly(Command::new(GCC).arg("-print-file-name=libc.so.6"))?;
    let library = Path::new(output.trim());
    Ok(above_lib(&fs::canonicalize(library).unwrap_or_else(|_| library.to_path_buf())))
}

/// `None` if the compiler has not found the file: it then prints the bare name.
fn above_lib(library: &Path) -> Option<PathBuf> {
    library.is_absolute().then(|| library.parent()?.parent().map(Path::to_path_buf)).flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_emulator_gets_the_folder_above_lib() {
        let folder = above_lib(Path::new("/usr/aarch64-linux-gnu/lib/libc.so.6")).unwrap();
        assert_eq!(runner(&folder), "qemu-aarch64 -L /usr/aarch64-linux-gnu");
    }

    #[test]
    fn a_compiler_without_its_library_gives_no_folder() {
        assert_eq!(above_lib(Path::new("libc.so.6")), None);
    }
}
