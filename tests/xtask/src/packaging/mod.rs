//! Packages for phones, built on machines that have the SDKs: docs/packaging.md.
//!
//! Before it builds anything, each command checks for everything it needs, and lists all that is missing and how to get it.

pub(crate) mod android;
mod files;
pub(crate) mod ios;
mod manifest;
pub(crate) mod pages;
mod sources;

use crate::outcome::Stop;

/// The crate of the bindings.
const PACKAGE: &str = "ikd-ffi";

/// Something that is missing on this machine.
#[derive(Debug, PartialEq, Eq)]
struct Missing {
    /// Its name.
    what: String,
    /// How to get it.
    remedy: String,
}

impl Missing {
    fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }

    /// Targets without a standard library in the toolchain; `None` if there are none.
    fn targets(missing: &[&str]) -> Option<Self> {
        (!missing.is_empty()).then(|| {
            Self::new(
                format!("the Rust targets {}", missing.join(", ")),
                format!("rustup target add {}", missing.join(" ")),
            )
        })
    }
}

/// The message that lists everything that is missing.
fn refusal(command: &str, missing: &[Missing]) -> String {
    let things = if missing.len() == 1 { "thing" } else { "things" };
    let mut text =
        format!("`cargo xtask {command}` has built nothing: {} {things} missing.\n", missing.len());
    for (index, Missing { what, remedy }) in missing.iter().enumerate() {
        text += &format!("\n  {}. {what}\n     {remedy}\n", index + 1);
    }
    text + "\nSee docs/packaging.md. `cargo xtask check-targets` type-checks for phones without any of these."
}

/// Runs `make` if nothing is missing, and prints its result; true if it succeeded.
fn finish(command: &str, missing: &[Missing], make: impl FnOnce() -> Result<Vec<String>, Stop>) -> bool {
    if !missing.is_empty() {
        eprintln!("{}", refusal(command, missing));
        return false;
    }
    match make() {
        Ok(lines) => {
            println!("\n{}", lines.join("\n"));
            true
        }
        Err(stop) => stop.print(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn everything_missing_is_listed_with_its_remedy() {
        let missing = [Missing::new("a compiler", "install it"), Missing::targets(&["a-b", "c-d"]).unwrap()];
        let text = refusal("android", &missing);
        assert!(text.starts_with("`cargo xtask android` has built nothing: 2 things missing.\n"));
        assert!(text.contains("\n  1. a compiler\n     install it\n"));
        assert!(text.contains("\n  2. the Rust targets a-b, c-d\n     rustup target add a-b c-d\n"));
    }

    #[test]
    fn nothing_is_built_while_something_is_missing() {
        assert!(!finish("ios", &[Missing::new("a", "b")], || panic!("it must not start")));
    }

    #[test]
    fn a_toolchain_with_all_targets_lacks_nothing() {
        assert_eq!(Missing::targets(&[]), None);
    }
}
