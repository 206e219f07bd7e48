//! `cargo xtask ios`: the Swift package with its XCFramework, in target/ios/IkdCore.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{self, Binary, FRAMEWORK, MODULE};
use super::{Missing, PACKAGE, files, finish, sources};
use crate::args::ReleaseUrl;
use crate::outcome::Stop;
use crate::run;
use crate::tools::{cross, fresh_folder};
use crate::workspace::Workspace;

/// The archive of a release.
const ARCHIVE: &str = "IkdCoreFFI.xcframework.zip";

/// The phone, and the simulator on both kinds of Mac, whose libraries are merged.
const DEVICE: &str = "aarch64-apple-ios";
const SIMULATORS: [&str; 2] = ["aarch64-apple-ios-sim", "x86_64-apple-ios"];

/// The minimum iOS version, for Rust and C; also in `Package.swift`.
const LOWEST_IOS: &str = "15.0";

/// Builds for phone and simulator; true if it succeeded.
pub(crate) fn run(workspace: &Workspace, release: Option<&ReleaseUrl>) -> bool {
    let mac = cfg!(target_os = "macos");
    let xcode = mac && run::answers("xcodebuild", "-version");
    let has_sdk = |name: &str| {
        let mut ask = workspace.program("xcrun");
        run::quietly(ask.args(["--sdk", name, "--show-sdk-path"])).is_ok()
    };
    let sdks = xcode && has_sdk("iphoneos") && has_sdk("iphonesimulator");
    let targets = [DEVICE, SIMULATORS[0], SIMULATORS[1]];
    let missing_targets: Vec<&str> =
        targets.into_iter().filter(|target| !cross::is_installed(workspace, target)).collect();
    finish("ios", &missing(mac, xcode, sdks, &missing_targets), || make(workspace, release))
}

fn missing(mac: bool, xcode: bool, sdks: bool, targets: &[&str]) -> Vec<Missing> {
    let apple = if !mac {
        Some(Missing::new("macOS with Xcode", "run this on a Mac: Apple's linker and SDKs exist only there"))
    } else if !xcode {
        Some(Missing::new("Xcode", "install it, then: sudo xcode-select --switch /Applications/Xcode.app"))
    } else if !sdks {
        Some(Missing::new("the iOS SDKs of Xcode", "xcodebuild -downloadPlatform iOS"))
    } else {
        None
    };
    apple.into_iter().chain(Missing::targets(targets)).collect()
}

fn make(workspace: &Workspace, release: Option<&ReleaseUrl>) -> Result<Vec<String>, Stop> {
    // Xcode and SwiftPM name a package by its folder: two packages called `ios` exclude each other.
    let out = workspace.target.join("ios/IkdCore");
    fresh_folder(&out)?;
    let (device, mut links) = build(workspace, DEVICE)?;
    let mut both = workspace.program("lipo");
    both.arg("-create");
    for target in SIMULATORS {
        let (library, more) = build(workspace, target)?;
        both.arg(library);
        links.extend(more);
    }
    // The libraries of an XCFramework have the same name, so each needs a folder.
    let simulator = out.join("simulator/libikd.a");
    fs::create_dir_all(out.join("simulator"))
        .map_err(|error| Stop::failed(format!("target/ios/IkdCore cannot be written: {error}")))?;
    run::shown(both.arg("-output").arg(&simulator))?;

    let swift = sources::swift(workspace)?;
    let headers = lay_out_headers(&swift.headers, &out)?;
    run::shown(workspace.program("xcodebuild").args(framework(&[&device, &simulator], &headers, &out)))?;
    let count = files::copy_folder(&swift.sources, &out.join("Sources/IkdCore"))?;
    let binary = match release {
        None => Binary::Path,
        Some(url) => Binary::Release { url: url.as_str(), checksum: archive(workspace, &out)? },
    };
    files::write(&out.join("Package.swift"), &manifest::text(&binary, &links))?;
    for folder in ["simulator", "headers"] {
        // Not part of the package; an error does not matter.
        let _ = fs::remove_dir_all(out.join(folder));
    }
    let mut lines = vec!["In target/ios/IkdCore:".to_owned(), format!("  {FRAMEWORK}  phone and simulator")];
    lines.push(format!("  Sources/IkdCore/  {count} files"));
    match &binary {
        Binary::Path => lines.push("  Package.swift  with the path of the XCFramework".to_owned()),
        Binary::Release { url, .. } => {
            lines.push(format!("  {ARCHIVE}  to be published at {url}"));
            lines.push("  Package.swift  with that address and the checksum".to_owned());
        }
    }
    Ok(lines)
}

/// Builds a static library; returns it and the libraries that the app must link. A static library does not have to be
/// embedded in the app and signed.
fn build(workspace: &Workspace, target: &str) -> Result<(PathBuf, BTreeSet<String>), Stop> {
    let mut command = workspace.cargo(["rustc", "--package", PACKAGE, "--lib", "--release", "--locked"]);
    command.args(["--crate-type", "staticlib", "--target", target, "--", "--print", "native-static-libs"]);
    let printed = run::shown(command.env("IPHONEOS_DEPLOYMENT_TARGET", LOWEST_IOS))?;
    let links = manifest::links(&printed.lines)
        .ok_or_else(|| Stop::failed("rustc did not print the libraries to link"))?;
    Ok((workspace.target.join(target).join("release/libikd.a"), links))
}

/// Copies header and module map to a folder named after the module: Xcode copies the headers of all XCFrameworks of an app
/// into one folder, where the names of two module maps would collide.
fn lay_out_headers(from: &Path, out: &Path) -> Result<PathBuf, Stop> {
    let headers = out.join("headers");
    for name in [format!("{MODULE}.h"), "module.modulemap".to_owned()] {
        files::copy(&from.join(&name), &headers.join(MODULE).join(&name))?;
    }
    Ok(headers)
}

/// The arguments of xcodebuild.
fn framework(libraries: &[&Path], headers: &Path, out: &Path) -> Vec<PathBuf> {
    let mut words = vec![PathBuf::from("-create-xcframework")];
    for library in libraries {
        words.extend(["-library".into(), library.to_path_buf(), "-headers".into(), headers.to_path_buf()]);
    }
    words.extend(["-output".into(), out.join(FRAMEWORK)]);
    words
}

/// Packs the XCFramework for a release; returns the checksum that the package manager computes.
fn archive(workspace: &Workspace, out: &Path) -> Result<String, Stop> {
    let mut zip = workspace.program("ditto");
    run::shown(zip.current_dir(out).args(["-c", "-k", "--keepParent", FRAMEWORK, ARCHIVE]))?;
    let mut compute = workspace.program("swift");
    let output = run::quietly(compute.current_dir(out).args(["package", "compute-checksum", ARCHIVE]))?;
    checksum(&output).ok_or_else(|| Stop::failed("`swift package compute-checksum` printed no checksum"))
}

/// A SHA-256 in hexadecimal.
fn checksum(output: &str) -> Option<String> {
    let word = output.trim();
    (word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| word.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn on_another_system_a_mac_is_missing_and_not_each_of_its_tools() {
        let missing = missing(false, false, false, &[DEVICE]);
        let whats: Vec<&str> = missing.iter().map(|missing| missing.what.as_str()).collect();
        assert_eq!(whats, ["macOS with Xcode", "the Rust targets aarch64-apple-ios"]);
    }

    #[test]
    fn on_a_mac_the_missing_part_of_xcode_is_named() {
        assert_eq!(missing(true, false, false, &[])[0].what, "Xcode");
        assert_eq!(missing(true, true, false, &[])[0].what, "the iOS SDKs of Xcode");
        assert_eq!(missing(true, true, true, &[]), []);
    }

    #[test]
    fn each_library_of_the_framework_comes_with_the_headers() {
        let words = framework(&[Path::new("a.a"), Path::new("b.a")], Path::new("h"), Path::new("out"));
        let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        assert_eq!(
            words.join(" "),
            "-create-xcframework -library a.a -headers h -library b.a -headers h -output out/IkdCoreFFI.xcframework"
        );
    }

    #[test]
    fn headers_are_in_a_folder_named_after_the_module() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["IkdCoreFFI.h", "module.modulemap"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let headers = lay_out_headers(folder.path(), &folder.path().join("out")).unwrap();
        assert!(headers.join("IkdCoreFFI/module.modulemap").is_file());
    }

    #[test]
    fn output_that_is_not_a_checksum_is_refused() {
        assert_eq!(checksum(&format!("{}\n", "0a".repeat(32))), Some("0a".repeat(32)));
        assert_eq!(checksum("error: no such file"), None);
        assert_eq!(checksum(""), None);
    }
}
