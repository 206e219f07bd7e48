//! Checks of values with each other and with constants.

use super::{Input, Missing, Outcome};
use crate::{
    civil::Blood,
    form::{Value, lookup::is_same_place, region_level},
    person_name::PersonName,
};

impl Input<'_> {
    pub(super) fn equals(&self) -> Outcome {
        match (self.value(0), self.value(1)) {
            (Some(one), Some(other)) if one != other => Outcome::Broken(Some(1)),
            _ => Outcome::Holds,
        }
    }

    pub(super) fn differs(&self) -> Outcome {
        match (self.value(0), self.value(1)) {
            (Some(one), Some(other)) if one == other => Outcome::Broken(Some(1)),
            _ => Outcome::Holds,
        }
    }

    pub(super) fn in_range(&self) -> Outcome {
        match self.value(0) {
            Some(Value::Int(number)) => Outcome::first((self.number(0)..=self.number(1)).contains(number)),
            _ => Outcome::Holds,
        }
    }

    pub(super) fn not_unknown_code(&self) -> Outcome {
        Outcome::first(!self.code(0).is_some_and(|code| self.numbers_contain(0, code)))
    }

    pub(super) fn name_rule(&self) -> Outcome {
        match self.value(0) {
            Some(Value::Name(name)) => Outcome::first(PersonName::parse_new(name.as_str()).is_ok()),
            _ => Outcome::Holds,
        }
    }

    pub(super) fn same_region(&self) -> Outcome {
        let (Some(Value::Region(one)), Some(Value::Region(other))) = (self.value(0), self.value(1)) else {
            return Outcome::Holds;
        };
        // The code of the region of this level that contains it.
        let part = |code: u32| {
            let below = i64::from(region_level(code)?) - self.number(0);
            Some(code / 100_u32.checked_pow(u32::try_from(below).ok()?)?)
        };
        let same = part(*one).is_some() && part(*one) == part(*other);
        if same { Outcome::Holds } else { Outcome::Broken(Some(1)) }
    }

    pub(super) fn compatible_blood(&self) -> Outcome {
        let (Some(old), Some(new)) = (self.blood(0), self.blood(1)) else { return Outcome::Holds };
        let rhesus_changed = old.1.is_some() && new.1.is_some() && old.1 != new.1;
        if old.0 != new.0 || rhesus_changed { Outcome::Broken(Some(1)) } else { Outcome::Holds }
    }

    pub(super) fn rhesus_added(&self) -> Outcome {
        let (Some(old), Some(new)) = (self.blood(0), self.blood(1)) else { return Outcome::Holds };
        let added = old.0 == new.0 && old.1.is_none() && new.1.is_some();
        if added { Outcome::Broken(Some(1)) } else { Outcome::Holds }
    }

    /// The letters of a blood type as its code without rhesus, and whether the rhesus is positive; `None` if unknown.
    fn blood(&self, at: usize) -> Option<(Blood, Option<bool>)> {
        Some(match Blood::from_code(self.code(at)?)? {
            Blood::Unknown => return None,
            Blood::A => (Blood::A, None),
            Blood::B => (Blood::B, None),
            Blood::Ab => (Blood::Ab, None),
            Blood::O => (Blood::O, None),
            Blood::APositive => (Blood::A, Some(true)),
            Blood::ANegative => (Blood::A, Some(false)),
            Blood::BPositive => (Blood::B, Some(true)),
            Blood::BNegative => (Blood::B, Some(false)),
            Blood::AbPositive => (Blood::Ab, Some(true)),
            Blood::AbNegative => (Blood::Ab, Some(false)),
            Blood::OPositive => (Blood::O, Some(true)),
            Blood::ONegative => (Blood::O, Some(false)),
        })
    }

    /// The district, village and street are not all those of the holder's address.
    pub(super) fn other_address(&self) -> Outcome {
        let (Some(Value::Region(to)), Some(Value::Text(village)), Some(Value::Text(street))) =
            (self.value(0), self.value(1), self.value(2))
        else {
            return Outcome::Holds;
        };
        let Some(address) = self.facts.address() else { return Outcome::Unknown(Missing::FamilyCard) };
        let Some(from) = self.facts.district else { return Outcome::Unknown(Missing::District) };
        let same =
            from == *to && is_same_place(&address.village, village) && is_same_place(&address.street, street);
        if same { Outcome::Broken(Some(2)) } else { Outcome::Holds }
    }
}
