//! The app's tests on the real Android framework, on a desktop JVM: Robolectric.
//!
//! One JVM runs all tests that load the library: a library is loaded by one class loader of a process, and Robolectric has
//! one for each configuration. A second JVM draws the screens, without the library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::App;
use super::kit::{Kit, joined};
use super::kotlin::{Sources, Unit};
use super::libraries::{Part, Set, files_below};
use super::resources::{self, PACKAGE, Resources};
use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::run::{self, Printed};
use crate::sandbox::Sandbox;
use crate::suites::counted;
use crate::test_command::blesses;
use crate::tools::create_folder;

/// JNA's AAR has no library for a desktop; its JAR takes the place.
const JNA_FOR_PHONES: &str = "net.java.dev.jna.jna-";

/// Packages of the JDK that Robolectric opens by reflection.
const OPENED: [&str; 9] = [
    "java.lang",
    "java.lang.reflect",
    "java.util",
    "java.net",
    "java.io",
    "java.nio",
    "java.security",
    "java.text",
    "sun.nio.ch",
];

/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// The package of the tests that compare pictures.
const PICTURES: &str = ".pictures.";

/// The committed pictures, relative to the root.
const SCREENS: &str = "docs/screens";

/// The compiled tests.
pub(super) struct Tests<'k> {
    kit: &'k Kit<'k>,
    class_path: Vec<PathBuf>,
    /// The folder with the framework that Robolectric loads.
    platforms: PathBuf,
    /// The manifest of the app that ships.
    manifest: PathBuf,
    classes: Vec<String>,
}

impl<'k> Tests<'k> {
    /// Compiles the tests.
    pub(super) fn compile(kit: &'k Kit<'k>, app: &App) -> Result<Self, Stop> {
        let sets =
            [Part::alone("test-aar", "aar"), Part::alone("test-jar", "jar"), Part::whole("test-whole")];
        let libraries = kit.set("test", &sets)?;
        let platforms = kit.set("platform-run", &[Part::plain("platform-run")])?;
        let aars: Vec<PathBuf> = kit.app.aars.iter().chain(&libraries.aars).cloned().collect();
        let resources = resources::link(kit, "test", &aars)?;
        let sources = kit.source("test/kotlin");
        let mut class_path = vec![kit.platform.clone(), resources.classes.clone()];
        let built = [app.main.clone(), app.bindings.clone()];
        class_path.extend(built.iter().cloned());
        class_path.extend(desktop_classes(&kit.app, &libraries));
        let tests = kit.out.join("test/tests.jar");
        Unit {
            folders: std::slice::from_ref(&sources),
            class_path: &class_path,
            friends: &built[..1],
            sources: Sources::Screens,
            out: tests.clone(),
        }
        .compile(kit)?;
        let settings = settings(kit, &resources)?;
        // The framework that the app is compiled against is newer than this JDK; the last place has one that is not.
        class_path[0] = settings;
        // Robolectric's one configuration.
        class_path.insert(0, kit.source("test/resources"));
        class_path.insert(0, tests);
        class_path.push(platforms.file("android-all-15")?.to_owned());
        Ok(Self {
            kit,
            class_path,
            platforms: kit.workspace.cache.join("android/platform-run/files"),
            manifest: app.resources.manifest.clone(),
            classes: test_classes(&sources),
        })
    }

    /// Runs the tests that load the library; returns how many passed.
    pub(super) fn with_library(&self, bindings: &Bindings<'_>, sandbox: &Sandbox) -> Result<u64, Stop> {
        let classes: Vec<&String> = self.classes.iter().filter(|class| !class.contains(PICTURES)).collect();
        let mut junit = self.jvm();
        junit.arg(format!("-Djna.library.path={}", bindings.library_folder().display()));
        junit.arg(format!("-Dikd.officer={} {}", sandbox.officer.0, sandbox.officer.1));
        sandbox.describe_to(&mut junit);
        junit.env("IKD_PHOTOGRAPH", self.kit.workspace.root.join("tests/assets/photos/selfie.jpg"));
        self.run(junit, &classes, "the tests of the Android app failed")
    }

    /// Draws the screens and compares them; returns how many tests passed.
    pub(super) fn pictures(&self) -> Result<u64, Stop> {
        let classes: Vec<&String> = self.classes.iter().filter(|class| class.contains(PICTURES)).collect();
        if classes.is_empty() {
            return Ok(0);
        }
        let drawn = self.kit.out.join("pictures");
        create_folder(&drawn)?;
        let mut junit = self.jvm();
        junit.arg(format!("-Dpictures={}", self.kit.workspace.root.join(SCREENS).display()));
        junit.arg(format!("-Dpictures.now={}", drawn.display()));
        junit.arg(format!("-Dpictures.bless={}", blesses()));
        let what = "the screens differ from docs/screens; what was drawn is in target/xtask/android/pictures, and \
                    `cargo xtask test --only android --bless` replaces the committed ones";
        self.run(junit, &classes, what)
    }

    fn run(&self, mut junit: Command, classes: &[&String], what: &str) -> Result<u64, Stop> {
        junit.env("CLASSPATH", joined(&self.class_path)).arg("org.junit.runner.JUnitCore").args(classes);
        let printed = run::shown_within(LIMIT, &mut junit)?;
        counted::tests(&printed, count_of_tests(&printed), what, is_error)
    }

    fn jvm(&self) -> Command {
        let mut java = self.kit.workspace.program("java");
        java.args(["-Xmx2g", "-Djava.awt.headless=true", "-Drobolectric.offline=true"]);
        java.arg(format!("-Drobolectric.dependency.dir={}", self.platforms.display()));
        java.arg(format!("-Dikd.manifest={}", self.manifest.display()));
        java.arg(format!("-Dikd.root={}", self.kit.workspace.root.display()));
        java.args(OPENED.map(|package| format!("--add-opens=java.base/{package}=ALL-UNNAMED")));
        // JNA on Android frees memory through the framework's cleaner, which uses the JDK's.
        java.args(
            ["jdk.internal.ref", "jdk.internal.access"]
                .map(|package| format!("--add-exports=java.base/{package}=ALL-UNNAMED")),
        );
        java
    }
}

/// Classes of the app's libraries and of the tests', for a desktop.
fn desktop_classes(app: &Set, tests: &Set) -> Vec<PathBuf> {
    let for_phones = |jar: &PathBuf| {
        jar.parent()
            .and_then(Path::file_name)
            .is_some_and(|aar| aar.to_string_lossy().starts_with(JNA_FOR_PHONES))
    };
    // Those of the tests first: guava there has what the app's listenablefuture has.
    let all = tests.classes().into_iter().chain(app.classes());
    all.filter(|jar| !for_phones(jar)).collect()
}

/// The folder with the file in which Robolectric looks for the app's resources.
fn settings(kit: &Kit<'_>, resources: &Resources) -> Result<PathBuf, Stop> {
    let folder = kit.out.join("test/settings");
    let file = folder.join("com/android/tools/test_config.properties");
    create_folder(file.parent().unwrap_or(&folder))?;
    let text = format!(
        "android_merged_manifest={}\nandroid_resource_apk={}\nandroid_merged_assets={}\nandroid_custom_package={PACKAGE}\n",
        resources.manifest.display(),
        resources.apk.display(),
        resources.assets.display()
    );
    fs::write(&file, text).map_err(|error| Stop::failed(format!("settings cannot be written: {error}")))?;
    Ok(folder)
}

/// The classes with tests: those in files called `...Test.kt`.
fn test_classes(sources: &Path) -> Vec<String> {
    files_below(sources, "kt")
        .iter()
        .filter_map(|file| {
            let name = file.strip_prefix(sources).ok()?.with_extension("");
            let name = name.to_string_lossy().replace(std::path::MAIN_SEPARATOR, ".");
            name.ends_with("Test").then_some(name)
        })
        .collect()
}

/// How many tests ran: `OK (8 tests)`, or with failures `Tests run: 8,  Failures: 1`.
fn count_of_tests(printed: &Printed) -> Option<u64> {
    let number = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    printed.lines.iter().rev().find_map(|line| {
        line.strip_prefix("OK (")
            .and_then(number)
            .or_else(|| line.strip_prefix("Tests run: ").and_then(number))
    })
}

/// The heading of a failure, `1) name(class)`, and its first lines.
fn is_error(line: &str) -> bool {
    let heading = line.split_once(") ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    heading || line.contains("Error: ") || line.contains("Exception: ") || line.contains("at org.ikdcore.")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_junit_is_counted() {
        assert_eq!(count_of_tests(&Printed::of(true, &["", "OK (12 tests)"])), Some(12));
        assert_eq!(count_of_tests(&Printed::of(false, &["Tests run: 9,  Failures: 2"])), Some(9));
        assert_eq!(count_of_tests(&Printed::of(true, &["Time: 3"])), None);
    }

    #[test]
    fn headings_of_failures_and_places_in_our_code_are_repeated() {
        for line in [
            "1) a_test(org.ikdcore.app.ATest)",
            "java.lang.AssertionError: no",
            "\tat org.ikdcore.app.A.b(A.kt:3)",
        ] {
            assert!(is_error(line), "{line}");
        }
        assert!(!is_error("\tat org.junit.Runner.run(Runner.java:1)"));
    }

    #[test]
    fn classes_with_tests_are_found_by_the_names_of_their_files() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["a/b/OneTest.kt", "a/b/Support.kt", "a/pictures/TwoTest.kt"] {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        assert_eq!(test_classes(folder.path()), ["a.b.OneTest", "a.pictures.TwoTest"]);
    }

    #[test]
    fn jna_for_a_desktop_takes_the_place_of_that_for_phones() {
        let folder = tempfile::tempdir().unwrap();
        let aar = |name: &str| {
            let aar = folder.path().join(name);
            fs::create_dir_all(&aar).unwrap();
            fs::write(aar.join("classes.jar"), "").unwrap();
            aar
        };
        let app = Set { files: Vec::new(), aars: vec![aar("net.java.dev.jna.jna-5.17.0"), aar("a")] };
        let tests = Set { files: vec!["jna-5.17.0.jar".into()], aars: Vec::new() };
        let found = desktop_classes(&app, &tests);
        assert_eq!(found, [PathBuf::from("jna-5.17.0.jar"), folder.path().join("a/classes.jar")]);
    }
}
