//! Documents: links resolve, required documents and commands exist, and no tracked file names a machine.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::markdown;
use crate::outcome::{Figures, Stop};
use crate::run;
use crate::workspace::{Workspace, packages};

/// Documents that must exist.
const REQUIRED: [&str; 8] = [
    "README.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "NOTICE",
    "docs/architecture.md",
    "docs/formats.md",
    "docs/known-issues.md",
    "docs/security.md",
];

/// The two commands that the README must show.
const COMMANDS: [&str; 2] = ["cargo run", "cargo xtask test"];

/// Files that a package manager writes.
const GENERATED: [&str; 2] = ["Cargo.lock", "package-lock.json"];

/// Folders that exist only on some machines. Written in parts, so that this file passes its own check.
const MACHINE_FOLDERS: [&str; 6] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
    concat!("C:\\Us", "ers"),
];

/// Hosts of package registries. Each machine is configured for its own.
const REGISTRY_HOSTS: [&str; 7] = [
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("registry.npmjs", ".org"),
    concat!("repo1.maven", ".org"),
    concat!("proxy.golang", ".org"),
    concat!("deb.debian", ".org"),
];

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    let files = workspace.tracked_files()?;
    let mut findings = Vec::new();
    findings.extend(
        REQUIRED
            .iter()
            .filter(|name| !workspace.root.join(name).is_file())
            .map(|name| format!("{name} is missing")),
    );

    let readme = fs::read_to_string(workspace.root.join("README.md")).unwrap_or_default();
    findings.extend(missing_commands(&readme));
    findings.extend(commands_that_do_not_exist(workspace)?);

    let mut links = 0;
    let mut documents = 0;
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "md")) {
        let text = fs::read_to_string(workspace.root.join(file)).unwrap_or_default();
        documents += 1;
        for link in markdown::links(&text) {
            links += 1;
            if let Some(problem) = broken(&workspace.root, file, &text, &link.target) {
                findings.push(format!("{} line {}: {problem}", file.display(), link.line));
            }
        }
    }
    let own_folder = workspace.root.to_string_lossy().into_owned();
    for file in &files {
        // Pictures and models are not text.
        let Ok(text) = fs::read_to_string(workspace.root.join(file)) else { continue };
        let generated = file.file_name().is_some_and(|name| GENERATED.iter().any(|known| name == *known));
        findings.extend(
            machine_words(&text, &own_folder, generated)
                .into_iter()
                .map(|finding| format!("{} {finding}", file.display())),
        );
    }
    if findings.is_empty() {
        return Ok(format!("{links} links in {documents} documents, {} tracked files", files.len()));
    }
    findings.iter().for_each(|finding| println!("{finding}"));
    Err(Stop::findings(findings))
}

/// The README must show both commands, each on a line of a code block.
fn missing_commands(readme: &str) -> Vec<String> {
    let shown: BTreeSet<String> = markdown::code_lines(readme)
        .iter()
        .map(|line| line.trim_start_matches("$ ").trim().to_owned())
        .collect();
    COMMANDS
        .iter()
        .filter(|command| {
            !shown.iter().any(|line| line == *command || line.starts_with(&format!("{command} ")))
        })
        .map(|command| format!("README.md does not show `{command}` in a code block"))
        .collect()
}

/// `cargo run` needs exactly one program among the default members, and `cargo xtask` needs its alias.
fn commands_that_do_not_exist(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    let mut findings = Vec::new();
    if run::quietly(&mut workspace.cargo(["xtask", "help"])).is_err() {
        findings.push("`cargo xtask` does not exist: see .cargo/config.toml".to_owned());
    }
    let metadata = workspace.metadata()?;
    let defaults: Vec<_> = metadata["workspace_default_members"].as_array().into_iter().flatten().collect();
    let runnable = packages(&metadata)
        .filter(|package| defaults.iter().any(|id| **id == package["id"]))
        .filter(|package| package["default_run"].is_string())
        .count();
    if runnable != 1 {
        findings.push(format!("`cargo run` finds {runnable} programs, not one"));
    }
    Ok(findings)
}

/// The fault of a link, if it has one. Addresses on the internet are not checked: the suite must run offline.
fn broken(root: &Path, file: &Path, text: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    if path.starts_with('/') {
        return Some(format!("the link {target} is absolute"));
    }
    let (linked, linked_text) = if path.is_empty() {
        (file.to_path_buf(), Some(text.to_owned()))
    } else {
        let Some(linked) = inside(&file.parent().unwrap_or(Path::new("")).join(path)) else {
            return Some(format!("the link {target} leaves the repository"));
        };
        if !root.join(&linked).exists() {
            return Some(format!("the file of the link {target} does not exist"));
        }
        let linked_text = fs::read_to_string(root.join(&linked)).ok();
        (linked, linked_text)
    };
    let anchor = anchor?;
    let is_document = linked.extension().is_some_and(|end| end == "md");
    let found = linked_text.is_none_or(|text| !is_document || markdown::anchors(&text).contains(anchor));
    (!found).then(|| format!("{} has no heading #{anchor}", linked.display()))
}

/// The path with its `..` resolved; `None` if it leaves the repository.
fn inside(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => clean.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !clean.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(clean)
}

/// Lines that contain a folder of some machine or the host of a registry.
fn machine_words(text: &str, own_folder: &str, generated: bool) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut report = |what: &str| findings.push(format!("line {}: {what}", index + 1));
        if line.contains(own_folder) || MACHINE_FOLDERS.iter().any(|folder| starts_a_path(line, folder)) {
            report("contains a folder of some machine");
        }
        if !generated && REGISTRY_HOSTS.iter().any(|host| line.contains(host)) {
            report("contains the host of a package registry");
        }
    }
    findings
}

/// Whether a path in the line starts with `folder`. Inside a path (`a/home/b`) or an address it does not count.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| !(letter.is_alphanumeric() || "._-~}/>$)".contains(letter)))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_a_machine_is_found_and_a_part_of_a_longer_path_is_not() {
        let home = MACHINE_FOLDERS[0];
        assert_eq!(machine_words(&format!("a\nsee {home}someone/x"), "/elsewhere", false).len(), 1);
        assert_eq!(machine_words(&format!("GET /v1{home}page"), "/elsewhere", false).len(), 0);
        assert_eq!(machine_words("built in /elsewhere/ikd", "/elsewhere", false).len(), 1);
    }

    #[test]
    fn registry_hosts_are_permitted_only_in_files_of_a_package_manager() {
        let line = format!("source = \"https://{}\"", REGISTRY_HOSTS[1]);
        assert_eq!(machine_words(&line, "/elsewhere", false).len(), 1);
        assert_eq!(machine_words(&line, "/elsewhere", true).len(), 0);
    }

    #[test]
    fn both_commands_must_be_in_a_code_block() {
        assert_eq!(missing_commands("```\n$ cargo run\ncargo xtask test\n```\n"), Vec::<String>::new());
        assert_eq!(missing_commands("Type `cargo run`.\n```\ncargo xtask tests\n```\n").len(), 2);
    }

    #[test]
    fn a_link_out_of_the_repository_is_broken() {
        assert_eq!(inside(Path::new("docs/../README.md")), Some(PathBuf::from("README.md")));
        assert_eq!(inside(Path::new("docs/../../other")), None);
        let problem = broken(Path::new("."), Path::new("docs/a.md"), "", "../../b.md").unwrap();
        assert!(problem.contains("leaves the repository"));
    }

    #[test]
    fn an_anchor_without_its_heading_is_broken() {
        let text = "# Keys and trust\n";
        assert_eq!(broken(Path::new("."), Path::new("a.md"), text, "#keys-and-trust"), None);
        assert!(broken(Path::new("."), Path::new("a.md"), text, "#keys").is_some());
    }
}
