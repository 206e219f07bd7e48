//! An address as the population register keeps it: plain text that an officer may change.

use ikd_proof::Line;
use ikd_proof::civil::{Address as DocumentAddress, Neighbourhood, Postcode};
use serde::{Deserialize, Serialize};

/// Where a family lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// *Rukun tetangga*, 0 to 999.
    pub rt: u16,
    /// *Rukun warga*, 0 to 999.
    pub rw: u16,
    /// *Kelurahan* or *desa*.
    pub village: String,
    /// *Kecamatan*.
    pub district: String,
    /// *Kabupaten* or *kota*, with that word.
    pub regency: String,
    /// *Provinsi*.
    pub province: String,
    /// *Kode pos*.
    pub postcode: u32,
}

/// A part of the address is empty, too long, or out of range for a document; correct the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part of the address does not fit a document")]
pub struct AddressError;

impl Address {
    /// The address as documents carry it.
    ///
    /// # Errors
    /// [`AddressError`] when a part breaks the rules of the document format; generated addresses never do.
    pub fn to_document(&self) -> Result<DocumentAddress, AddressError> {
        let line = |text: &str| Line::new(text).map_err(|_| AddressError);
        let neighbourhood = |number| Neighbourhood::new(number).map_err(|_| AddressError);
        Ok(DocumentAddress {
            street: line(&self.street)?,
            rt: neighbourhood(self.rt)?,
            rw: neighbourhood(self.rw)?,
            village: line(&self.village)?,
            district: line(&self.district)?,
            regency: line(&self.regency)?,
            province: line(&self.province)?,
            postcode: Some(Postcode::new(self.postcode).map_err(|_| AddressError)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::SplitMix64;
    use crate::population::places::DISTRICTS;

    #[test]
    fn every_generated_address_can_stand_in_a_document() {
        let mut chance = SplitMix64::new(1);
        for district in DISTRICTS.iter().cycle().take(200) {
            assert!(district.address(&mut chance).to_document().is_ok());
        }
    }

    #[test]
    fn an_address_without_a_street_is_refused() {
        let address = DISTRICTS[0].address(&mut SplitMix64::new(1));
        assert_eq!(Address { street: String::new(), ..address }.to_document(), Err(AddressError));
    }
}
