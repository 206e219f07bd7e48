//! The APK: packed with aligned libraries, signed, and checked as a phone and a store check it.

use std::fs;
use std::path::{Path, PathBuf};

use super::apk::trusts_sandbox;
use super::archive::{self, Entry, Writer};
use super::kit::Kit;
use super::libraries::{children, has_extension};
use super::resources::Resources;
use crate::outcome::Stop;
use crate::packaging::pages;
use crate::run;
use crate::tools::apt;

/// The ABIs of the app's libraries.
const ABIS: [&str; 3] = ["arm64-v8a", "armeabi-v7a", "x86_64"];

/// Google Play requires libraries on borders of 16 KB.
const PAGE: usize = 16 * 1024;

/// Password of the key for debug builds, which protects nothing. The same as Android Studio's.
const DEBUG_PASSWORD: &str = "android";

/// A native library of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Native {
    pub(super) abi: String,
    pub(super) file: PathBuf,
}

/// The native libraries of unpacked AARs. MIPS and 32-bit x86 are left out: no phone has them.
pub(super) fn natives(aars: &[PathBuf]) -> Vec<Native> {
    let folders = aars.iter().flat_map(|aar| children(&aar.join("jni")));
    folders
        .filter_map(|folder| {
            let abi = folder.file_name()?.to_string_lossy().into_owned();
            ABIS.contains(&abi.as_str()).then_some((abi, folder))
        })
        .flat_map(|(abi, folder)| {
            let files = children(&folder).into_iter().filter(|file| has_extension(file, "so"));
            files.map(|file| Native { abi: abi.clone(), file }).collect::<Vec<_>>()
        })
        .collect()
}

/// Packs and signs an APK. `key` is a PKCS #12 file with its password in IKD_KEY_PASSWORD; without one, a debug key.
pub(super) fn make(
    kit: &Kit<'_>,
    resources: &Resources,
    dex: &[PathBuf],
    natives: &[Native],
    key: Option<&Path>,
    apk: &Path,
) -> Result<(), Stop> {
    let contents = |file: &Path| {
        fs::read(file).map_err(|error| Stop::failed(format!("{} cannot be read: {error}", file.display())))
    };
    let mut archive = Writer::default();
    for entry in archive::read(&resources.apk)? {
        archive.copy(&entry, 4);
    }
    for (index, file) in dex.iter().enumerate() {
        let number = if index == 0 { String::new() } else { (index + 1).to_string() };
        archive.compressed(&format!("classes{number}.dex"), &contents(file)?);
    }
    for Native { abi, file } in natives {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        archive.stored(&format!("lib/{abi}/{name}"), &contents(file)?, PAGE);
    }
    let aligned = kit.out.join("aligned.apk");
    fs::write(&aligned, archive.finish())
        .map_err(|error| Stop::failed(format!("the APK cannot be written: {error}")))?;
    sign(kit, &aligned, key, apk)
}

fn sign(kit: &Kit<'_>, aligned: &Path, key: Option<&Path>, apk: &Path) -> Result<(), Stop> {
    apt::program("apksigner", "--version", &["apksigner"])?;
    let level = kit.level("minSdk")?;
    let (store, password) = match key {
        Some(key) => (key.to_owned(), "env:IKD_KEY_PASSWORD".to_owned()),
        None => (debug_key(kit)?, format!("pass:{DEBUG_PASSWORD}")),
    };
    let mut sign = kit.workspace.program("apksigner");
    sign.arg("sign").arg("--ks").arg(store).args(["--ks-pass", &password, "--min-sdk-version", level]);
    run::quietly(sign.arg("--out").arg(apk).arg(aligned))?;
    let mut verify = kit.workspace.program("apksigner");
    run::quietly(verify.args(["verify", "--min-sdk-version", level]).arg(apk)).map(drop)
}

fn debug_key(kit: &Kit<'_>) -> Result<PathBuf, Stop> {
    let file = kit.out.join("debug.p12");
    if !file.is_file() {
        let mut make = kit.workspace.program("keytool");
        make.args(["-genkeypair", "-keystore"]).arg(&file).args(["-storetype", "PKCS12", "-storepass"]);
        make.args([DEBUG_PASSWORD, "-alias", "debug", "-keyalg", "EC", "-groupname", "secp256r1"]);
        run::quietly(make.args(["-dname", "CN=Debug", "-validity", "10000"]))?;
    }
    Ok(file)
}

/// Fails unless the APK is complete and its libraries can be loaded from where they are.
pub(super) fn check(apk: &Path, natives: &[Native]) -> Result<(), Stop> {
    let entries = archive::read(apk)?;
    let name = apk.file_name().unwrap_or_default().to_string_lossy();
    let faults = faults(&name, &entries);
    if !faults.is_empty() {
        return Err(Stop::findings(faults));
    }
    // The loader needs the alignment inside the library too. Pages of 16 KB exist on 64 bits only.
    for native in natives.iter().filter(|native| native.abi != "armeabi-v7a") {
        pages::check(Path::new("readelf"), &native.file)?;
    }
    Ok(())
}

fn faults(apk: &str, entries: &[Entry]) -> Vec<String> {
    let mut faults = Vec::new();
    for needed in ["AndroidManifest.xml", "resources.arsc", "classes.dex", "assets/ikd.json"] {
        if !entries.iter().any(|entry| entry.name == needed) {
            faults.push(format!("{needed} is missing"));
        }
    }
    let mut names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    names.sort_unstable();
    faults.extend(
        names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| format!("{} is there twice", pair[0])),
    );
    for entry in entries {
        let border = match entry.name.as_str() {
            name if name.starts_with("lib/") => PAGE,
            "resources.arsc" => 4,
            _ => continue,
        };
        if !entry.is_stored() || entry.offset % border != 0 {
            faults.push(format!("{} is not stored on a border of {border} bytes", entry.name));
        }
    }
    // Assets of a variant replace those of all builds, so that only the APK tells what a release trusts.
    let configuration = entries.iter().find(|entry| entry.name == "assets/ikd.json");
    let configuration = configuration.and_then(|entry| entry.bytes().ok());
    let configuration =
        configuration.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    if apk.starts_with("ikd-release") && trusts_sandbox(&configuration) {
        faults.push("assets/ikd.json trusts a sandbox; a release must not".to_owned());
    }
    let with_core = entries.iter().any(|entry| entry.name.ends_with("/libikd.so"));
    if with_core == apk.contains(WITHOUT_CORE) {
        faults.push(format!(
            "{apk} is named wrongly: it has {} library of ours",
            if with_core { "a" } else { "no" }
        ));
    }
    faults
}

/// Part of the name of an APK that has no library of ours and so does not run.
pub(super) const WITHOUT_CORE: &str = "-without-core";

/// The name of an APK.
pub(super) fn name(kind: &str, natives: &[Native]) -> String {
    let with_core = natives.iter().any(|native| native.file.ends_with("libikd.so"));
    format!("ikd-{kind}{}.apk", if with_core { "" } else { WITHOUT_CORE })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::super::apk::SANDBOX_AUTHORITY;
    use super::*;

    fn native(abi: &str, file: &str) -> Native {
        Native { abi: abi.to_owned(), file: file.into() }
    }

    fn packed(border: usize, core: bool) -> Vec<Entry> {
        packed_with(border, core, "{}")
    }

    fn packed_with(border: usize, core: bool, configuration: &str) -> Vec<Entry> {
        let mut archive = Writer::default();
        for name in ["AndroidManifest.xml", "classes.dex"] {
            archive.compressed(name, b"x");
        }
        archive.compressed("assets/ikd.json", configuration.as_bytes());
        archive.stored("resources.arsc", b"x", 4);
        archive.stored("lib/arm64-v8a/libjnidispatch.so", b"x", border);
        if core {
            archive.stored("lib/arm64-v8a/libikd.so", b"x", border);
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.apk");
        fs::write(&file, archive.finish()).unwrap();
        archive::read(&file).unwrap()
    }

    #[test]
    fn an_apk_without_our_library_says_so_in_its_name() {
        assert_eq!(
            name("debug", &[native("arm64-v8a", "a/libjnidispatch.so")]),
            "ikd-debug-without-core.apk"
        );
        assert_eq!(name("release", &[native("arm64-v8a", "a/libikd.so")]), "ikd-release.apk");
        assert_eq!(faults("ikd-debug-without-core.apk", &packed(PAGE, false)), Vec::<String>::new());
        assert_eq!(faults("ikd-release.apk", &packed(PAGE, true)), Vec::<String>::new());
        assert_eq!(faults("ikd-release.apk", &packed(PAGE, false)).len(), 1);
        assert_eq!(faults("ikd-debug-without-core.apk", &packed(PAGE, true)).len(), 1);
    }

    #[test]
    fn a_release_apk_that_trusts_a_sandbox_is_found() {
        let configuration = |authority: &str| {
            let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END", STANDARD.encode(authority));
            serde_json::json!({ "service_roots": pem }).to_string()
        };
        let sandbox = packed_with(PAGE, true, &configuration(&format!("..{SANDBOX_AUTHORITY}..")));
        let ministry = packed_with(PAGE, true, &configuration("..Ministry root.."));
        assert_eq!(
            faults("ikd-release.apk", &sandbox),
            ["assets/ikd.json trusts a sandbox; a release must not"]
        );
        assert_eq!(faults("ikd-release.apk", &ministry), Vec::<String>::new());
        assert_eq!(faults("ikd-debug.apk", &sandbox), Vec::<String>::new());
    }

    #[test]
    fn a_library_beside_its_border_is_found() {
        let faults = faults("ikd-release-without-core.apk", &packed(4, false));
        assert_eq!(faults, ["lib/arm64-v8a/libjnidispatch.so is not stored on a border of 16384 bytes"]);
    }

    #[test]
    fn a_missing_manifest_and_a_double_file_are_found() {
        let mut entries = packed(PAGE, true);
        entries.remove(0);
        let mut again = packed(PAGE, true);
        entries.push(again.remove(1));
        let faults = faults("ikd-release.apk", &entries);
        assert_eq!(faults, ["AndroidManifest.xml is missing", "classes.dex is there twice"]);
    }

    #[test]
    fn libraries_of_old_processors_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["jni/arm64-v8a/a.so", "jni/mips/a.so", "jni/x86/a.so", "jni/x86_64/a.so"] {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let abis: Vec<String> =
            natives(&[folder.path().to_owned()]).into_iter().map(|native| native.abi).collect();
        assert_eq!(abis, ["arm64-v8a", "x86_64"]);
    }
}
