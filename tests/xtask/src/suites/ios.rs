//! The app for iOS, compiled by Swift 6 in Swift 6 mode on Linux: its sources against look-alikes of Apple's frameworks,
//! the style of hand-written files; then the tests of its phone parts, and every screen and model with the real library
//! and the running service. It does not show that Apple's compiler accepts the app.

use std::fs;
use std::path::{Path, PathBuf};

use super::{journeys::build_ikd, swift};
use crate::bindings::Bindings;
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::sandbox::Sandbox;
use crate::tools;
use crate::workspace::Workspace;

/// The package, relative to the root.
const PACKAGE: &str = "ios";

/// Its hand-written parts.
const BY_HAND: [&str; 5] = ["Package.swift", "App", "Lookalikes", "Sources", "Tests"];

/// Those of them that are in the app.
const SHIPPED: [&str; 2] = ["App", "Sources"];

/// Written by `cargo xtask texts`.
const GENERATED: &str = "TextKey.swift";

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let toolchain = tools::swift::toolchain(workspace)?;
    let package = workspace.root.join(PACKAGE);
    let style = ["swift", "format", "lint", "--strict", "--recursive"].iter().chain(&BY_HAND);
    run::shown(&mut toolchain.program(workspace, &package, style))?;

    // The package refers to the bindings where they are written for developers.
    let bindings = Bindings::of(workspace)?;
    bindings.write()?;
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "ios")?;
    let folder = bindings.library_folder();
    let mut test = toolchain.program(workspace, &package, ["swift", "test", "--disable-swift-testing"]);
    // Kept between runs.
    test.arg("--scratch-path").arg(workspace.target.join("ios/build"));
    test.args(["-Xlinker", &format!("-L{}", folder.display())]);
    // The loader searches this when a test starts.
    test.env("LD_LIBRARY_PATH", folder);
    sandbox.describe_to(&mut test);
    test.env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
    test.env("IKD_FRAMES", workspace.root.join("tests/assets/frames/selfie.y4m"));
    let printed = run::shown_with_any_code(&mut test)?;
    let count = swift::passed(&printed, "the package of the iOS app failed")?;
    let screens = screens(&printed.lines)
        .ok_or_else(|| Stop::failed("the tests do not say how many screens they saw"))?;
    let lines = lines_by_hand(&package)?;
    Ok(format!("{count} tests, {screens} screens; {lines} lines of the app by hand, style checked"))
}

/// How many screens were seen, from the line that the tests print: `screens: 47 of 47`. They fail if one is missing.
fn screens(lines: &[String]) -> Option<u32> {
    let counts = lines
        .iter()
        .filter_map(|line| line.trim().strip_prefix("screens: ")?.split(' ').next()?.parse().ok());
    counts.max()
}

/// Lines of Swift in the app, without those that are generated.
fn lines_by_hand(package: &Path) -> Result<usize, Stop> {
    let mut folders: Vec<PathBuf> = SHIPPED.iter().map(|folder| package.join(folder)).collect();
    let mut lines = 0;
    let cannot =
        |error: std::io::Error| Stop::failed(format!("the sources of {PACKAGE} cannot be read: {error}"));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "swift")
                && !path.ends_with(GENERATED)
            {
                lines += fs::read_to_string(&path).map_err(cannot)?.lines().count();
            }
        }
    }
    Ok(lines)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_number_of_screens_counts() {
        let lines = ["screens: 12 of 47", "Test Case 'A' started", "screens: 47 of 47"].map(str::to_owned);
        assert_eq!(screens(&lines), Some(47));
        assert_eq!(screens(&["no screens: 3".to_owned()]), None);
    }

    #[test]
    fn only_swift_by_hand_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("App/A.swift", "1\n2\n"),
            ("Sources/x/B.swift", "3\n"),
            ("Sources/TextKey.swift", "4\n"),
            ("App/a.json", "5\n"),
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        assert_eq!(lines_by_hand(folder.path()), Ok(3));
    }
}
