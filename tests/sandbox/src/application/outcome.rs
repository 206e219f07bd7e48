//! What an issued application changes: the record, and the documents that follow from it.
//!
//! The services are named here by their definitions' ids and keys. There is no document type for a certificate of death
//! or a letter of move; what came of these is said in words.

use ikd_proof::{
    CivilDate, DocumentType, Nik, Sex,
    form::{Answers, Texts, Value},
};

use super::{
    DAY,
    moving::{self, Departure},
    obstacle::Obstacle,
    submission::{self, Opened},
};
use crate::{
    documents::{self, DocumentsError},
    population::{self, Family, Relation, Resident, district_code, next_card, next_certificate, next_nik},
    register::{Certificate, Newborn, RegisterEvent},
    secret::encode,
    service::{Service, day_of},
    store::{Account, Application, StoreError, Tx},
};

/// Days after a birth within which its certificate is not late (UU 23/2006 art. 27).
const LATE_AFTER: i64 = 60;
/// The code of a form for a girl or woman.
const FEMALE: u64 = 2;

/// Why an outcome cannot be carried out. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OutcomeError {
    /// The record cannot be changed like this.
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DocumentsError> for OutcomeError {
    fn from(error: DocumentsError) -> Self {
        match error {
            DocumentsError::Record => Obstacle::Other.into(),
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
    /// Last day of a letter of move, `2027-01-28`.
    pub(crate) report_by: Option<String>,
}

/// What a service does to the record.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) events: Vec<RegisterEvent>,
    /// Documents with a next version though nothing in them changed.
    pub(super) again: Vec<DocumentType>,
    pub(super) result: Option<Texts>,
    pub(super) departure: Option<Departure>,
    pub(super) report_by: Option<CivilDate>,
    /// The account of this person ends.
    pub(super) closes: Option<Nik>,
}

/// Whether what was applied for could be carried out now. Nothing changes.
///
/// Asked before an approval: what is approved leaves the hands of the officer who can still ask for a correction.
pub(crate) fn try_out(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    opened: &Opened,
    now: u64,
) -> Result<(), OutcomeError> {
    planned(service, tx, application, opened, now).map(drop)
}

/// Carries out what was applied for.
pub(crate) fn carry_out(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    opened: &Opened,
    now: u64,
) -> Result<Outcome, OutcomeError> {
    let (account, plan) = planned(service, tx, application, opened, now)?;
    for event in &plan.events {
        if !service.records.happens(tx, event)? {
            return Err(Obstacle::Other.into());
        }
    }
    if let Some(closed) = plan.closes.map(|nik| tx.account_of(nik.as_u64())).transpose()?.flatten() {
        tx.release_device(&closed.id)?;
        tx.set_blocked(&closed.id, true)?;
    }
    let documents = reissue(service, tx, &account, &plan.again, now)?;
    let report_by = plan.report_by.map(CivilDate::iso);
    Ok(Outcome { documents, result: plan.result, departure: plan.departure, report_by })
}

/// The account, and what is to happen to the record: played on a copy of it, with the documents that would follow.
fn planned(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    opened: &Opened,
    now: u64,
) -> Result<(Account, Plan), OutcomeError> {
    let account = tx.account(&application.account)?.ok_or(Obstacle::Other)?;
    let facts = submission::facts(service, account.nik, now).ok_or(Obstacle::Other)?;
    let (family, resident) = submission::record(service, account.nik).ok_or(Obstacle::Other)?;
    let answers = opened.form.definition.prefill(&facts, &opened.answers);
    let answers = opened.form.definition.visible_answers(&answers);
    let letter_ends = day_of(now + moving::LETTER_DAYS * DAY);
    let case = Case { service, family, resident, answers, today: day_of(now), letter_ends };
    let plan = case.plan(&application.service)?;
    let mut events = plan.events.clone();
    // A move whose arrival is impossible is none.
    let arrival = plan.departure.as_ref().map(|departure| departure.event(service, case.today));
    events.extend(arrival.transpose()?);
    let after = service.records.after(&events).ok_or(Obstacle::Other)?;
    for account in tx.accounts()? {
        documents::try_out(&after, account.nik, case.today)?;
    }
    Ok((account, plan))
}

/// The person arrived: the address changes now.
pub(crate) fn arrive(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    now: u64,
) -> Result<(), OutcomeError> {
    let departure = application.detail.departure.as_ref().ok_or(Obstacle::Other)?;
    let event = departure.event(service, day_of(now))?;
    if !service.records.happens(tx, &event)? {
        return Err(Obstacle::Other.into());
    }
    let account = tx.account(&application.account)?.ok_or(Obstacle::Other)?;
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

/// One application with the record that it is about.
pub(super) struct Case<'s> {
    pub(super) service: &'s Service,
    family: Family,
    pub(super) resident: Resident,
    pub(super) answers: Answers,
    pub(super) today: CivilDate,
    /// Last day of a letter of move that is issued now.
    pub(super) letter_ends: CivilDate,
}

impl Case<'_> {
    fn plan(&self, service: &str) -> Result<Plan, Obstacle> {
        let again = |kind| Plan { again: vec![kind], ..Plan::default() };
        Ok(match service {
            "cetak-kk" => again(DocumentType::FamilyCard),
            "cetak-biodata" => again(DocumentType::Biodata),
            "golongan-darah" => {
                let code = self.code("golongan_baru").ok_or(Obstacle::Other)?;
                let nik = self.resident.nik.as_u64();
                Plan { events: vec![RegisterEvent::Blood { nik, code }], ..Plan::default() }
            }
            "surat-pindah" => moving::plan(self)?,
            "pisah-kk" => self.own_card().ok_or(Obstacle::Other)?,
            "kelahiran" => self.birth().ok_or(Obstacle::Other)?,
            "kelahiran-ber-nik" => self.certify()?,
            "kematian" => self.death()?,
            _ => return Err(Obstacle::Other),
        })
    }

    pub(super) fn code(&self, key: &str) -> Option<u64> {
        match self.answers.get(key)? {
            Value::Code(code) => Some(*code),
            _ => None,
        }
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.answers.get(key).map(Value::to_text)
    }

    pub(super) fn number(&self, key: &str) -> Option<i64> {
        match self.answers.get(key)? {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn date(&self, key: &str) -> Option<CivilDate> {
        match self.answers.get(key)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub(super) fn region(&self, key: &str) -> Option<u32> {
        match self.answers.get(key)? {
            Value::Region(code) => Some(*code),
            _ => None,
        }
    }

    /// The district in which the family is numbered.
    fn district(&self) -> Option<u32> {
        district_code(&self.family.address)
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

    /// The person of a field, who is in the register and alive.
    fn living(&self, key: &'static str) -> Result<Nik, Obstacle> {
        let nik = self.answers.get(key).and_then(Value::person);
        let person = nik.and_then(|nik| self.service.records.find(nik)).map(|(_, person)| person);
        let living = person.filter(|person| !person.flags.deceased);
        living.map(|person| person.nik).ok_or(Obstacle::NoSuchPerson(key))
    }

    fn certify(&self) -> Result<Plan, Obstacle> {
        let nik = self.living("anak")?.as_u64();
        let born = self.date("anak_tanggal_lahir").ok_or(Obstacle::Other)?;
        let certificate = self.certificate(born).ok_or(Obstacle::Other)?;
        Ok(Plan { events: vec![RegisterEvent::Certified { nik, certificate }], ..Plan::default() })
    }

    fn death(&self) -> Result<Plan, Obstacle> {
        let dead = self.living("almarhum")?;
        let successor = self.answers.get("kepala_baru").and_then(Value::person);
        let successor = successor.map(|nik| nik.as_u64());
        let event = RegisterEvent::Died { nik: dead.as_u64(), successor };
        let result = Texts::new(
            "Akta kematian sudah diterbitkan. Kutipannya dapat diambil di Dinas Dukcapil.",
            "The certificate of death is issued. It can be collected at the civil registry office.",
        );
        Ok(Plan { events: vec![event], result: Some(result), closes: Some(dead), ..Plan::default() })
    }
}
