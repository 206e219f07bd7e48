//! `cargo xtask size`: what the shared library weighs, stripped, by feature.
//!
//! The library of tests/bench/size leads to everything an app uses. x86-64 stands for the phones: their code is of
//! about the same size.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::process::Command;

use crate::outcome::Stop;
use crate::run;
use crate::workspace::Workspace;

/// What is built: features, and the most it may weigh (bytes), if the design sets a budget.
const BUILDS: [(&str, Option<u64>); 4] =
    [("", None), ("network", Some(4_000_000)), ("selfie", None), ("network,selfie", Some(8_000_000))];

/// Builds and weighs; true if every budget is kept.
pub(crate) fn run(workspace: &Workspace) -> bool {
    let mut rows = Vec::new();
    for (features, budget) in BUILDS {
        match weigh(workspace, features) {
            Ok(bytes) => rows.push((features, budget, bytes)),
            Err(Stop::Failed { what, .. } | Stop::Skipped { why: what, .. }) => {
                println!("FAILED: {what}");
                return false;
            }
        }
    }
    println!("\nfeatures          stripped bytes    MB  budget");
    let mut kept = true;
    for (features, budget, bytes) in rows {
        let verdict = match budget {
            None => String::new(),
            Some(most) if bytes <= most => format!("{} MB, kept", most / 1_000_000),
            Some(most) => {
                kept = false;
                format!("{} MB, EXCEEDED", most / 1_000_000)
            }
        };
        let name = if features.is_empty() { "none" } else { features };
        let megabytes = bytes as f64 / 1e6;
        println!("{}", format!("{name:<16}  {bytes:>14}  {megabytes:>4.2}  {verdict}").trim_end());
    }
    kept
}

fn weigh(workspace: &Workspace, features: &str) -> Result<u64, Stop> {
    let args =
        ["build", "-p", "ikd-size", "--release", "--locked", "--no-default-features", "--features", features];
    run::shown(&mut workspace.cargo(args))?;
    let name = format!("{DLL_PREFIX}ikd_size{DLL_SUFFIX}");
    let library = workspace.target.join("release").join(&name);
    // The profile keeps symbols, which the bindings are generated from; what is shipped has none.
    let stripped = workspace.target.join("release").join(format!("stripped-{name}"));
    run::quietly(Command::new("strip").arg("-o").arg(&stripped).arg(&library))?;
    let weight =
        fs::metadata(&stripped).map_err(|error| Stop::failed(format!("no stripped library: {error}")))?;
    Ok(weight.len())
}
