//! End-to-end tests. They read QR pictures with an independent decoder (zbarimg). Some kill the real `ikd` program, so
//! it is built first.

use serde_json::Value;

use super::unit::tests_of;
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::apt;
use crate::workspace::{Workspace, own_package};

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    apt::program("zbarimg", "--version", &["zbar-tools"])?;
    let names = test_targets(&workspace.metadata()?, "ikd-journeys");
    if names.is_empty() {
        return Err(Stop::failed("ikd-journeys has no test in its folder tests"));
    }
    build_ikd(workspace)?;
    // With --workspace and not by package: for one package alone, some libraries would have other features than in the
    // other suites, and they and everything that depends on them would be compiled a second time.
    let mut tests = workspace.cargo(["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"]);
    tests.args(names.iter().flat_map(|name| ["--test", name]));
    tests.env("IKD_BIN", workspace.ikd_binary());
    tests_of(run::shown_with_any_code(&mut tests)?)
}

/// Builds the desktop shell.
pub(crate) fn build_ikd(workspace: &Workspace) -> Result<(), Stop> {
    build_as_for_tests(workspace, &["--bin", "ikd"])
}

/// Builds these targets for another suite.
///
/// The tests of the journeys are built with them, although nobody needs those here: a build without tests lacks the
/// features of development dependencies, and would compile the core and its libraries a second time.
pub(crate) fn build_as_for_tests(workspace: &Workspace, targets: &[&str]) -> Result<(), Stop> {
    let names = test_targets(&workspace.metadata()?, "ikd-journeys");
    let mut build = workspace.cargo(["build", "--workspace", "--all-features", "--locked"]);
    build.args(targets).args(names.iter().flat_map(|name| ["--test", name]));
    run::shown(&mut build).map(drop)
}

/// The integration tests of a package, by cargo's names.
fn test_targets(metadata: &Value, package: &str) -> Vec<String> {
    own_package(metadata, package)
        .and_then(|entry| entry["targets"].as_array())
        .into_iter()
        .flatten()
        .filter(|target| target["kind"] == serde_json::json!(["test"]))
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn only_integration_tests_of_the_package_are_named() {
        let metadata = serde_json::json!({"packages": [
            {"name": "ikd-journeys", "source": null, "targets": [
                {"name": "ikd_journeys", "kind": ["lib"]}, {"name": "happy_path", "kind": ["test"]}]},
            {"name": "ikd-core", "source": null, "targets": [{"name": "other", "kind": ["test"]}]},
        ]});
        assert_eq!(test_targets(&metadata, "ikd-journeys"), ["happy_path"]);
    }
}
