//! `cargo xtask forms`: the definitions that the app contains, compiled from their readable sources in core/forms.
//!
//! A source is TOML with the fields of `docs/formats.md` section 15 under their names. The compiled file is the payload
//! of a definition, not signed: what is part of the app needs no signature.

mod source;

use std::fs;
use std::path::Path;

use crate::outcome::{Figures, Stop};
use crate::workspace::Workspace;

/// Sources and compiled definitions, relative to the root.
const FOLDER: &str = "core/forms";
/// Parts that several forms use; itself not a form.
const SHARED: &str = "shared";

/// The command; true if it succeeded and, with `check`, found nothing stale.
pub(crate) fn run(workspace: &Workspace, check: bool) -> bool {
    let done = if check { self::check(workspace) } else { write(workspace) };
    match done {
        Ok(figures) => {
            println!("{figures}");
            true
        }
        Err(stop) => stop.print(),
    }
}

/// Compares the compiled definitions with their sources.
pub(crate) fn check(workspace: &Workspace) -> Result<Figures, Stop> {
    let folder = workspace.root.join(FOLDER);
    let compiled = compile(&folder)?;
    let is_current = |name: &str, bytes: &[u8]| fs::read(folder.join(name)).is_ok_and(|old| old == bytes);
    let stale = compiled.iter().filter(|(name, bytes)| !is_current(name, bytes));
    let mut findings: Vec<_> =
        stale.map(|(name, _)| format!("{FOLDER}/{name} is stale: run `cargo xtask forms`")).collect();
    let known = |name: &String| compiled.iter().any(|(compiled, _)| compiled == name);
    let orphans = files(&folder, "cbor")?.into_iter().map(|stem| format!("{stem}.cbor"));
    let orphans = orphans.filter(|name| !known(name));
    findings.extend(orphans.map(|name| format!("{FOLDER}/{name} has no source")));
    if findings.is_empty() { Ok(figures(&compiled)) } else { Err(Stop::findings(findings)) }
}

fn write(workspace: &Workspace) -> Result<Figures, Stop> {
    let folder = workspace.root.join(FOLDER);
    let compiled = compile(&folder)?;
    for (name, bytes) in &compiled {
        // A file that does not change keeps its time, so that no build starts again.
        if fs::read(folder.join(name)).is_ok_and(|old| old == *bytes) {
            continue;
        }
        let failed = |error| Stop::failed(format!("{FOLDER}/{name} cannot be written: {error}"));
        fs::write(folder.join(name), bytes).map_err(failed)?;
        println!("wrote {FOLDER}/{name}, {} bytes", bytes.len());
    }
    Ok(figures(&compiled))
}

fn figures(compiled: &[(String, Vec<u8>)]) -> Figures {
    let bytes: usize = compiled.iter().map(|(_, bytes)| bytes.len()).sum();
    format!("{} forms, {bytes} bytes", compiled.len())
}

/// The compiled definitions with the names of their files.
fn compile(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let text = |stem: &str| {
        let file = folder.join(format!("{stem}.toml"));
        fs::read_to_string(&file)
            .map_err(|error| Stop::failed(format!("{FOLDER}/{stem}.toml cannot be read: {error}")))
    };
    let shared = text(SHARED)?;
    let stems = files(folder, "toml")?.into_iter().filter(|stem| stem != SHARED);
    let compiled = stems.map(|stem| {
        let failed = |why: String| Stop::failed(format!("{FOLDER}/{stem}.toml: {why}"));
        let definition = source::read(&text(&stem)?, &shared).map_err(failed)?;
        if definition.service != stem {
            return Err(failed(format!("the file of {} has another name", definition.service)));
        }
        let bytes = definition.encode().map_err(|error| failed(error.to_string()))?;
        Ok((format!("{stem}.cbor"), bytes))
    });
    compiled.collect()
}

/// The names of the files with this ending, without it, in order.
fn files(folder: &Path, ending: &str) -> Result<Vec<String>, Stop> {
    let failed = |error| Stop::failed(format!("{FOLDER} cannot be read: {error}"));
    let entries = fs::read_dir(folder).map_err(failed)?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let paths = paths.filter(|path| path.extension().is_some_and(|found| found == ending));
    let mut stems: Vec<_> =
        paths.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    stems.sort();
    Ok(stems)
}
