//! The Android app without Gradle: the same folders, libraries and tools, called in the order in which Gradle calls them.
//!
//! unpack libraries, link resources, merge manifests, compile `R`, compile Kotlin, make DEX files, pack, sign. Each step
//! is left out if its inputs have not changed.

pub(crate) mod apk;
mod archive;
pub(crate) mod catalogue;
pub(crate) mod desktop;
mod dex;
mod kit;
mod kotlin;
mod levels;
mod libraries;
mod package;
mod resources;
mod robolectric;
pub(crate) mod shrunk;

use std::fs;
use std::path::PathBuf;
use std::thread;

use crate::bindings::Bindings;
use crate::outcome::{Figures, Stop};
use crate::sandbox::Sandbox;
use crate::suites::build_ikd;
use crate::workspace::Workspace;

use desktop::DesktopApp;
use dex::Classes;
use kit::Kit;
use kotlin::{Sources, Unit};
use resources::Resources;

/// A build of the app up to its classes.
#[derive(Debug)]
struct App {
    resources: Resources,
    /// The bindings.
    bindings: PathBuf,
    /// The app's Kotlin.
    main: PathBuf,
}

impl App {
    /// Compiles. `kind` is `debug` or `release`; `bindings` is the folder of the generated Kotlin for Android.
    fn build(kit: &Kit<'_>, kind: &str, bindings: PathBuf) -> Result<Self, Stop> {
        let resources = resources::link(kit, kind, &kit.app.aars)?;
        let mut libraries = vec![kit.platform.clone()];
        libraries.extend(kit.app.classes());
        let folder = kit.out.join(kind);
        let app = Self { bindings: kit.out.join("bindings.jar"), main: folder.join("app.jar"), resources };
        let unit = |folders: &[PathBuf], class_path: &[PathBuf], of: Sources, out: &PathBuf| {
            Unit { folders, class_path, friends: &[], sources: of, out: out.clone() }.compile(kit)
        };
        unit(&[bindings], &libraries, Sources::Generated, &app.bindings)?;
        libraries.extend([app.resources.classes.clone(), app.bindings.clone()]);
        let folders: Vec<PathBuf> = ["main", kind]
            .iter()
            .map(|variant| kit.source(&format!("{variant}/kotlin")))
            .filter(|folder| folder.is_dir())
            .collect();
        unit(&folders, &libraries, Sources::Screens, &app.main)?;
        Ok(app)
    }

    fn classes(&self, kit: &Kit<'_>) -> Classes {
        let own = vec![self.main.clone(), self.bindings.clone(), self.resources.classes.clone()];
        Classes { own, libraries: kit.app.classes() }
    }
}

/// The suite: style, compilation, API levels, a signed debug APK, and the tests.
pub(crate) fn suite(workspace: &Workspace) -> Result<Figures, Stop> {
    let kit = Kit::ready(workspace)?;
    let faults = catalogue::faults(&workspace.root, &kit.catalogue)?;
    if !faults.is_empty() {
        return Err(Stop::findings(faults));
    }
    // D8 takes minutes of one core for the libraries: the rest goes on meanwhile, and leaves the other core idle.
    thread::scope(|scope| {
        let libraries = scope.spawn(|| dex::debug_libraries(&kit));
        let app = built(&kit)?;
        let tested = tested(&kit, &app)?;
        let libraries = libraries.join().map_err(|_| Stop::failed("D8 ended with a panic".to_owned()))??;
        let size = packed(&kit, &app, libraries)?;
        Ok(format!("{tested}; API level {}, debug APK {size:.1} MB signed", kit.level("minSdk")?))
    })
}

/// The debug build up to its classes, with the checks of those.
fn built(kit: &Kit<'_>) -> Result<App, Stop> {
    let bindings = Bindings::of(kit.workspace)?;
    bindings.write()?;
    build_ikd(kit.workspace)?;
    let app = App::build(kit, "debug", bindings.folder.join("kotlin/android"))?;
    only_the_launcher_is_exported(&app.resources)?;
    let mut known = vec![app.bindings.clone(), app.resources.classes.clone()];
    known.extend(kit.app.classes());
    levels::check(kit, std::slice::from_ref(&app.main), &known)?;
    kotlin::style(kit)?;
    Ok(app)
}

/// The tests, the pictures and the window; what ran.
fn tested(kit: &Kit<'_>, app: &App) -> Result<Figures, Stop> {
    let bindings = Bindings::of(kit.workspace)?;
    let tests = robolectric::Tests::compile(kit, app)?;
    let journeys = {
        let sandbox = Sandbox::start(kit.workspace, "android-tests")?;
        tests.with_library(&bindings, &sandbox)?
    };
    let pictures = tests.pictures()?;
    let window = DesktopApp::compile(kit, &bindings)?;
    window.picture(&Sandbox::start(kit.workspace, "android-window")?)?;
    Ok(format!(
        "{} tests, {pictures} of them of pictures; window on a desktop drawn, style checked",
        journeys + pictures
    ))
}

/// The signed debug APK; its size, MB.
fn packed(kit: &Kit<'_>, app: &App, libraries: Vec<PathBuf>) -> Result<f64, Stop> {
    let mut dex = dex::debug_own(kit, &app.classes(kit))?;
    dex.extend(libraries);
    let natives = package::natives(&kit.app.aars);
    let apk = kit.out.join(package::name("debug", &natives));
    package::make(kit, &app.resources, &dex, &natives, None, &apk)?;
    package::check(&apk, &natives)?;
    Ok(fs::metadata(&apk).map(|file| file.len()).unwrap_or_default() as f64 / 1e6)
}

/// The debug build has the manifest of the release except for what src/debug adds.
fn only_the_launcher_is_exported(resources: &Resources) -> Result<(), Stop> {
    let manifest = fs::read_to_string(&resources.manifest)
        .map_err(|error| Stop::failed(format!("the merged manifest cannot be read: {error}")))?;
    let exported = exported(&manifest);
    if exported == [".MainActivity"] {
        return Ok(());
    }
    Err(Stop::failed(format!("only the launcher may be exported, not {}", exported.join(", "))))
}

/// Names of the components that other apps can reach.
fn exported(manifest: &str) -> Vec<String> {
    let tags = manifest.split('<').filter(|tag| tag.contains("android:exported=\"true\""));
    tags.filter_map(|tag| Some(tag.split("android:name=\"").nth(1)?.split('"').next()?.to_owned())).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn components_that_others_can_reach_are_found() {
        let manifest = "<activity\n android:name=\"a.Main\"\n android:exported=\"true\" >\n<intent-filter/></activity>\
                        <receiver android:name=\"a.B\" android:exported=\"false\" /><service android:name=\"a.C\" />";
        assert_eq!(exported(manifest), ["a.Main"]);
    }
}
