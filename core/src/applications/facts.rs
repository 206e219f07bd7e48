//! What forms are filled with: the holder's identity card and family cards, and where the holder lives.

use ikd_proof::{
    application::BasedOn,
    civil::Address,
    document::{Body, DocumentType},
    form::Facts,
};

use super::{Applications, ApplicationsError};
use crate::{documents::DocumentsError, identity::region_name::district_named, vault::VaultError};

/// Facts, and the documents that they come from.
pub(super) struct Known {
    pub(super) facts: Facts,
    pub(super) based_on: Vec<BasedOn>,
}

impl Applications {
    /// What the vault's documents say now. A document that cannot be read is a fact that is missing.
    pub(super) fn known(&self) -> Result<Known, ApplicationsError> {
        let (_, holder) = self.0.account.identity()?;
        let today = self.0.context.clock.today();
        let mut known = Known {
            facts: Facts { today, holder, ktp: None, family_cards: Vec::new(), district: None },
            based_on: Vec::new(),
        };
        let wanted = [DocumentType::Ktp, DocumentType::FamilyCard];
        for summary in self.0.documents.list()?.into_iter().filter(|entry| wanted.contains(&entry.kind)) {
            let document = match self.0.documents.open(summary.id) {
                Ok(document) => document,
                Err(DocumentsError::Vault(error)) if !matches!(error, VaultError::Corrupt { .. }) => {
                    return Err(error.into());
                }
                Err(_) => continue,
            };
            let basis = BasedOn { document: document.id, version: document.version };
            match document.body {
                Body::Ktp(ktp) if document.subject == holder => known.facts.ktp = Some(ktp),
                Body::FamilyCard(card) => known.facts.family_cards.push(card),
                _ => continue,
            }
            known.based_on.push(basis);
        }
        let of_card = known.facts.holder_card().map(|card| &card.address);
        let address = known.facts.ktp.as_ref().map(|ktp| &ktp.address).or(of_card);
        known.facts.district = address.and_then(district);
        Ok(known)
    }
}

/// Code of the district of an address, six digits; `None` if the table has no such names, or more than one.
fn district(address: &Address) -> Option<u32> {
    let names = [&address.province, &address.regency, &address.district].map(|line| line.as_str());
    let [province, regency, district] = names;
    district_named(province, regency, district)?.digits().parse().ok()
}
