//! The tools and libraries of the build without Gradle, and how they are called.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::archive;
use super::catalogue::Catalogue;
use super::libraries::{Part, Set, fetch, files_below};
use crate::outcome::Stop;
use crate::tools::{apt, create_folder, is_stamped, write_stamp};
use crate::workspace::Workspace;

/// The folder of the app, relative to the root.
pub(crate) const APP: &str = "android/app/src";

/// Everything that the build needs.
#[derive(Debug)]
pub(super) struct Kit<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) catalogue: Catalogue,
    /// The app's libraries.
    pub(super) app: Set,
    /// The framework with the API that the app is compiled against.
    pub(super) platform: PathBuf,
    /// The Kotlin compiler with its plugin for Compose.
    pub(super) compiler: Set,
    /// The resource compiler.
    pub(super) aapt2: PathBuf,
    /// The framework's resources.
    pub(super) framework: PathBuf,
    /// D8 and R8.
    pub(super) dexer: PathBuf,
    /// For what is built.
    pub(super) out: PathBuf,
}

impl<'a> Kit<'a> {
    /// Downloads what is missing. Skips if something is refused.
    pub(super) fn ready(workspace: &'a Workspace) -> Result<Self, Stop> {
        if std::env::consts::OS != "linux" || std::env::consts::ARCH != "x86_64" {
            return Err(Stop::skipped(
                "the resource compiler for Android is to be had for Linux on x86-64 only",
                "build with Gradle: android/README.md",
            ));
        }
        apt::program("javac", "-version", &["openjdk-17-jdk-headless"])?;
        let catalogue = Catalogue::read(&workspace.root)?;
        let get = |set: &str, parts: &[Part]| fetch(workspace, &catalogue, set, parts);
        let app = get("app", &[Part::alone("app-aar", "aar"), Part::alone("app-jar", "jar")])?;
        let platform = get("platform", &[Part::alone("platform", "jar")])?;
        let compiler = get("compiler", &[Part::whole("compiler")])?;
        let resources = get("resources", &[Part::alone("resources", "jar")])?;
        let dexer = get("dexer", &[Part::alone("dexer", "jar")])?;
        let (aapt2, framework) = prebuilt(workspace, resources.file("org.apktool.")?)?;
        let out = workspace.target.join("xtask/android");
        create_folder(&out)?;
        Ok(Self {
            workspace,
            app,
            platform: platform.file("org.robolectric.android-all-")?.to_owned(),
            compiler,
            aapt2,
            framework,
            dexer: dexer.file("com.android.tools.r8-")?.to_owned(),
            out,
            catalogue,
        })
    }

    /// A folder or file of the app, e.g. `main/res`.
    pub(super) fn source(&self, path: &str) -> PathBuf {
        self.workspace.root.join(APP).join(path)
    }

    /// A set that only some commands need.
    pub(super) fn set(&self, name: &str, parts: &[Part]) -> Result<Set, Stop> {
        fetch(self.workspace, &self.catalogue, name, parts)
    }

    /// The level of the list of versions, e.g. `minSdk`.
    pub(super) fn level(&self, name: &str) -> Result<&str, Stop> {
        self.catalogue.version(name)
    }
}

/// Takes the resource compiler and the framework's resources out of apktool's library.
fn prebuilt(workspace: &Workspace, library: &Path) -> Result<(PathBuf, PathBuf), Stop> {
    let folder = workspace.cache.join("android/prebuilt");
    let (aapt2, framework) = (folder.join("aapt2"), folder.join("framework.jar"));
    let stamp = folder.join("unpacked");
    let from = library.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !is_stamped(&stamp, &from) {
        create_folder(&folder)?;
        let wanted = [("prebuilt/linux/aapt2", &aapt2), ("prebuilt/android-framework.jar", &framework)];
        let entries = archive::read(library)?;
        for (name, file) in wanted {
            let entry = entries.iter().find(|entry| entry.name == name);
            let bytes = entry.ok_or_else(|| Stop::failed(format!("{from} has no {name}")))?.bytes()?;
            fs::write(file, bytes)
                .map_err(|error| Stop::failed(format!("{name} cannot be written: {error}")))?;
        }
        crate::run::quietly(Command::new("chmod").arg("755").arg(&aapt2))?;
        write_stamp(&stamp, &from)?;
    }
    Ok((aapt2, framework))
}

/// A Java program: its classes, its heap, its main class.
pub(super) fn java(workspace: &Workspace, class_path: &[PathBuf], heap: &str, main: &str) -> Command {
    let mut command = workspace.program("java");
    // In a variable, because it is too long to be read in the output.
    command.env("CLASSPATH", joined(class_path)).arg(format!("-Xmx{heap}")).arg(main);
    command
}

/// Paths as Java takes them.
pub(super) fn joined(paths: &[PathBuf]) -> OsString {
    std::env::join_paths(paths).expect("no path of the build has a separator in it")
}

/// A hash of the contents of files and of some words: the same inputs need no second build.
pub(super) fn fingerprint(files: &[PathBuf], words: &[String]) -> Result<String, Stop> {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    for file in files {
        let bytes = fs::read(file)
            .map_err(|error| Stop::failed(format!("{} cannot be read: {error}", file.display())))?;
        (file, bytes).hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// What stands for a library in a fingerprint: its name and length, or the fingerprint of what it was built from.
pub(super) fn identity(library: &Path) -> String {
    let stamp = fs::read_to_string(stamp_of(library)).unwrap_or_default();
    let length = fs::metadata(library).map(|file| file.len()).unwrap_or_default();
    format!("{} {length} {stamp}", library.display())
}

/// The stamp beside a file that was built.
pub(super) fn stamp_of(built: &Path) -> PathBuf {
    let mut name = built.as_os_str().to_owned();
    name.push(".built");
    name.into()
}

/// Sources below these folders, or these files.
pub(super) fn sources(folders: &[PathBuf], extension: &str) -> Vec<PathBuf> {
    folders.iter().flat_map(|folder| files_below(folder, extension)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_changes_with_contents_and_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.kt");
        fs::write(&file, "one").unwrap();
        let files = [file.clone()];
        let first = fingerprint(&files, &[]).unwrap();
        assert_eq!(fingerprint(&files, &[]).unwrap(), first);
        assert_ne!(fingerprint(&files, &["-Werror".to_owned()]).unwrap(), first);
        fs::write(&file, "two").unwrap();
        assert_ne!(fingerprint(&files, &[]).unwrap(), first);
    }

    #[test]
    fn a_library_that_was_built_is_known_by_what_it_was_built_from() {
        let folder = tempfile::tempdir().unwrap();
        let jar = folder.path().join("main.jar");
        fs::write(&jar, "same length").unwrap();
        let before = identity(&jar);
        fs::write(stamp_of(&jar), "other sources").unwrap();
        assert_ne!(identity(&jar), before);
    }
}
