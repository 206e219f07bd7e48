//! The command line.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};

use crate::soaks::fuzz::FuzzOptions;
use crate::soaks::mutants::MutantsOptions;
use crate::suites::Suite;
use crate::{soaks, suites};

/// Every build and check step, on every platform
///
/// Tools and libraries are kept in .cache, builds in target (or CARGO_TARGET_DIR). Both may be deleted at any time.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
pub(crate) struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the user asked for.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Set up what the suites need, run them in order, and print a table of the results
    #[command(mut_arg("only", |only| only.value_parser(names(suites::ALL))))]
    Test(TestOptions),
    /// Build the library, and write the Kotlin, Swift and Python bindings and bindings/surface.txt
    Bindings {
        /// Write nothing; show how the surface differs from bindings/surface.txt
        #[arg(long)]
        check: bool,
    },
    /// Compile the definitions of the forms from their sources in core/forms
    Forms {
        /// Write nothing; fail if a file is stale
        #[arg(long)]
        check: bool,
    },
    /// Write the apps' string resources and the enums of their keys from bindings/texts
    Texts {
        /// Write nothing; fail if a file is stale
        #[arg(long)]
        check: bool,
    },
    /// Write the licences of others that the apps show
    Licences {
        /// Write nothing; fail if a file is stale
        #[arg(long)]
        check: bool,
    },
    /// Open the app's screens in a window, against a sandbox
    App {
        /// Start the sandbox for a phone instead, and write where it is for debug builds of the apps
        #[arg(long)]
        phone: bool,
    },
    /// Build a release APK without Gradle
    Apk(ApkOptions),
    /// Build the library, its Python bindings, and the wheel that contains both
    Wheel,
    /// Run the checks that take too long for `test`
    #[command(args_conflicts_with_subcommands = true)]
    #[command(mut_arg("only", |only| only.value_parser(names(soaks::ALL))))]
    Soak {
        /// The switches of `test`.
        #[command(flatten)]
        options: TestOptions,
        /// One soak with its own switches.
        #[command(subcommand)]
        soak: Option<Soak>,
    },
    /// Type-check what ships for Android and iOS, without NDK and Xcode; the same as test --only targets
    CheckTargets,
    /// Build the contents of an AAR: libraries, Kotlin, rules. Needs the NDK and cargo-ndk
    Android,
    /// Build the Swift package with its XCFramework. Needs Xcode
    Ios {
        /// Address of the archive of a release; Package.swift then names it and its checksum
        #[arg(long, value_parser = ReleaseUrl::parse)]
        url: Option<ReleaseUrl>,
    },
    /// Build the release library with each feature, and print their sizes and the largest parts of the last
    Size,
    /// Measure what a call across the boundary costs in each language, what each step of the selfie costs beside other
    /// libraries, compare the quality of faces with ofiqpy, and print tables
    Bench,
}

/// A soak that has its own switches.
#[derive(Debug, Subcommand)]
pub(crate) enum Soak {
    /// Remove checks one at a time and see whether a test fails. Continues where the last run stopped
    Mutants(MutantsOptions),
    /// Search for bytes of a photograph or camera frame that break its reading
    Fuzz(FuzzOptions),
}

/// The switches of `test` and `soak`.
#[derive(Debug, Default, Args)]
pub(crate) struct TestOptions {
    /// Count a skipped suite as a failure
    #[arg(long)]
    pub(crate) strict: bool,
    /// Run the remaining suites after a failure
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// Replace the committed pictures of screens by what is drawn now
    #[arg(long)]
    pub(crate) bless: bool,
    /// List the suites and run none
    #[arg(long)]
    pub(crate) list: bool,
    /// Run only these suites, in the usual order; separate names with commas
    #[arg(long, value_name = "SUITE", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
}

/// The switches of `apk`.
#[derive(Debug, Args)]
pub(crate) struct ApkOptions {
    /// A library to pack, instead of those of `cargo xtask android`
    #[arg(long, value_name = "ABI=FILE", value_parser = library_of_abi)]
    pub(crate) lib: Vec<(String, PathBuf)>,
    /// A PKCS #12 file to sign with; its password is in IKD_KEY_PASSWORD. Without one, a debug key
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

fn library_of_abi(text: &str) -> Result<(String, PathBuf), &'static str> {
    const ABIS: [&str; 3] = ["arm64-v8a", "armeabi-v7a", "x86_64"];
    match text.split_once('=') {
        Some((abi, file)) if ABIS.contains(&abi) && file.ends_with("libikd.so") => {
            Ok((abi.to_owned(), file.into()))
        }
        _ => Err("give arm64-v8a=.../libikd.so, or the same with armeabi-v7a or x86_64"),
    }
}

fn names(suites: &[Suite]) -> PossibleValuesParser {
    PossibleValuesParser::new(suites.iter().map(|suite| suite.name))
}

/// An address from which the Swift package manager fetches an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReleaseUrl(String);

impl ReleaseUrl {
    /// Only HTTPS, only a zip archive, and no character with a meaning in a Swift string.
    fn parse(text: &str) -> Result<Self, &'static str> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/:%+@".contains(&byte));
        let path = text.strip_prefix("https://").and_then(|rest| rest.strip_suffix(".zip"));
        match path {
            Some(path) if plain && path.contains('/') => Ok(Self(text.to_owned())),
            _ => Err("give the archive's address: https://.../name.zip"),
        }
    }

    /// The address.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, clap::Error> {
        let words = ["xtask"].into_iter().chain(line.split(' '));
        CommandLine::try_parse_from(words).map(|line| line.command)
    }

    #[test]
    fn a_misspelt_suite_is_refused_instead_of_running_nothing() {
        assert!(
            matches!(parsed("test --only lint,unit"), Ok(Command::Test(options)) if options.only == ["lint", "unit"])
        );
        assert!(parsed("test --only lnit").is_err());
        assert!(parsed("test --only ,").is_err());
    }

    #[test]
    fn soaks_are_chosen_by_their_own_names() {
        assert!(
            matches!(parsed("soak --only arm64"), Ok(Command::Soak { options, .. }) if options.only == ["arm64"])
        );
        assert!(parsed("soak --only lint").is_err());
    }

    #[test]
    fn hours_and_minutes_of_mutants_are_added() {
        for (line, minutes) in [("soak mutants", 360), ("soak mutants --hours 1 --minutes 30", 90)] {
            let Ok(Command::Soak { soak: Some(Soak::Mutants(options)), .. }) = parsed(line) else { panic!() };
            assert_eq!(options.budget().as_secs(), minutes * 60);
        }
        for wrong in ["--minutes 0", "--hours 99999", "--module kepala", "--strict"] {
            assert!(parsed(&format!("soak mutants {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn seconds_and_target_of_fuzz_are_optional_and_checked() {
        assert!(matches!(parsed("soak fuzz"), Ok(Command::Soak { soak: Some(Soak::Fuzz(_)), .. })));
        assert!(parsed("soak fuzz --seconds 300 --target frame").is_ok());
        for wrong in ["--seconds 0", "--target nothing", "--strict"] {
            assert!(parsed(&format!("soak fuzz {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_library_for_an_apk_is_named_with_its_abi() {
        let Ok(Command::Apk(options)) = parsed("apk --lib arm64-v8a=a/libikd.so") else { panic!() };
        assert_eq!(options.lib, [("arm64-v8a".to_owned(), PathBuf::from("a/libikd.so"))]);
        for wrong in ["mips=a/libikd.so", "a/libikd.so", "x86_64=a/other.so"] {
            assert!(parsed(&format!("apk --lib {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_release_is_fetched_over_https_as_a_zip() {
        let url = "https://example.org/ikd/1.0/IkdCoreFFI.xcframework.zip";
        assert_eq!(ReleaseUrl::parse(url).unwrap().as_str(), url);
        for bad in
            ["http://example.org/a.zip", "https://example.org/a.tar", "https://a.zip", "https://e/\".zip"]
        {
            assert!(ReleaseUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
