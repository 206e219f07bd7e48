//! The shared library that apps load does not grow, measured as it ships: with every feature, without symbols.
//!
//! It exceeds its budget, which the figures show. The suite fails only above the ceiling.

use crate::outcome::{Figures, Stop};
use crate::size::{self, library};
use crate::workspace::Workspace;

/// How many of the largest parts the figures name.
const NAMED: usize = 3;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let measured = library::shipped(workspace)?;
    let parts = size::largest(workspace, &measured)?;
    let part = |(name, bytes): &(String, u64)| format!("{name} {:.2}", size::megabytes(*bytes));
    let over = if measured.stripped > size::BUDGET { ", OVER" } else { "" };
    let size = format!(
        "{:.2} MB stripped (budget {:.2}{over}; fails above {:.2})",
        size::megabytes(measured.stripped),
        size::megabytes(size::BUDGET),
        size::megabytes(size::CEILING)
    );
    if measured.stripped > size::CEILING {
        return Err(Stop::Failed {
            what: format!("{size}: it has grown"),
            tail: parts.iter().map(part).collect(),
        });
    }
    let named: Vec<String> = parts.iter().take(NAMED).map(part).collect();
    Ok(format!("{size}; largest: {}", named.join(", ")))
}
