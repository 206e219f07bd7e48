//! Correction of the generated Kotlin.

use std::fs;

use anyhow::{Result, ensure};
use camino::Utf8Path;

/// Number of catch blocks in the generated code for exceptions of trait implementations: one for calls with a typed
/// error, one for calls without.
const CATCHES: usize = 2;

/// Makes the generated code turn every `Throwable` of a trait implementation into an error of the call.
///
/// uniffi 0.32.2 catches only `Exception`. An `Error` (out of memory, a missing class, Kotlin's `TODO()`) reaches JNA,
/// which prints it with its text, and the library treats the call as successful: a counter that was not advanced would
/// count as advanced.
///
/// # Errors
/// The generated code is not as expected: check what a newer uniffi generates here.
pub(crate) fn catch_throwables(file: &Utf8Path) -> Result<()> {
    fs::write(file, catching_throwables(&fs::read_to_string(file)?)?)?;
    Ok(())
}

fn catching_throwables(code: &str) -> Result<String> {
    const EXCEPTIONS: &str = "} catch(e: kotlin.Exception) {";
    let found = code.matches(EXCEPTIONS).count();
    ensure!(
        found == CATCHES,
        "the generated Kotlin has {found} catch blocks instead of {CATCHES}: see bindings/bindgen/src/kotlin.rs"
    );
    Ok(code.replace(EXCEPTIONS, "} catch(e: kotlin.Throwable) {"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn both_catches_are_widened() {
        let code = "try { a() } catch(e: kotlin.Exception) { b() }\n";
        let corrected = catching_throwables(&code.repeat(2)).unwrap();
        assert_eq!(corrected, "try { a() } catch(e: kotlin.Throwable) { b() }\n".repeat(2));
    }

    #[test]
    fn unexpected_generated_code_is_an_error() {
        assert!(catching_throwables("} catch(e: Exception) {").is_err());
    }
}
