//! The boundary to Kotlin, Swift and Python: the bindings have the names that uniffi.toml sets, the surface follows the
//! rules that the languages need, and it equals bindings/surface.txt.

use std::fs;
use std::path::Path;

use crate::bindings::{self, Bindings};
use crate::outcome::{Figures, Stop};
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let built = Bindings::of(workspace)?;
    built.write()?;
    let mut findings = misnamed(&workspace.root);
    findings.extend(built.breaches()?);
    if let Some(lines) = built.drift()? {
        findings.push(format!(
            "The surface differs from {}. If this is intended: {}",
            bindings::SURFACE,
            bindings::UPDATE
        ));
        findings.extend(lines);
    }
    if findings.is_empty() {
        let listing = text(&workspace.root, bindings::SURFACE);
        return Ok(listing.lines().next().unwrap_or_default().to_owned());
    }
    Err(Stop::findings(findings))
}

/// Generated files, relative to the root, that do not match the configuration.
fn misnamed(root: &Path) -> Vec<String> {
    let config = text(root, bindings::CONFIG);
    let android = text(root, bindings::ANDROID);
    let set = |language: &str, key: &str| value(&config, language, key).unwrap_or_default();
    let mut findings = Vec::new();

    for key in ["package_name", "cdylib_name", "generate_immutable_records", "kotlin_target_version"] {
        if value(&config, "kotlin", key) != value(&android, "kotlin", key) {
            findings.push(format!(
                "{} and {} have different values of {key}",
                bindings::CONFIG,
                bindings::ANDROID
            ));
        }
    }
    let package = set("kotlin", "package_name");
    let folder = package.replace('.', "/");
    let desktop = format!("bindings/kotlin/desktop/{folder}/ikd.kt");
    let phone = format!("bindings/kotlin/android/{folder}/ikd.kt");
    let library = format!("return \"{}\"", set("kotlin", "cdylib_name"));
    let (module, ffi) = (set("swift", "module_name"), set("swift", "ffi_module_name"));
    let headers = "bindings/swift/Sources/IkdCoreFFI/include";
    let expected = [
        (desktop.clone(), format!("package {package}")),
        (desktop.clone(), library.clone()),
        (phone.clone(), format!("package {package}")),
        (phone.clone(), library),
        (phone, "import android.".to_owned()),
        (format!("bindings/swift/Sources/IkdCore/Generated/{module}.swift"), format!("import {ffi}")),
        (format!("{headers}/module.modulemap"), format!("module {ffi} {{")),
        (format!("{headers}/module.modulemap"), format!("header \"{ffi}.h\"")),
        (format!("{headers}/{ffi}.h"), "RustBuffer".to_owned()),
        (
            "bindings/python/src/ikdcore/_generated.py".to_owned(),
            format!("libname.format(\"{}\")", set("python", "cdylib_name")),
        ),
    ];
    for (file, part) in expected {
        if !text(root, &file).contains(&part) {
            findings.push(format!("{file} does not contain `{part}`"));
        }
    }
    if text(root, &desktop).contains("import android") {
        findings.push(format!("{desktop} contains the bindings for Android"));
    }
    findings
}

/// The text of a file; empty if it does not exist, which the check of its contents then reports.
fn text(root: &Path, file: &str) -> String {
    fs::read_to_string(root.join(file)).unwrap_or_default()
}

/// The value of a key for a language, without quotes.
fn value(config: &str, language: &str, key: &str) -> Option<String> {
    let section = format!("[crates.ikd.bindings.{language}]");
    config
        .lines()
        .skip_while(|line| *line != section)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='))
        .map(|value| value.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_from_its_own_section() {
        let config = "[crates.ikd.bindings.kotlin]\na = \"1\"\n[crates.ikd.bindings.swift]\nb = true\n";
        assert_eq!(value(config, "kotlin", "a").as_deref(), Some("1"));
        assert_eq!(value(config, "kotlin", "b"), None);
        assert_eq!(value(config, "swift", "b").as_deref(), Some("true"));
    }

    #[test]
    fn missing_bindings_are_a_finding_for_each_expected_name() {
        assert_eq!(misnamed(Path::new("no such folder")).len(), 10);
    }
}
