//! The pages for people, in a real browser: reachable, free of accessibility faults in light and dark colours (WCAG 2 A
//! and AA by axe), no script error, no sideways scrolling on a phone, refused forms that say what is wrong and where, no
//! two links of one name, no buttons on paper. The pictures it takes are left in target/xtask/pages/pictures.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::contract;
use super::journeys::build_ikd;
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::sandbox::Sandbox;
use crate::tools::{apt, node, python};
use crate::workspace::Workspace;

/// The browser's name on different systems.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    // Joining an absolute path to a folder gives that path.
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let browser = browser()?;
    node::libraries(workspace)?;
    // The check itself is tested first: a good page must pass and a bad one must fail.
    let mut self_test = script(workspace, &browser);
    self_test.arg("self-test");
    run::shown(&mut self_test)?;

    let python = python::interpreter(workspace)?;
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "pages")?;
    // Fills the queue and the mailbox.
    contract::run_scenario(workspace, &python, &sandbox)?;
    let (name, code) = &sandbox.officer;
    let mut check = script(workspace, &browser);
    check.args(["pages", &sandbox.pages]).arg(sandbox.folder.join("pictures"));
    check.env("IKD_OFFICER", serde_json::json!({"name": name, "code": code}).to_string());
    let printed = run::shown(&mut check)?;
    Ok(printed.lines.last().cloned().unwrap_or_default())
}

fn script(workspace: &Workspace, browser: &Path) -> Command {
    let mut command = workspace.program("node");
    command.arg("tests/pages/check.mjs").env("IKD_BROWSER", browser);
    command
}

fn browser() -> Result<PathBuf, Stop> {
    if let Some(path) = installed_browser() {
        return Ok(path);
    }
    // Without a font, text renders as boxes.
    apt::install("no Chromium here", &["chromium", "fonts-dejavu-core"])?;
    installed_browser().ok_or_else(|| Stop::failed("chromium is installed but was not found"))
}

/// The path of the browser: the driver needs a path, not a name.
fn installed_browser() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    BROWSERS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}
