//! Resources, manifest and the classes `R`: aapt2, Android's manifest merger, javac.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::archive::Writer;
use super::kit::{Kit, fingerprint, java, joined, stamp_of};
use super::libraries::{Part, children, files_below};
use crate::outcome::Stop;
use crate::run;
use crate::tools::{create_folder, fresh_folder, is_built, write_stamp};

/// The merger's main class.
const MERGER: &str = "com.android.manifmerger.Merger";

/// The package of the app's `R`, and its application id.
pub(super) const PACKAGE: &str = "org.ikdcore.app";

/// What the linker writes.
#[derive(Clone, Debug)]
pub(super) struct Resources {
    /// An APK without code.
    pub(super) apk: PathBuf,
    /// The manifest of app and libraries.
    pub(super) manifest: PathBuf,
    /// The classes `R`.
    pub(super) classes: PathBuf,
    /// Keep rules for what the manifest and layouts name.
    pub(super) rules: PathBuf,
    /// Files that the app reads by name.
    pub(super) assets: PathBuf,
}

/// Links the resources of one kind of build: `debug`, `release` or `test`. `aars` are unpacked.
pub(super) fn link(kit: &Kit<'_>, kind: &str, aars: &[PathBuf]) -> Result<Resources, Stop> {
    let out = kit.out.join(kind);
    create_folder(&out)?;
    let made = Resources {
        apk: out.join("resources.apk"),
        manifest: out.join("AndroidManifest.xml"),
        classes: out.join("r.jar"),
        rules: out.join("resources.pro"),
        assets: out.join("assets"),
    };
    let variants = if kind == "release" { vec!["main", kind] } else { vec!["main", "debug"] };
    let folders = |name: &str| -> Vec<PathBuf> {
        variants
            .iter()
            .map(|variant| kit.source(&format!("{variant}/{name}")))
            .filter(|at| at.is_dir())
            .collect()
    };
    let mut inputs: Vec<PathBuf> =
        ["res", "assets"].iter().flat_map(|name| folders(name)).flat_map(|at| all_below(&at)).collect();
    inputs.extend(manifests(kit, &variants));
    let mut words: Vec<String> = aars.iter().map(|aar| aar.display().to_string()).collect();
    for level in ["minSdk", "targetSdk"] {
        words.push(kit.level(level)?.to_owned());
    }
    let inputs = fingerprint(&inputs, &words)?;
    if is_built(&made.apk, &stamp_of(&made.apk), &inputs) {
        return Ok(made);
    }
    println!("linking the resources of the {kind} build");
    fresh_folder(&made.assets)?;
    for folder in folders("assets") {
        overlay(&folder, &made.assets)?;
    }
    merge(kit, &variants, aars, &made)?;
    let compiled = compile(kit, &folders("res"), aars, &out)?;
    let java_folder = out.join("r");
    fresh_folder(&java_folder)?;
    link_all(kit, aars, &compiled, &made, &java_folder)?;
    javac(kit, &java_folder, &made.classes)?;
    write_stamp(&stamp_of(&made.classes), &inputs)?;
    write_stamp(&stamp_of(&made.apk), &inputs)?;
    Ok(made)
}

/// The configuration of this kind of build: a debug build may have its own.
pub(super) fn configuration(assets: &Path) -> Result<Value, Stop> {
    let file = assets.join("ikd.json");
    let text = fs::read_to_string(&file).map_err(|error| error.to_string());
    text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
        .map_err(|error| Stop::failed(format!("ikd.json of the app cannot be read: {error}")))
}

fn manifests(kit: &Kit<'_>, variants: &[&str]) -> Vec<PathBuf> {
    let files = variants.iter().map(|variant| kit.source(&format!("{variant}/AndroidManifest.xml")));
    files.filter(|file| file.is_file()).collect()
}

fn merge(kit: &Kit<'_>, variants: &[&str], aars: &[PathBuf], made: &Resources) -> Result<(), Stop> {
    let merger = kit.set("merger", &[Part::whole("merger")])?;
    let manifests = manifests(kit, variants);
    let [main, overlays @ ..] = manifests.as_slice() else {
        return Err(Stop::failed("the app has no manifest"));
    };
    let libraries: Vec<PathBuf> = aars.iter().map(|aar| aar.join("AndroidManifest.xml")).collect();
    let configuration = configuration(&made.assets)?;
    let set = |name: &str| configuration[name].as_str().unwrap_or_default().to_owned();
    let mut merge = java(kit.workspace, &merger.files, "1g", MERGER);
    merge.arg("--main").arg(main).arg("--libs").arg(joined(&libraries)).arg("--out").arg(&made.manifest);
    if !overlays.is_empty() {
        merge.arg("--overlays").arg(joined(overlays));
    }
    merge.args(["--log", "WARNING", "--property", &format!("PACKAGE={PACKAGE}")]);
    merge.arg("--property").arg(format!("MIN_SDK_VERSION={}", kit.level("minSdk")?));
    merge.arg("--property").arg(format!("TARGET_SDK_VERSION={}", kit.level("targetSdk")?));
    // Without it, what a manifest removes of a library stays as an empty element.
    merge.arg("--remove-tools-declarations");
    for (name, value) in [("appName", set("name")), ("linkHost", set("link_host"))] {
        merge.arg("--placeholder").arg(format!("{name}={value}"));
    }
    run::brief(&mut merge, "the manifests cannot be merged")
}

/// Compiles the resources of the app; those of a library once.
fn compile(kit: &Kit<'_>, own: &[PathBuf], aars: &[PathBuf], out: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut compiled = Vec::new();
    for aar in aars.iter().filter(|aar| !children(&aar.join("res")).is_empty()) {
        let file = aar.join("compiled.zip");
        if !file.is_file() {
            compile_folder(kit, &aar.join("res"), &file)?;
        }
        compiled.push(file);
    }
    for (index, folder) in own.iter().enumerate() {
        let file = out.join(format!("own-{index}.zip"));
        compile_folder(kit, folder, &file)?;
        compiled.push(file);
    }
    Ok(compiled)
}

fn compile_folder(kit: &Kit<'_>, folder: &Path, file: &Path) -> Result<(), Stop> {
    let mut aapt2 = kit.workspace.program(&kit.aapt2);
    aapt2.arg("compile").arg("--dir").arg(folder).arg("-o").arg(file);
    run::quietly(&mut aapt2).map(drop)
}

fn link_all(
    kit: &Kit<'_>,
    aars: &[PathBuf],
    compiled: &[PathBuf],
    made: &Resources,
    java_folder: &Path,
) -> Result<(), Stop> {
    let mut packages: Vec<String> = aars.iter().filter_map(|aar| package(aar)).collect();
    packages.sort();
    packages.dedup();
    let mut aapt2 = kit.workspace.program(&kit.aapt2);
    aapt2.arg("link").arg("-I").arg(&kit.framework).arg("--manifest").arg(&made.manifest);
    aapt2.arg("-o").arg(&made.apk).arg("--java").arg(java_folder).arg("--proguard").arg(&made.rules);
    aapt2.args(["--auto-add-overlay", "--no-version-vectors", "--min-sdk-version", kit.level("minSdk")?]);
    // The languages of the app only: a phone set to French, then English would otherwise take the French of a library, for
    // which the app itself has no texts.
    aapt2.args(["-c", "in,en"]);
    aapt2.args([
        "--target-sdk-version",
        kit.level("targetSdk")?,
        "--version-code",
        "1",
        "--version-name",
        "0.1.0",
    ]);
    // The tests link more libraries. The app is compiled with the numbers of its own build, so they must not change.
    let numbers = kit.out.join("debug/ids.txt");
    if made.apk.starts_with(kit.out.join("debug")) {
        aapt2.arg("--emit-ids").arg(&numbers);
    } else if made.apk.starts_with(kit.out.join("test")) {
        aapt2.arg("--stable-ids").arg(&numbers);
    }
    aapt2.arg("--extra-packages").arg(packages.join(":")).arg("-A").arg(&made.assets).args(compiled);
    run::quietly(&mut aapt2).map(drop)
}

/// The package that a library's manifest names.
fn package(aar: &Path) -> Option<String> {
    let manifest = fs::read_to_string(aar.join("AndroidManifest.xml")).ok()?;
    Some(manifest.split("package=\"").nth(1)?.split('"').next()?.to_owned())
}

fn javac(kit: &Kit<'_>, java_folder: &Path, jar: &Path) -> Result<(), Stop> {
    let classes = java_folder.join("classes");
    fresh_folder(&classes)?;
    let mut javac = kit.workspace.program("javac");
    javac.args(["-nowarn", "--release", "17", "-d"]).arg(&classes).args(files_below(java_folder, "java"));
    run::quietly(&mut javac)?;
    let mut archive = Writer::default();
    for class in files_below(&classes, "class") {
        let bytes =
            fs::read(&class).map_err(|error| Stop::failed(format!("a class cannot be read: {error}")))?;
        let name = class.strip_prefix(&classes).unwrap_or(&class).to_string_lossy().into_owned();
        archive.stored(&name, &bytes, 1);
    }
    fs::write(jar, archive.finish())
        .map_err(|error| Stop::failed(format!("r.jar cannot be written: {error}")))
}

/// Every file below a folder, sorted.
fn all_below(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { all_below(&path) } else { vec![path] };
    children(folder).into_iter().flat_map(below).collect()
}

/// Copies files over those that are there.
fn overlay(from: &Path, to: &Path) -> Result<(), Stop> {
    for file in all_below(from) {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        let folder = target.parent().unwrap_or(to);
        fs::create_dir_all(folder)
            .and_then(|()| fs::copy(&file, &target))
            .map_err(|error| Stop::failed(format!("an asset cannot be copied: {error}")))?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn assets_of_a_variant_replace_those_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for (file, text) in
            [("main/ikd.json", "{\"name\":\"a\"}"), ("main/x/y", "y"), ("debug/ikd.json", "{\"name\":\"b\"}")]
        {
            fs::create_dir_all(at(file).parent().unwrap()).unwrap();
            fs::write(at(file), text).unwrap();
        }
        overlay(&at("main"), &at("out")).unwrap();
        overlay(&at("debug"), &at("out")).unwrap();
        assert_eq!(configuration(&at("out")).unwrap()["name"], "b");
        assert!(at("out/x/y").is_file());
        assert!(configuration(&at("main/x")).is_err());
    }

    #[test]
    fn the_package_of_a_library_is_read_from_its_manifest() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("AndroidManifest.xml"), "<manifest\n package=\"a.b\" />").unwrap();
        assert_eq!(package(folder.path()), Some("a.b".to_owned()));
    }
}
