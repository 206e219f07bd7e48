//! A Swift 6 toolchain.
//!
//! A `swift` on PATH is used if it is new enough. Otherwise Debian's packages of a newer release are unpacked into a
//! folder of .cache, with the system they need, and programs run with that folder as their root.
//! * Nothing is installed on this machine except `mmdebstrap`, which unpacks the packages.
//! * Mounts are in a namespace of the run and end with it.
//! * A folder whose set-up was interrupted is not used.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{apt, fresh_folder};
use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// The oldest compiler with language mode 6, which the package uses.
const OLDEST: u32 = 6;

/// The Debian release that has it: 13, with Swift 6.0.3.
const RELEASE: &str = "trixie";

/// The unpacked packages: the toolchain, its C library, g++ for the start files of the linker, git for SwiftPM (which
/// runs it even without a dependency), and [`OPENSSL`].
const PACKAGES: &str = "swiftlang,libc6-dev,g++,git,libssl-dev";

/// libcrypto with its headers, for the software key store of the tests.
const OPENSSL: &str = "libssl-dev";

/// Parts that no test needs, a third of the size: debugger, language servers, static libraries, documents.
const LEFT_OUT: [&str; 12] = [
    "/usr/libexec/swift/lib/swift_static/*",
    "/usr/libexec/swift/lib/liblldb*",
    "/usr/libexec/swift/lib/libLTO*",
    "/usr/libexec/swift/lib/libsourcekitdInProc.so",
    "/usr/libexec/swift/bin/lldb*",
    "/usr/libexec/swift/bin/clangd",
    "/usr/libexec/swift/bin/sourcekit-lsp",
    "/usr/libexec/swift/bin/docc",
    "/usr/share/doc/*",
    "/usr/share/info/*",
    "/usr/share/locale/*",
    "/usr/share/man/*",
];

/// Settings of the machine's apt that it may need to reach its mirror; also used for the unpacking.
const SETTINGS: [&str; 5] = [
    "Acquire::http::Proxy",
    "Acquire::https::Proxy",
    "Acquire::Check-Date",
    "Acquire::Check-Valid-Until",
    "Acquire::Retries",
];

/// The folder's name. Change it with this set-up.
const FOLDER: &str = "root-1";

/// How to install it by hand.
const ENABLE: &str = "install Swift 6 (swift.org/install) so that `swift` is on PATH, and OpenSSL's headers";

/// The path of [`ENTER`] under the root.
const SCRIPT: &str = "enter";

/// Mounts the folders before `--` at the same path under the new root, and runs the command after it there.
///
/// The tools need /proc to find their libraries. `exec` makes a signal to this process reach the program.
const ENTER: &str = r#"set -eu
root=$1
folder=$2
shift 2
mount --bind /proc "$root/proc"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
done
shift
exec chroot "$root" /usr/bin/env --chdir="$folder" HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
"#;

/// How Swift's programs are run on this machine.
#[derive(Debug)]
pub(crate) enum Toolchain {
    /// The programs on PATH.
    Own,
    /// An unpacked system with this root.
    Unpacked(PathBuf),
}

impl Toolchain {
    /// A program of the toolchain, run in `folder`. The work tree and the target folder have their usual paths. Of the
    /// rest of the machine, an unpacked toolchain has access only to the processes and the network.
    pub(crate) fn program(
        &self,
        workspace: &Workspace,
        folder: &Path,
        words: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Command {
        let words: Vec<OsString> = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
        let mut command;
        match self {
            Self::Own => {
                command = Command::new(&words[0]);
                command.args(&words[1..]).current_dir(folder);
            }
            Self::Unpacked(root) => {
                command = inside(root, folder, &[&workspace.root, &workspace.target]);
                command.args(words).env("TMPDIR", "/tmp");
            }
        }
        command
    }
}

/// Finds a Swift 6 or unpacks one.
pub(crate) fn toolchain(workspace: &Workspace) -> Result<Toolchain, Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::skipped("the Swift tests need libraries of Linux", "run them on Linux"));
    }
    if is_new_enough(&mut Command::new("swift")) {
        if apt::is_here() && !apt::is_installed(OPENSSL) {
            apt::install("the headers of OpenSSL are not installed", &[OPENSSL])?;
        }
        return Ok(Toolchain::Own);
    }
    if !apt::is_here() || !apt::is_root() {
        return Err(Stop::skipped("no Swift 6, and only root on Debian can unpack one", ENABLE));
    }
    // In many containers root may not mount.
    if run::quietly(Command::new("unshare").args(["--mount", "true"])).is_err() {
        return Err(Stop::skipped("no Swift 6, and root may not mount on this machine", ENABLE));
    }
    let folder = workspace.cache.join("swift");
    let root = folder.join(FOLDER);
    if !root.is_dir() {
        unpack(&folder, &root)?;
    }
    if is_new_enough(inside(&root, Path::new("/"), &[]).arg("swift")) {
        return Ok(Toolchain::Unpacked(root));
    }
    Err(Stop::failed("the Swift in .cache/swift does not run; delete that folder to have it unpacked again"))
}

/// Runs `--version` of a command that ends in the program.
fn is_new_enough(swift: &mut Command) -> bool {
    run::quietly(swift.arg("--version"))
        .ok()
        .and_then(|text| major_version(&text))
        .is_some_and(|major| major >= OLDEST)
}

fn major_version(text: &str) -> Option<u32> {
    let (_, after) = text.split_once("Swift version ")?;
    after.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

fn inside(root: &Path, folder: &Path, visible: &[&Path]) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "sh"]).arg(root.join(SCRIPT));
    command.arg(root).arg(folder).args(visible).arg("--");
    command
}

fn unpack(folder: &Path, root: &Path) -> Result<(), Stop> {
    apt::program("mmdebstrap", "--version", &["mmdebstrap"])?;
    let Some(mirror) = mirror() else {
        return Err(Stop::skipped("no Swift 6, and apt has no mirror of Debian", ENABLE));
    };
    println!("unpacking Swift 6 of Debian {RELEASE} into .cache/swift (about 2 GB, one minute, once)");
    // Removes an interrupted or older set-up. The new one gets its name when it is complete.
    fresh_folder(folder)?;
    let unfinished = folder.join("unfinished");
    let mut make = Command::new("mmdebstrap");
    make.args(["--variant=apt", "--quiet"]).arg(format!("--include={PACKAGES}"));
    make.arg(r#"--aptopt=APT::Install-Recommends "false""#);
    make.args(settings().iter().map(|setting| format!("--aptopt={setting}")));
    make.args(LEFT_OUT.iter().map(|path| format!("--dpkgopt=path-exclude={path}")));
    make.arg(RELEASE).arg(&unfinished).arg(mirror);
    if !run::shown_with_any_code(&mut make)?.success {
        return Err(Stop::skipped("no Swift 6, and Debian's could not be downloaded", ENABLE));
    }
    let cannot = |error: std::io::Error| Stop::failed(format!(".cache cannot be written: {error}"));
    // The sandbox has the name localhost, which needs this file.
    fs::write(unfinished.join(SCRIPT), ENTER).map_err(cannot)?;
    fs::write(unfinished.join("etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n").map_err(cannot)?;
    fs::rename(&unfinished, root).map_err(cannot)
}

/// The mirror of Debian in this machine's apt.
fn mirror() -> Option<String> {
    let mut ask = Command::new("apt-get");
    ask.args([
        "indextargets",
        "--format",
        "$(SITE)",
        "Created-By: Packages",
        "Origin: Debian",
        "Component: main",
    ]);
    ask.arg("Label: Debian");
    run::quietly(&mut ask).ok()?.lines().next().map(str::to_owned)
}

/// The [`SETTINGS`] with a value, as lines of an apt configuration.
fn settings() -> Vec<String> {
    let dump = run::quietly(Command::new("apt-config").arg("dump")).unwrap_or_default();
    dump.lines()
        .filter(|line| SETTINGS.iter().any(|name| is_setting(line, name)))
        .map(str::to_owned)
        .collect()
}

fn is_setting(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ') && !rest.ends_with("\"\";"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_the_output_of_swift() {
        assert_eq!(major_version("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64"), Some(6));
        assert_eq!(major_version("Apple Swift version 5.10 (swiftlang-5.10)"), Some(5));
        assert_eq!(major_version("OpenStack swift 4.2"), None);
    }

    #[test]
    fn only_settings_with_a_value_are_used() {
        assert!(is_setting(r#"Acquire::Check-Date "false";"#, "Acquire::Check-Date"));
        assert!(!is_setting(r#"Acquire::Retries "";"#, "Acquire::Retries"));
        assert!(!is_setting(r#"Acquire::http::Proxy::host "DIRECT";"#, "Acquire::http::Proxy"));
    }
}
