//! What can go wrong when something is signed.

use crate::fields::FormatError;

/// Why a signed item could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError<E> {
    /// A value is outside what the format allows; signing it would make something nobody can read.
    #[error("outside the format: {0}")]
    Format(#[from] FormatError),
    /// The key did not sign.
    #[error("the key did not sign")]
    Signer(E),
}
