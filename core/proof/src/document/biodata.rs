//! Biodata: the population record of one person. Its NIK is the subject of the document.

use core::fmt;

use crate::{
    CivilDate, Sex,
    civil::{
        Address, Blood, Citizenship, FamilyCardNumber, MaritalStatus, Relation, Religion, sex_code,
        sex_of_code,
    },
    fields::{Fields, FormatError, MapWriter},
    text::{Line, Name},
};

/// The body of a biodata sheet.
#[derive(Clone, PartialEq, Eq)]
pub struct Biodata {
    /// *Nama*.
    pub name: Name,
    /// *Tempat lahir*.
    pub birth_place: Line,
    /// *Tanggal lahir*.
    pub birth_date: CivilDate,
    /// *Jenis kelamin*.
    pub sex: Sex,
    /// *Golongan darah*.
    pub blood: Blood,
    /// *Alamat*.
    pub address: Address,
    /// *Agama*.
    pub religion: Religion,
    /// *Status perkawinan*.
    pub marital_status: MaritalStatus,
    /// *Pekerjaan*.
    pub occupation: Line,
    /// *Kewarganegaraan*.
    pub citizenship: Citizenship,
    /// *Pendidikan*.
    pub education: Line,
    /// Number of the family card.
    pub family_card: FamilyCardNumber,
    /// Relation to the head of the family.
    pub relation: Relation,
    /// Name of the father, if the registry has one.
    pub father: Option<Name>,
    /// Name of the mother, if the registry has one.
    pub mother: Option<Name>,
    /// Number of the birth certificate, if there is one.
    pub birth_certificate: Option<Line>,
}

impl Biodata {
    pub(crate) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .text(1, self.name.as_str())
            .text(2, self.birth_place.as_str())
            .date(3, self.birth_date)
            .uint(4, sex_code(self.sex))
            .uint(5, self.blood.code())
            .raw(6, self.address.encode())
            .uint(7, self.religion.code())
            .uint(8, self.marital_status.code())
            .text(9, self.occupation.as_str())
            .uint(10, self.citizenship.code())
            .text(11, self.education.as_str())
            .uint(12, self.family_card.as_u64())
            .uint(13, self.relation.code())
            .optional(self.father.as_ref(), |map, v| map.text(14, v.as_str()))
            .optional(self.mother.as_ref(), |map, v| map.text(15, v.as_str()))
            .optional(self.birth_certificate.as_ref(), |map, v| map.text(16, v.as_str()))
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Biodata {
            name: fields.name(1)?,
            birth_place: fields.line(2)?,
            birth_date: fields.date(3)?,
            sex: fields.coded(4, sex_of_code)?,
            blood: fields.coded(5, Blood::from_code)?,
            address: Address::read(fields.raw(6)?)?,
            religion: fields.coded(7, Religion::from_code)?,
            marital_status: fields.coded(8, MaritalStatus::from_code)?,
            occupation: fields.line(9)?,
            citizenship: fields.coded(10, Citizenship::from_code)?,
            education: fields.line(11)?,
            family_card: fields.required(12, FamilyCardNumber::read)?,
            relation: fields.coded(13, Relation::from_code)?,
            father: fields.optional(14, Name::read)?,
            mother: fields.optional(15, Name::read)?,
            birth_certificate: fields.optional(16, Line::read)?,
        })
    }
}

impl fmt::Debug for Biodata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Biodata(..)")
    }
}
