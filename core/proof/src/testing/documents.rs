//! A document of every type, and the family that they are about.

use super::{NOW, date, line, name, nik};
use crate::{
    CivilDate, Document, DocumentId, Sex,
    civil::{
        Address, Blood, Citizenship, FamilyCardNumber, MaritalStatus, Neighbourhood, Postcode, Relation,
        Religion,
    },
    document::{Biodata, BirthCertificate, Body, FamilyCard, Kia, Ktp, Member, Npwp, Npwp15, Npwp16},
};

/// The address in all documents.
pub fn address() -> Address {
    Address {
        street: line("JL. CONTOH RAYA NO. 12"),
        rt: Neighbourhood::new(4).unwrap(),
        rw: Neighbourhood::new(13).unwrap(),
        village: line("CONTOH BARU"),
        district: line("CONTOH SELATAN"),
        regency: line("KABUPATEN CONTOH"),
        province: line("PROVINSI CONTOH"),
        postcode: Some(Postcode::new(99_123).unwrap()),
    }
}

/// An identity card.
pub fn ktp() -> Ktp {
    Ktp {
        name: name("BUDI CONTOH SANTOSO WIJAYA"),
        birth_place: line("KOTA CONTOH"),
        birth_date: date("1990-08-17"),
        sex: Sex::Male,
        blood: Blood::O,
        address: address(),
        religion: Religion::Islam,
        marital_status: MaritalStatus::KawinTercatat,
        occupation: line("KARYAWAN SWASTA"),
        citizenship: Citizenship::Wni,
        issued_in: line("KABUPATEN CONTOH"),
    }
}

fn member(nik_text: &str, sex: Sex, relation: Relation, married_on: Option<CivilDate>) -> Member {
    Member {
        nik: nik(nik_text),
        name: name("ANGGOTA CONTOH"),
        sex,
        birth_place: line("KOTA CONTOH"),
        birth_date: date("1990-08-17"),
        religion: Religion::Hindu,
        education: line("DIPLOMA IV/STRATA I"),
        occupation: line("WIRASWASTA"),
        blood: Blood::Unknown,
        marital_status: match married_on {
            Some(_) => MaritalStatus::KawinTercatat,
            None => MaritalStatus::BelumKawin,
        },
        married_on,
        relation,
        citizenship: Citizenship::Wni,
        passport: None,
        stay_permit: None,
        father: Some(name("AYAH CONTOH")),
        mother: Some(name("IBU CONTOH")),
    }
}

/// A family card with father, mother and child.
pub fn family_card() -> FamilyCard {
    let married = Some(date("2015-02-28"));
    FamilyCard {
        number: FamilyCardNumber::from_u64(9_901_010_101_150_001).unwrap(),
        head: name("BUDI CONTOH SANTOSO WIJAYA"),
        address: address(),
        members: vec![
            member("9901011708900001", Sex::Male, Relation::KepalaKeluarga, married),
            member("9901015708900001", Sex::Female, Relation::Istri, married),
            member("9901011708200001", Sex::Male, Relation::Anak, None),
        ],
    }
}

/// A birth certificate that names both parents.
pub fn birth_certificate() -> BirthCertificate {
    BirthCertificate {
        number: line("9901-LU-17082020-0001"),
        child: name("ANAK CONTOH WIJAYA"),
        birth_place: line("KOTA CONTOH"),
        birth_date: date("2020-08-17"),
        sex: Sex::Male,
        birth_order: Some(1),
        father: Some(name("BUDI CONTOH SANTOSO WIJAYA")),
        mother: Some(name("IBU CONTOH")),
        registered_on: date("2020-09-01"),
        registered_at: line("KABUPATEN CONTOH"),
        officer: name("PEJABAT CONTOH"),
    }
}

/// The identity card of a child.
pub fn kia() -> Kia {
    Kia {
        name: name("ANAK CONTOH WIJAYA"),
        sex: Sex::Male,
        blood: Blood::OPositive,
        birth_place: line("KOTA CONTOH"),
        birth_date: date("2020-08-17"),
        family_card: family_card().number,
        family_head: name("BUDI CONTOH SANTOSO WIJAYA"),
        birth_certificate: birth_certificate().number,
        religion: Religion::Islam,
        citizenship: Citizenship::Wni,
        address: address(),
        issued_in: line("KABUPATEN CONTOH"),
    }
}

/// A biodata sheet.
pub fn biodata() -> Biodata {
    Biodata {
        name: name("BUDI CONTOH SANTOSO WIJAYA"),
        birth_place: line("KOTA CONTOH"),
        birth_date: date("1990-08-17"),
        sex: Sex::Male,
        blood: Blood::O,
        address: address(),
        religion: Religion::Islam,
        marital_status: MaritalStatus::KawinBelumTercatat,
        occupation: line("KARYAWAN SWASTA"),
        citizenship: Citizenship::Wni,
        education: line("SLTA/SEDERAJAT"),
        family_card: family_card().number,
        relation: Relation::KepalaKeluarga,
        father: Some(name("AYAH CONTOH")),
        mother: Some(name("IBU CONTOH")),
        birth_certificate: None,
    }
}

/// A tax number card.
pub fn npwp() -> Npwp {
    Npwp {
        number: Npwp16::new("9901011708900001").unwrap(),
        old_number: Some(Npwp15::new("991234567890123").unwrap()),
        name: name("BUDI CONTOH SANTOSO WIJAYA"),
        tax_office: line("KPP PRATAMA CONTOH"),
        registered_on: date("2012-03-01"),
    }
}

/// One body of each type, in the order of their codes.
pub fn bodies() -> [Body; 6] {
    [
        Body::Ktp(ktp()),
        Body::FamilyCard(family_card()),
        Body::BirthCertificate(birth_certificate()),
        Body::Kia(kia()),
        Body::Biodata(biodata()),
        Body::Npwp(npwp()),
    ]
}

/// A document on the phone of the person whose view is [`super::basic_view`].
pub fn document(body: Body) -> Document {
    let kia = matches!(body, Body::Kia(_));
    Document {
        id: DocumentId([0x0d; 16]),
        version: 1,
        subject: nik(if kia { "9901011708200001" } else { "9901011708900001" }),
        holder: nik("9901011708900001"),
        issued_at: NOW - 500,
        valid_until: kia.then(|| date("2025-08-17")),
        photo: matches!(body, Body::Ktp(_)).then(|| vec![0xff, 0xd8, 0xff, 0xd9]),
        body,
        example: true,
    }
}
