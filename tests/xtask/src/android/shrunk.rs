//! The soak `r8`: the keep rules of the bindings are enough. R8 renames and shrinks the desktop form of the bindings with
//! JNA, and a whole registration runs with the result; without the rules it must not.

use std::fs;
use std::path::{Path, PathBuf};

use super::dex;
use super::kit::{Kit, java};
use super::kotlin::{Sources, Unit};
use super::libraries::Part;
use crate::bindings::Bindings;
use crate::outcome::{Figures, Stop};
use crate::run::{self, Printed};
use crate::sandbox::Sandbox;
use crate::suites::build_ikd;
use crate::tools::create_folder;
use crate::workspace::Workspace;

/// The program that registers somebody, relative to the root, and its class.
const PROGRAM: &str = "tests/kotlin/src/shrunk/kotlin";
const MAIN: &str = "org.ikdcore.shrunk.MainKt";

/// What it prints at the end.
const DONE: &str = "registered";

/// Rules for the program: its beginning. A desktop lacks what libraries name of Android.
const RULES: &str = "-keep class org.ikdcore.shrunk.MainKt { public static void main(...); }\n-dontwarn **\n";

/// The soak.
pub(crate) fn soak(workspace: &Workspace) -> Result<Figures, Stop> {
    let kit = Kit::ready(workspace)?;
    let bindings = Bindings::of(workspace)?;
    bindings.write()?;
    build_ikd(workspace)?;
    let libraries = kit.set("desktop", &[Part::alone("desktop", "jar")])?;
    let needed: Vec<PathBuf> = libraries.files.into_iter().filter(|file| is_needed(file)).collect();
    let folder = kit.out.join("shrunk");
    create_folder(&folder)?;
    let generated = folder.join("bindings.jar");
    let program = folder.join("program.jar");
    let unit = |folders: &[PathBuf], class_path: &[PathBuf], of: Sources, out: &Path| {
        Unit { folders, class_path, friends: &[], sources: of, out: out.to_owned() }.compile(&kit)
    };
    unit(&[bindings.folder.join("kotlin/desktop")], &needed, Sources::Generated, &generated)?;
    let mut inputs = needed;
    inputs.push(generated);
    let support = workspace.root.join("tests/kotlin/src/test/kotlin/org/ikdcore/tests/support");
    unit(&[workspace.root.join(PROGRAM), support], &inputs, Sources::Plain, &program)?;
    inputs.push(program);

    let own = folder.join("program.pro");
    fs::write(&own, RULES).map_err(|error| Stop::failed(format!("rules cannot be written: {error}")))?;
    let consumer = workspace.root.join("bindings/android/consumer-rules.pro");
    let whole = dex::shrink(&kit, &inputs, &[own.clone(), consumer], &folder.join("with-rules.jar"))?;
    let broken = dex::shrink(&kit, &inputs, &[own], &folder.join("without-rules.jar"))?;
    let before = inputs.iter().map(|jar| size(jar)).sum::<u64>();

    let sandbox = Sandbox::start(workspace, "r8")?;
    let run = |jar: &Path| {
        let mut command = java(workspace, &[jar.to_owned()], "1g", MAIN);
        // Options of the JVM are named before the class; the variable has the same effect.
        let folder = bindings.library_folder().display();
        command.env("JAVA_TOOL_OPTIONS", format!("-Djna.library.path={folder}"));
        sandbox.describe_to(&mut command);
        command.env("IKD_PHOTOGRAPH", workspace.root.join("tests/assets/photos/selfie.jpg"));
        run::shown_with_any_code(&mut command)
    };
    if !is_done(&run(&whole)?) {
        return Err(Stop::failed("with the rules of bindings/android, shrunk classes do not work"));
    }
    if is_done(&run(&broken)?) {
        return Err(Stop::failed("shrunk classes work without the rules: this soak no longer tests them"));
    }
    Ok(format!(
        "a registration with shrunk classes, {:.1} of {:.1} MB left; without the rules it fails",
        size(&whole) as f64 / 1e6,
        before as f64 / 1e6
    ))
}

fn is_done(printed: &Printed) -> bool {
    printed.success && printed.lines.iter().any(|line| line == DONE)
}

/// Whether a library of the desktop window is one of the bindings and of their tests.
fn is_needed(file: &Path) -> bool {
    const STARTS: [&str; 5] = [
        "net.java.dev.jna.",
        "org.jetbrains.kotlin.",
        "org.jetbrains.kotlinx.kotlinx-coroutines-core",
        "org.jetbrains.kotlinx.kotlinx-serialization",
        "com.google.zxing.",
    ];
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    STARTS.iter().any(|start| name.starts_with(start))
}

fn size(file: &Path) -> u64 {
    fs::metadata(file).map(|file| file.len()).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_that_came_to_its_end_is_done() {
        assert!(is_done(&Printed::of(true, &["log", "registered"])));
        assert!(!is_done(&Printed::of(false, &["registered"])));
        assert!(!is_done(&Printed::of(true, &["UnsatisfiedLinkError"])));
    }

    #[test]
    fn libraries_that_draw_are_left_out() {
        assert!(is_needed(Path::new("a/net.java.dev.jna.jna-5.17.0.jar")));
        assert!(!is_needed(Path::new("a/org.jetbrains.skiko.skiko-awt-0.144.6.jar")));
    }
}
