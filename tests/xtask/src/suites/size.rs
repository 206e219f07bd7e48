//! The shared library that apps load does not grow, weighed as it is shipped: with every feature, without symbols.
//!
//! It is over its budget, which the figures say; what fails is growing beyond what was reached.

use crate::outcome::{Figures, Stop};
use crate::size::{self, library};
use crate::workspace::Workspace;

/// How many parts the table names.
const NAMED: usize = 3;

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let weighed = library::shipped(workspace)?;
    let parts = size::largest(workspace, &weighed)?;
    let part = |(name, bytes): &(String, u64)| format!("{name} {:.2}", size::megabytes(*bytes));
    let over = if weighed.stripped > size::BUDGET { ", OVER" } else { "" };
    let weight = format!(
        "{:.2} MB stripped (budget {:.2}{over}; fails above {:.2})",
        size::megabytes(weighed.stripped),
        size::megabytes(size::BUDGET),
        size::megabytes(size::CEILING)
    );
    if weighed.stripped > size::CEILING {
        return Err(Stop::Failed {
            what: format!("{weight}: it has grown"),
            tail: parts.iter().map(part).collect(),
        });
    }
    let named: Vec<String> = parts.iter().take(NAMED).map(part).collect();
    Ok(format!("{weight}; largest: {}", named.join(", ")))
}
