//! `cargo xtask size`: the size of the shared library without symbols, by feature, and its largest parts.
//!
//! This is the library that apps load. It is built for x86-64; code for phones has about the same size.

pub(crate) mod library;
mod parts;

use std::path::Path;

use crate::outcome::Stop;
use crate::workspace::Workspace;
use library::Measured;

/// How many parts are listed.
const LARGEST: usize = 10;

/// The budget for the library with everything, in bytes. Not reached: see docs/size.md.
pub(crate) const BUDGET: u64 = 8_000_000;

/// The current size and a small margin; above this the suite fails. Lower it after each gain; raise it only with a reason.
pub(crate) const CEILING: u64 = 10_400_000;

/// The budget without face models, in bytes.
const BUDGET_WITHOUT_SELFIE: u64 = 4_000_000;

/// The builds: name, features, budget. The last one has everything, so that this library remains in the target folder.
const BUILDS: [(&str, &str, Option<u64>); 4] = [
    ("core", "", None),
    ("+ network", "network", Some(BUDGET_WITHOUT_SELFIE)),
    ("+ selfie", "selfie", None),
    ("+ both", "network,selfie", Some(BUDGET)),
];

/// Builds and measures; true if every budget is kept.
pub(crate) fn run(workspace: &Workspace) -> bool {
    match measure_all(workspace) {
        Ok(kept) => kept,
        Err(stop) => stop.print(),
    }
}

fn measure_all(workspace: &Workspace) -> Result<bool, Stop> {
    let mut rows = Vec::new();
    let mut parts = Vec::new();
    for (name, features, budget) in BUILDS {
        let measured = library::with(workspace, features)?;
        rows.push((name, budget, measured.stripped));
        parts = largest(workspace, &measured)?;
    }
    println!("\n{:<10} {:>14}  {:>5}  budget", "features", "stripped bytes", "MB");
    let mut kept = true;
    for (name, budget, bytes) in rows {
        let verdict = match budget {
            None => String::new(),
            Some(limit) if bytes <= limit => format!("{} MB, kept", limit / 1_000_000),
            Some(limit) => {
                kept = false;
                format!("{} MB, EXCEEDED", limit / 1_000_000)
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

/// The ten largest parts of a library, largest first: name and size in bytes.
pub(crate) fn largest(workspace: &Workspace, measured: &Measured) -> Result<Vec<(String, u64)>, Stop> {
    let models = files_in(&workspace.root.join("core/assets/selfie"))?;
    let mut parts = parts::of(&measured.library, if measured.selfie { models } else { 0 })?;
    parts.truncate(LARGEST);
    Ok(parts)
}

/// Bytes as MB, a million bytes each.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The size of the face models, which are embedded unchanged.
fn files_in(folder: &Path) -> Result<u64, Stop> {
    let unreadable = |error: std::io::Error| Stop::failed(format!("the face models cannot be read: {error}"));
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if [".onnx", ".f16", ".f32"].iter().any(|ending| name.ends_with(ending)) {
            bytes += entry.metadata().map_err(unreadable)?.len();
        }
    }
    Ok(bytes)
}
