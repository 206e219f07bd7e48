//! Libraries and tools from Maven Central, in .cache/android. A set is downloaded again when its list changes.

use std::fs;
use std::path::{Path, PathBuf};

use super::archive;
use super::catalogue::{CATALOGUE, Catalogue, Library};
use crate::outcome::Stop;
use crate::tools::{fresh_folder, is_stamped, maven, write_stamp};
use crate::workspace::Workspace;

/// The plugin that copies libraries into a folder.
const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/// The version of this set-up. Change it with the set-up.
const SET_UP: &str = "1";

/// How a bundle is downloaded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Its name in the list of versions.
    pub(super) bundle: &'static str,
    /// Maven's type of its files.
    pub(super) kind: &'static str,
    /// Whether to bring along what its libraries depend on. Elsewhere the bundle names everything: POMs of Android's
    /// libraries demand versions that cannot be had together.
    pub(super) whole: bool,
    /// Whether files are called after their group too. Two groups have a `core`.
    pub(super) grouped: bool,
}

impl Part {
    pub(super) const fn alone(bundle: &'static str, kind: &'static str) -> Self {
        Self { bundle, kind, whole: false, grouped: true }
    }

    pub(super) const fn whole(bundle: &'static str) -> Self {
        Self { bundle, kind: "jar", whole: true, grouped: true }
    }

    /// JARs with the names that they have in Maven, for a program that looks for those.
    pub(super) const fn plain(bundle: &'static str) -> Self {
        Self { bundle, kind: "jar", whole: false, grouped: false }
    }
}

/// A downloaded set of libraries.
#[derive(Debug)]
pub(super) struct Set {
    /// The JARs and other files, sorted.
    pub(super) files: Vec<PathBuf>,
    /// The folders of the unpacked AARs, sorted.
    pub(super) aars: Vec<PathBuf>,
}

impl Set {
    /// Everything with classes in it.
    pub(super) fn classes(&self) -> Vec<PathBuf> {
        let mut jars = self.files.clone();
        for aar in &self.aars {
            jars.extend(Some(aar.join("classes.jar")).filter(|jar| jar.is_file()));
            jars.extend(children(&aar.join("libs")).into_iter().filter(|file| has_extension(file, "jar")));
        }
        jars
    }

    /// The one file whose name begins so.
    pub(super) fn file(&self, start: &str) -> Result<&Path, Stop> {
        let named =
            |file: &&PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start));
        let found = self.files.iter().find(named).map(PathBuf::as_path);
        found.ok_or_else(|| Stop::failed(format!("{start} is not among the downloaded files")))
    }
}

/// Downloads a set if it is missing. Skips if a library is refused.
pub(super) fn fetch(
    workspace: &Workspace,
    catalogue: &Catalogue,
    set: &str,
    parts: &[Part],
) -> Result<Set, Stop> {
    let folder = workspace.cache.join("android").join(set);
    let project = project(set, parts, catalogue)?;
    let stamp = folder.join("downloaded");
    let contents = format!("{SET_UP}\n{project}");
    let files = folder.join("files");
    let unpacked = folder.join("aar");
    if !is_stamped(&stamp, &contents) {
        println!("downloading the libraries `{set}` into .cache/android (once)");
        fresh_folder(&folder)?;
        fresh_folder(&unpacked)?;
        let pom = folder.join("pom.xml");
        fs::write(&pom, &project).map_err(|error| Stop::failed(format!("cannot write a POM: {error}")))?;
        let mut copy = maven::command(workspace)?;
        copy.arg("--quiet").arg("--file").arg(&pom).arg(COPY);
        copy.arg(format!("-Dmdep.prependGroupId={}", parts.iter().all(|part| part.grouped)));
        copy.arg(format!("-DoutputDirectory={}", files.display()));
        let printed = maven::run_for(&mut copy, CATALOGUE)?;
        if !printed.success {
            return Err(Stop::with_end(
                format!("the libraries `{set}` cannot be copied"),
                &printed.lines,
                40,
            ));
        }
        for aar in children(&files).into_iter().filter(|file| has_extension(file, "aar")) {
            let name = aar.file_stem().unwrap_or_default();
            archive::unpack(&aar, &unpacked.join(name))?;
            fs::remove_file(&aar)
                .map_err(|error| Stop::failed(format!("an archive cannot be removed: {error}")))?;
        }
        write_stamp(&stamp, &contents)?;
    }
    Ok(Set { files: children(&files), aars: children(&unpacked) })
}

/// A Maven project that depends on these bundles.
fn project(name: &str, parts: &[Part], catalogue: &Catalogue) -> Result<String, Stop> {
    let mut lines = vec![
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\">".to_owned(),
        "<modelVersion>4.0.0</modelVersion>".to_owned(),
        format!("<groupId>org.ikdcore</groupId><artifactId>{name}</artifactId><version>1</version>"),
        "<dependencies>".to_owned(),
    ];
    for part in parts {
        for library in catalogue.bundle(part.bundle)? {
            lines.push(dependency(library, part));
        }
    }
    lines.extend(["</dependencies>".to_owned(), "</project>".to_owned(), String::new()]);
    Ok(lines.join("\n"))
}

fn dependency(library: &Library, part: &Part) -> String {
    let Library { group, name, version } = library;
    let nothing_else =
        "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>";
    format!(
        "<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>\
         <type>{}</type>{}</dependency>",
        part.kind,
        if part.whole { "" } else { nothing_else }
    )
}

/// What a folder contains, sorted; nothing if it is missing.
pub(super) fn children(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// The files below a folder that have this extension, sorted. Below a file there is that file.
pub(super) fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_owned()];
    }
    let mut found = Vec::new();
    for path in children(folder) {
        if path.is_dir() {
            found.extend(files_below(&path, extension));
        } else if has_extension(&path, extension) {
            found.push(path);
        }
    }
    found
}

pub(super) fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_library_comes_alone_unless_the_bundle_is_whole() {
        let library = Library { group: "g".to_owned(), name: "n".to_owned(), version: "1".to_owned() };
        let alone = dependency(&library, &Part::alone("b", "aar"));
        assert!(alone.contains("<type>aar</type>") && alone.contains("<exclusion>"));
        assert!(!dependency(&library, &Part::whole("b")).contains("<exclusion>"));
    }

    #[test]
    fn classes_of_a_set_include_what_an_aar_hides() {
        let folder = tempfile::tempdir().unwrap();
        let aar = folder.path().join("emoji");
        fs::create_dir_all(aar.join("libs")).unwrap();
        for file in ["classes.jar", "libs/repackaged.jar", "libs/readme.txt"] {
            fs::write(aar.join(file), "").unwrap();
        }
        let set = Set { files: vec!["a.jar".into()], aars: vec![aar.clone()] };
        assert_eq!(
            set.classes(),
            [PathBuf::from("a.jar"), aar.join("classes.jar"), aar.join("libs/repackaged.jar")]
        );
    }
}
