//! The formats, checked by libraries that share no code with the product: the vectors of docs/formats.md are valid, a
//! second implementation generates the same vectors of the vault, and a QR that the real program has just shown is read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::journeys::build_ikd;
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::tools::{fresh_folder, python};
use crate::workspace::Workspace;

/// The files that the second implementation of the vault's formats writes.
const VAULT_VECTORS: [&str; 5] =
    ["record-v1.json", "header-v1.json", "header-v2.json", "header-v3.json", "header-v3-p256.json"];

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let python = python::interpreter(workspace)?;
    let folder = workspace.target.join("xtask/vectors");
    fresh_folder(&folder)?;
    let checked = run::shown(workspace.program(&python).arg("tests/vectors/check.py"))?;
    generate_vault_vectors(workspace, &python, &folder)?;
    read_live_qr(workspace, &python, &folder)?;
    Ok(format!(
        "{} files of vectors, {} generated again, one live QR",
        checked.lines.len(),
        VAULT_VECTORS.len()
    ))
}

/// The script writes into its own folder. Run from a copy, it must write the same bytes as the committed files.
fn generate_vault_vectors(workspace: &Workspace, python: &Path, folder: &Path) -> Result<(), Stop> {
    let committed = workspace.root.join("tests/vectors/vault");
    let script = folder.join("make_vectors.py");
    fs::copy(committed.join("make_vectors.py"), &script).map_err(|error| {
        Stop::failed(format!("tests/vectors/vault/make_vectors.py cannot be copied: {error}"))
    })?;
    run::shown(workspace.program(python).arg(&script).env("IKD_VECTORS", &committed))?;
    let read = |file: PathBuf| fs::read(file).unwrap_or_default();
    for name in VAULT_VECTORS {
        let generated = read(folder.join(name));
        if generated.is_empty() || generated != read(committed.join(name)) {
            return Err(Stop::failed(format!(
                "a second implementation generates a different tests/vectors/vault/{name}"
            )));
        }
    }
    Ok(())
}

/// Runs a whole journey with the real program; Python code written from docs/formats.md alone reads the QR at its end.
fn read_live_qr(workspace: &Workspace, python: &Path, folder: &Path) -> Result<(), Stop> {
    build_ikd(workspace)?;
    let home = folder.join("home");
    let mut journey = workspace.program(workspace.ikd_binary());
    journey.args(["journey", "--auto", "--json", "--home"]).arg(&home);
    let printed = run::shown(&mut journey)?;
    let result = folder.join("journey.jsonl");
    fs::write(&result, printed.lines.join("\n"))
        .map_err(|error| Stop::failed(format!("the journey's result cannot be kept: {error}")))?;
    let scripts = workspace.root.join("tests/contract");
    let mut read = Command::new(python);
    read.current_dir(&scripts).env("PYTHONDONTWRITEBYTECODE", "1").arg("live_qr.py");
    run::shown(read.arg(&result).arg(home.join("reader.json"))).map(drop)
}
