//! The running service against its OpenAPI file.
//!
//! First the Python that signs requests is checked against the published vectors. Then a scenario, in Python and from
//! the contract alone, takes people through every operation and leaves registrations and accounts in every state; last
//! schemathesis fuzzes each operation from there. An operation that was never answered with a 2xx is a failure: what
//! cannot be reached is not tested.

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

/// How many requests schemathesis makes up for each operation: with all phases about three minutes on two cores.
const EXAMPLES: &str = "25";

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let python = python::interpreter(workspace)?;
    let folder = workspace.root.join("tests/contract");
    let mut signing = in_folder(workspace, &python, &folder);
    run::shown(signing.args(["-m", "unittest", "--verbose", "test_signing", "test_cose"]))?;
    if !workspace.root.join(OPENAPI).is_file() {
        return Err(Stop::skipped(format!("there is no {OPENAPI}"), "restore it from version control"));
    }
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "contract")?;
    let state = workspace.target.join("xtask/contract");
    let with_sandbox = |command: &mut Command| {
        command
            .env("IKD_OPENAPI", workspace.root.join(OPENAPI))
            .env("IKD_API", &sandbox.api)
            .env("IKD_PAGES", &sandbox.pages)
            .env("IKD_CERTIFICATE", workspace.root.join(&sandbox.certificate))
            .env("IKD_CONTROL", &sandbox.control)
            .env("IKD_STATE", &state);
    };
    let mut scenario = in_folder(workspace, &python, &folder);
    with_sandbox(scenario.arg("scenario.py"));
    run::shown(&mut scenario)?;

    let mut fuzz = in_folder(workspace, &python, &folder);
    fuzz.args(["-m", "schemathesis.cli", "run"]).arg(workspace.root.join(OPENAPI));
    fuzz.args(["--url", &sandbox.api, "--tls-verify"]).arg(workspace.root.join(&sandbox.certificate));
    fuzz.args(["--max-examples", EXAMPLES, "--seed", "1", "--continue-on-failure", "--no-color"]);
    fuzz.env("SCHEMATHESIS_HOOKS", "hooks");
    with_sandbox(&mut fuzz);
    run::shown(&mut fuzz)?;

    let mut reached = in_folder(workspace, &python, &folder);
    with_sandbox(reached.arg("reached.py"));
    let printed = run::shown(&mut reached)?;
    Ok(printed.lines.last().cloned().unwrap_or_default())
}

fn in_folder(workspace: &Workspace, python: &Path, folder: &Path) -> Command {
    let mut command = workspace.program(python);
    command.current_dir(folder).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}
