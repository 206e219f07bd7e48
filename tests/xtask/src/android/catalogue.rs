//! The one list of versions, a Gradle version catalogue. Gradle chooses by itself what a library brings along; the build
//! here takes it from the bundles of the same file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use crate::outcome::Stop;

/// The file, relative to the root.
pub(crate) const CATALOGUE: &str = "android/gradle/libs.versions.toml";

/// A library of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Library {
    /// Its group, e.g. `androidx.core`.
    pub(crate) group: String,
    /// Its name in that group.
    pub(crate) name: String,
    /// Its version, never a range.
    pub(crate) version: String,
}

/// The list.
#[derive(Debug)]
pub(crate) struct Catalogue {
    versions: BTreeMap<String, String>,
    libraries: BTreeMap<String, Library>,
    bundles: BTreeMap<String, Vec<String>>,
    /// Names of the plugins. Only Gradle needs to know more.
    plugins: Vec<String>,
}

impl Catalogue {
    /// Reads the list of this work tree.
    pub(crate) fn read(root: &Path) -> Result<Self, Stop> {
        let text = fs::read_to_string(root.join(CATALOGUE)).map_err(|error| error.to_string());
        text.and_then(|text| Self::parse(&text))
            .map_err(|error| Stop::failed(format!("{CATALOGUE} cannot be read: {error}")))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let section = |name: &str| file.get(name).and_then(Value::as_table).cloned().unwrap_or_default();
        let mut versions = BTreeMap::new();
        for (name, version) in section("versions") {
            let version = version.as_str().ok_or(format!("the version {name} is not a text"))?;
            versions.insert(name, version.to_owned());
        }
        let mut libraries = BTreeMap::new();
        for (alias, entry) in section("libraries") {
            let library = library(&entry, &versions).ok_or(format!("the library {alias} is incomplete"))?;
            libraries.insert(alias, library);
        }
        let mut bundles = BTreeMap::new();
        for (name, aliases) in section("bundles") {
            let aliases: Option<Vec<String>> = aliases
                .as_array()
                .and_then(|list| list.iter().map(|alias| Some(alias.as_str()?.to_owned())).collect());
            let aliases = aliases.ok_or(format!("the bundle {name} is not a list of names"))?;
            if let Some(unknown) = aliases.iter().find(|alias| !libraries.contains_key(*alias)) {
                return Err(format!("the bundle {name} names {unknown}, which is no library"));
            }
            bundles.insert(name, aliases);
        }
        let plugins = section("plugins").into_iter().map(|(name, _)| name).collect();
        Ok(Self { versions, libraries, bundles, plugins })
    }

    /// A version by its name.
    pub(crate) fn version(&self, name: &str) -> Result<&str, Stop> {
        let found = self.versions.get(name).map(String::as_str);
        found.ok_or_else(|| Stop::failed(format!("{CATALOGUE} has no version {name}")))
    }

    /// The libraries of a bundle.
    pub(crate) fn bundle(&self, name: &str) -> Result<Vec<&Library>, Stop> {
        let aliases = self.bundles.get(name);
        let aliases = aliases.ok_or_else(|| Stop::failed(format!("{CATALOGUE} has no bundle {name}")))?;
        Ok(aliases.iter().map(|alias| &self.libraries[alias]).collect())
    }

    /// What a Gradle file may name after `libs.`.
    fn accessors(&self) -> Vec<String> {
        let dotted = |name: &String| name.replace(['-', '_'], ".");
        let versions = self.versions.keys().map(|name| format!("versions.{}", dotted(name)));
        let bundles = self.bundles.keys().map(|name| format!("bundles.{}", dotted(name)));
        let plugins = self.plugins.iter().map(|name| format!("plugins.{}", dotted(name)));
        self.libraries.keys().map(dotted).chain(versions).chain(bundles).chain(plugins).collect()
    }
}

fn library(entry: &Value, versions: &BTreeMap<String, String>) -> Option<Library> {
    let (group, name) = entry.get("module")?.as_str()?.split_once(':')?;
    let version = match entry.get("version")? {
        Value::String(version) => version,
        reference => versions.get(reference.get("ref")?.as_str()?)?,
    };
    Some(Library { group: group.to_owned(), name: name.to_owned(), version: version.clone() })
}

/// What the Gradle files do that the list does not know: names that it lacks, and libraries given in place.
pub(crate) fn faults(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>, Stop> {
    let mut faults = Vec::new();
    for file in ["settings", "build", "core/build", "app/build"] {
        let file = format!("android/{file}.gradle.kts");
        let text = fs::read_to_string(root.join(&file))
            .map_err(|error| Stop::failed(format!("{file} cannot be read: {error}")))?;
        faults.extend(faults_in(&text, catalogue).into_iter().map(|fault| format!("{file}: {fault}")));
    }
    Ok(faults)
}

fn faults_in(text: &str, catalogue: &Catalogue) -> Vec<String> {
    let accessors = catalogue.accessors();
    let mut faults = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        for rest in line.split("libs.").skip(1) {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
            let name = rest[..end].trim_end_matches(".get").trim_end_matches(".toInt");
            if !accessors.iter().any(|known| known == name) {
                faults.push(format!("libs.{name} is not in {CATALOGUE}"));
            }
        }
        let levels = ["minSdk", "targetSdk", "compileSdk"];
        let level = levels.iter().find(|level| line.starts_with(**level));
        if level.is_some_and(|level| !line.contains(&format!("libs.versions.{level}."))) {
            faults.push(format!("`{line}` does not come from {CATALOGUE}"));
        }
        // "group:name:version", as a dependency is written without a list.
        let given = line.split('"').skip(1).step_by(2).find(|text| text.split(':').count() == 3);
        faults.extend(given.map(|text| format!("{text} is not taken from {CATALOGUE}")));
    }
    faults
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const LIST: &str = "[versions]\nminSdk = \"26\"\nui = \"1.2\"\n[libraries]\n\
        compose-ui = { module = \"a.b:ui\", version.ref = \"ui\" }\nbare = { module = \"c:bare\", version = \"3\" }\n\
        [bundles]\napp = [\"compose-ui\", \"bare\"]\n[plugins]\nkotlin-android = { id = \"k\", version.ref = \"ui\" }\n";

    #[test]
    fn a_bundle_has_its_libraries_with_versions_in_place_or_by_name() {
        let catalogue = Catalogue::parse(LIST).unwrap();
        let found: Vec<String> = catalogue
            .bundle("app")
            .unwrap()
            .iter()
            .map(|library| format!("{}:{}:{}", library.group, library.name, library.version))
            .collect();
        assert_eq!(found, ["a.b:ui:1.2", "c:bare:3"]);
        assert_eq!(catalogue.version("minSdk").unwrap(), "26");
        assert!(catalogue.bundle("other").is_err());
    }

    #[test]
    fn a_bundle_with_an_unknown_library_is_refused() {
        let broken = LIST.replace("\"bare\"]", "\"bear\"]");
        assert!(Catalogue::parse(&broken).unwrap_err().contains("bear"));
    }

    #[test]
    fn gradle_may_name_only_what_the_list_has() {
        let catalogue = Catalogue::parse(LIST).unwrap();
        let good = "alias(libs.plugins.kotlin.android)\nimplementation(libs.compose.ui)\n\
                    minSdk = libs.versions.minSdk.get().toInt()\n// libs.nothing";
        assert_eq!(faults_in(good, &catalogue), Vec::<String>::new());
        let bad = "implementation(libs.compose.iu)\nimplementation(\"c:bare:3\")\nminSdk = 24";
        assert_eq!(faults_in(bad, &catalogue).len(), 3);
    }

    #[test]
    fn the_gradle_files_of_the_app_agree_with_the_list() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let catalogue = Catalogue::read(&root).unwrap();
        assert_eq!(faults(&root, &catalogue).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn levels_are_the_same_in_manifest_list_and_native_build() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let catalogue = Catalogue::read(&root).unwrap();
        assert_eq!(catalogue.version("minSdk").unwrap(), crate::packaging::android::API_LEVEL);
        assert_eq!(catalogue.version("targetSdk").unwrap(), catalogue.version("compileSdk").unwrap());
        // Gradle and the merger take the levels from the list; in the manifest they would be a second one.
        let manifest = fs::read_to_string(root.join("android/app/src/main/AndroidManifest.xml")).unwrap();
        assert!(!manifest.contains("uses-sdk") && !manifest.contains("SdkVersion"));
        // The framework that classes are compiled against has the level in its version: Android 16 is 36.
        let platform = &catalogue.bundle("platform").unwrap()[0].version;
        assert!(platform.starts_with("16-") && catalogue.version("compileSdk").unwrap() == "36");
    }

    #[test]
    fn the_lists_of_android_and_of_the_tests_of_the_bindings_name_the_same_kotlin() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let catalogue = Catalogue::read(&root).unwrap();
        let pom = fs::read_to_string(root.join("tests/kotlin/pom.xml")).unwrap();
        let kotlin = catalogue.version("kotlin").unwrap();
        assert!(pom.contains(&format!("<kotlin.version>{kotlin}</kotlin.version>")));
        let readme = fs::read_to_string(root.join("bindings/android/README.md")).unwrap();
        assert!(readme.contains(&format!("jna:{}@aar", catalogue.version("jna").unwrap())));
    }
}
