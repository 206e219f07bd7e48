//! The types of fields.

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $name:literal,)+) => {
        /// The type of a field. It decides which values the field takes and how a screen asks for them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FieldType {
            $($(#[$doc])* $variant,)+
        }

        impl FieldType {
            /// Every type, in the order of its codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code on the wire.
            pub const fn code(self) -> u64 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The name in JSON, in command lines and in the sources of the definitions.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

kinds! {
    /// A NIK.
    Nik = 1 "nik",
    /// The number of a family card.
    Kk = 2 "kk",
    /// The name of a person.
    Name = 3 "name",
    /// A day.
    Date = 4 "date",
    /// Hours and minutes, local time of the place.
    Time = 5 "time",
    /// One line of text.
    Text = 6 "text",
    /// A number.
    Int = 7 "int",
    /// One of the options of the field.
    Code = 8 "code",
    /// A region, by its code in the ministry's table.
    Region = 9 "region",
    /// An address. It is taken from a document, never typed.
    Address = 10 "address",
    /// A member of a family card: chosen from the list, or a NIK if the phone has no family card.
    Member = 11 "member",
    /// Yes or no.
    YesNo = 12 "yes_no",
}

impl FieldType {
    /// The type of a code on the wire.
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// The type of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
