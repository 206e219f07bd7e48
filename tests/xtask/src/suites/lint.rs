//! clippy with warnings denied: the whole workspace with all features, then the crates of the product with each feature
//! alone, so that every combination builds. Then rustdoc, which finds broken links between items.

use serde_json::Value;

use crate::outcome::{Figures, Stop};
use crate::run;
use crate::workspace::{Workspace, own_package};

/// Crates that apps and readers build with a choice of features.
const PRODUCT: [&str; 2] = ["ikd-core", "ikd-proof"];

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    if !run::answers("cargo-clippy", "--version") {
        return Err(Stop::skipped("clippy is not installed", "add clippy to the Rust toolchain"));
    }
    let everything =
        ["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"];
    run::shown(&mut workspace.cargo(everything))?;
    let metadata = workspace.metadata()?;
    let mut combinations = 0;
    for package in PRODUCT {
        for feature in std::iter::once(String::new()).chain(features(&metadata, package)) {
            let mut args = vec!["clippy", "-p", package, "--lib", "--locked", "--no-default-features"];
            if !feature.is_empty() {
                args.extend(["--features", &feature]);
            }
            args.extend(["--", "-D", "warnings"]);
            run::shown(&mut workspace.cargo(args))?;
            combinations += 1;
        }
    }
    let mut documentation =
        workspace.cargo(["doc", "--workspace", "--no-deps", "--all-features", "--locked"]);
    run::shown(documentation.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(format!(
        "whole workspace with its documentation, and {combinations} feature combinations of the product"
    ))
}

/// The features that a package declares, with `default`.
fn features(metadata: &Value, package: &str) -> Vec<String> {
    own_package(metadata, package)
        .and_then(|entry| entry["features"].as_object())
        .into_iter()
        .flat_map(|features| features.keys().cloned())
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn features_are_read_from_the_package_of_the_workspace() {
        let metadata = serde_json::json!({"packages": [
            {"name": "ikd-core", "source": null, "features": {"default": ["network"], "network": []}},
            {"name": "ikd-core", "source": "registry", "features": {"other": []}},
            {"name": "ikd-proof", "source": null, "features": {}},
        ]});
        assert_eq!(features(&metadata, "ikd-core"), ["default", "network"]);
        assert!(features(&metadata, "ikd-proof").is_empty());
    }
}
