//! *Kartu Keluarga*, the family card: one household and all its members.

use core::fmt;

use crate::{
    CivilDate, Nik, Sex,
    civil::{
        Address, Blood, Citizenship, FamilyCardNumber, MaritalStatus, Relation, Religion, sex_code,
        sex_of_code,
    },
    document::MAX_DOCUMENT,
    fields::{Fields, FormatError, MapWriter, encode_array, read_array, read_date},
    text::{Line, Name},
};

/// More members than fit into a document. No law limits the size of a household, so [`MAX_DOCUMENT`] is the only limit.
const MEMBERS: u64 = MAX_DOCUMENT as u64;

/// The body of a family card.
#[derive(Clone, PartialEq, Eq)]
pub struct FamilyCard {
    /// *Nomor Kartu Keluarga*.
    pub number: FamilyCardNumber,
    /// Name of the head of the family.
    pub head: Name,
    /// *Alamat*.
    pub address: Address,
    /// At least one member, in the order they are printed.
    pub members: Vec<Member>,
}

impl FamilyCard {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let members: Vec<_> = self.members.iter().map(Member::encode).collect();
        MapWriter::new()
            .uint(1, self.number.as_u64())
            .text(2, self.head.as_str())
            .raw(3, self.address.encode())
            .raw(4, encode_array(&members))
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        let members =
            fields.required(4, |raw| read_array(raw, MEMBERS).filter(|members| !members.is_empty()))?;
        Ok(FamilyCard {
            number: fields.required(1, FamilyCardNumber::read)?,
            head: fields.name(2)?,
            address: Address::read(fields.raw(3)?)?,
            members: members.into_iter().map(Member::read).collect::<Result<_, _>>()?,
        })
    }
}

impl fmt::Debug for FamilyCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FamilyCard(..)")
    }
}

/// One row of a family card.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// NIK.
    pub nik: Nik,
    /// *Nama lengkap*.
    pub name: Name,
    /// *Jenis kelamin*.
    pub sex: Sex,
    /// *Tempat lahir*.
    pub birth_place: Line,
    /// *Tanggal lahir*.
    pub birth_date: CivilDate,
    /// *Agama*.
    pub religion: Religion,
    /// *Pendidikan*.
    pub education: Line,
    /// *Jenis pekerjaan*.
    pub occupation: Line,
    /// *Golongan darah*.
    pub blood: Blood,
    /// *Status perkawinan*.
    pub marital_status: MaritalStatus,
    /// *Tanggal perkawinan*.
    pub married_on: Option<CivilDate>,
    /// Relation to the head of the family.
    pub relation: Relation,
    /// *Kewarganegaraan*.
    pub citizenship: Citizenship,
    /// *Nomor paspor*.
    pub passport: Option<Line>,
    /// *Nomor KITAS* or *KITAP*.
    pub stay_permit: Option<Line>,
    /// Name of the father, if the registry has one.
    pub father: Option<Name>,
    /// Name of the mother, if the registry has one.
    pub mother: Option<Name>,
}

impl Member {
    pub(crate) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .nik(1, self.nik)
            .text(2, self.name.as_str())
            .uint(3, sex_code(self.sex))
            .text(4, self.birth_place.as_str())
            .date(5, self.birth_date)
            .uint(6, self.religion.code())
            .text(7, self.education.as_str())
            .text(8, self.occupation.as_str())
            .uint(9, self.blood.code())
            .uint(10, self.marital_status.code())
            .optional(self.married_on, |map, v| map.date(11, v))
            .uint(12, self.relation.code())
            .uint(13, self.citizenship.code())
            .optional(self.passport.as_ref(), |map, v| map.text(14, v.as_str()))
            .optional(self.stay_permit.as_ref(), |map, v| map.text(15, v.as_str()))
            .optional(self.father.as_ref(), |map, v| map.text(16, v.as_str()))
            .optional(self.mother.as_ref(), |map, v| map.text(17, v.as_str()))
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Member {
            nik: fields.nik(1)?,
            name: fields.name(2)?,
            sex: fields.coded(3, sex_of_code)?,
            birth_place: fields.line(4)?,
            birth_date: fields.date(5)?,
            religion: fields.coded(6, Religion::from_code)?,
            education: fields.line(7)?,
            occupation: fields.line(8)?,
            blood: fields.coded(9, Blood::from_code)?,
            marital_status: fields.coded(10, MaritalStatus::from_code)?,
            married_on: fields.optional(11, read_date)?,
            relation: fields.coded(12, Relation::from_code)?,
            citizenship: fields.coded(13, Citizenship::from_code)?,
            passport: fields.optional(14, Line::read)?,
            stay_permit: fields.optional(15, Line::read)?,
            father: fields.optional(16, Name::read)?,
            mother: fields.optional(17, Name::read)?,
        })
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Member(..)")
    }
}
