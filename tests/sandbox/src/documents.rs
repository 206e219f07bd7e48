//! The documents of an account, made from the record and signed by the service.
//!
//! A document keeps its id for life; when the record says something else, its version goes up by one.

use ikd_proof::{
    CivilDate, Document, DocumentId, DocumentType, Line, Name, Nik, TrustBundle,
    civil::{Address, Citizenship, FamilyCardNumber},
    document::{Biodata, BirthCertificate, Body, FamilyCard, Kia, Ktp, Member, Npwp, Npwp15, Npwp16},
};

use crate::{
    population::{Family, Population, Relation, Resident},
    secret::{encode, random, sha256},
    service::{Service, day_of},
    store::{Account, DocumentRow, StoreError, Tx},
};

/// A record that cannot be written as a document: a defect of the sandbox's own data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentsError {
    /// A value is outside the format.
    #[error("the record has a value that no document can hold")]
    Record,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A document that follows from the record.
struct Draft<'r> {
    subject: &'r Resident,
    body: Body,
    photo: bool,
}

/// Updates an account's documents to what the record says; `true` when anything changed.
///
/// A document that tests removed stays removed.
pub(crate) fn refresh(
    service: &Service,
    tx: &Tx<'_>,
    account: &Account,
    now: u64,
) -> Result<bool, DocumentsError> {
    issue_again(service, tx, account, &[], now)
}

/// As [`refresh`], with a next version of these types even where the record says nothing new.
pub(crate) fn issue_again(
    service: &Service,
    tx: &Tx<'_>,
    account: &Account,
    again: &[DocumentType],
    now: u64,
) -> Result<bool, DocumentsError> {
    let holder = Nik::from_u64(account.nik).map_err(|_| DocumentsError::Record)?;
    let today = day_of(now);
    let kept = tx.documents(&account.id)?;
    let Some((family, resident)) = service.records.find(holder) else { return Ok(false) };
    let drafts = drafts(&family, &resident, today).map_err(|OutsideFormat| DocumentsError::Record)?;
    let mut changed = false;
    for (place, draft) in (0..).zip(&drafts) {
        let kind = kind_of(draft.body.document_type());
        let subject = draft.subject.nik.as_u64();
        let earlier = kept.iter().find(|row| row.kind == kind && row.subject == subject);
        let asked = again.contains(&draft.body.document_type());
        let same =
            |row: &DocumentRow| !asked && read(service, row).is_some_and(|kept| kept.body == draft.body);
        if earlier.is_some_and(|row| row.removed || same(row)) {
            continue;
        }
        let (id, version) = earlier.map_or_else(|| (random(), 1), |row| (row.id, row.version + 1));
        let document = Document {
            id: DocumentId(id),
            version,
            subject: draft.subject.nik,
            holder,
            issued_at: now,
            valid_until: None,
            body: draft.body.clone(),
            photo: draft.photo.then(|| draft.subject.portrait(today)),
            example: true,
        };
        let container = document.issue(&service.keys.documents.signer).map_err(|_| DocumentsError::Record)?;
        tx.put_document(
            &account.id,
            &DocumentRow { id, place, kind, subject, version, container, removed: false },
        )?;
        changed = true;
    }
    for row in kept.iter().filter(|row| !row.removed) {
        let still = |draft: &Draft<'_>| {
            kind_of(draft.body.document_type()) == row.kind && draft.subject.nik.as_u64() == row.subject
        };
        if !drafts.iter().any(still) {
            tx.put_document(&account.id, &DocumentRow { removed: true, ..row.clone() })?;
            changed = true;
        }
    }
    if changed {
        tx.bump_epoch(&account.id)?;
    }
    Ok(changed)
}

/// Whether these families can be written as the documents of a person, who may be none of them.
pub(crate) fn try_out(families: &Population, nik: u64, today: CivilDate) -> Result<(), DocumentsError> {
    let holder = Nik::from_u64(nik).map_err(|_| DocumentsError::Record)?;
    let Some(family) = families.family_of(holder) else { return Ok(()) };
    let Some(resident) = family.members.iter().find(|member| member.nik == holder) else { return Ok(()) };
    drafts(family, resident, today).map(drop).map_err(|OutsideFormat| DocumentsError::Record)
}

/// What a stored container says; `None` only for a damaged store.
pub(crate) fn read(service: &Service, row: &DocumentRow) -> Option<Document> {
    // Read with the first bundle: it trusts every key that this sandbox ever signed with.
    let trust = TrustBundle::open(service.trust.first(), &service.keys.root.public()).ok()?;
    Document::open(&row.container, &trust).ok()
}

/// The documents that can be fetched, in order.
pub(crate) fn present(tx: &Tx<'_>, account: &Account) -> Result<Vec<DocumentRow>, StoreError> {
    Ok(tx.documents(&account.id)?.into_iter().filter(|row| !row.removed).collect())
}

/// Changes whenever the list or any document in it does.
pub(crate) fn list_etag(documents: &[DocumentRow]) -> String {
    let mut all = Vec::new();
    for row in documents {
        all.extend_from_slice(&row.id);
        all.extend_from_slice(&row.version.to_be_bytes());
    }
    encode(&sha256(&all)[..16])
}

/// The contract's name of a row's type.
pub(crate) fn type_name(row: &DocumentRow) -> &'static str {
    DocumentType::from_code(row.kind.into()).map_or("ktp", DocumentType::name)
}

fn kind_of(kind: DocumentType) -> u8 {
    u8::try_from(kind.code()).expect("document types are numbered from 1 to 6")
}

/// A text or number of the record does not fit the document format.
struct OutsideFormat;

fn line(text: &str) -> Result<Line, OutsideFormat> {
    Line::new(text).map_err(|_| OutsideFormat)
}

fn name(text: &str) -> Result<Name, OutsideFormat> {
    Name::new(text).map_err(|_| OutsideFormat)
}

fn parent(text: Option<&str>) -> Result<Option<Name>, OutsideFormat> {
    text.map(name).transpose()
}

fn drafts<'r>(
    family: &'r Family,
    resident: &'r Resident,
    today: CivilDate,
) -> Result<Vec<Draft<'r>>, OutsideFormat> {
    let mut drafts = Vec::new();
    let mut add = |subject, body, photo| drafts.push(Draft { subject, body, photo });
    if resident.of_ktp_age(today) && resident.flags.ktp_recorded {
        add(resident, Body::Ktp(ktp(family, resident)?), true);
    }
    add(resident, Body::FamilyCard(family_card(family)?), false);
    if let Some(certificate) = birth_certificate(resident)? {
        add(resident, Body::BirthCertificate(certificate), false);
    }
    add(resident, Body::Biodata(biodata(family, resident)?), false);
    if let Some(npwp) = npwp(resident)? {
        add(resident, Body::Npwp(npwp), false);
    }
    if matches!(resident.relation, Relation::KepalaKeluarga | Relation::Suami | Relation::Istri) {
        let children =
            family.living().filter(|member| member.relation == Relation::Anak && member.holds_kia(today));
        for child in children {
            // A card for a child under five carries no photograph (Permendagri 2/2016 art. 4).
            let photo = child.age_on(today) >= 5;
            if let Some(kia) = kia(family, child)? {
                add(child, Body::Kia(kia), photo);
            }
            // Older certificates are on paper.
            let digital = child.birth_certificate.as_ref().is_some_and(|certificate| certificate.digital);
            if let Some(certificate) = birth_certificate(child)?.filter(|_| digital) {
                add(child, Body::BirthCertificate(certificate), false);
            }
        }
    }
    Ok(drafts)
}

/// The person's KTP and family card as documents would say them now: what a form is checked against.
pub(crate) fn facts(
    family: &Family,
    resident: &Resident,
    today: CivilDate,
) -> Result<(Option<Ktp>, FamilyCard), DocumentsError> {
    let record = |OutsideFormat| DocumentsError::Record;
    let holds = resident.of_ktp_age(today) && resident.flags.ktp_recorded;
    let ktp = holds.then(|| ktp(family, resident)).transpose().map_err(record)?;
    Ok((ktp, family_card(family).map_err(record)?))
}

fn address(family: &Family) -> Result<Address, OutsideFormat> {
    family.address.to_document().map_err(|_| OutsideFormat)
}

fn card_number(family: &Family) -> Result<FamilyCardNumber, OutsideFormat> {
    FamilyCardNumber::from_u64(family.card_number).map_err(|_| OutsideFormat)
}

fn ktp(family: &Family, resident: &Resident) -> Result<Ktp, OutsideFormat> {
    Ok(Ktp {
        name: name(&resident.name)?,
        birth_place: line(&resident.birth_place)?,
        birth_date: resident.birth_date,
        sex: resident.sex,
        blood: resident.blood,
        address: address(family)?,
        religion: resident.religion,
        marital_status: resident.marital,
        occupation: line(resident.occupation)?,
        citizenship: Citizenship::Wni,
        issued_in: address(family)?.regency,
    })
}

fn family_card(family: &Family) -> Result<FamilyCard, OutsideFormat> {
    let member = |resident: &Resident| {
        Ok(Member {
            nik: resident.nik,
            name: name(&resident.name)?,
            sex: resident.sex,
            birth_place: line(&resident.birth_place)?,
            birth_date: resident.birth_date,
            religion: resident.religion,
            education: line(resident.education)?,
            occupation: line(resident.occupation)?,
            blood: resident.blood,
            marital_status: resident.marital,
            married_on: resident.marriage_date,
            relation: resident.relation,
            citizenship: Citizenship::Wni,
            passport: None,
            stay_permit: None,
            father: parent(resident.father.as_deref())?,
            mother: parent(resident.mother.as_deref())?,
        })
    };
    Ok(FamilyCard {
        number: card_number(family)?,
        head: name(&family.head().name)?,
        address: address(family)?,
        members: family.living().map(member).collect::<Result<_, OutsideFormat>>()?,
    })
}

fn birth_certificate(resident: &Resident) -> Result<Option<BirthCertificate>, OutsideFormat> {
    let Some(certificate) = &resident.birth_certificate else { return Ok(None) };
    Ok(Some(BirthCertificate {
        number: line(&certificate.number)?,
        child: name(&resident.name)?,
        birth_place: line(&resident.birth_place)?,
        birth_date: resident.birth_date,
        sex: resident.sex,
        birth_order: certificate.order,
        father: parent(resident.father.as_deref())?,
        mother: parent(resident.mother.as_deref())?,
        registered_on: certificate.registered_on,
        registered_at: line(&certificate.registered_at)?,
        officer: name(certificate.officer)?,
    }))
}

fn biodata(family: &Family, resident: &Resident) -> Result<Biodata, OutsideFormat> {
    Ok(Biodata {
        name: name(&resident.name)?,
        birth_place: line(&resident.birth_place)?,
        birth_date: resident.birth_date,
        sex: resident.sex,
        blood: resident.blood,
        address: address(family)?,
        religion: resident.religion,
        marital_status: resident.marital,
        occupation: line(resident.occupation)?,
        citizenship: Citizenship::Wni,
        education: line(resident.education)?,
        family_card: card_number(family)?,
        relation: resident.relation,
        father: parent(resident.father.as_deref())?,
        mother: parent(resident.mother.as_deref())?,
        birth_certificate: resident.birth_certificate.as_ref().map(|c| line(&c.number)).transpose()?,
    })
}

fn npwp(resident: &Resident) -> Result<Option<Npwp>, OutsideFormat> {
    let Some(taxpayer) = &resident.taxpayer else { return Ok(None) };
    Ok(Some(Npwp {
        number: Npwp16::new(&taxpayer.number).map_err(|_| OutsideFormat)?,
        old_number: taxpayer.old_number.as_deref().map(Npwp15::new).transpose().map_err(|_| OutsideFormat)?,
        name: name(&resident.name)?,
        tax_office: line(taxpayer.office)?,
        registered_on: taxpayer.registered_on,
    }))
}

fn kia(family: &Family, child: &Resident) -> Result<Option<Kia>, OutsideFormat> {
    let Some(certificate) = &child.birth_certificate else { return Ok(None) };
    Ok(Some(Kia {
        name: name(&child.name)?,
        sex: child.sex,
        blood: child.blood,
        birth_place: line(&child.birth_place)?,
        birth_date: child.birth_date,
        family_card: card_number(family)?,
        family_head: name(&family.head().name)?,
        birth_certificate: line(&certificate.number)?,
        religion: child.religion,
        citizenship: Citizenship::Wni,
        address: address(family)?,
        issued_in: address(family)?.regency,
    }))
}
