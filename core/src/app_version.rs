//! The app's version.

use std::fmt;

/// A version: major, minor, patch, as in the trust bundle's policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppVersion(pub u32, pub u32, pub u32);

impl fmt::Display for AppVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl AppVersion {
    /// Whether this is older than the lowest version that the policy allows.
    #[must_use]
    pub fn is_below(self, lowest: [u64; 3]) -> bool {
        self.parts() < lowest
    }

    /// Major, minor, patch, as signed items write them.
    pub(crate) fn parts(self) -> [u64; 3] {
        [self.0.into(), self.1.into(), self.2.into()]
    }
}
