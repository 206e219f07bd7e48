//! Classes for Android's runtime: D8 for a debug build, R8 for a release.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::archive;
use super::kit::{Kit, fingerprint, identity, java, stamp_of};
use super::libraries::{children, has_extension};
use super::resources::Resources;
use crate::outcome::Stop;
use crate::run;
use crate::tools::{fresh_folder, is_stamped, write_stamp};

/// The classes of a build.
#[derive(Debug)]
pub(super) struct Classes {
    /// The app's own, with `R` and the bindings.
    pub(super) own: Vec<PathBuf>,
    /// Those of its libraries.
    pub(super) libraries: Vec<PathBuf>,
}

/// Debug build: the app's own classes. Libraries and app are apart, so that a change of the app leaves the libraries as
/// they are; the APK numbers the app's files first.
pub(super) fn debug_own(kit: &Kit<'_>, classes: &Classes) -> Result<Vec<PathBuf>, Stop> {
    d8(kit, "dex-own", &classes.own, &classes.libraries)
}

/// Debug build: the libraries. Minutes of one core at the first time.
pub(super) fn debug_libraries(kit: &Kit<'_>) -> Result<Vec<PathBuf>, Stop> {
    d8(kit, "dex-libraries", &kit.app.classes(), &[])
}

fn d8(kit: &Kit<'_>, name: &str, inputs: &[PathBuf], others: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let folder = kit.out.join(name);
    let level = kit.level("minSdk")?;
    let mut words: Vec<String> = inputs.iter().chain(others).map(|jar| identity(jar)).collect();
    words.push(level.to_owned());
    let inputs_hash = fingerprint(&[], &words)?;
    if !is_stamped(&stamp_of(&folder), &inputs_hash) {
        fresh_folder(&folder)?;
        println!("D8: {} archives", inputs.len());
        let mut d8 = dexer(kit, "com.android.tools.r8.D8");
        d8.args(["--debug", "--min-api", level]);
        libraries(kit, &mut d8);
        for other in others {
            d8.arg("--classpath").arg(other);
        }
        d8.arg("--output").arg(&folder).args(inputs);
        run::brief(&mut d8, "D8 failed")?;
        write_stamp(&stamp_of(&folder), &inputs_hash)?;
    }
    Ok(dex_files(&folder))
}

/// Release build: one shrunk, optimised whole. `rules` are files with keep rules besides those that libraries carry.
pub(super) fn release(
    kit: &Kit<'_>,
    classes: &Classes,
    resources: &Resources,
    rules: &[PathBuf],
) -> Result<Vec<PathBuf>, Stop> {
    let folder = kit.out.join("dex-release");
    fresh_folder(&folder)?;
    let inputs: Vec<&PathBuf> = classes.own.iter().chain(&classes.libraries).collect();
    println!("R8: {} archives; this takes minutes", inputs.len());
    let mut r8 = dexer(kit, "com.android.tools.r8.R8");
    r8.args(["--release", "--min-api", kit.level("minSdk")?]);
    libraries(kit, &mut r8);
    let carried = carried_rules(kit, &classes.libraries)?;
    for file in rules.iter().chain([&resources.rules]).chain(&carried) {
        r8.arg("--pg-conf").arg(file);
    }
    r8.arg("--pg-map-output").arg(kit.out.join("mapping.txt"));
    r8.arg("--output").arg(&folder).args(inputs);
    run::brief(&mut r8, "R8 failed")?;
    Ok(dex_files(&folder))
}

/// Shrinks and renames classes for a desktop JVM; returns the JAR.
pub(super) fn shrink(
    kit: &Kit<'_>,
    jars: &[PathBuf],
    rules: &[PathBuf],
    out: &Path,
) -> Result<PathBuf, Stop> {
    let folder = stamp_of(out);
    fresh_folder(&folder)?;
    let mut r8 = dexer(kit, "com.android.tools.r8.R8");
    r8.args(["--release", "--classfile"]).arg("--lib").arg(jdk());
    for file in rules.iter().chain(&rules_in(jars, &folder)?) {
        r8.arg("--pg-conf").arg(file);
    }
    r8.arg("--output").arg(out).args(jars);
    run::brief(&mut r8, "R8 failed")?;
    Ok(out.to_owned())
}

/// The keep rules of the AARs and those inside of JARs, which R8 called by hand does not look for.
fn carried_rules(kit: &Kit<'_>, libraries: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let folder = kit.out.join("rules");
    fresh_folder(&folder)?;
    let mut rules: Vec<PathBuf> =
        kit.app.aars.iter().map(|aar| aar.join("proguard.txt")).filter(|file| file.is_file()).collect();
    rules.extend(rules_in(libraries, &folder)?);
    Ok(rules)
}

fn rules_in(jars: &[PathBuf], folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut rules = Vec::new();
    for (index, jar) in jars.iter().enumerate() {
        for entry in archive::read(jar)?.iter().filter(|entry| is_rule(&entry.name)) {
            let file = folder.join(format!("{index}-{}", entry.name.replace('/', "-")));
            fs::write(&file, entry.bytes()?)
                .map_err(|error| Stop::failed(format!("keep rules cannot be written: {error}")))?;
            rules.push(file);
        }
    }
    Ok(rules)
}

/// Whether a file in a JAR has rules for R8.
fn is_rule(name: &str) -> bool {
    let for_r8 = name.starts_with("META-INF/proguard/") || name.starts_with("META-INF/com.android.tools/r8");
    for_r8 && has_extension(Path::new(name), "pro")
}

fn dexer(kit: &Kit<'_>, main: &str) -> Command {
    java(kit.workspace, std::slice::from_ref(&kit.dexer), "3g", main)
}

/// The framework, and the JDK for what the framework's archive lacks: all of `java.*`.
fn libraries(kit: &Kit<'_>, command: &mut Command) {
    command.arg("--lib").arg(&kit.platform).arg("--lib").arg(jdk());
}

/// The folder of the JDK whose `java` is called.
fn jdk() -> PathBuf {
    let mut ask = Command::new("java");
    ask.args(["-XshowSettings:properties", "-version"]);
    let output = ask.output().map(|output| output.stderr).unwrap_or_default();
    let text = String::from_utf8_lossy(&output).into_owned();
    java_home(&text).unwrap_or_default()
}

fn java_home(settings: &str) -> Option<PathBuf> {
    settings.lines().find_map(|line| line.trim().strip_prefix("java.home = ")).map(PathBuf::from)
}

/// classes.dex, classes2.dex, ...: in numeric order.
fn dex_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        children(folder).into_iter().filter(|file| has_extension(file, "dex")).collect();
    files.sort_by_key(|file| (file.as_os_str().len(), file.clone()));
    files
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn rules_in_jars_are_recognised() {
        for name in ["META-INF/proguard/a.pro", "META-INF/com.android.tools/r8-from-1.6.0/b.pro"] {
            assert!(is_rule(name), "{name}");
        }
        for name in ["META-INF/LICENSE", "META-INF/com.android.tools/proguard/b.pro", "a.pro"] {
            assert!(!is_rule(name), "{name}");
        }
    }

    #[test]
    fn dex_files_are_in_numeric_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["classes10.dex", "classes.dex", "classes2.dex", "other.txt"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<String> = dex_files(folder.path())
            .iter()
            .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["classes.dex", "classes2.dex", "classes10.dex"]);
    }

    #[test]
    fn the_folder_of_the_jdk_is_read_from_its_settings() {
        let settings = "Property settings:\n    java.home = /usr/lib/jvm/17\n    java.io.tmpdir = /tmp\n";
        assert_eq!(java_home(settings), Some(PathBuf::from("/usr/lib/jvm/17")));
    }
}
