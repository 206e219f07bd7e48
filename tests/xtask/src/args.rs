//! The command line.

use std::fmt;

use crate::suites;

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
  soak  Runs the checks that take hours.
  size  Builds the stripped release library by feature and prints what each one weighs.
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
    /// `soak`
    Soak,
    /// `size`
    Size,
    /// `bench`
    Bench,
}

/// The switches of `test`.
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
}

impl fmt::Display for UsageError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(word) => write!(out, "There is no command `{word}`."),
            Self::Switch(word) => write!(out, "`{word}` is not a switch of this command."),
            Self::NoNames => write!(out, "--only takes the names of suites: --only lint,unit"),
            Self::Suite(word) => {
                write!(out, "There is no suite `{word}`; `cargo xtask test --list` names them.")
            }
        }
    }
}

/// Reads the words after `cargo xtask`.
pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Request, UsageError> {
    let mut words = words;
    let request = match words.next().as_deref() {
        None | Some("help" | "--help" | "-h") => Request::Help,
        Some("test") => return parse_test(words).map(Request::Test),
        Some("bindings") => return parse_bindings(words),
        Some("soak") => Request::Soak,
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

fn parse_test(mut words: impl Iterator<Item = String>) -> Result<TestOptions, UsageError> {
    let mut options = TestOptions::default();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--strict" => options.strict = true,
            "--keep-going" => options.keep_going = true,
            "--list" => options.list = true,
            "--only" => options.only.extend(names(&words.next().ok_or(UsageError::NoNames)?)?),
            _ => match word.strip_prefix("--only=") {
                Some(list) => options.only.extend(names(list)?),
                None => return Err(UsageError::Switch(word)),
            },
        }
    }
    Ok(options)
}

fn names(list: &str) -> Result<Vec<String>, UsageError> {
    let names: Vec<String> =
        list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        return Err(UsageError::NoNames);
    }
    match names.iter().find(|name| !suites::ALL.iter().any(|suite| suite.name == **name)) {
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
    fn unknown_words_are_refused() {
        assert_eq!(parsed("tset"), Err(UsageError::Command("tset".to_owned())));
        assert_eq!(parsed("test --stirct"), Err(UsageError::Switch("--stirct".to_owned())));
        assert_eq!(parsed("size --all"), Err(UsageError::Switch("--all".to_owned())));
    }
}
