//! `cargo xtask bindings`: the library as it ships, the bindings of each language, and the listing of its surface.
//!
//! The bindings are generated from one release build and tested against that build. Suites call [`library`] or
//! [`Bindings::of`]; if the build is current, cargo builds nothing. What needs a call that panics or never ends calls
//! [`Bindings::with_probe`], and what measures the boundary [`Bindings::to_measure`].

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::Stop;
use crate::run;
use crate::suites::build_as_for_tests;
use crate::tools::{create_folder, is_stamped, write_stamp};
use crate::workspace::Workspace;

/// The committed listing, relative to the root.
pub(crate) const SURFACE: &str = "bindings/surface.txt";

/// Names and options of the bindings, relative to the root.
pub(crate) const CONFIG: &str = "uniffi.toml";

/// The same for Kotlin on Android, relative to the root.
pub(crate) const ANDROID: &str = "bindings/android.toml";

/// What to do after an intended change of the surface.
pub(crate) const UPDATE: &str = "run `cargo xtask bindings`, read the diff, and commit it with the change";

/// The command; true if it succeeded and, with `check`, found no difference.
pub(crate) fn run(workspace: &Workspace, check: bool) -> bool {
    let done = Bindings::of(workspace).and_then(|bindings| {
        if check {
            return bindings.drift();
        }
        bindings.write()?;
        bindings.list(Path::new(SURFACE))?;
        println!("wrote bindings/kotlin, bindings/swift, bindings/python and {SURFACE}");
        Ok(None)
    });
    match done {
        Ok(None) => true,
        Ok(Some(_)) => {
            println!("\nThe surface differs from {SURFACE}. If this is intended: {UPDATE}");
            false
        }
        Err(stop) => stop.print(),
    }
}

/// Builds the library as it ships. Its symbols remain: they contain the metadata of the bindings.
pub(crate) fn library(workspace: &Workspace) -> Result<PathBuf, Stop> {
    build(workspace, &[])?;
    Ok(workspace.target.join("release").join(file_name()))
}

/// The same with other features, given as arguments of cargo. It replaces the library that ships until that is built
/// again.
pub(crate) fn library_with(workspace: &Workspace, features: &[&str]) -> Result<PathBuf, Stop> {
    build(workspace, features)?;
    Ok(workspace.target.join("release").join(file_name()))
}

fn build(workspace: &Workspace, more: &[&str]) -> Result<(), Stop> {
    let args = ["build", "--release", "-p", "ikd-ffi", "--lib", "--locked"];
    run::shown(workspace.cargo(args).args(more)).map(drop)
}

fn file_name() -> String {
    format!("{DLL_PREFIX}ikd{DLL_SUFFIX}")
}

/// A built library and the generator that reads it.
pub(crate) struct Bindings<'a> {
    workspace: &'a Workspace,
    /// The library that the bindings belong to.
    pub(crate) library: PathBuf,
    generator: PathBuf,
    /// The folder for the bindings, with the layout of `bindings`.
    pub(crate) folder: PathBuf,
}

impl<'a> Bindings<'a> {
    /// Builds library and generator.
    pub(crate) fn of(workspace: &'a Workspace) -> Result<Self, Stop> {
        let library = library(workspace)?;
        Ok(Self {
            workspace,
            library,
            generator: generator(workspace)?,
            folder: workspace.root.join("bindings"),
        })
    }

    /// A development build with the calls that panic and never end (feature `probe`). Most of it is built for the unit
    /// tests; another release build would take minutes. Library and bindings are in a folder of their own under `target`.
    pub(crate) fn with_probe(workspace: &'a Workspace) -> Result<Self, Stop> {
        let folder = workspace.target.join("xtask/probe");
        create_folder(&folder)?;
        build_as_for_tests(workspace, &["--lib"])?;
        let library = folder.join(file_name());
        copy(&workspace.target.join("debug").join(file_name()), &library)?;
        Ok(Self { workspace, library, generator: generator(workspace)?, folder: folder.join("bindings") })
    }

    /// The library as it ships, with the calls that measure (feature `probe`). Library and bindings are in another folder,
    /// under `target`, so that those that ship do not change.
    pub(crate) fn to_measure(workspace: &'a Workspace) -> Result<Self, Stop> {
        let shipped = library(workspace)?;
        let folder = workspace.target.join("xtask/measured");
        create_folder(&folder)?;
        let library = folder.join(file_name());
        let stamp = folder.join("built-from");
        let inputs = inputs_of_probe(workspace, &shipped)?;
        if !is_stamped(&stamp, &inputs) || !library.is_file() {
            build(workspace, &["--features", "probe"])?;
            copy(&shipped, &library)?;
            // Cargo has one file for all features of the library. Restores the one that ships.
            build(workspace, &[])?;
            write_stamp(&stamp, &inputs)?;
        }
        Ok(Self { workspace, library, generator: generator(workspace)?, folder: folder.join("bindings") })
    }

    /// The folder that the loader of shared libraries must search.
    pub(crate) fn library_folder(&self) -> &Path {
        self.library.parent().expect("a library is in a folder")
    }

    /// Writes the bindings of every language into their folders.
    pub(crate) fn write(&self) -> Result<(), Stop> {
        let mut generate = self.task("generate");
        generate.args(["--config", CONFIG, "--android", ANDROID, "--out"]).arg(&self.folder);
        run::quietly(&mut generate).map(drop)
    }

    /// Writes the listing of the surface.
    pub(crate) fn list(&self, file: &Path) -> Result<(), Stop> {
        run::quietly(self.task("surface").arg("--out").arg(file)).map(drop)
    }

    /// Compares the surface of the library with the committed listing; `None` if they are equal, else the differing lines.
    pub(crate) fn drift(&self) -> Result<Option<Vec<String>>, Stop> {
        let folder = self.workspace.target.join("xtask");
        create_folder(&folder)?;
        let now = folder.join("surface.txt");
        self.list(&now)?;
        let mut compare = self.workspace.program("diff");
        compare.args(["--unified=2", "--label", SURFACE, "--label", "the library", SURFACE]).arg(&now);
        let printed = run::shown_with_any_code(&mut compare)?;
        Ok((!printed.success).then_some(printed.lines))
    }

    /// One line for each violation of the rules that the languages need.
    pub(crate) fn breaches(&self) -> Result<Vec<String>, Stop> {
        let printed = run::quietly(&mut self.task("rules"))?;
        Ok(printed.lines().map(str::to_owned).collect())
    }

    fn task(&self, name: &str) -> Command {
        let mut command = self.workspace.program(&self.generator);
        command.arg(&self.library).arg(name);
        command
    }
}

/// A hash of what the probe's library is built from: the library that ships, and the added calls. Without it each use would
/// link both libraries again.
fn inputs_of_probe(workspace: &Workspace, shipped: &Path) -> Result<String, Stop> {
    let mut hasher = DefaultHasher::new();
    for file in [shipped, &workspace.root.join("bindings/src/probe.rs")] {
        let bytes = fs::read(file)
            .map_err(|error| Stop::failed(format!("{} cannot be read: {error}", file.display())))?;
        bytes.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| Stop::failed(format!("{} cannot be copied: {error}", from.display())))
}

/// Builds the generator.
fn generator(workspace: &Workspace) -> Result<PathBuf, Stop> {
    run::shown(&mut workspace.cargo(["build", "-p", "ikd-bindgen", "--locked"]))?;
    Ok(workspace.target.join("debug").join(format!("ikd-bindgen{EXE_SUFFIX}")))
}
