//! `cargo xtask apk`: a release APK without Gradle.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::kit::Kit;
use super::libraries::{children, has_extension};
use super::package::{self, Native};
use super::{App, dex, resources};
use crate::args::ApkOptions;
use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::tools::create_folder;
use crate::workspace::Workspace;

/// Common name of the authority that each sandbox makes for itself (tests/sandbox/src/authority.rs). Its private key lies
/// on a developer's computer.
pub(super) const SANDBOX_AUTHORITY: &str = "IKD Core example authority";

/// The command; true if it succeeded.
pub(crate) fn run(workspace: &Workspace, options: &ApkOptions) -> bool {
    match make(workspace, options) {
        Ok(lines) => {
            println!("\n{}", lines.join("\n"));
            true
        }
        Err(stop) => stop.print(),
    }
}

fn make(workspace: &Workspace, options: &ApkOptions) -> Result<Vec<String>, Stop> {
    let kit = Kit::ready(workspace)?;
    refuse_sandbox(&resources::configuration(&kit.source("main/assets"))?)?;
    let bindings = Bindings::of(workspace)?;
    bindings.write()?;
    let app = App::build(&kit, "release", bindings.folder.join("kotlin/android"))?;
    let rules = [
        workspace.root.join("bindings/android/consumer-rules.pro"),
        workspace.root.join("android/app/proguard-rules.pro"),
    ];
    let dex = dex::release(&kit, &app.classes(&kit), &app.resources, &rules)?;
    let mut natives = package::natives(&kit.app.aars);
    natives.extend(own_libraries(&workspace.target.join("android/jniLibs"), &options.lib));
    let folder = workspace.target.join("apk");
    create_folder(&folder)?;
    let apk = folder.join(package::name("release", &natives));
    package::make(&kit, &app.resources, &dex, &natives, options.key.as_deref(), &apk)?;
    package::check(&apk, &natives).inspect_err(|_| {
        // What was refused must not lie there under the name of a release.
        let _ = fs::remove_file(&apk);
    })?;
    let mut lines = parts(&apk)?;
    if options.key.is_none() {
        lines.push("  signed with a debug key, to try it; a store wants yours: --key FILE.p12".to_owned());
    }
    if !natives.iter().any(|native| native.file.ends_with("libikd.so")) {
        lines.push(
            "  without our library: it checks packaging and does not run. `cargo xtask android`".to_owned(),
        );
        lines.push("  builds the library, --lib ABI=FILE names one".to_owned());
    }
    Ok(lines)
}

/// The libraries that were given, or else those of `cargo xtask android`.
fn own_libraries(built: &Path, given: &[(String, PathBuf)]) -> Vec<Native> {
    if !given.is_empty() {
        let named = given.iter().map(|(abi, file)| Native { abi: abi.clone(), file: file.clone() });
        return named.collect();
    }
    let folders = children(built).into_iter().flat_map(|folder| children(&folder));
    folders
        .filter(|file| has_extension(file, "so"))
        .filter_map(|file| {
            let abi = file.parent()?.file_name()?.to_string_lossy().into_owned();
            Some(Native { abi, file })
        })
        .collect()
}

/// A release must not trust a sandbox. This tells it before the build; `package::check` looks into the APK too.
fn refuse_sandbox(configuration: &Value) -> Result<(), Stop> {
    if trusts_sandbox(configuration) {
        return Err(Stop::failed(
            "android/app/src/main/assets/ikd.json trusts a sandbox; a release must not",
        ));
    }
    Ok(())
}

/// Whether an app with this configuration accepts the certificates of a sandbox.
pub(super) fn trusts_sandbox(configuration: &Value) -> bool {
    let roots = configuration["service_roots"].as_str().unwrap_or_default();
    certificates(roots).iter().any(|certificate| {
        certificate.windows(SANDBOX_AUTHORITY.len()).any(|part| part == SANDBOX_AUTHORITY.as_bytes())
    })
}

/// The DER of each certificate of a PEM text. What is not base64 is none.
fn certificates(pem: &str) -> Vec<Vec<u8>> {
    pem.split("-----BEGIN CERTIFICATE-----")
        .skip(1)
        .filter_map(|rest| {
            let text: String = rest.split("-----END").next()?.split_whitespace().collect();
            STANDARD.decode(text).ok()
        })
        .collect()
}

/// What the APK consists of.
fn parts(apk: &Path) -> Result<Vec<String>, Stop> {
    let size = fs::metadata(apk).map(|file| file.len()).unwrap_or_default();
    let mut lines = vec![format!(
        "target/apk/{}  {:.2} MB",
        apk.file_name().unwrap_or_default().to_string_lossy(),
        size as f64 / 1e6
    )];
    let groups = super::archive::sizes(apk, |name| match name {
        _ if name.ends_with(".dex") => "code",
        _ if name.ends_with("/libikd.so") => "our library",
        _ if name.starts_with("lib/") => "other libraries",
        _ => "resources and the rest",
    })?;
    lines.extend(groups.iter().map(|(name, bytes)| format!("  {name}: {:.2} MB", *bytes as f64 / 1e6)));
    Ok(lines)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn pem(der: &[u8]) -> String {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
    }

    #[test]
    fn a_release_that_trusts_a_sandbox_is_refused() {
        let own = pem(b"...Ministry root...");
        let sandbox = pem(format!("...{SANDBOX_AUTHORITY}...").as_bytes());
        let configuration = |roots: &str| serde_json::json!({ "service_roots": roots });
        assert_eq!(refuse_sandbox(&configuration(&own)), Ok(()));
        assert_eq!(refuse_sandbox(&configuration("")), Ok(()));
        assert!(refuse_sandbox(&configuration(&format!("{own}{sandbox}"))).is_err());
    }

    #[test]
    fn the_authority_of_the_sandbox_still_has_the_name_that_is_refused() {
        let source = include_str!("../../../sandbox/src/authority.rs");
        assert!(source.contains(&format!("name(\"{SANDBOX_AUTHORITY}\")")));
    }

    #[test]
    fn a_given_library_replaces_those_that_were_built() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("arm64-v8a")).unwrap();
        fs::write(folder.path().join("arm64-v8a/libikd.so"), "").unwrap();
        let built = own_libraries(folder.path(), &[]);
        assert_eq!(built.len(), 1);
        assert_eq!(built[0].abi, "arm64-v8a");
        let given = own_libraries(folder.path(), &[("x86_64".to_owned(), "other/libikd.so".into())]);
        assert_eq!(given, [Native { abi: "x86_64".to_owned(), file: "other/libikd.so".into() }]);
    }
}
