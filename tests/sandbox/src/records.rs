//! The population records as the service sees them: the generated families with the changes made since.

use std::sync::{PoisonError, RwLock};

use ikd_proof::{CivilDate, Nik};
use serde::{Deserialize, Serialize};

use crate::{
    population::{Family, Population, Resident},
    register::{self, RegisterEvent},
    registration::Reason,
    store::{StoreError, Tx},
};

/// A change of one resident's record. What is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordChange {
    /// Another name, in capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another street and number, for the whole family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Married now (`true`) or widowed (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub married: Option<bool>,
    /// The death is recorded, or struck out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deceased: Option<bool>,
    /// The record is blocked, or free again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<bool>,
    /// Another blood type, by the code of documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blood: Option<u64>,
    /// `false`: there is no birth certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_certificate: Option<bool>,
}

/// All records.
pub(crate) struct Records {
    generated: Population,
    current: RwLock<Population>,
}

impl Records {
    /// The generated families with what happened to them since.
    pub(crate) fn load(tx: &Tx<'_>, generated: Population) -> Result<Self, StoreError> {
        let mut current = generated.clone();
        for (nik, change) in tx.record_changes()? {
            let change: RecordChange = serde_json::from_str(&change).map_err(|_| StoreError::Unreadable)?;
            register::apply(&mut current, nik, &change);
        }
        for event in tx.register_events()? {
            let event: RegisterEvent = serde_json::from_str(&event).map_err(|_| StoreError::Unreadable)?;
            event.play(&mut current);
        }
        Ok(Self { generated, current: RwLock::new(current) })
    }

    /// The families as generated.
    pub(crate) fn generated(&self) -> &Population {
        &self.generated
    }

    /// A resident with the family, as of now.
    pub(crate) fn find(&self, nik: Nik) -> Option<(Family, Resident)> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let family = current.family_of(nik)?;
        let resident = family.members.iter().find(|member| member.nik == nik)?;
        Some((family.clone(), resident.clone()))
    }

    /// Changes a record; `false` when there is none.
    pub(crate) fn change(&self, tx: &Tx<'_>, nik: Nik, change: &RecordChange) -> Result<bool, StoreError> {
        if self.find(nik).is_none() {
            return Ok(false);
        }
        self.happens(tx, &RegisterEvent::Changed { nik: nik.as_u64(), change: change.clone() })
    }

    /// The family of a card on which somebody lives.
    pub(crate) fn card(&self, number: u64) -> Option<Family> {
        self.read(|people| {
            let family = people.families.iter().find(|family| family.card_number == number);
            family.filter(|family| family.living().next().is_some()).cloned()
        })
    }

    /// The families as they would be after these events; `None` when one of them is about nobody. Nothing changes.
    pub(crate) fn after(&self, events: &[RegisterEvent]) -> Option<Population> {
        let mut families = self.read(Population::clone);
        events.iter().all(|event| event.play(&mut families)).then_some(families)
    }

    /// Plays an event and keeps it; `false` when the population has nobody whom it is about.
    pub(crate) fn happens(&self, tx: &Tx<'_>, event: &RegisterEvent) -> Result<bool, StoreError> {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = current.clone();
        if !event.play(&mut changed) {
            return Ok(false);
        }
        let text = serde_json::to_string(event).map_err(|_| StoreError::Unreadable)?;
        tx.add_register_event(&text)?;
        *current = changed;
        Ok(true)
    }

    /// What `read` finds in the families, as of now.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Population) -> T) -> T {
        read(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Why the record itself rules a registration out on a day; `None` when it does not.
///
/// Under 17 and never married: no electronic KTP, hence no IKD (UU 24/2013 art. 63, Permendagri 72/2022). No recorded
/// KTP-el counts as no record.
pub(crate) fn refusal(resident: Option<&Resident>, today: CivilDate) -> Option<Reason> {
    let Some(resident) = resident else { return Some(Reason::NoRecord) };
    if resident.flags.deceased {
        Some(Reason::Deceased)
    } else if resident.flags.blocked {
        Some(Reason::Blocked)
    } else if !resident.of_ktp_age(today) {
        Some(Reason::NotEligible)
    } else if !resident.flags.ktp_recorded {
        Some(Reason::NoRecord)
    } else {
        None
    }
}

/// A change holds a text that no document can hold.
pub(crate) struct NotWritable;

/// Checks the texts of a change before anything is changed.
pub(crate) fn check(change: &RecordChange) -> Result<(), NotWritable> {
    if let Some(name) = &change.name {
        ikd_proof::Name::new(name).map_err(|_| NotWritable)?;
    }
    if let Some(street) = &change.street {
        ikd_proof::Line::new(street).map_err(|_| NotWritable)?;
    }
    Ok(())
}
