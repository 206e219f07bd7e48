//! Where the generated Kotlin is mended.

use std::fs;

use anyhow::{Result, ensure};
use camino::Utf8Path;

/// How the generated code catches what an implementation of a trait throws: with a typed error, and without one.
const CATCHES: usize = 2;

/// Lets whatever an implementation of a trait throws become an error of the call.
///
/// uniffi 0.32.2 catches `Exception` only. An `Error` (out of memory, a class that is not there, Kotlin's own `TODO()`) then
/// passes through to JNA, which prints it with its text, and the library takes the call for a success: a counter that was
/// not advanced would count as advanced.
///
/// # Errors
/// The generated code is not as expected: look at what a newer uniffi does here.
pub(crate) fn catch_everything(file: &Utf8Path) -> Result<()> {
    fs::write(file, catching_everything(&fs::read_to_string(file)?)?)?;
    Ok(())
}

fn catching_everything(code: &str) -> Result<String> {
    const EXCEPTIONS: &str = "} catch(e: kotlin.Exception) {";
    let found = code.matches(EXCEPTIONS).count();
    ensure!(
        found == CATCHES,
        "the generated Kotlin catches exceptions in {found} places and not in {CATCHES}: see bindings/bindgen/src/kotlin.rs"
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
        let mended = catching_everything(&code.repeat(2)).unwrap();
        assert_eq!(mended, "try { a() } catch(e: kotlin.Throwable) { b() }\n".repeat(2));
    }

    #[test]
    fn code_of_another_generator_is_refused() {
        assert!(catching_everything("} catch(e: Exception) {").is_err());
    }
}
