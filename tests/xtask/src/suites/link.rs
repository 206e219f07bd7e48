//! The library links for arm64 Android on a machine without the NDK, and imports only what Android 8 has. A check: the
//! result is for no phone. Its C parts are compiled with another C library's headers, whose structures have other sizes.
//!
//! The stubs that it links against define the names of `tests/xtask/bionic-26.txt` and nothing else, so that the linker
//! itself refuses any other name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::{Figures, Stop};
use crate::packaging::pages;
use crate::run;
use crate::tools::{apt, cross, fresh_folder, musl};
use crate::workspace::Workspace;

pub(super) const TARGET: &str = "aarch64-linux-android";

/// The target as clang names it, with the API level.
const CLANG_TARGET: &str = "--target=aarch64-linux-android26";

/// The names, relative to the root: `library name` in each line.
const NAMES: &str = "tests/xtask/bionic-26.txt";

/// The unwinder, which the NDK has as an archive and the library takes in.
const UNWINDER: &str = "libunwind";

/// What the standard library links on Android.
const LINKED: [&str; 4] = ["libc", "libdl", "liblog", "libm"];

/// Names that Android 8 lacks and the library asks for weakly: it works without them.
const WEAK: [&str; 1] = ["getrandom"];

/// Names that only an optimized build asks for: `sincos` in place of `sin` and `cos` of the same angle.
const OPTIMIZED: [&str; 1] = ["sincos"];

pub(crate) fn run(workspace: &Workspace) -> Result<Figures, Stop> {
    apt::program("clang", "--version", &["clang"])?;
    apt::program("ld.lld", "--version", &["lld"])?;
    apt::program("llvm-nm", "--version", &["llvm"])?;
    let headers = musl::headers(workspace)?;
    let compiler = cross::compiler(workspace, &[TARGET])?;
    let names = Names::parse(&read(&workspace.root.join(NAMES))?);
    let folder = workspace.target.join("xtask/link");
    let stubs = folder.join("stubs");
    fresh_folder(&stubs)?;
    for library in names.libraries() {
        stub(&stubs, library, &names.of(library))?;
    }
    let (c_compiler, linker) = write_scripts(&folder, &headers, &stubs)?;

    let mut build = workspace.cargo(["rustc", "-p", "ikd-ffi", "--lib", "--locked"]);
    build.args(["--crate-type", "cdylib", "--target", TARGET]);
    compiler.apply(workspace, "std,panic_unwind", &mut build);
    build.args(without_optimization(workspace)?);
    build.env("CC_aarch64_linux_android", c_compiler).env("AR_aarch64_linux_android", "llvm-ar");
    build.env("CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER", linker);
    run::shown(&mut build)?;

    let library = workspace.target.join("cross").join(TARGET).join("debug/libikd.so");
    pages::check(Path::new("readelf"), &library)?;
    let imports =
        imports(&run::quietly(Command::new("llvm-nm").args(["-D", "--undefined-only"]).arg(&library))?);
    let findings = findings(&imports, &names);
    if !findings.is_empty() {
        return Err(Stop::findings(findings));
    }
    let needed = needed(&run::quietly(Command::new("readelf").arg("-d").arg(&library))?);
    Ok(format!(
        "{} names imported of {}, all in API level 26, pages of 16 KB, {}",
        imports.len(),
        needed.join(", "),
        compiler.described()
    ))
}

/// Arguments of cargo that undo the optimization of single packages in the development profile: nothing here is ever run,
/// and without it the build takes half the time.
fn without_optimization(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    let manifest: toml::Table = read(&workspace.root.join("Cargo.toml"))?
        .parse()
        .map_err(|error| Stop::failed(format!("Cargo.toml cannot be read: {error}")))?;
    let packages = manifest.get("profile").and_then(|profile| profile.get("dev")?.get("package")?.as_table());
    let names = packages.into_iter().flat_map(toml::Table::keys);
    Ok(names
        .flat_map(|name| ["--config".to_owned(), format!("profile.dev.package.{name}.opt-level=0")])
        .collect())
}

/// The committed names.
#[derive(Debug)]
struct Names(Vec<(String, String)>);

impl Names {
    fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once(' '));
        Self(pairs.map(|(library, name)| (library.to_owned(), name.trim().to_owned())).collect())
    }

    /// Each library once, and those that Rust links whether or not it takes a name from them.
    fn libraries(&self) -> BTreeSet<&str> {
        self.0.iter().map(|(library, _)| library.as_str()).chain(LINKED).collect()
    }

    fn of(&self, library: &str) -> Vec<&str> {
        self.0.iter().filter(|(of, _)| of == library).map(|(_, name)| name.as_str()).collect()
    }
}

/// What differs between the imports and the committed names. The linker has refused strong names that are not listed.
fn findings(imports: &[Import], names: &Names) -> Vec<String> {
    let mut findings = Vec::new();
    for import in imports {
        let listed = names.0.iter().any(|(library, name)| library != UNWINDER && *name == import.name);
        let optional = import.weak && WEAK.contains(&import.name.as_str());
        if !listed && !optional {
            findings.push(format!("{} is imported and not in {NAMES}", import.name));
        }
    }
    for (library, name) in &names.0 {
        let expected = library != UNWINDER && !OPTIMIZED.contains(&name.as_str());
        if expected && !imports.iter().any(|import| import.name == *name) {
            findings.push(format!("{name} is in {NAMES} and no longer imported: remove the line"));
        }
    }
    findings
}

/// A name that the library asks the system for.
#[derive(Debug, PartialEq, Eq)]
struct Import {
    name: String,
    weak: bool,
}

/// Reads `llvm-nm`: the kind (`U`, or `w` for weak) and the name with its version.
fn imports(printed: &str) -> Vec<Import> {
    let words = printed.lines().filter_map(|line| line.trim().split_once(' '));
    words
        .map(|(kind, name)| Import {
            name: name.trim().split('@').next().unwrap_or_default().to_owned(),
            weak: kind.eq_ignore_ascii_case("w") || kind.eq_ignore_ascii_case("v"),
        })
        .collect()
}

/// The shared libraries that a library names: `(NEEDED) Shared library: [libc.so]`.
fn needed(dynamic: &str) -> Vec<String> {
    let lines = dynamic.lines().filter(|line| line.contains("(NEEDED)"));
    lines.filter_map(|line| Some(line.split('[').nth(1)?.split(']').next()?.to_owned())).collect()
}

/// A library that defines these names and does nothing.
fn stub(folder: &Path, library: &str, names: &[&str]) -> Result<(), Stop> {
    let source = folder.join(format!("{library}.s"));
    let mut text = String::from(".text\n");
    for name in names {
        text += &format!(".globl {name}\n.type {name}, %function\n{name}:\n    ret\n");
    }
    write(&source, &text)?;
    let mut clang = Command::new("clang");
    clang.arg(CLANG_TARGET).arg(&source);
    if library != UNWINDER {
        let shared = format!("{library}.so");
        clang.args(["-fuse-ld=lld", "-nostdlib", "-shared", &format!("-Wl,-soname,{shared}"), "-o"]);
        return run::quietly(clang.arg(folder.join(shared))).map(drop);
    }
    let object = folder.join(format!("{library}.o"));
    run::quietly(clang.args(["-c", "-o"]).arg(&object))?;
    let archive = folder.join(format!("{library}.a"));
    run::quietly(Command::new("llvm-ar").arg("rcs").arg(archive).arg(object)).map(drop)
}

/// A C compiler and a linker as the NDK would have them.
fn write_scripts(folder: &Path, headers: &Path, stubs: &Path) -> Result<(PathBuf, PathBuf), Stop> {
    let c_compiler = folder.join("clang");
    write(
        &c_compiler,
        &format!(
            "#!/bin/sh\n\
             # The address of errno has another name in Android's C library.\n\
             exec clang {CLANG_TARGET} -nostdlibinc -isystem \"{}\" -fPIC -mno-outline-atomics \
             -D__errno_location=__errno \"$@\"\n",
            headers.display()
        ),
    )?;
    let linker = folder.join("linker");
    // The NDK has an empty libgcc. Names in objects that were meant for another C library count for nothing.
    write(
        &linker,
        &format!(
            "#!/bin/sh\n\
             count=$#\n\
             while [ $count -gt 0 ]; do\n    \
                 word=$1; shift; count=$((count - 1))\n    \
                 [ \"$word\" = -lgcc ] || set -- \"$@\" \"$word\"\n\
             done\n\
             exec clang {CLANG_TARGET} -fuse-ld=lld -nostdlib -L\"{}\" -Wl,-z,max-page-size=16384 \
             -Wl,--no-undefined -Wl,--no-dependent-libraries \"$@\"\n",
            stubs.display()
        ),
    )?;
    for script in [&c_compiler, &linker] {
        run::quietly(Command::new("chmod").arg("755").arg(script))?;
    }
    Ok((c_compiler, linker))
}

fn read(file: &Path) -> Result<String, Stop> {
    fs::read_to_string(file)
        .map_err(|error| Stop::failed(format!("{} cannot be read: {error}", file.display())))
}

fn write(file: &Path, text: &str) -> Result<(), Stop> {
    fs::write(file, text)
        .map_err(|error| Stop::failed(format!("{} cannot be written: {error}", file.display())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const LIST: &str = "# from somewhere\nlibc open\nlibc read\nlibm cos\nlibunwind _Unwind_Resume\n";

    #[test]
    fn imports_are_compared_with_the_list_in_both_directions() {
        let names = Names::parse(LIST);
        let imported =
            imports("         U open@LIBC\n         w getrandom\n         U cos\n         U statx\n");
        assert_eq!(
            findings(&imported, &names),
            [
                format!("statx is imported and not in {NAMES}"),
                format!("read is in {NAMES} and no longer imported: remove the line"),
            ]
        );
    }

    #[test]
    fn a_name_that_android_8_lacks_may_only_be_weak() {
        let names = Names::parse("libc open\n");
        let weak = imports("  U open\n  w getrandom\n");
        let strong = imports("  U open\n  U getrandom\n");
        assert_eq!(findings(&weak, &names), Vec::<String>::new());
        assert_eq!(findings(&strong, &names).len(), 1);
    }

    #[test]
    fn a_name_that_only_an_optimized_build_imports_may_be_missing() {
        let names = Names::parse("libm sin\nlibm sincos\n");
        assert_eq!(findings(&imports("  U sin\n"), &names), Vec::<String>::new());
        assert_eq!(findings(&imports("  U sin\n  U sincos\n"), &names), Vec::<String>::new());
    }

    /// Names of libc that came with Android 9 and 10 (LIBC_P and LIBC_Q in bionic's libc.map.txt).
    const NEWER: [&str; 12] = [
        "aligned_alloc",
        "fexecve",
        "getentropy",
        "getloadavg",
        "getrandom",
        "glob",
        "iconv_open",
        "posix_spawn",
        "posix_spawnp",
        "reallocarray",
        "syncfs",
        "timespec_get",
    ];

    #[test]
    fn a_name_that_is_newer_than_android_8_fails_against_the_committed_list() {
        let names = Names::parse(include_str!("../../bionic-26.txt"));
        for name in NEWER {
            let import = Import { name: name.to_owned(), weak: false };
            let expected = format!("{name} is imported and not in {NAMES}");
            assert!(findings(&[import], &names).contains(&expected), "{name}");
        }
    }

    #[test]
    fn the_stubs_are_of_the_oldest_level_that_the_build_for_phones_names() {
        assert!(CLANG_TARGET.ends_with(&format!("android{}", crate::packaging::android::API_LEVEL)));
        assert!(NAMES.contains(&format!("-{}.", crate::packaging::android::API_LEVEL)));
    }

    #[test]
    fn names_belong_to_their_library() {
        let names = Names::parse(LIST);
        assert_eq!(
            names.libraries().into_iter().collect::<Vec<_>>(),
            ["libc", "libdl", "liblog", "libm", "libunwind"]
        );
        assert_eq!(names.of("libc"), ["open", "read"]);
        assert_eq!(needed(" 0x1 (NEEDED)  Shared library: [libc.so]\n 0x2 (SONAME) [x]\n"), ["libc.so"]);
    }
}
