//! `cargo xtask size`: what the shared library weighs, stripped, by feature, and what is in it.
//!
//! The library is the one that apps load. x86-64 stands for the phones: their code is of about the same size.

pub(crate) mod library;
mod parts;

use std::path::Path;

use crate::outcome::Stop;
use crate::workspace::Workspace;
use library::Weighed;

/// How many parts are listed.
const LARGEST: usize = 10;

/// What the library should weigh at most, in bytes, with everything. Not reached: docs/size.md says what is left.
pub(crate) const BUDGET: u64 = 8_000_000;

/// What it weighs now, and a little room: more than this fails the suite. Lower it with each gain, never raise it unseen.
pub(crate) const CEILING: u64 = 9_300_000;

/// What it should weigh at most without face models, in bytes.
const BUDGET_WITHOUT_SELFIE: u64 = 4_000_000;

/// What is built: name, features, budget. Everything comes last, so that this is the library that stays.
const BUILDS: [(&str, &str, Option<u64>); 4] = [
    ("core", "", None),
    ("+ network", "network", Some(BUDGET_WITHOUT_SELFIE)),
    ("+ selfie", "selfie", None),
    ("+ both", "network,selfie", Some(BUDGET)),
];

/// Builds and weighs; true if every budget is kept.
pub(crate) fn run(workspace: &Workspace) -> bool {
    match weigh_all(workspace) {
        Ok(kept) => kept,
        Err(stop) => stop.print(),
    }
}

fn weigh_all(workspace: &Workspace) -> Result<bool, Stop> {
    let mut rows = Vec::new();
    let mut parts = Vec::new();
    for (name, features, budget) in BUILDS {
        let weighed = library::with(workspace, features)?;
        rows.push((name, budget, weighed.stripped));
        parts = largest(workspace, &weighed)?;
    }
    println!("\n{:<10} {:>14}  {:>5}  budget", "features", "stripped bytes", "MB");
    let mut kept = true;
    for (name, budget, bytes) in rows {
        let verdict = match budget {
            None => String::new(),
            Some(most) if bytes <= most => format!("{} MB, kept", most / 1_000_000),
            Some(most) => {
                kept = false;
                format!("{} MB, EXCEEDED", most / 1_000_000)
            }
        };
        println!("{}", format!("{name:<10} {bytes:>14}  {:>5.2}  {verdict}", megabytes(bytes)).trim_end());
    }
    println!("\n{:>14}  {:>5}  largest parts of the last one", "bytes", "MB");
    for (name, bytes) in parts {
        println!("{bytes:>14}  {:>5.2}  {name}", megabytes(bytes));
    }
    Ok(kept)
}

/// The ten largest parts of a library, largest first: name and bytes.
pub(crate) fn largest(workspace: &Workspace, weighed: &Weighed) -> Result<Vec<(String, u64)>, Stop> {
    let models = files_in(&workspace.root.join("core/assets/selfie"))?;
    let mut parts = parts::of(&weighed.library, if weighed.selfie { models } else { 0 })?;
    parts.truncate(LARGEST);
    Ok(parts)
}

/// Bytes as MB, a million bytes each.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Weight of the face models: they are embedded as they are.
fn files_in(folder: &Path) -> Result<u64, Stop> {
    let unreadable = |error: std::io::Error| Stop::failed(format!("the face models cannot be read: {error}"));
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".onnx") || name.ends_with(".f16") {
            bytes += entry.metadata().map_err(unreadable)?.len();
        }
    }
    Ok(bytes)
}
