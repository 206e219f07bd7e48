//! Errors of signing an item.

use crate::fields::FormatError;

/// Why an item was not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError<E> {
    /// The format does not allow a value: readers would refuse the signed item.
    #[error("outside the format: {0}")]
    Format(#[from] FormatError),
    /// The key did not sign.
    #[error("the key did not sign")]
    Signer(E),
}
