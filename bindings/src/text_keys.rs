//! Keys of the texts that people read. Catalogues live in the shells; with this list a shell's tests see that none is
//! missing.

use ikd_core::{
    registration::{FormFault, FormHint},
    selfie::Guidance,
};

use crate::{
    error::{ErrorCode, IkdError},
    form,
    guard::guarded,
};

/// A code of [`IkdError`], with its number and the key of its text.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ErrorText {
    /// The code.
    pub code: ErrorCode,
    /// For support; never changes its meaning.
    pub number: u16,
    /// Key of its text.
    pub key: String,
}

/// Number and text key of an error's code.
#[uniffi::export]
pub fn error_text(code: ErrorCode) -> Result<ErrorText, IkdError> {
    guarded(|| Ok(ErrorText { code, number: code as u16, key: code.key().to_owned() }))
}

/// Every key that the library can name: errors, faults and hints of the form, guidance of the selfie. In order, each once.
#[uniffi::export]
pub fn text_keys() -> Result<Vec<String>, IkdError> {
    guarded(|| {
        let mut keys: Vec<String> = ErrorCode::ALL.iter().map(|code| code.key().to_owned()).collect();
        keys.extend(
            Guidance::ALL.iter().map(|guidance| format!("guidance_{}", guidance.code().replace('-', "_"))),
        );
        keys.extend(FormFault::CODES.iter().chain(FormHint::CODES).map(|code| form::text_key(code)));
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    })
}
