//! The kinds of view.

/// Which claims a view contains. Ordered: fewer claims first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViewKind {
    /// NIK, name, birth date, hash of the photograph.
    Basic,
    /// All fields of an identity card.
    FullKtp,
}

impl ViewKind {
    /// Every kind, in the order of its codes.
    pub const ALL: [Self; 2] = [Self::Basic, Self::FullKtp];

    /// The code on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::Basic => 1,
            Self::FullKtp => 2,
        }
    }

    /// The kind of a code on the wire.
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// A stable name for command lines and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::FullKtp => "full-ktp",
        }
    }
}
