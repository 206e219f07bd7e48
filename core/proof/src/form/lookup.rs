//! Values that follow from facts and earlier answers.

use super::{Answers, Compute, Facts, Field, FieldType, HolderValue, MemberValue, Relative, Source, Value};
use crate::{
    CivilDate, Line, Nik, Sex,
    civil::{Address, MaritalStatus, Relation, sex_code},
    document::Member,
};

/// Age from which a person has a KTP (UU 23/2006 art. 63).
pub(super) const KTP_AGE: u16 = 17;

impl Source {
    /// Whether a field of this type may have this source.
    pub(super) fn fits(&self, kind: FieldType) -> bool {
        use FieldType as T;
        match self {
            Self::Relative(_) => kind == T::Member,
            Self::Holder(value) => match value {
                HolderValue::Nik => matches!(kind, T::Nik | T::Member),
                HolderValue::Name => kind == T::Name,
                HolderValue::Kk => kind == T::Kk,
                HolderValue::BirthPlace => kind == T::Text,
                HolderValue::BirthDate => kind == T::Date,
                HolderValue::Address => kind == T::Address,
                HolderValue::Sex
                | HolderValue::Blood
                | HolderValue::Citizenship
                | HolderValue::Religion
                | HolderValue::Marital
                | HolderValue::Relation => kind == T::Code,
            },
            Self::Member { value, .. } => match value {
                MemberValue::Nik => kind == T::Nik,
                MemberValue::Name => kind == T::Name,
                MemberValue::BirthPlace => kind == T::Text,
                MemberValue::BirthDate => kind == T::Date,
                MemberValue::Sex
                | MemberValue::Religion
                | MemberValue::Citizenship
                | MemberValue::Relation => kind == T::Code,
            },
        }
    }
}

impl Compute {
    /// The type of the result.
    pub(super) fn kind(&self) -> FieldType {
        match self {
            Self::Weekday { .. } | Self::MoveClass { .. } | Self::MoveKind => FieldType::Code,
            Self::OnlyMinorsStay => FieldType::YesNo,
        }
    }
}

impl Facts {
    /// The value that a document or a computation gives a field, if it is known and the field takes it. `shown` are the
    /// answers of the visible fields before it.
    pub(super) fn value_of(&self, field: &Field, shown: &Answers) -> Option<Value> {
        let value = match (&field.compute, &field.source) {
            (Some(compute), _) => self.computed(compute, shown),
            (None, Some(Source::Holder(value))) => self.of_holder(*value, field.kind),
            (None, Some(Source::Relative(relative))) => self.relative(*relative).map(Value::Member),
            (None, Some(Source::Member { field, value })) => {
                let nik = shown.get(field)?.person()?;
                self.member(nik).map(|member| of_member(*value, member))
            }
            (None, None) => None,
        };
        value.filter(|value| field.accepts(value).is_ok())
    }

    fn of_holder(&self, value: HolderValue, kind: FieldType) -> Option<Value> {
        let (ktp, row) = (self.ktp.as_ref(), self.holder_row());
        Some(match value {
            HolderValue::Nik if kind == FieldType::Member => Value::Member(self.holder),
            HolderValue::Nik => Value::Nik(self.holder),
            HolderValue::Name => Value::Name(ktp.map(|k| &k.name).or(row.map(|m| &m.name))?.clone()),
            HolderValue::Kk => Value::Kk(self.holder_card()?.number),
            HolderValue::Sex => Value::Code(sex_code(ktp.map(|k| k.sex).or(row.map(|m| m.sex))?)),
            HolderValue::BirthPlace => {
                Value::Text(ktp.map(|k| &k.birth_place).or(row.map(|m| &m.birth_place))?.clone())
            }
            HolderValue::BirthDate => Value::Date(ktp.map(|k| k.birth_date).or(row.map(|m| m.birth_date))?),
            HolderValue::Address => Value::Address(self.address()?.clone()),
            HolderValue::Blood => Value::Code(ktp.map(|k| k.blood).or(row.map(|m| m.blood))?.code()),
            HolderValue::Citizenship => {
                Value::Code(ktp.map(|k| k.citizenship).or(row.map(|m| m.citizenship))?.code())
            }
            HolderValue::Religion => Value::Code(ktp.map(|k| k.religion).or(row.map(|m| m.religion))?.code()),
            HolderValue::Marital => Value::Code(self.holder_marital()?.code()),
            HolderValue::Relation => Value::Code(row?.relation.code()),
        })
    }

    fn computed(&self, compute: &Compute, shown: &Answers) -> Option<Value> {
        match compute {
            Compute::Weekday { date } => match shown.get(date)? {
                Value::Date(date) => Some(Value::Code(date.weekday().into())),
                _ => None,
            },
            Compute::MoveClass { region, village } => {
                self.move_class(shown.get(region)?, shown.get(village)).map(Value::Code)
            }
            Compute::MoveKind => {
                let head = self.holder_row()?.relation == Relation::KepalaKeluarga;
                Some(Value::Code(if head { 1 } else { 4 }))
            }
            Compute::OnlyMinorsStay => {
                let mut staying = self.others_of_family()?.peekable();
                let grown = |member: &Member| member.birth_date.age_on(self.today) >= Some(KTP_AGE);
                Some(Value::YesNo(staying.peek().is_some() && !staying.any(grown)))
            }
        }
    }

    /// The classes of F-1.03. Within a district the names of the villages decide: the region table ends there.
    fn move_class(&self, region: &Value, village: Option<&Value>) -> Option<u64> {
        let Value::Region(to) = region else { return None };
        let from = self.district?;
        let same = |scale: u32| from / scale == to / scale;
        if !same(10_000) {
            return Some(5);
        }
        if !same(100) {
            return Some(4);
        }
        if !same(1) {
            return Some(3);
        }
        let Value::Text(village) = village? else { return None };
        Some(if is_same_place(&self.address()?.village, village) { 1 } else { 2 })
    }

    /// The holder's row in the family card.
    pub fn holder_row(&self) -> Option<&Member> {
        self.holder_card()?.members.iter().find(|member| member.nik == self.holder)
    }

    /// The other members of the holder's family card.
    pub(super) fn others_of_family(&self) -> Option<impl Iterator<Item = &Member>> {
        Some(self.holder_card()?.members.iter().filter(|member| member.nik != self.holder))
    }

    pub(super) fn address(&self) -> Option<&Address> {
        self.ktp.as_ref().map(|ktp| &ktp.address).or(self.holder_card().map(|card| &card.address))
    }

    pub(super) fn holder_marital(&self) -> Option<MaritalStatus> {
        // The KTP prints less than the family card knows.
        let row = self.holder_row().map(|member| member.marital_status);
        row.or(self.ktp.as_ref().map(|ktp| ktp.marital_status))
    }

    /// The date of birth of a person: from the documents, otherwise as the NIK has it.
    pub(super) fn birth_date(&self, nik: Nik) -> CivilDate {
        let ktp = self.ktp.as_ref().filter(|_| nik == self.holder).map(|ktp| ktp.birth_date);
        let row = || self.member(nik).map(|member| member.birth_date);
        ktp.or_else(row).unwrap_or_else(|| nik.birth_date(self.today))
    }

    /// The man or woman of the couple that the holder belongs to, if the family card has exactly one.
    fn relative(&self, relative: Relative) -> Option<Nik> {
        let couple = [Relation::KepalaKeluarga, Relation::Suami, Relation::Istri];
        if !couple.contains(&self.holder_row()?.relation) {
            return None;
        }
        let sex = match relative {
            Relative::Father => Sex::Male,
            Relative::Mother => Sex::Female,
        };
        let members = self.holder_card()?.members.iter();
        let mut fitting = members.filter(|member| couple.contains(&member.relation) && member.sex == sex);
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first.nik)
    }
}

fn of_member(value: MemberValue, member: &Member) -> Value {
    match value {
        MemberValue::Nik => Value::Nik(member.nik),
        MemberValue::Name => Value::Name(member.name.clone()),
        MemberValue::Sex => Value::Code(sex_code(member.sex)),
        MemberValue::BirthPlace => Value::Text(member.birth_place.clone()),
        MemberValue::BirthDate => Value::Date(member.birth_date),
        MemberValue::Religion => Value::Code(member.religion.code()),
        MemberValue::Citizenship => Value::Code(member.citizenship.code()),
        MemberValue::Relation => Value::Code(member.relation.code()),
    }
}

/// Whether two names of places are written alike, apart from case and spaces.
pub(super) fn is_same_place(one: &Line, other: &Line) -> bool {
    let letters = |line: &Line| {
        let visible = line.as_str().chars().filter(|c| !c.is_whitespace());
        visible.flat_map(char::to_uppercase).collect::<String>()
    };
    letters(one) == letters(other)
}
