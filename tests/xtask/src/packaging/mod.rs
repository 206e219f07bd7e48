//! Packages for phones, made where the SDKs are: docs/packaging.md.
//!
//! Each command looks first for everything it needs, and names all that is missing at once with what to do about it,
//! before anything is built.

pub(crate) mod android;
mod files;
pub(crate) mod ios;
mod manifest;
mod pages;
mod sources;

use crate::outcome::Stop;

/// The crate of the bindings.
const PACKAGE: &str = "ikd-ffi";

/// Something that the machine lacks.
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

    /// Targets that the toolchain has no standard library for; `None` if it has them all.
    fn targets(lacking: &[&str]) -> Option<Self> {
        (!lacking.is_empty()).then(|| {
            Self::new(
                format!("the Rust targets {}", lacking.join(", ")),
                format!("rustup target add {}", lacking.join(" ")),
            )
        })
    }
}

/// Says what is missing, all of it at once.
fn refusal(command: &str, missing: &[Missing]) -> String {
    let things = if missing.len() == 1 { "thing" } else { "things" };
    let mut text =
        format!("`cargo xtask {command}` has built nothing: {} {things} missing here.\n", missing.len());
    for (index, Missing { what, remedy }) in missing.iter().enumerate() {
        text += &format!("\n  {}. {what}\n     {remedy}\n", index + 1);
    }
    text + "\ndocs/packaging.md says more. `cargo xtask check-targets` type-checks for phones without any of it."
}

/// Ends a command: what was made, or what is missing, or what went wrong. True if it was made.
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
    fn everything_missing_is_named_at_once_with_what_to_do() {
        let missing = [Missing::new("a compiler", "install it"), Missing::targets(&["a-b", "c-d"]).unwrap()];
        let text = refusal("android", &missing);
        assert!(text.starts_with("`cargo xtask android` has built nothing: 2 things missing here.\n"));
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
