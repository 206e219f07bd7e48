//! What a move changes. Within a regency the card changes when the letter is issued; between regencies the record stays
//! until the person arrives, which a test plays with [`crate::Control::arrive`].

use ikd_proof::{
    CivilDate,
    form::{Texts, Value},
};
use serde::{Deserialize, Serialize};

use super::{
    obstacle::Obstacle,
    outcome::{Case, Plan},
    submission,
};
use crate::{
    population::{self, Address, district_code, next_card},
    register::RegisterEvent,
    service::Service,
};

/// Days for which a letter of move is valid here. Offices give 30 or 60 days, so the phone uses the day in the status.
pub(super) const LETTER_DAYS: u64 = 60;
/// Kinds of move of F-1.03 that end in another regency.
const BETWEEN_REGENCIES: [u64; 2] = [4, 5];

/// Where a person moves who has not arrived yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Departure {
    nik: u64,
    /// Code of the district, six digits.
    district: u32,
    address: Address,
    /// The card that the person joins.
    joins: Option<u64>,
    keeps_card: bool,
}

impl Departure {
    /// What happens to the register when the person arrives.
    pub(super) fn event(&self, service: &Service, today: CivilDate) -> Result<RegisterEvent, Obstacle> {
        let address = self.address.clone();
        let (family, _) = submission::record(service, self.nik).ok_or(Obstacle::Other)?;
        Ok(match self.joins {
            Some(card) => RegisterEvent::Joined { nik: self.nik, card },
            // Nobody stays behind to keep the number.
            None if self.keeps_card && family.living().count() == 1 => {
                RegisterEvent::Moved { card: family.card_number, address }
            }
            None => {
                let card = service.records.read(|people| next_card(people, self.district, today));
                RegisterEvent::NewCard { people: vec![self.nik], card, address }
            }
        })
    }
}

/// The move of the applicant: at once within the regency, otherwise when the person arrives.
pub(super) fn plan(case: &Case<'_>) -> Result<Plan, Obstacle> {
    let district = case.region("tujuan_wilayah").ok_or(Obstacle::NoSuchDistrict)?;
    let between = case.code("klasifikasi").is_some_and(|kind| BETWEEN_REGENCIES.contains(&kind));
    let departure = match population::place(district) {
        Some(place) => Some(departure(case, district, &place)?),
        // Another register has the place: nobody arrives there in this one.
        None if between => None,
        None => return Err(Obstacle::NoSuchDistrict),
    };
    if let Some(departure) = departure.as_ref().filter(|_| !between) {
        // Within the regency the card changes at once.
        let event = departure.event(case.service, case.today)?;
        return Ok(Plan { events: vec![event], ..Plan::default() });
    }
    let until = case.letter_ends.dmy();
    let result = Texts::new(
        &format!(
            "Surat keterangan pindah (SKPWNI) sudah diterbitkan dan berlaku sampai {until}. Bawa ke Dinas Dukcapil di tempat tujuan. KTP dan kartu keluarga diganti di sana."
        ),
        &format!(
            "The letter of move (SKPWNI) is issued and valid until {until}. Take it to the civil registry office at your new address. KTP and family card are replaced there."
        ),
    );
    let report_by = Some(case.letter_ends);
    Ok(Plan { result: Some(result), departure, report_by, ..Plan::default() })
}

fn departure(case: &Case<'_>, district: u32, place: &population::Place) -> Result<Departure, Obstacle> {
    let text = |key| case.text(key).ok_or(Obstacle::Address).map(|text| text.to_uppercase());
    let number = |key| {
        let number = case.number(key).and_then(|number| u16::try_from(number).ok());
        number.ok_or(Obstacle::Address)
    };
    let postcode = case.number("tujuan_kodepos").and_then(|code| u32::try_from(code).ok());
    let address = Address {
        street: text("tujuan_jalan")?,
        rt: number("tujuan_rt")?,
        rw: number("tujuan_rw")?,
        village: text("tujuan_desa")?,
        district: place.district.to_owned(),
        regency: place.regency.to_owned(),
        province: place.province.clone(),
        postcode: postcode.unwrap_or(place.postcode),
    };
    address.to_document().map_err(|_| Obstacle::Address)?;
    let joins = match case.answers.get("kk_tujuan") {
        Some(Value::Kk(card)) => Some(joined(case.service, card.as_u64(), district)?),
        _ => None,
    };
    let keeps_card = case.code("kk_pindah") == Some(3);
    Ok(Departure { nik: case.resident.nik.as_u64(), district, address, joins, keeps_card })
}

/// The number of the card that the person joins: people live on it, in the district of the new address.
fn joined(service: &Service, card: u64, district: u32) -> Result<u64, Obstacle> {
    match service.records.card(card) {
        Some(family) if district_code(&family.address) == Some(district) => Ok(card),
        Some(_) => Err(Obstacle::CardElsewhere),
        None => Err(Obstacle::NoSuchCard),
    }
}
