//! Writes the bindings of each language to the folders where its packages expect them.

use std::fs;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::kotlin;

/// Writes Kotlin for desktops and phones, Swift, and Python below `out`.
///
/// Unchanged files are not rewritten, so that compilers do not rebuild them. Files of an earlier surface or
/// configuration are removed.
pub(crate) fn all(library: &Utf8Path, config: &Utf8Path, android: &Utf8Path, out: &Utf8Path) -> Result<()> {
    let made = Output::new(library, TargetLanguage::Kotlin, config)?;
    kotlin::catch_throwables(&made.only("kt")?)?;
    made.copy_to("", &out.join("kotlin/desktop"))?;

    let made = Output::new(library, TargetLanguage::Kotlin, android)?;
    kotlin::catch_throwables(&made.only("kt")?)?;
    made.copy_to("", &out.join("kotlin/android"))?;

    let made = Output::new(library, TargetLanguage::Swift, config)?;
    made.copy_to("swift", &out.join("swift/Sources/IkdCore/Generated"))?;
    made.rename("modulemap", "module.modulemap")?;
    made.copy_to("h modulemap", &out.join("swift/Sources/IkdCoreFFI/include"))?;

    let made = Output::new(library, TargetLanguage::Python, config)?;
    let module = made.only("py")?;
    write_if_different(&out.join("python/src/ikdcore/_generated.py"), &fs::read(module)?)
}

/// The generator's output for one language, in a temporary folder.
struct Output {
    folder: tempfile::TempDir,
}

impl Output {
    fn new(library: &Utf8Path, language: TargetLanguage, config: &Utf8Path) -> Result<Self> {
        let made = Self { folder: tempfile::tempdir()? };
        generate(GenerateOptions {
            languages: vec![language],
            source: library.to_owned(),
            out_dir: made.root()?,
            config_override: Some(config.to_owned()),
            // A formatter would make the output depend on whether it is installed; only compilers read generated code.
            format: false,
            ..GenerateOptions::default()
        })?;
        Ok(made)
    }

    fn root(&self) -> Result<Utf8PathBuf> {
        Utf8PathBuf::from_path_buf(self.folder.path().to_owned())
            .ok()
            .context("the folder for temporary files has no UTF-8 name")
    }

    /// Path of the only file with this extension.
    fn only(&self, extension: &str) -> Result<Utf8PathBuf> {
        let root = self.root()?;
        let mut found: Vec<Utf8PathBuf> =
            files_below(&root)?.into_iter().filter(|file| file.extension() == Some(extension)).collect();
        match (found.pop(), found.is_empty()) {
            (Some(file), true) => Ok(root.join(file)),
            _ => bail!("the generator did not write exactly one .{extension} file"),
        }
    }

    /// Renames the only file with this extension: the generator names a module map after its module, but SwiftPM looks
    /// for `module.modulemap`.
    fn rename(&self, extension: &str, name: &str) -> Result<()> {
        let file = self.only(extension)?;
        fs::rename(&file, file.with_file_name(name))?;
        Ok(())
    }

    /// Makes `target` contain exactly the files with one of these extensions (separated by spaces; empty for all
    /// files).
    fn copy_to(&self, extensions: &str, target: &Utf8Path) -> Result<()> {
        let root = self.root()?;
        let wanted: Vec<Utf8PathBuf> = files_below(&root)?
            .into_iter()
            .filter(|file| {
                extensions.is_empty()
                    || extensions.split(' ').any(|extension| file.extension() == Some(extension))
            })
            .collect();
        if wanted.is_empty() {
            bail!("the generator wrote nothing for {target}");
        }
        for file in &wanted {
            write_if_different(&target.join(file), &fs::read(root.join(file))?)?;
        }
        for stale in files_below(target)?.into_iter().filter(|file| !wanted.contains(file)) {
            fs::remove_file(target.join(stale))?;
        }
        Ok(())
    }
}

/// Every file below a folder, relative to it.
fn files_below(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        let name = Utf8PathBuf::from(entry.file_name());
        if entry.file_type()?.is_dir() {
            files.extend(files_below(entry.path())?.into_iter().map(|file| name.join(file)));
        } else {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

fn write_if_different(file: &Utf8Path, content: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|found| found == content) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, content).with_context(|| format!("{file} cannot be written"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        (folder, path)
    }

    fn output_with(files: &[&str]) -> Output {
        let made = Output { folder: tempfile::tempdir().unwrap() };
        for file in files {
            write_if_different(&made.root().unwrap().join(file), b"new").unwrap();
        }
        made
    }

    #[test]
    fn a_file_of_an_earlier_surface_is_removed() {
        let (_keep, target) = folder();
        write_if_different(&target.join("org/old/ikd.kt"), b"old").unwrap();
        output_with(&["org/ikdcore/ikd.kt"]).copy_to("", &target).unwrap();
        assert_eq!(files_below(&target).unwrap(), ["org/ikdcore/ikd.kt"]);
    }

    #[test]
    fn an_unchanged_file_is_not_rewritten() {
        let (_keep, target) = folder();
        let made = output_with(&["ikd.kt"]);
        made.copy_to("", &target).unwrap();
        let written = fs::metadata(target.join("ikd.kt")).unwrap().modified().unwrap();
        made.copy_to("", &target).unwrap();
        assert_eq!(fs::metadata(target.join("ikd.kt")).unwrap().modified().unwrap(), written);
    }

    #[test]
    fn only_files_with_the_given_extensions_are_copied() {
        let (_keep, target) = folder();
        let made = output_with(&["A.swift", "AFFI.h", "AFFI.modulemap"]);
        made.rename("modulemap", "module.modulemap").unwrap();
        made.copy_to("h modulemap", &target).unwrap();
        assert_eq!(files_below(&target).unwrap(), ["AFFI.h", "module.modulemap"]);
    }

    #[test]
    fn missing_or_surplus_output_of_the_generator_is_an_error() {
        let (_keep, target) = folder();
        assert!(output_with(&["A.swift"]).copy_to("py", &target).is_err());
        assert!(output_with(&["a.py", "b.py"]).only("py").is_err());
    }
}
