//! What must be on the phone once a service is issued, and is not there before.

use ikd_proof::{
    Nik,
    civil::{MaritalStatus, Relation},
    document::DocumentType,
};

use super::{Seen, answers};

type Facts = Vec<(&'static str, bool)>;

pub(super) fn printed_biodata(seen: &Seen<'_>) -> Facts {
    let raised = version_of(seen, DocumentType::Biodata) && seen.now.biodata() == seen.before.biodata();
    vec![("the biodata has its next version, with the same content", raised)]
}

pub(super) fn printed_card(seen: &Seen<'_>) -> Facts {
    let raised = version_of(seen, DocumentType::FamilyCard) && seen.now.card() == seen.before.card();
    vec![("the family card has its next version, with the same content", raised)]
}

fn version_of(seen: &Seen<'_>, kind: DocumentType) -> bool {
    seen.now.version(kind) == seen.before.version(kind) + 1
}

pub(super) fn blood(seen: &Seen<'_>) -> Facts {
    let code = seen.typed.get("golongan_baru");
    let is = |blood: ikd_proof::civil::Blood| blood.code().to_string() == code;
    vec![
        ("the blood type is on the KTP", is(seen.now.ktp().blood)),
        (
            "the blood type is on the family card",
            seen.now.member(seen.who.nik).is_some_and(|row| is(row.blood)),
        ),
        ("the blood type is in the biodata", is(seen.now.biodata().blood)),
    ]
}

pub(super) fn newborn(seen: &Seen<'_>) -> Facts {
    let (now, name) = (seen.now, seen.typed.get("anak_nama"));
    let parents = seen.population.married_couple();
    let parents = Some((parents.0.name.as_str(), parents.1.name.as_str()));
    let row = now.member_named(name).is_some_and(|row| {
        let born = row.birth_date.iso() == seen.typed.get("anak_tanggal_lahir");
        born && row.nik.province() == 99
            && row.nik.agrees_with(row.birth_date)
            && row.relation == Relation::Anak
    });
    let certificate = now.birth_certificate_of(name).is_some_and(|certificate| {
        let named = certificate.father.as_ref().zip(certificate.mother.as_ref());
        named.map(|(father, mother)| (father.as_str(), mother.as_str())) == parents
            && certificate.birth_order.map(|order| order.to_string()).as_deref() == Some(seen.typed.get("anak_ke"))
            // It was not late.
            && certificate.number.as_str().contains("-LU-")
    });
    let kia = now.kia_of(name).is_some_and(|kia| kia.family_card == now.card().number);
    vec![
        ("the newborn is on the family card as a child, with a NIK", row),
        ("the birth certificate names child and parents", certificate),
        ("the KIA names the family card", kia),
    ]
}

pub(super) fn certificate(seen: &Seen<'_>) -> Facts {
    let child = seen.population.child_with_kia();
    let certificate = seen.now.birth_certificate_of(&child.name).is_some_and(|certificate| {
        let order = certificate.birth_order.map(|order| order.to_string());
        order.as_deref() == Some(seen.typed.get("anak_ke"))
            && certificate.birth_date == child.birth_date
            // Later than 60 days after the birth.
            && certificate.number.as_str().contains("-LT-")
    });
    vec![
        ("the birth certificate of the child", certificate),
        ("the KIA of the child", seen.now.kia_of(&child.name).is_some()),
    ]
}

pub(super) fn death_of_the_wife(seen: &Seen<'_>) -> Facts {
    let widowed = |status: MaritalStatus| status == MaritalStatus::CeraiMati;
    let dead: Nik = answers::wife(seen.population).nik;
    let row = seen.now.member(seen.who.nik).is_some_and(|row| widowed(row.marital_status));
    vec![
        ("the family card no longer lists who died", seen.now.member(dead).is_none()),
        ("the spouse is CERAI MATI on the family card", row),
        ("the spouse is CERAI MATI on the KTP", widowed(seen.now.ktp().marital_status)),
        ("the spouse is CERAI MATI in the biodata", widowed(seen.now.biodata().marital_status)),
        (
            "the certificate of death is announced",
            seen.result.is_some_and(|text| text.id.contains("Akta kematian")),
        ),
    ]
}

pub(super) fn own_card(seen: &Seen<'_>) -> Facts {
    let card = seen.now.card();
    let new = card.number != seen.before.card().number;
    let alone = card.members.len() == 1 && card.head.as_str() == seen.who.name;
    let biodata = seen.now.biodata();
    let heads = biodata.family_card == card.number && biodata.relation == Relation::KepalaKeluarga;
    vec![
        ("a card with a new number, at the same address", new && card.address == seen.before.card().address),
        ("its holder is alone on it, as the head", alone && seen.now.member(seen.who.nik).is_some()),
        ("the biodata names the new card", new && heads),
    ]
}

pub(super) fn moved(seen: &Seen<'_>) -> Facts {
    let street = seen.typed.get("tujuan_jalan").to_uppercase();
    let is = |address: &ikd_proof::civil::Address| {
        let number = |number: ikd_proof::civil::Neighbourhood| number.get().to_string();
        address.street.as_str() == street
            && address.village.as_str() == seen.typed.get("tujuan_desa").to_uppercase()
            && number(address.rt) == seen.typed.get("tujuan_rt")
            && number(address.rw) == seen.typed.get("tujuan_rw")
    };
    let card = seen.now.card();
    let alone = card.number != seen.before.card().number && card.members.len() == 1;
    vec![
        ("the new address is on the KTP", is(&seen.now.ktp().address)),
        ("the new address is on the family card", is(&card.address)),
        ("the new address is in the biodata", is(&seen.now.biodata().address)),
        ("a card with a new number, of one person", alone && card.head.as_str() == seen.who.name),
    ]
}
