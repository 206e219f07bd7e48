//! Forms as signed data: what a service asks, how answers are checked, and how they are written
//! (`docs/formats.md` section 15).
//!
//! A [`Definition`] has sections with fields, the papers to photograph and the checks, with all texts in both
//! languages. It has a closed vocabulary: the types of fields, the sources of values and the checks are written here,
//! and a definition only names them. It has no expressions and no layout. A definition that names something newer opens as
//! [`Opened::NeedsUpdate`], so that one service asks for an update of the app while the others work.
//!
//! Everything here is computed from its arguments: the day and the person's documents come as [`Facts`]. So the phone
//! and the service check the same answers in the same way, and the service always checks again.

mod answers;
mod attachment;
mod check;
mod entry;
mod facts;
mod field;
mod fill;
mod kind;
mod lookup;
mod problem;
mod review;
mod rules;
mod signed;
mod source;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod texts;
mod unread;
mod value;
mod when;
mod wire;

pub use answers::{Answers, MAX_ANSWERS};
pub use attachment::{Attachment, AttachmentCount, MAX_PAGES};
pub use check::{Check, CheckName, Severity};
pub use entry::ValueError;
pub use facts::Facts;
pub use field::{Field, FieldOption, Section};
pub use kind::FieldType;
pub use problem::Problem;
pub use signed::{DefinitionError, SignedDefinition};
pub use source::{Compute, HolderValue, MemberValue, Relative, Source};
pub use texts::{MAX_TEXT, Texts};
pub use value::{Value, region_level};
pub use when::{Condition, When};

use value::DAY_MINUTES;

/// Largest signed definition in bytes.
pub const MAX_DEFINITION: usize = 32 * 1024;
/// Most fields of a definition.
pub const MAX_FIELDS: usize = 80;

/// The form of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Id of the service, for example `surat-pindah`.
    pub service: String,
    /// Counts up from 1.
    pub version: u64,
    /// Lowest version of the app that can use it.
    pub min_app: [u64; 3],
    /// Name of the service.
    pub title: Texts,
    /// What the service does.
    pub intro: Texts,
    /// The fields.
    pub sections: Vec<Section>,
    /// The papers to photograph.
    pub attachments: Vec<Attachment>,
    /// The checks.
    pub checks: Vec<Check>,
    /// What the person declares by sending.
    pub statement: Texts,
    /// How long it takes, if the ministry promises it.
    pub promise: Option<Promise>,
    /// How the person shows presence before sending.
    pub presence: Presence,
    /// Key of the field that names whom the application is about; `None` is the holder.
    pub subject: Option<String>,
    /// Screens show no cheerful words.
    pub quiet: bool,
    /// What to have at hand.
    pub needs: Option<Texts>,
    /// Days for a correction that the officer asks for, 1 to 60.
    pub correction_days: Option<u8>,
}

/// How long a service takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Hours.
    pub hours: u64,
    /// Who promises it, and from when it counts.
    pub text: Texts,
}

/// How the person shows presence before sending, besides the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Not at all.
    None,
    /// By a face check.
    Face,
}

impl Presence {
    /// Every way, in the order of its codes.
    pub const ALL: [Self; 2] = [Self::None, Self::Face];

    /// The code on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::None => 0,
            Self::Face => 1,
        }
    }

    /// The name in JSON and in the sources of the definitions.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Face => "face",
        }
    }

    /// The way of a code on the wire.
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|presence| presence.code() == code)
    }

    /// The way of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|presence| presence.name() == name)
    }
}

/// A definition as this version of the app reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It can be filled in.
    Ready(Box<Definition>),
    /// It needs a newer version of the app.
    NeedsUpdate {
        /// Id of the service.
        service: String,
        /// Version of the definition.
        version: u64,
        /// Name of the service.
        title: Texts,
    },
}

#[cfg(test)]
mod entry_tests;
#[cfg(test)]
mod fill_tests;
#[cfg(test)]
mod tests;
