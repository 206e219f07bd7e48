//! `cargo xtask bindings`: the library as it ships, what other languages need to call it, and the listing of its surface.
//!
//! Everything in another language is generated from one release build and tested against that build. Each suite that
//! needs it calls [`library`] or [`Bindings::of`]; cargo notices when there is nothing left to build. What measures the
//! boundary or needs a panic asks for [`Bindings::with_probe`].

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::Stop;
use crate::run;
use crate::tools::{create_folder, is_stamped, write_stamp};
use crate::workspace::Workspace;

/// The committed listing, relative to the root.
pub(crate) const SURFACE: &str = "bindings/surface.txt";

/// Names of the bindings and how they are written, relative to the root.
pub(crate) const CONFIG: &str = "uniffi.toml";

/// The same for Kotlin on Android, relative to the root.
pub(crate) const ANDROID: &str = "bindings/android.toml";

/// What somebody does who has changed the surface on purpose.
pub(crate) const UPDATE: &str = "run `cargo xtask bindings`, read the diff, and commit it with the change";

/// The command; true if it did what was asked, or found nothing to complain about.
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
            println!("\nThe surface is not what {SURFACE} says. If that is meant: {UPDATE}");
            false
        }
        Err(stop) => stop.print(),
    }
}

/// The library as it ships, with the symbols that its metadata is read from. Built if need be.
pub(crate) fn library(workspace: &Workspace) -> Result<PathBuf, Stop> {
    build(workspace, &[])?;
    Ok(workspace.target.join("release").join(file_name()))
}

/// The same with features of one's own choice, cargo's switches. It takes the place of the one that ships until that is
/// built again.
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
    /// Where the bindings go, in the layout of the folder `bindings`.
    pub(crate) folder: PathBuf,
}

impl<'a> Bindings<'a> {
    /// Builds library and generator if need be.
    pub(crate) fn of(workspace: &'a Workspace) -> Result<Self, Stop> {
        let library = library(workspace)?;
        Ok(Self {
            workspace,
            library,
            generator: generator(workspace)?,
            folder: workspace.root.join("bindings"),
        })
    }

    /// The same library with the calls that measure and panic (feature `probe`). Library and bindings lie in a folder of
    /// their own under `target`: what ships stays as it is.
    pub(crate) fn with_probe(workspace: &'a Workspace) -> Result<Self, Stop> {
        let shipped = library(workspace)?;
        let folder = workspace.target.join("xtask/probe");
        create_folder(&folder)?;
        let library = folder.join(file_name());
        let stamp = folder.join("built-from");
        let inputs = inputs_of_probe(workspace, &shipped)?;
        if !is_stamped(&stamp, &inputs) || !library.is_file() {
            build(workspace, &["--features", "probe"])?;
            fs::copy(&shipped, &library)
                .map_err(|error| Stop::failed(format!("the probe's library cannot be copied: {error}")))?;
            // cargo keeps one shared library of a package, whatever its features: back to the one that ships.
            build(workspace, &[])?;
            write_stamp(&stamp, &inputs)?;
        }
        Ok(Self { workspace, library, generator: generator(workspace)?, folder: folder.join("bindings") })
    }

    /// The folder that a loader of shared libraries has to look into.
    pub(crate) fn library_folder(&self) -> &Path {
        self.library.parent().expect("a library lies in a folder")
    }

    /// Writes the bindings of every language into their folders.
    pub(crate) fn write(&self) -> Result<(), Stop> {
        let mut generate = self.ask("generate");
        generate.args(["--config", CONFIG, "--android", ANDROID, "--out"]).arg(&self.folder);
        run::quietly(&mut generate).map(drop)
    }

    /// Writes the listing of the surface.
    pub(crate) fn list(&self, file: &Path) -> Result<(), Stop> {
        run::quietly(self.ask("surface").arg("--out").arg(file)).map(drop)
    }

    /// Compares the surface of the library with the committed listing: the differing lines, or nothing.
    pub(crate) fn drift(&self) -> Result<Option<Vec<String>>, Stop> {
        let folder = self.workspace.target.join("xtask");
        create_folder(&folder)?;
        let now = folder.join("surface.txt");
        self.list(&now)?;
        let mut compare = self.workspace.program("diff");
        compare.args(["--unified=2", "--label", SURFACE, "--label", "the library", SURFACE]).arg(&now);
        let printed = run::shown_whatever_code(&mut compare)?;
        Ok((!printed.success).then_some(printed.lines))
    }

    /// One line for each breach of the rules that every language needs.
    pub(crate) fn breaches(&self) -> Result<Vec<String>, Stop> {
        let printed = run::quietly(&mut self.ask("rules"))?;
        Ok(printed.lines().map(str::to_owned).collect())
    }

    fn ask(&self, task: &str) -> Command {
        let mut command = self.workspace.program(&self.generator);
        command.arg(&self.library).arg(task);
        command
    }
}

/// What the probe's library is made from: what ships, and the calls that are added. Without it each use would link both
/// libraries anew.
fn inputs_of_probe(workspace: &Workspace, shipped: &Path) -> Result<String, Stop> {
    let mut hasher = DefaultHasher::new();
    for file in [shipped, &workspace.root.join("bindings/src/probe.rs")] {
        let bytes = fs::read(file)
            .map_err(|error| Stop::failed(format!("{} cannot be read: {error}", file.display())))?;
        bytes.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The generator, built if need be.
fn generator(workspace: &Workspace) -> Result<PathBuf, Stop> {
    run::shown(&mut workspace.cargo(["build", "-p", "ikd-bindgen", "--locked"]))?;
    Ok(workspace.target.join("debug").join(format!("ikd-bindgen{EXE_SUFFIX}")))
}
