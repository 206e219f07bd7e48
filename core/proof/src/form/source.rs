//! Where the value of a field comes from: a document, the member chosen in another field, or a computation.

use super::FieldType;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its word in a definition.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            fn of_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}

words! {
    /// A value about the holder, from the KTP or the family card.
    HolderValue {
        /// NIK.
        Nik = "holder_nik",
        /// Name.
        Name = "holder_name",
        /// Number of the family card.
        Kk = "holder_kk",
        /// Sex: 1 male, 2 female.
        Sex = "holder_sex",
        /// Place of birth.
        BirthPlace = "holder_birth_place",
        /// Date of birth.
        BirthDate = "holder_birth_date",
        /// Address.
        Address = "holder_address",
        /// Blood type, by the codes of documents.
        Blood = "holder_blood",
        /// Citizenship: 1 WNI, 2 WNA.
        Citizenship = "holder_citizenship",
        /// Religion, by the codes of documents.
        Religion = "holder_religion",
        /// Marital status, by the codes of documents.
        Marital = "holder_marital",
        /// Relation to the head of the family, by the codes of documents.
        Relation = "holder_relation",
    }
}

words! {
    /// A member of the holder's family card by relation, if there is exactly one such member: for fields of type
    /// member.
    Relative {
        /// The man of the couple of head and spouse that the holder belongs to.
        Father = "father",
        /// The woman of that couple.
        Mother = "mother",
    }
}

words! {
    /// A value about a member of a family card.
    MemberValue {
        /// NIK.
        Nik = "nik",
        /// Name.
        Name = "name",
        /// Sex: 1 male, 2 female.
        Sex = "sex",
        /// Place of birth.
        BirthPlace = "birth_place",
        /// Date of birth.
        BirthDate = "birth_date",
        /// Religion, by the codes of documents.
        Religion = "religion",
        /// Citizenship: 1 WNI, 2 WNA.
        Citizenship = "citizenship",
        /// Relation to the head of the family, by the codes of documents.
        Relation = "relation",
    }
}

/// The document that has the value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A value about the holder.
    Holder(HolderValue),
    /// A relative of the holder.
    Relative(Relative),
    /// A value about the member chosen in an earlier field: `member:<key>:name`.
    Member {
        /// Key of the field, of type member or NIK.
        field: String,
        /// Which value.
        value: MemberValue,
    },
}

impl Source {
    /// As it is written in a definition.
    pub fn to_text(&self) -> String {
        match self {
            Self::Holder(value) => value.word().to_owned(),
            Self::Relative(relative) => relative.word().to_owned(),
            Self::Member { field, value } => format!("member:{field}:{}", value.word()),
        }
    }

    /// Reads what [`Source::to_text`] wrote; `None` for a source that this version does not know.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((field, value)) = text.strip_prefix("member:").and_then(|rest| rest.split_once(':')) {
            return Some(Self::Member { field: field.to_owned(), value: MemberValue::of_word(value)? });
        }
        let relative = || Relative::of_word(text).map(Self::Relative);
        HolderValue::of_word(text).map(Self::Holder).or_else(relative)
    }

    pub(super) fn field(&self) -> Option<&str> {
        match self {
            Self::Member { field, .. } => Some(field),
            Self::Holder(_) | Self::Relative(_) => None,
        }
    }
}

/// A computation that gives the value of a field from earlier fields and documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compute {
    /// `weekday:<date>`: 1 Monday to 7 Sunday.
    Weekday {
        /// Key of a field of type date.
        date: String,
    },
    /// `move_class:<region>:<village>`: how far a person moves, by the codes of F-1.03: 1 within a village, 2 within a
    /// district, 3 within a regency, 4 within a province, 5 to another province.
    MoveClass {
        /// Key of the field with the district of the destination.
        region: String,
        /// Key of the field with the name of the village of the destination.
        village: String,
    },
    /// `move_kind`: who moves, when the holder moves alone, by the codes of F-1.03: 1 the head of a family, 4 a member.
    MoveKind,
    /// `only_minors_stay`: whether, when the holder moves alone, members remain and all of them are under 17.
    OnlyMinorsStay,
}

impl Compute {
    /// As it is written in a definition.
    pub fn to_text(&self) -> String {
        match self {
            Self::Weekday { date } => format!("weekday:{date}"),
            Self::MoveClass { region, village } => format!("move_class:{region}:{village}"),
            Self::MoveKind => "move_kind".to_owned(),
            Self::OnlyMinorsStay => "only_minors_stay".to_owned(),
        }
    }

    /// Reads what [`Compute::to_text`] wrote; `None` for a computation that this version does not know.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<_> = text.split(':').map(str::to_owned).collect();
        Some(match parts.as_slice() {
            [name, date] if name == "weekday" => Self::Weekday { date: date.clone() },
            [name, region, village] if name == "move_class" => {
                Self::MoveClass { region: region.clone(), village: village.clone() }
            }
            [name] if name == "move_kind" => Self::MoveKind,
            [name] if name == "only_minors_stay" => Self::OnlyMinorsStay,
            _ => return None,
        })
    }

    /// The keys and types of the fields it needs.
    pub(super) fn fields(&self) -> Vec<(&str, FieldType)> {
        match self {
            Self::Weekday { date } => vec![(date, FieldType::Date)],
            Self::MoveClass { region, village } => {
                vec![(region, FieldType::Region), (village, FieldType::Text)]
            }
            Self::MoveKind | Self::OnlyMinorsStay => vec![],
        }
    }
}
