//! Debian's packages.

use std::process::Command;
use std::sync::OnceLock;

use crate::outcome::Stop;
use crate::run;

/// Installs `packages` if `program` cannot be run with this argument.
///
/// Skips, with the command to run, if there is no apt-get, the user is not root, or the package cannot be downloaded.
pub(crate) fn program(program: &str, argument: &str, packages: &[&str]) -> Result<(), Stop> {
    if run::answers(program, argument) {
        return Ok(());
    }
    install(&format!("{program} is not installed"), packages)?;
    if run::answers(program, argument) {
        return Ok(());
    }
    Err(Stop::failed(format!("{program} does not run although {} is installed", packages.join(", "))))
}

/// Installs packages. `why` is the reason in the skip if that is not possible.
pub(crate) fn install(why: &str, packages: &[&str]) -> Result<(), Stop> {
    let by_hand = format!("as root: apt-get install {}", packages.join(" "));
    let skip = |what: &str| Stop::skipped(format!("{why}, and {what}"), by_hand.clone());
    if !is_here() {
        return Err(Stop::skipped(why, format!("install what Debian calls {}", packages.join(", "))));
    }
    if !is_root() {
        return Err(skip("this user may not install it"));
    }
    println!("{why}: installing {}", packages.join(", "));
    update();
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages);
    let printed = run::shown_with_any_code(&mut install)?;
    if printed.success { Ok(()) } else { Err(skip("it could not be installed; is the machine offline?")) }
}

/// Updates the package lists, once in a run. Offline, the existing lists are used.
pub(crate) fn update() {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        println!("updating the package lists");
        if !is_root() {
            return;
        }
        if run::quietly(Command::new("apt-get").args(["update", "--quiet"])).is_err() {
            println!("  not possible; using the existing lists");
        }
    });
}

/// Whether this is a Debian-like system.
pub(crate) fn is_here() -> bool {
    run::answers("apt-get", "--version")
}

/// Whether a package is installed.
pub(crate) fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}", package]);
    run::quietly(&mut query).is_ok_and(|status| status == "installed")
}

/// A field in the record of a package of this version. `None`: of the version that would be installed.
pub(crate) fn field(package: &str, version: Option<&str>, field: &str) -> Option<String> {
    let mut show = Command::new("apt-cache");
    show.args(["show", "--no-all-versions"]);
    show.arg(version.map_or_else(|| package.to_owned(), |version| format!("{package}={version}")));
    let record = run::quietly(&mut show).ok()?;
    let start = format!("{field}: ");
    record.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
}

/// The names in a Depends field, without versions. Of alternatives, the first.
pub(crate) fn names_in(depends: &str) -> Vec<String> {
    depends
        .split(',')
        .filter_map(|entry| entry.split(['|', '(', ':']).next())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether the user is root. The standard library has no call for this, so `id` is run.
pub(crate) fn is_root() -> bool {
    run::quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_a_depends_field() {
        let depends = "libc6 (>= 2.34), libfoo-1.96 (= 1.96.0+dfsg1-1), gcc | c-compiler, python3:any";
        assert_eq!(names_in(depends), ["libc6", "libfoo-1.96", "gcc", "python3"]);
        assert!(names_in("").is_empty());
    }
}
