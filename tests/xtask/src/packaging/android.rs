//! `cargo xtask android`: the contents of an AAR, in target/android.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Missing, PACKAGE, files, finish, pages, sources};
use crate::outcome::Stop;
use crate::run;
use crate::tools::{cross, fresh_folder};
use crate::workspace::Workspace;

/// Android's name of the ABI and Rust's of the target: phones, old phones, the emulator on a PC.
const ABIS: [(&str, &str); 3] = [
    ("arm64-v8a", "aarch64-linux-android"),
    ("armeabi-v7a", "armv7-linux-androideabi"),
    ("x86_64", "x86_64-linux-android"),
];

/// Android 8, the minimum of the official app.
pub(crate) const API_LEVEL: &str = "26";

/// Variables that may name an NDK, in the order in which cargo-ndk reads them.
const NDK_VARIABLES: [&str; 4] = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT", "ANDROID_NDK_PATH", "NDK_HOME"];

/// Variables that may name an SDK. Its NDKs are in the folder `ndk`.
const SDK_VARIABLES: [&str; 2] = ["ANDROID_HOME", "ANDROID_SDK_ROOT"];

/// Where Android Studio installs the SDK by default, on Linux and on a Mac.
const SDK_IN_HOME: [&str; 2] = ["Android/Sdk", "Library/Android/sdk"];

/// Builds for every ABI; true if it succeeded.
pub(crate) fn run(workspace: &Workspace) -> bool {
    let ndk = find_ndk(|name| std::env::var_os(name).map(PathBuf::from));
    let cargo_ndk = run::quietly(&mut workspace.cargo(["ndk", "--version"])).is_ok();
    let targets: Vec<&str> = ABIS
        .iter()
        .map(|(_, target)| *target)
        .filter(|target| !cross::is_installed(workspace, target))
        .collect();
    finish("android", &missing(ndk.is_some(), cargo_ndk, &targets), || {
        // `finish` calls this only if there is one.
        make(workspace, &ndk.unwrap_or_default())
    })
}

fn missing(ndk: bool, cargo_ndk: bool, targets: &[&str]) -> Vec<Missing> {
    let ndk = (!ndk).then(|| {
        Missing::new(
            "the Android NDK (r23 or newer)",
            "install it with Android Studio (SDK Manager, SDK Tools, NDK) or sdkmanager, and set ANDROID_NDK_HOME",
        )
    });
    let cargo_ndk = (!cargo_ndk).then(|| Missing::new("cargo-ndk", "cargo install cargo-ndk --locked"));
    [ndk, cargo_ndk, Missing::targets(targets)].into_iter().flatten().collect()
}

/// The NDK named by a variable, or else the newest in an SDK that a variable names or that is in its default place.
fn find_ndk(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let named = NDK_VARIABLES.iter().filter_map(|name| variable(name)).find(|folder| tools(folder).is_some());
    named.or_else(|| {
        let home = variable("HOME");
        let usual = home.iter().flat_map(|home| SDK_IN_HOME.map(|folder| home.join(folder)));
        let sdks = SDK_VARIABLES.iter().filter_map(|name| variable(name)).chain(usual);
        let installed = sdks.filter_map(|sdk| fs::read_dir(sdk.join("ndk")).ok());
        let folders = installed.flatten().flatten().map(|entry| entry.path());
        folders.filter(|folder| tools(folder).is_some()).max_by_key(|folder| version(folder))
    })
}

/// The folder of an NDK's programs. Its name depends on the host platform.
fn tools(ndk: &Path) -> Option<PathBuf> {
    let mut hosts = fs::read_dir(ndk.join("toolchains/llvm/prebuilt")).ok()?.flatten();
    hosts.find_map(|host| Some(host.path().join("bin")).filter(|folder| folder.is_dir()))
}

/// The version in the name of the folder, in numeric order: 28.2.1 is newer than 9.3.0.
fn version(folder: &Path) -> Vec<u64> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.split('.').map(|part| part.parse().unwrap_or_default()).collect()
}

/// The arguments of the build that writes the libraries to `jni`.
fn build(jni: &str) -> Vec<String> {
    let mut words = vec!["ndk".to_owned()];
    words.extend(ABIS.iter().flat_map(|(abi, _)| ["--target".to_owned(), (*abi).to_owned()]));
    let fixed = ["--platform", API_LEVEL, "--output-dir", jni, "rustc", "--package", PACKAGE, "--lib"];
    words.extend(fixed.map(str::to_owned));
    words.extend(["--release", "--locked", "--crate-type", "cdylib", "--", "-C"].map(str::to_owned));
    words.push(pages::link_argument());
    words
}

fn make(workspace: &Workspace, ndk: &Path) -> Result<Vec<String>, Stop> {
    let out = workspace.target.join("android");
    fresh_folder(&out)?;
    let jni = out.join("jniLibs");
    let mut command = workspace.cargo(build(&jni.to_string_lossy()));
    run::shown(command.env("ANDROID_NDK_HOME", ndk))?;

    let readelf = tools(ndk).unwrap_or_default().join("llvm-readelf");
    let mut lines = vec!["In target/android:".to_owned()];
    for (abi, _) in ABIS {
        let library = jni.join(abi).join("libikd.so");
        pages::check(&readelf, &library)?;
        let bytes = fs::metadata(&library).map_err(|_| Stop::failed(format!("no library for {abi}")))?.len();
        lines.push(format!(
            "  jniLibs/{abi}/libikd.so  {:.2} MB with symbols, pages of 16 KB",
            bytes as f64 / 1e6
        ));
    }
    let count = files::copy_folder(&sources::android_kotlin(workspace)?, &out.join("kotlin"))?;
    lines.push(format!("  kotlin/  {count} generated files"));
    for name in ["consumer-rules.pro", "README.md"] {
        files::copy(&workspace.root.join("bindings/android").join(name), &out.join(name))?;
        lines.push(format!("  {name}"));
    }
    Ok(lines)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const RULES: &str = include_str!("../../../../bindings/android/consumer-rules.pro");
    const README: &str = include_str!("../../../../bindings/android/README.md");

    #[test]
    fn on_a_bare_machine_three_things_are_missing() {
        let missing = missing(false, false, &["aarch64-linux-android"]);
        let whats: Vec<&str> = missing.iter().map(|missing| missing.what.as_str()).collect();
        assert_eq!(
            whats,
            ["the Android NDK (r23 or newer)", "cargo-ndk", "the Rust targets aarch64-linux-android"]
        );
    }

    #[test]
    fn on_a_complete_machine_nothing_is_missing() {
        assert_eq!(missing(true, true, &[]), []);
    }

    #[test]
    fn one_build_writes_the_library_of_each_abi_with_pages_of_16_kb() {
        let words = build("out/jniLibs").join(" ");
        assert_eq!(
            words,
            "ndk --target arm64-v8a --target armeabi-v7a --target x86_64 --platform 26 --output-dir out/jniLibs \
             rustc --package ikd-ffi --lib --release --locked --crate-type cdylib \
             -- -C link-arg=-Wl,-z,max-page-size=16384"
        );
    }

    #[test]
    fn the_newest_ndk_of_an_sdk_is_found_and_an_empty_folder_is_ignored() {
        let home = tempfile::tempdir().unwrap();
        let sdk = home.path().join("Android/Sdk");
        for version in ["9.3.0", "28.2.1"] {
            fs::create_dir_all(sdk.join("ndk").join(version).join("toolchains/llvm/prebuilt/host/bin"))
                .unwrap();
        }
        fs::create_dir_all(sdk.join("ndk/30.0.0")).unwrap();
        let found = find_ndk(|name| (name == "ANDROID_HOME").then(|| sdk.clone()));
        let usual = find_ndk(|name| (name == "HOME").then(|| home.path().to_owned()));
        let named = find_ndk(|name| (name == "ANDROID_NDK_HOME").then(|| sdk.join("ndk/9.3.0")));
        let empty = find_ndk(|name| (name == "ANDROID_NDK_HOME").then(|| sdk.join("ndk/30.0.0")));
        assert_eq!(found, Some(sdk.join("ndk/28.2.1")));
        assert_eq!(usual, found);
        assert_eq!(named, Some(sdk.join("ndk/9.3.0")));
        assert_eq!(empty, None);
    }

    #[test]
    fn the_rules_keep_what_jna_accesses_by_reflection() {
        for rule in [
            "-keep class com.sun.jna.** { *; }",
            "-keep class * implements com.sun.jna.** { *; }",
            "-keep class * extends com.sun.jna.Structure { *; }",
            "-keepattributes RuntimeVisibleAnnotations,InnerClasses,EnclosingMethod,Signature",
            "-keepclasseswithmembernames,includedescriptorclasses class * { native <methods>; }",
            "-dontwarn java.awt.**",
        ] {
            assert!(RULES.lines().any(|line| line == rule), "{rule}");
        }
    }

    #[test]
    fn the_readme_names_the_android_form_of_jna_and_the_api_level_of_the_build() {
        assert!(README.contains("\"net.java.dev.jna:jna:5.17.0@aar\""));
        assert!(README.contains(&format!("minSdk = {API_LEVEL}")));
    }
}
