//! Rules for the dependencies of crates and modules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::{modules, wasm};
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::workspace::{Workspace, packages};

/// TLS and cryptography use only ring. These would add a second library, megabytes of C code, or both.
const BANNED: [&str; 6] =
    ["aws-lc-rs", "aws-lc-sys", "aws-lc-fips-sys", "native-tls", "openssl", "openssl-sys"];

/// A second version of one of these would duplicate an implementation in the product, or make types incompatible.
const ONE_VERSION: [&str; 12] = [
    "hpke",
    "hyper",
    "libsqlite3-sys",
    "minicbor",
    "p256",
    "reqwest",
    "ring",
    "rusqlite",
    "rustls",
    "sha2",
    "tokio",
    "zeroize",
];

/// Dependencies that ikd-proof must not have in a web page: C code, and a source of randomness.
const NOT_IN_PROOF: [&str; 3] = ["cc", "getrandom", "ring"];

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let metadata = workspace.metadata()?;
    let manifest = fs::read_to_string(workspace.root.join("Cargo.toml"))
        .map_err(|error| Stop::failed(format!("Cargo.toml cannot be read: {error}")))?;
    let args =
        ["tree", "-p", "ikd-proof", "--target", wasm::TARGET, "-e", "normal", "--prefix", "none", "--locked"];
    let proof = run::quietly(workspace.cargo(args).args(["--all-features", "--format", "{p}"]))?;

    let mut findings = banned(&metadata);
    findings.extend(second_versions(&metadata));
    findings.extend(without_reason(&manifest));
    findings.extend(upward_dependencies(&metadata, &workspace.root.to_string_lossy()));
    findings.extend(in_proof(&proof));
    findings.extend(modules::findings(workspace)?);
    if !findings.is_empty() {
        findings.iter().for_each(|finding| println!("{finding}"));
        return Err(Stop::findings(findings));
    }
    let packages = packages(&metadata).count();
    let in_proof = proof.lines().filter_map(|line| line.split(' ').next()).collect::<BTreeSet<_>>().len();
    Ok(format!("{packages} packages with every feature and platform, {in_proof} under ikd-proof for wasm32"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn banned(metadata: &Value) -> Vec<String> {
    let names: BTreeSet<&str> = packages(metadata).map(|package| text(package, "name")).collect();
    BANNED
        .iter()
        .filter(|name| names.contains(*name))
        .map(|name| {
            format!("{name} is in the dependency tree; `cargo tree --target all -e all -i {name}` shows why")
        })
        .collect()
}

fn second_versions(metadata: &Value) -> Vec<String> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages(metadata) {
        versions.entry(text(package, "name")).or_default().insert(text(package, "version"));
    }
    let mut findings = Vec::new();
    for name in ONE_VERSION {
        match versions.get(name) {
            Some(found) if found.len() > 1 => {
                findings.push(format!("{name} has {} versions: {found:?}", found.len()));
            }
            Some(_) => {}
            // Without this an outdated name would pass unnoticed.
            None => findings
                .push(format!("{name} is no longer a dependency: remove it from the list in suites/tree.rs")),
        }
    }
    findings
}

/// Entries of [workspace.dependencies] without a comment on their purpose. Our own crates need none.
fn without_reason(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut findings = Vec::new();
    let mut entries = 0;
    for (index, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim() == "[workspace.dependencies]";
            continue;
        }
        let Some((name, value)) = line.split_once('=') else { continue };
        let is_entry = inside && !name.starts_with('#') && !name.starts_with([' ', '\t']);
        if !is_entry || value.contains("path = ") {
            continue;
        }
        entries += 1;
        if comment_of(value).is_none_or(str::is_empty) {
            findings.push(format!(
                "Cargo.toml line {}: add a comment on the purpose of {}",
                index + 1,
                name.trim()
            ));
        }
    }
    if entries == 0 {
        findings.push("Cargo.toml has no [workspace.dependencies]".to_owned());
    }
    findings
}

/// The comment at the end of a line of TOML. A # inside a string does not start one.
fn comment_of(value: &str) -> Option<&str> {
    let mut in_string = false;
    for (at, letter) in value.char_indices() {
        match letter {
            '"' => in_string = !in_string,
            '#' if !in_string => return Some(value[at + 1..].trim()),
            _ => {}
        }
    }
    None
}

/// Crates under core/ must not depend on crates under tests/, not even for their own tests.
fn upward_dependencies(metadata: &Value, root: &str) -> Vec<String> {
    let mut folder_of: BTreeMap<&str, &str> = BTreeMap::new();
    for package in packages(metadata).filter(|package| package["source"].is_null()) {
        let manifest = text(package, "manifest_path");
        let relative = manifest.strip_prefix(root).unwrap_or(manifest).trim_start_matches(['/', '\\']);
        folder_of.insert(text(package, "id"), relative);
    }
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().into_iter().flatten() {
        let ours = node["deps"].as_array().into_iter().flatten().map(|dependency| text(dependency, "pkg"));
        needs.insert(text(node, "id"), ours.filter(|id| folder_of.contains_key(id)).collect());
    }
    let mut findings = Vec::new();
    for (id, folder) in folder_of.iter().filter(|(_, folder)| folder.starts_with("core")) {
        let mut reached = BTreeSet::new();
        let mut open = vec![*id];
        while let Some(next) = open.pop() {
            for dependency in needs.get(next).into_iter().flatten() {
                if reached.insert(*dependency) {
                    open.push(dependency);
                }
            }
        }
        findings.extend(
            reached
                .into_iter()
                .filter_map(|id| folder_of.get(id))
                .filter(|needed| needed.starts_with("tests"))
                .map(|needed| format!("{folder} depends on {needed}")),
        );
    }
    findings
}

/// `tree` has one package per line, its name first.
fn in_proof(tree: &str) -> Vec<String> {
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let mut findings: Vec<String> = NOT_IN_PROOF
        .iter()
        .filter(|name| names.contains(*name))
        .map(|name| format!("ikd-proof depends on {name} on wasm32"))
        .collect();
    if !names.contains("ikd-proof") {
        findings.push("cargo tree does not list ikd-proof".to_owned());
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(names: &[(&str, &str)]) -> Value {
        let packages: Vec<Value> =
            names.iter().map(|(name, version)| json!({"name": name, "version": version})).collect();
        json!({ "packages": packages })
    }

    #[test]
    fn a_second_crypto_library_is_found() {
        assert_eq!(banned(&with(&[("ring", "0.17.0")])), Vec::<String>::new());
        assert_eq!(banned(&with(&[("ring", "0.17.0"), ("aws-lc-sys", "0.3.0")])).len(), 1);
    }

    #[test]
    fn two_versions_of_one_crate_are_found() {
        let mut all: Vec<(&str, &str)> = ONE_VERSION.iter().map(|name| (*name, "1.0.0")).collect();
        assert_eq!(second_versions(&with(&all)), Vec::<String>::new());
        all.push(("sha2", "0.10.9"));
        assert_eq!(second_versions(&with(&all)).len(), 1);
    }

    #[test]
    fn a_crate_that_is_no_dependency_must_not_be_on_the_list() {
        assert_eq!(second_versions(&with(&[])).len(), ONE_VERSION.len());
    }

    #[test]
    fn every_dependency_has_a_comment_on_its_purpose() {
        let manifest = "[workspace.dependencies]\nours = { path = \"core\" }\n# a group\na = \"1\" # drawing\n\
                        b = { version = \"1\", features = [\"#x\"] }\n[profile.dev]\ndebug = 1\n";
        assert_eq!(without_reason(manifest), ["Cargo.toml line 5: add a comment on the purpose of b"]);
        assert_eq!(without_reason("[workspace]\n").len(), 1);
    }

    #[test]
    fn an_indirect_dependency_of_the_product_on_a_test_crate_is_found() {
        let package = |id: &str, manifest: &str| json!({"id": id, "source": null, "manifest_path": manifest});
        let node = |id: &str, needs: &[&str]| {
            let deps: Vec<Value> = needs.iter().map(|id| json!({"pkg": id})).collect();
            json!({"id": id, "deps": deps})
        };
        let packages = [
            package("a", "/r/core/Cargo.toml"),
            package("b", "/r/core/x/Cargo.toml"),
            package("c", "/r/tests/s/Cargo.toml"),
        ];
        let good =
            json!({"packages": packages, "resolve": {"nodes": [node("a", &["b"]), node("c", &["a"])]}});
        assert_eq!(upward_dependencies(&good, "/r"), Vec::<String>::new());
        let bad = json!({"packages": packages, "resolve": {"nodes": [node("a", &["b"]), node("b", &["c"])]}});
        assert_eq!(upward_dependencies(&bad, "/r").len(), 2);
    }

    #[test]
    fn ring_as_a_dependency_of_ikd_proof_is_found() {
        assert_eq!(in_proof("ikd-proof v0.1.0 (somewhere)\np256 v0.14.0"), Vec::<String>::new());
        assert_eq!(
            in_proof("ikd-proof v0.1.0 (somewhere)\nring v0.17.0"),
            ["ikd-proof depends on ring on wasm32"]
        );
        assert_eq!(in_proof("").len(), 1);
    }
}
