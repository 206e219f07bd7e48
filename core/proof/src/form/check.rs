//! Checks that a definition names, and their parameters.

use super::{
    FieldType, Texts, When,
    unread::{Unread, coded, list, read_key},
};
use crate::fields::{Fields, FormatError, MapWriter, encode, encode_array, read_text};

/// Most fields of a check, and most numbers.
const MAX: usize = 16;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The form cannot be sent.
    Error,
    /// The form can be sent; the office is likely to ask.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// Every severity, in the order of its codes.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// The code on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::Error => 1,
            Self::Warning => 2,
            Self::Note => 3,
        }
    }

    /// The name in JSON and in the sources of the definitions.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

    /// The severity of a code on the wire.
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }

    /// The severity of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

/// The parameters that a named check takes.
pub(super) struct Parameters {
    /// The types that each field may have; the last entry holds for all further fields.
    pub(super) kinds: &'static [&'static [FieldType]],
    /// Fewest and most fields.
    pub(super) fields: (usize, usize),
    /// Fewest and most numbers.
    pub(super) numbers: (usize, usize),
    /// Whether it must have conditions.
    pub(super) conditions: bool,
}

const ANY: &[FieldType] = FieldType::ALL;
const PERSON: &[FieldType] = &[FieldType::Nik, FieldType::Member];
/// Types from which a date of birth follows.
const BORN: &[FieldType] = &[FieldType::Nik, FieldType::Member, FieldType::Date];
const DATE: &[FieldType] = &[FieldType::Date];
const INT: &[FieldType] = &[FieldType::Int];
const CODE: &[FieldType] = &[FieldType::Code];
const NAME: &[FieldType] = &[FieldType::Name];
const REGION: &[FieldType] = &[FieldType::Region];
const TEXT: &[FieldType] = &[FieldType::Text];

macro_rules! checks {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $kinds:expr, fields $fields:expr, numbers $numbers:expr
        $(, $conditions:ident)?;)+) => {
        /// The checks that definitions may name. Each is written in Rust; a definition has no expressions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum CheckName {
            $($(#[$doc])* $variant,)+
        }

        impl CheckName {
            /// Every check.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in definitions.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            pub(super) const fn parameters(self) -> Parameters {
                match self {
                    $(Self::$variant => Parameters {
                        kinds: $kinds,
                        fields: $fields,
                        numbers: $numbers,
                        conditions: false $(|| stringify!($conditions).len() > 0)?,
                    },)+
                }
            }
        }
    };
}

checks! {
    /// The fields need a value when the conditions hold.
    RequiredIf = "required_if" &[ANY], fields (1, MAX), numbers (0, 0), conditions;
    /// At least one of the fields has a value.
    OneOfGroup = "one_of_group" &[ANY], fields (2, MAX), numbers (0, 0);
    /// At least as many of the fields as the first number have a value, and at most as many as the second.
    Count = "count" &[ANY], fields (1, MAX), numbers (2, 2);
    /// Says its text when the conditions hold.
    NoticeIf = "notice_if" &[ANY], fields (1, 1), numbers (0, 0), conditions;

    /// Both fields have the same value.
    Equals = "equals" &[ANY], fields (2, 2), numbers (0, 0);
    /// The fields have different values.
    Differs = "differs" &[ANY], fields (2, 2), numbers (0, 0);
    /// The number lies between the two numbers.
    InRange = "in_range" &[INT], fields (1, 1), numbers (2, 2);
    /// The code is none of the numbers: those that mean "not known".
    NotUnknownCode = "not_unknown_code" &[CODE], fields (1, 1), numbers (1, MAX);
    /// A name as the rules for new names want it (Permendagri 73/2022).
    NameRule = "name_rule" &[NAME], fields (1, 1), numbers (0, 0);
    /// Both regions are in the same province (1), regency or city (2) or district (3).
    SameRegion = "same_region" &[REGION], fields (2, 2), numbers (1, 1);
    /// The new blood type (second field) does not contradict the old one: same letters, same rhesus.
    CompatibleBlood = "compatible_blood" &[CODE], fields (2, 2), numbers (0, 0);
    /// The new blood type does not only add the rhesus to the old one.
    RhesusAdded = "rhesus_added" &[CODE], fields (2, 2), numbers (0, 0);

    /// District, village and street are not all those of the holder's address.
    OtherAddress = "other_address" &[REGION, TEXT, TEXT], fields (3, 3), numbers (0, 0);

    /// The date is not after today.
    NotFuture = "not_future" &[DATE], fields (1, 1), numbers (0, 0);
    /// The first date is not before the second and not after the third.
    DateBetween = "date_between" &[DATE], fields (3, 3), numbers (0, 0);
    /// At most so many days have passed since the date.
    DaysSince = "days_since" &[DATE], fields (1, 1), numbers (1, 1);
    /// The date is not before the birth of the person.
    AfterBirth = "after_birth" &[DATE, BORN], fields (2, 2), numbers (0, 0);
    /// The person has at least this age today; without a field, the holder.
    AgeAtLeast = "age_at_least" &[BORN], fields (0, 1), numbers (1, 1);
    /// The years from the first date or birth to the second lie between the two numbers.
    YearsBetween = "years_between" &[BORN], fields (2, 2), numbers (2, 2);

    /// The first field names a person that none of the other fields names.
    NotSamePerson = "not_same_person" &[PERSON], fields (2, MAX), numbers (0, 0);
    /// The person is not the holder.
    NotHolder = "not_holder" &[PERSON], fields (1, 1), numbers (0, 0);
    /// The person is in a family card on the phone, so that name and NIK are confirmed.
    Confirmed = "confirmed" &[PERSON], fields (1, MAX), numbers (0, 0);
    /// The sex in the NIK is the number: 1 male, 2 female. Of a hint only: a NIK may legally differ.
    NikSex = "nik_sex" &[PERSON], fields (1, 1), numbers (1, 1);
    /// The date of birth in the NIK is that of the date. Of a hint only: a NIK may legally differ.
    NikAgrees = "nik_agrees" &[PERSON, DATE], fields (2, 2), numbers (0, 0);

    /// The person is in the holder's family card.
    MemberOfKk = "member_of_kk" &[PERSON], fields (1, 1), numbers (0, 0);
    /// The person is not in the holder's family card.
    NotMemberOfKk = "not_member_of_kk" &[PERSON], fields (1, 1), numbers (0, 0);
    /// The holder's family card is on the phone.
    HoldsFamilyCard = "holds_family_card" &[], fields (0, 0), numbers (0, 0);
    /// The holder's relation to the head is one of the numbers.
    HolderRelation = "holder_relation" &[], fields (0, 0), numbers (1, MAX);
    /// The holder is not the head of a family that has other members.
    NotHeadWithMembers = "not_head_with_members" &[], fields (0, 0), numbers (0, 0);
    /// The holder is not the only member of the family.
    NotSoleMember = "not_sole_member" &[], fields (0, 0), numbers (0, 0);
    /// The code is one of the numbers only if the holder is the only member of the family.
    OnlyIfSoleMember = "only_if_sole_member" &[CODE], fields (1, 1), numbers (1, MAX);
    /// The holder is at least 17 or was ever married.
    AdultOrEverMarried = "adult_or_ever_married" &[], fields (0, 0), numbers (0, 0);
    /// If the code is the first number, the holder's marital status is one of the others.
    MaritalReason = "marital_reason" &[CODE], fields (1, 1), numbers (2, MAX);
    /// If the person (first field) is the head of a family with other members, the second field names another member.
    HeadNeedsSuccessor = "head_needs_successor" &[PERSON, PERSON], fields (2, 2), numbers (0, 0);
}

impl CheckName {
    /// The check of a name in a definition.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|check| check.name() == name)
    }
}

/// A check of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which check.
    pub name: CheckName,
    /// How much it weighs when it does not hold.
    pub severity: Severity,
    /// Keys of the fields that it reads.
    pub fields: Vec<String>,
    /// Its numbers.
    pub numbers: Vec<i64>,
    /// What to tell the person when it does not hold.
    pub text: Texts,
    /// When it is checked.
    pub when: When,
}

impl Check {
    pub(super) fn encode(&self) -> Vec<u8> {
        let text = |key: &String| encode(|e| e.str(key)?.ok());
        let fields: Vec<_> = self.fields.iter().map(text).collect();
        let numbers: Vec<_> = self.numbers.iter().map(|n| encode(|e| e.i64(*n)?.ok())).collect();
        let map = MapWriter::new()
            .text(1, self.name.name())
            .uint(2, self.severity.code())
            .optional((!fields.is_empty()).then_some(fields), |map, items| map.raw(3, encode_array(&items)))
            .optional((!numbers.is_empty()).then_some(numbers), |map, items| map.raw(4, encode_array(&items)))
            .raw(6, self.text.encode());
        self.when.write(map, 7).finish()
    }

    pub(super) fn read(raw: &[u8]) -> Result<Self, Unread> {
        let mut fields = Fields::of_checked(raw)?;
        let name = CheckName::from_name(fields.required(1, read_text)?).ok_or(Unread::Newer)?;
        let check = Self {
            name,
            severity: coded(&mut fields, 2, Severity::from_code)?,
            fields: list(&mut fields, 3, 0..=MAX, |raw| {
                read_key(raw, b'_').ok_or(FormatError::Invalid { key: 3 }.into())
            })?,
            numbers: list(&mut fields, 4, 0..=MAX, |raw| {
                let number = minicbor::decode::Decoder::new(raw).i64();
                number.map_err(|_| FormatError::Invalid { key: 4 }.into())
            })?,
            text: Texts::read(fields.raw(6)?)?,
            when: When::read(&mut fields, 7)?,
        };
        let needs = name.parameters();
        let fits = |count: usize, (least, most): (usize, usize)| (least..=most).contains(&count);
        let rules = [
            (3, fits(check.fields.len(), needs.fields)),
            (4, fits(check.numbers.len(), needs.numbers)),
            (7, !needs.conditions || !check.when.is_always()),
        ];
        match rules.into_iter().find(|(_, holds)| !holds) {
            Some((key, _)) => Err(FormatError::Invalid { key }.into()),
            None => Ok(check),
        }
    }
}
