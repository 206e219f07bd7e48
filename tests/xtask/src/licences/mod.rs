//! `cargo xtask licences`: the licences of others whose work is in the apps. The apps show them (Pengaturan, Keterangan dan
//! lisensi).
//!
//! The file is text in paragraphs with an empty line between them; a paragraph that starts with `# ` is a heading. Lines are
//! not wrapped. Each licence is there once, after the names of what it is for.

mod android;
mod crates;
mod expression;
mod listing;
mod others;
mod wording;

use std::fs;

use crate::outcome::{Figures, Stop};
use crate::workspace::Workspace;

/// Where the apps have it, relative to the root.
const FILES: [&str; 2] =
    ["android/app/src/main/assets/licences.txt", "ios/Sources/IkdApp/Resources/licences.txt"];

/// Work of others that is in an app.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Work {
    /// Its name.
    name: String,
    /// SPDX identifier of the licence by which it is used.
    licence: &'static str,
    /// The licence as its authors wrote it; `None` if a copy without their names is enough.
    text: Option<String>,
    /// What stands after its name: where its source code is, for a licence that wants this said; or whose it is.
    note: Option<String>,
}

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

/// Compares the committed files with what is in the apps now.
pub(crate) fn check(workspace: &Workspace) -> Result<Figures, Stop> {
    let (listing, figures) = listing(workspace)?;
    let stale = FILES.iter().filter(|file| {
        fs::read_to_string(workspace.root.join(file)).ok().as_deref() != Some(listing.as_str())
    });
    let findings: Vec<_> =
        stale.map(|file| format!("{file} is stale: run `cargo xtask licences`, and read the diff")).collect();
    if findings.is_empty() { Ok(figures) } else { Err(Stop::findings(findings)) }
}

fn write(workspace: &Workspace) -> Result<Figures, Stop> {
    let (listing, figures) = listing(workspace)?;
    for file in FILES {
        let path = workspace.root.join(file);
        let failed = |error| Stop::failed(format!("{file} cannot be written: {error}"));
        fs::create_dir_all(path.parent().expect("the file is in a folder")).map_err(failed)?;
        fs::write(&path, &listing).map_err(failed)?;
        println!("wrote {file}");
    }
    Ok(figures)
}

fn listing(workspace: &Workspace) -> Result<(String, Figures), Stop> {
    let mut findings = Vec::new();
    let crates = crates::works(workspace, &mut findings)?;
    let libraries = android::works(workspace, &mut findings)?;
    let others = others::works(workspace, &mut findings);
    if !findings.is_empty() {
        return Err(Stop::findings(findings));
    }
    let figures = format!(
        "licences of {} crates, {} libraries for Android, {} other works",
        names(&crates),
        libraries.len(),
        names(&others)
    );
    Ok((listing::written([crates, libraries, others].concat()), figures))
}

/// How many works have a name of their own.
fn names(works: &[Work]) -> usize {
    works.iter().map(|work| &work.name).collect::<std::collections::BTreeSet<_>>().len()
}
