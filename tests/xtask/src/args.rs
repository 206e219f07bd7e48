//! The command line.

use std::fmt;
use std::time::Duration;

use crate::soaks::mutants::{self, MutantsOptions};
use crate::suites::Suite;
use crate::{soaks, suites};

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
cargo xtask COMMAND

  test [--strict] [--keep-going] [--only SUITE,..] [--list]
        Sets up what the suites need, runs them in order and ends with a table.
        --strict      a skipped suite counts as a failure
        --keep-going  runs the remaining suites after one has failed
        --only        only the suites named (several with commas)
        --list        says which suites there are and runs none
  bindings [--check]
        Builds the library and writes the Kotlin, Swift and Python bindings and bindings/surface.txt.
        --check       writes nothing; says how the surface differs from bindings/surface.txt
  wheel Builds the library, its Python bindings, and the wheel that carries both.
  soak [the same switches]
        The same with the checks that take long.
  soak mutants [--hours N] [--minutes N] [--module MODULE]
        Takes checks out and sees whether a test fails. Goes on where the last run stopped.
        --hours, --minutes  how long it may take; six hours if nothing is said
        --module            only this one of docs/mutants.md, even if it is done
  check-targets
        Type-checks what ships for Android and iOS; needs neither NDK nor Xcode. Short for test --only targets.
  android
        Builds what an AAR is made of: libraries, Kotlin, rules. Needs the NDK and cargo-ndk.
  ios [--url URL]
        Builds the Swift package with its XCFramework. Needs Xcode.
        --url         where its archive will lie; Package.swift names that and the checksum, for a release
  size  Builds the release library by feature; prints what each weighs and the largest parts of the last.
  bench Measures what crossing the boundary costs, from each language, and prints a table.
  help  This text.

Tools and libraries are kept in .cache, builds in target (or CARGO_TARGET_DIR); both may be deleted at any time.";

/// What the user asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// `help`
    Help,
    /// `test`
    Test(TestOptions),
    /// `bindings`
    Bindings {
        /// Compare, write nothing.
        check: bool,
    },
    /// `wheel`
    Wheel,
    /// `soak`
    Soak(TestOptions),
    /// `soak mutants`
    Mutants(MutantsOptions),
    /// `android`
    Android,
    /// `ios`, for a release whose archive will lie at this address.
    Ios(Option<ReleaseUrl>),
    /// `size`
    Size,
    /// `bench`
    Bench,
}

/// The switches of `test` and `soak`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    /// A skipped suite counts as a failure.
    pub(crate) strict: bool,
    /// Go on after a failure.
    pub(crate) keep_going: bool,
    /// Name the suites, run none.
    pub(crate) list: bool,
    /// Only these, in the usual order; empty means all.
    pub(crate) only: Vec<String>,
}

/// An address from which the Swift package manager fetches an archive.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ReleaseUrl(String);

impl ReleaseUrl {
    /// Only HTTPS, only a zip archive, and no letter that would mean something in Swift source.
    fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/:%+@".contains(&byte));
        let fits = text.strip_prefix("https://")?.strip_suffix(".zip")?.contains('/');
        (plain && fits).then(|| Self(text.to_owned()))
    }

    /// The address.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why the command line was not understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UsageError {
    /// No such command.
    Command(String),
    /// No such switch for that command.
    Switch(String),
    /// `--only` without names.
    NoNames,
    /// `--only` with a name that no suite has.
    Suite(String),
    /// `--url` with something that the Swift package manager does not fetch from.
    Url,
    /// `--hours` or `--minutes` without a number.
    Time,
    /// `--module` with a name that no module has.
    Module,
}

impl fmt::Display for UsageError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(word) => write!(out, "There is no command `{word}`."),
            Self::Switch(word) => write!(out, "`{word}` is not a switch of this command."),
            Self::NoNames => write!(out, "--only takes the names of suites: --only lint,unit"),
            Self::Suite(word) => {
                write!(out, "There is no suite `{word}`; `test --list` and `soak --list` name them.")
            }
            Self::Time => write!(out, "--hours and --minutes take a whole number above 0."),
            Self::Module => write!(out, "--module takes one of the modules that docs/mutants.md names."),
            Self::Url => write!(out, "--url takes the archive's address: https://.../name.zip"),
        }
    }
}

/// Reads the words after `cargo xtask`.
pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Request, UsageError> {
    let mut words = words;
    let request = match words.next().as_deref() {
        None | Some("help" | "--help" | "-h") => Request::Help,
        Some("bindings") => return parse_bindings(words),
        Some("wheel") => Request::Wheel,
        Some("test") => return parse_test(words, suites::ALL).map(Request::Test),
        Some("soak") => return parse_soak(words),
        Some("ios") => return parse_ios(words).map(Request::Ios),
        Some("check-targets") => {
            Request::Test(TestOptions { only: vec!["targets".to_owned()], ..TestOptions::default() })
        }
        Some("android") => Request::Android,
        Some("size") => Request::Size,
        Some("bench") => Request::Bench,
        Some(other) => return Err(UsageError::Command(other.to_owned())),
    };
    match words.next() {
        None => Ok(request),
        Some(extra) => Err(UsageError::Switch(extra)),
    }
}

fn parse_bindings(words: impl Iterator<Item = String>) -> Result<Request, UsageError> {
    let mut check = false;
    for word in words {
        match word.as_str() {
            "--check" => check = true,
            _ => return Err(UsageError::Switch(word)),
        }
    }
    Ok(Request::Bindings { check })
}

fn parse_ios(mut words: impl Iterator<Item = String>) -> Result<Option<ReleaseUrl>, UsageError> {
    let url = match words.next() {
        None => return Ok(None),
        Some(word) if word == "--url" => words.next().ok_or(UsageError::Url)?,
        Some(word) => match word.strip_prefix("--url=") {
            Some(url) => url.to_owned(),
            None => return Err(UsageError::Switch(word)),
        },
    };
    match words.next() {
        None => ReleaseUrl::parse(&url).map(Some).ok_or(UsageError::Url),
        Some(extra) => Err(UsageError::Switch(extra)),
    }
}

fn parse_soak(words: impl Iterator<Item = String>) -> Result<Request, UsageError> {
    let mut words = words.peekable();
    if words.next_if(|word| word == "mutants").is_some() {
        return parse_mutants(words).map(Request::Mutants);
    }
    parse_test(words, soaks::ALL).map(Request::Soak)
}

fn parse_mutants(mut words: impl Iterator<Item = String>) -> Result<MutantsOptions, UsageError> {
    let mut options = MutantsOptions::default();
    let mut budget = None;
    while let Some(word) = words.next() {
        let value = words.next();
        match word.as_str() {
            "--hours" => budget = Some(budget.unwrap_or_default() + time(value, 60 * 60)?),
            "--minutes" => budget = Some(budget.unwrap_or_default() + time(value, 60)?),
            "--module" => {
                options.module =
                    Some(value.filter(|name| mutants::is_module(name)).ok_or(UsageError::Module)?);
            }
            _ => return Err(UsageError::Switch(word)),
        }
    }
    options.budget = budget.unwrap_or(options.budget);
    Ok(options)
}

/// At most four digits: nobody waits for a year.
fn time(value: Option<String>, seconds: u64) -> Result<Duration, UsageError> {
    let number = value.filter(|text| text.len() <= 4).and_then(|text| text.parse::<u64>().ok());
    number
        .filter(|number| *number > 0)
        .map(|number| Duration::from_secs(number * seconds))
        .ok_or(UsageError::Time)
}

fn parse_test(mut words: impl Iterator<Item = String>, suites: &[Suite]) -> Result<TestOptions, UsageError> {
    let mut options = TestOptions::default();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--strict" => options.strict = true,
            "--keep-going" => options.keep_going = true,
            "--list" => options.list = true,
            "--only" => options.only.extend(names(&words.next().ok_or(UsageError::NoNames)?, suites)?),
            _ => match word.strip_prefix("--only=") {
                Some(list) => options.only.extend(names(list, suites)?),
                None => return Err(UsageError::Switch(word)),
            },
        }
    }
    Ok(options)
}

fn names(list: &str, suites: &[Suite]) -> Result<Vec<String>, UsageError> {
    let names: Vec<String> =
        list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        return Err(UsageError::NoNames);
    }
    match names.iter().find(|name| !suites.iter().any(|suite| suite.name == **name)) {
        Some(unknown) => Err(UsageError::Suite(unknown.clone())),
        None => Ok(names),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, UsageError> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn no_words_ask_for_help() {
        assert_eq!(parsed(""), Ok(Request::Help));
    }

    #[test]
    fn only_takes_several_names_in_either_form() {
        let expected = TestOptions {
            strict: true,
            only: vec!["lint".to_owned(), "unit".to_owned()],
            ..TestOptions::default()
        };
        assert_eq!(parsed("test --strict --only lint,unit"), Ok(Request::Test(expected)));
        assert!(matches!(parsed("test --only=docs"), Ok(Request::Test(options)) if options.only == ["docs"]));
    }

    #[test]
    fn bindings_are_written_unless_they_are_to_be_checked() {
        assert_eq!(parsed("bindings"), Ok(Request::Bindings { check: false }));
        assert_eq!(parsed("bindings --check"), Ok(Request::Bindings { check: true }));
        assert_eq!(parsed("bindings --chek"), Err(UsageError::Switch("--chek".to_owned())));
    }

    #[test]
    fn a_misspelt_suite_is_refused_instead_of_running_nothing() {
        assert_eq!(parsed("test --only lnit"), Err(UsageError::Suite("lnit".to_owned())));
        assert_eq!(parsed("test --only ,"), Err(UsageError::NoNames));
    }

    #[test]
    fn soaks_are_chosen_by_their_own_names() {
        assert!(
            matches!(parsed("soak --only arm64"), Ok(Request::Soak(options)) if options.only == ["arm64"])
        );
        assert_eq!(parsed("soak --only lint"), Err(UsageError::Suite("lint".to_owned())));
        assert_eq!(parsed("soak"), Ok(Request::Soak(TestOptions::default())));
    }

    #[test]
    fn check_targets_is_a_suite_by_itself() {
        assert_eq!(parsed("check-targets"), parsed("test --only targets"));
    }

    #[test]
    fn a_release_is_fetched_over_https_as_a_zip() {
        let url = "https://example.org/ikd/1.0/IkdCoreFFI.xcframework.zip";
        for line in [format!("ios --url {url}"), format!("ios --url={url}")] {
            assert!(matches!(parsed(&line), Ok(Request::Ios(Some(found))) if found.as_str() == url));
        }
        assert_eq!(parsed("ios"), Ok(Request::Ios(None)));
        for bad in
            ["http://example.org/a.zip", "https://example.org/a.tar", "https://a.zip", "https://e/\".zip"]
        {
            assert_eq!(parsed(&format!("ios --url {bad}")), Err(UsageError::Url));
        }
        assert_eq!(parsed("ios --url"), Err(UsageError::Url));
        assert_eq!(parsed(&format!("ios --url {url} twice")), Err(UsageError::Switch("twice".to_owned())));
    }

    #[test]
    fn unknown_words_are_refused() {
        assert_eq!(parsed("tset"), Err(UsageError::Command("tset".to_owned())));
        assert_eq!(parsed("test --stirct"), Err(UsageError::Switch("--stirct".to_owned())));
        assert_eq!(parsed("size --all"), Err(UsageError::Switch("--all".to_owned())));
    }

    #[test]
    fn mutants_take_a_budget_and_a_module() {
        let options = |budget, module: Option<&str>| {
            let module = module.map(str::to_owned);
            Ok(Request::Mutants(MutantsOptions { budget: Duration::from_secs(budget), module }))
        };
        assert_eq!(parsed("soak mutants"), options(6 * 3600, None));
        assert_eq!(parsed("soak mutants --hours 1 --minutes 30"), options(5400, None));
        assert_eq!(parsed("soak mutants --module trust --minutes 5"), options(300, Some("trust")));
    }

    #[test]
    fn mutants_without_a_sense_are_refused() {
        for (words, problem) in [
            ("--hours", UsageError::Time),
            ("--hours six", UsageError::Time),
            ("--minutes 0", UsageError::Time),
            ("--minutes 99999", UsageError::Time),
            ("--module", UsageError::Module),
            ("--module kepala", UsageError::Module),
            ("--strict 1", UsageError::Switch("--strict".to_owned())),
        ] {
            assert_eq!(parsed(&format!("soak mutants {words}")), Err(problem));
        }
    }
}
