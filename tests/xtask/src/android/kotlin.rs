//! The Kotlin compiler, called as Gradle calls it; and the style of hand-written files.

use std::fs;
use std::path::{Path, PathBuf};

use super::kit::{Kit, fingerprint, identity, java, joined, sources, stamp_of};
use super::libraries::Part;
use crate::outcome::Stop;
use crate::run;
use crate::tools::{is_built, is_stamped, write_stamp};

/// The compiler's main class.
const COMPILER: &str = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler";

/// What is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sources {
    /// Written by a program: warnings mean nothing.
    Generated,
    /// Ours, without screens: no warning is tolerated.
    Plain,
    /// The same with screens: the compiler's plugin for Compose asks for its runtime.
    Screens,
}

/// One call of the compiler.
pub(super) struct Unit<'u> {
    /// Folders with sources, or files.
    pub(super) folders: &'u [PathBuf],
    /// Libraries.
    pub(super) class_path: &'u [PathBuf],
    /// Libraries whose internals are visible: those that the sources test.
    pub(super) friends: &'u [PathBuf],
    pub(super) sources: Sources,
    /// The JAR.
    pub(super) out: PathBuf,
}

impl Unit<'_> {
    /// Compiles, unless nothing has changed since the last time.
    pub(super) fn compile(&self, kit: &Kit<'_>) -> Result<(), Stop> {
        let files = sources(self.folders, "kt");
        if files.is_empty() {
            return Err(Stop::failed(format!("there are no Kotlin sources for {}", name(&self.out))));
        }
        let mut options = vec!["-no-stdlib", "-no-reflect", "-jvm-target", "17"];
        options.push(if self.sources == Sources::Generated { "-nowarn" } else { "-Werror" });
        let mut options: Vec<String> = options.into_iter().map(str::to_owned).collect();
        if self.sources == Sources::Screens {
            let plugin = kit.compiler.file("org.jetbrains.kotlin.kotlin-compose-compiler-plugin")?;
            options.push(format!("-Xplugin={}", plugin.display()));
        }
        if !self.friends.is_empty() {
            let friends: Vec<String> = self.friends.iter().map(|jar| jar.display().to_string()).collect();
            options.push(format!("-Xfriend-paths={}", friends.join(",")));
        }
        let mut words = options.clone();
        words.extend(self.class_path.iter().map(|jar| identity(jar)));
        let inputs = fingerprint(&files, &words)?;
        if is_built(&self.out, &stamp_of(&self.out), &inputs) {
            return Ok(());
        }
        println!("compiling {} Kotlin files into {}", files.len(), name(&self.out));
        // A failed call leaves no JAR from before.
        let _ = fs::remove_file(&self.out);
        let mut compiler = java(kit.workspace, &kit.compiler.files, "2g", COMPILER);
        compiler.args(&options).arg("-cp").arg(joined(self.class_path)).arg("-d").arg(&self.out);
        compiler.args(self.folders);
        run::brief(&mut compiler, &format!("the Kotlin of {} does not compile", name(&self.out)))?;
        write_stamp(&stamp_of(&self.out), &inputs)
    }
}

/// Checks the style of the hand-written files of android/, with the rules of android/.editorconfig.
pub(super) fn style(kit: &Kit<'_>) -> Result<(), Stop> {
    let ktlint = kit.set("style", &[Part::whole("style")])?;
    let folder = kit.workspace.root.join("android");
    let folders = [folder.join("app/src"), folder.join("desktop/src")];
    let mut files = sources(&folders, "kt");
    files.push(folder.join(".editorconfig"));
    let inputs = fingerprint(&files, &[])?;
    let stamp = kit.out.join("style");
    if is_stamped(&stamp, &inputs) {
        return Ok(());
    }
    let mut check = java(kit.workspace, &ktlint.files, "512m", "com.pinterest.ktlint.Main");
    check.current_dir(&folder).args(["--log-level=error", "app/src/**/*.kt", "desktop/src/**/*.kt"]);
    run::brief(&mut check, "the style of the Kotlin in android/ (ktlint; -F mends it)")?;
    write_stamp(&stamp, &inputs)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
