//! What an issued application changes: the record, and the documents that follow from it.
//!
//! The services are named here by their definitions' ids and keys. There is no document type for a certificate of death or a
//! letter of move; what came of these is said in words. A move to another regency leaves the record as it is until the
//! person arrives there, which a test plays with [`crate::Control::arrive`].

use ikd_proof::{
    CivilDate, DocumentType, Nik, Sex,
    form::{Answers, Texts, Value},
};
use serde::{Deserialize, Serialize};

use super::submission::{self, Opened};
use crate::{
    documents::{self, DocumentsError},
    population::{
        self, Address, Family, Relation, Resident, district_code, next_card, next_certificate, next_nik,
    },
    register::{Certificate, Newborn, RegisterEvent},
    secret::encode,
    service::{Service, day_of},
    store::{Account, Application, StoreError, Tx},
};

/// Days after a birth within which its certificate is not late (UU 23/2006 art. 27).
const LATE_AFTER: i64 = 60;
/// The code of a form for a girl or woman.
const FEMALE: u64 = 2;
/// Kinds of move of F-1.03 that end in another regency.
const BETWEEN_REGENCIES: [u64; 2] = [4, 5];

/// Why an outcome cannot be carried out. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OutcomeError {
    /// The record has nobody like this, or no place for it.
    #[error("the record cannot be changed like this")]
    Record,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DocumentsError> for OutcomeError {
    fn from(error: DocumentsError) -> Self {
        match error {
            DocumentsError::Record => Self::Record,
            DocumentsError::Store(error) => Self::Store(error),
        }
    }
}

/// What came of an application.
pub(crate) struct Outcome {
    /// Ids of the documents of the account that are new or have a new version, base64url.
    pub(crate) documents: Vec<String>,
    pub(crate) result: Option<Texts>,
    pub(crate) departure: Option<Departure>,
}

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

/// What a service does to the record.
#[derive(Default)]
struct Plan {
    events: Vec<RegisterEvent>,
    /// Documents with a next version though nothing in them changed.
    again: Vec<DocumentType>,
    result: Option<Texts>,
    departure: Option<Departure>,
    /// The account of this person ends.
    closes: Option<Nik>,
}

/// Carries out what was applied for.
pub(crate) fn carry_out(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    opened: &Opened,
    now: u64,
) -> Result<Outcome, OutcomeError> {
    let account = tx.account(&application.account)?.ok_or(OutcomeError::Record)?;
    let facts = submission::facts(service, account.nik, now).ok_or(OutcomeError::Record)?;
    let (family, resident) = submission::record(service, account.nik).ok_or(OutcomeError::Record)?;
    let answers = opened.form.definition.prefill(&facts, &opened.answers);
    let answers = opened.form.definition.visible_answers(&answers);
    let case = Case { service, family, resident, answers, today: day_of(now) };
    let plan = case.plan(&application.service).ok_or(OutcomeError::Record)?;
    for event in &plan.events {
        if !service.records.happens(tx, event)? {
            return Err(OutcomeError::Record);
        }
    }
    if let Some(closed) = plan.closes.map(|nik| tx.account_of(nik.as_u64())).transpose()?.flatten() {
        tx.release_device(&closed.id)?;
        tx.set_blocked(&closed.id, true)?;
    }
    let documents = reissue(service, tx, &account, &plan.again, now)?;
    Ok(Outcome { documents, result: plan.result, departure: plan.departure })
}

/// The person arrived: the address changes now.
pub(crate) fn arrive(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    now: u64,
) -> Result<(), OutcomeError> {
    let departure = application.detail.departure.as_ref().ok_or(OutcomeError::Record)?;
    let event = departure.event(service, day_of(now)).ok_or(OutcomeError::Record)?;
    if !service.records.happens(tx, &event)? {
        return Err(OutcomeError::Record);
    }
    let account = tx.account(&application.account)?.ok_or(OutcomeError::Record)?;
    reissue(service, tx, &account, &[], now)?;
    Ok(())
}

/// Updates the documents of everybody, and says which ones of the account changed.
fn reissue(
    service: &Service,
    tx: &Tx<'_>,
    account: &Account,
    again: &[DocumentType],
    now: u64,
) -> Result<Vec<String>, OutcomeError> {
    let versions = |tx: &Tx<'_>| -> Result<Vec<_>, StoreError> {
        Ok(documents::present(tx, account)?.iter().map(|row| (row.id, row.version)).collect())
    };
    let before = versions(tx)?;
    for other in tx.accounts()? {
        // A family card or a child's card changes with the record of another person too.
        let again = if other.id == account.id { again } else { &[] };
        documents::issue_again(service, tx, &other, again, now)?;
    }
    let changed = versions(tx)?.into_iter().filter(|row| !before.contains(row));
    Ok(changed.map(|(id, _)| encode(&id)).collect())
}

impl Departure {
    /// What happens to the register when the person arrives.
    fn event(&self, service: &Service, today: CivilDate) -> Option<RegisterEvent> {
        let address = self.address.clone();
        let (family, _) = submission::record(service, self.nik)?;
        Some(match self.joins {
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

/// One application with the record that it is about.
struct Case<'s> {
    service: &'s Service,
    family: Family,
    resident: Resident,
    answers: Answers,
    today: CivilDate,
}

impl Case<'_> {
    fn plan(&self, service: &str) -> Option<Plan> {
        let again = |kind| Plan { again: vec![kind], ..Plan::default() };
        Some(match service {
            "cetak-kk" => again(DocumentType::FamilyCard),
            "cetak-biodata" => again(DocumentType::Biodata),
            "golongan-darah" => {
                let (nik, code) = (self.resident.nik.as_u64(), self.code("golongan_baru")?);
                Plan { events: vec![RegisterEvent::Blood { nik, code }], ..Plan::default() }
            }
            "surat-pindah" => self.move_away()?,
            "pisah-kk" => self.own_card()?,
            "kelahiran" => self.birth()?,
            "kelahiran-ber-nik" => self.certify()?,
            "kematian" => self.death()?,
            _ => return None,
        })
    }

    fn code(&self, key: &str) -> Option<u64> {
        match self.answers.get(key)? {
            Value::Code(code) => Some(*code),
            _ => None,
        }
    }

    fn text(&self, key: &str) -> Option<String> {
        self.answers.get(key).map(Value::to_text)
    }

    fn number(&self, key: &str) -> Option<i64> {
        match self.answers.get(key)? {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    fn date(&self, key: &str) -> Option<CivilDate> {
        match self.answers.get(key)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    fn region(&self, key: &str) -> Option<u32> {
        match self.answers.get(key)? {
            Value::Region(code) => Some(*code),
            _ => None,
        }
    }

    /// The district in which the family is numbered.
    fn district(&self) -> Option<u32> {
        district_code(&self.family.address)
    }

    fn move_away(&self) -> Option<Plan> {
        let district = self.region("tujuan_wilayah")?;
        let between = self.code("klasifikasi").is_some_and(|kind| BETWEEN_REGENCIES.contains(&kind));
        let departure = population::place(district).and_then(|place| self.departure(district, &place));
        if !between {
            // Within the regency the card changes at once.
            let event = departure?.event(self.service, self.today)?;
            return Some(Plan { events: vec![event], ..Plan::default() });
        }
        let result = Texts::new(
            "Surat keterangan pindah (SKPWNI) sudah diterbitkan. Bawa ke Dinas Dukcapil di tempat tujuan. KTP dan kartu keluarga diganti di sana.",
            "The letter of move (SKPWNI) is issued. Take it to the civil registry office at your new address. KTP and family card are replaced there.",
        );
        Some(Plan { result: Some(result), departure, ..Plan::default() })
    }

    fn departure(&self, district: u32, place: &population::Place) -> Option<Departure> {
        let number = |key| self.number(key).and_then(|number| u16::try_from(number).ok());
        let postcode = self.number("tujuan_kodepos").and_then(|code| u32::try_from(code).ok());
        let address = Address {
            street: self.text("tujuan_jalan")?.to_uppercase(),
            rt: number("tujuan_rt")?,
            rw: number("tujuan_rw")?,
            village: self.text("tujuan_desa")?.to_uppercase(),
            district: place.district.to_owned(),
            regency: place.regency.to_owned(),
            province: place.province.to_owned(),
            postcode: postcode.unwrap_or(place.postcode),
        };
        address.to_document().ok()?;
        let joins = match self.answers.get("kk_tujuan") {
            Some(Value::Kk(card)) => Some(card.as_u64()),
            _ => None,
        };
        let keeps_card = self.code("kk_pindah") == Some(3);
        Some(Departure { nik: self.resident.nik.as_u64(), district, address, joins, keeps_card })
    }

    fn own_card(&self) -> Option<Plan> {
        let card =
            self.service.records.read(|people| Some(next_card(people, self.district()?, self.today)))?;
        let address = self.family.address.clone();
        let people = vec![self.resident.nik.as_u64()];
        Some(Plan { events: vec![RegisterEvent::NewCard { people, card, address }], ..Plan::default() })
    }

    /// The name of a parent, and the record if the parent is in the family.
    fn parent(&self, who: &str) -> (Option<String>, Option<&Resident>) {
        let chosen = self.answers.get(who).and_then(Value::person);
        let member = chosen.and_then(|nik| self.family.living().find(|member| member.nik == nik));
        let name = member.map(|member| member.name.clone());
        (name.or_else(|| self.text(&format!("{who}_nama"))), member)
    }

    fn certificate(&self, born: CivilDate) -> Option<Certificate> {
        let late = self.today.days_since(born) > LATE_AFTER;
        let district = self.district()?;
        let number = self.service.records.read(|people| next_certificate(people, district, self.today, late));
        Some(Certificate {
            number,
            order: self.number("anak_ke").and_then(|order| u8::try_from(order).ok()),
            on: self.today.to_yyyymmdd(),
            at: self.family.address.regency.clone(),
        })
    }

    fn birth(&self) -> Option<Plan> {
        let born = self.date("anak_tanggal_lahir")?;
        let female = self.code("anak_jenis_kelamin")? == FEMALE;
        let sex = if female { Sex::Female } else { Sex::Male };
        let ((father, father_in), (mother, mother_in)) = (self.parent("ayah"), self.parent("ibu"));
        let relation = match mother_in.or(father_in).map(|parent| parent.relation) {
            Some(Relation::KepalaKeluarga | Relation::Suami | Relation::Istri) => Relation::Anak,
            Some(Relation::Anak | Relation::Menantu) => Relation::Cucu,
            _ => Relation::FamiliLain,
        };
        let district = self.district()?;
        let nik = self.service.records.read(|people| next_nik(people, district, born, sex))?;
        let child = Newborn {
            nik: nik.as_u64(),
            name: self.text("anak_nama")?,
            female,
            birth_place: population::regency_name(self.region("tempat_kelahiran")?),
            born: born.to_yyyymmdd(),
            blood: self.code("golongan_darah")?,
            religion: self.code("agama")?,
            relation: relation.code(),
            father,
            mother,
            portrait_seed: nik.as_u64(),
            certificate: self.certificate(born)?,
        };
        let event = RegisterEvent::Born { card: self.family.card_number, child };
        Some(Plan { events: vec![event], ..Plan::default() })
    }

    fn certify(&self) -> Option<Plan> {
        let nik = self.answers.get("anak").and_then(Value::person)?.as_u64();
        let certificate = self.certificate(self.date("anak_tanggal_lahir")?)?;
        Some(Plan { events: vec![RegisterEvent::Certified { nik, certificate }], ..Plan::default() })
    }

    fn death(&self) -> Option<Plan> {
        let dead = self.answers.get("almarhum").and_then(Value::person)?;
        let successor = self.answers.get("kepala_baru").and_then(Value::person);
        let successor = successor.map(|nik| nik.as_u64());
        let event = RegisterEvent::Died { nik: dead.as_u64(), successor };
        let result = Texts::new(
            "Akta kematian sudah diterbitkan. Kutipannya dapat diambil di Dinas Dukcapil.",
            "The certificate of death is issued. It can be collected at the civil registry office.",
        );
        Some(Plan { events: vec![event], result: Some(result), closes: Some(dead), ..Plan::default() })
    }
}
