//! The running service against its OpenAPI file.
//!
//! First, the Python code that signs requests is tested with the published vectors. Then a scenario in Python, written
//! from the contract alone, calls every operation and creates registrations and accounts in every state. Last,
//! schemathesis fuzzes each operation. An operation that never answered with 2xx is a failure, since the fuzzing has not
//! reached its code.

use std::path::Path;
use std::process::Command;

use super::journeys::build_ikd;
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::sandbox::Sandbox;
use crate::tools::python;
use crate::workspace::Workspace;

/// The contract, relative to the root.
const OPENAPI: &str = "tests/sandbox/openapi.yaml";

/// How many requests schemathesis generates for each operation.
const EXAMPLES: &str = "25";

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let python = python::interpreter(workspace)?;
    let scripts = workspace.root.join("tests/contract");
    let mut own_tests = script(workspace, &python, &scripts);
    own_tests.args(["-m", "unittest", "test_signing", "test_cose", "test_qr"]).current_dir(&scripts);
    run::shown(&mut own_tests)?;
    if !workspace.root.join(OPENAPI).is_file() {
        return Err(Stop::skipped(format!("there is no {OPENAPI}"), "restore it from version control"));
    }
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "contract")?;
    run_scenario(workspace, &python, &sandbox)?;

    let mut fuzz = against(workspace, &python, &sandbox);
    fuzz.args(["-m", "schemathesis.cli", "--config-file"]).arg(scripts.join("schemathesis.toml"));
    fuzz.arg("run").arg(workspace.root.join(OPENAPI)).args(["--url", &sandbox.api]);
    fuzz.arg("--tls-verify").arg(&sandbox.certificate);
    fuzz.args(["--max-examples", EXAMPLES, "--seed", "1", "--no-color"]).env("SCHEMATHESIS_HOOKS", "hooks");
    run::shown(&mut fuzz)?;

    let mut reached = against(workspace, &python, &sandbox);
    let printed = run::shown(reached.arg(scripts.join("reached.py")))?;
    Ok(printed.lines.last().cloned().unwrap_or_default())
}

/// Calls every operation; after it the sandbox has registrations in every state.
pub(crate) fn run_scenario(workspace: &Workspace, python: &Path, sandbox: &Sandbox) -> Result<(), Stop> {
    let mut scenario = against(workspace, python, sandbox);
    run::shown(scenario.arg(workspace.root.join("tests/contract/scenario.py"))).map(drop)
}

/// Python in the folder of this run, with the addresses of the sandbox.
fn against(workspace: &Workspace, python: &Path, sandbox: &Sandbox) -> Command {
    let mut command = script(workspace, python, &workspace.root.join("tests/contract"));
    command.current_dir(&sandbox.folder).env("IKD_OPENAPI", workspace.root.join(OPENAPI));
    sandbox.describe_to(&mut command);
    command
}

fn script(workspace: &Workspace, python: &Path, scripts: &Path) -> Command {
    let mut command = workspace.program(python);
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONPATH", scripts);
    command
}
