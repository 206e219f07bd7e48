//! Documents as records, with each entry in the form that a screen displays.

use ikd_proof::{civil, document as proof};

use super::{
    codes::{Blood, Citizenship, MaritalStatus, Relation, Religion},
    fields::IntoField,
    hex,
};
use crate::form::Sex;

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CivilDate {
    /// Year.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl From<ikd_proof::CivilDate> for CivilDate {
    fn from(date: ikd_proof::CivilDate) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}

/// A document.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Document {
    /// The same for all versions of the document.
    pub id: String,
    /// Starts at 1 and increases with each change.
    pub version: u64,
    /// NIK of the person that the document is about, sixteen digits.
    pub subject_nik: String,
    /// NIK of the holder, on whose phone the document may be stored, sixteen digits.
    pub holder_nik: String,
    /// Time of issue, seconds since 1970.
    pub issued_at: u64,
    /// Last day of validity; absent if valid for life (*seumur hidup*).
    pub valid_until: Option<CivilDate>,
    /// The entries of the document.
    pub body: DocumentBody,
    /// Photograph of the subject, JPEG, at most 12 KiB.
    pub photo: Option<Vec<u8>>,
    /// An example from a test system: every screen must mark it as one.
    pub example: bool,
}

/// The entries of a document, by kind.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum DocumentBody {
    /// Identity card.
    Ktp {
        /// Its entries.
        ktp: Ktp,
    },
    /// Family card.
    FamilyCard {
        /// Its entries.
        card: FamilyCard,
    },
    /// Birth certificate.
    BirthCertificate {
        /// Its entries.
        certificate: BirthCertificate,
    },
    /// Identity card of a child.
    Kia {
        /// Its entries.
        kia: Kia,
    },
    /// Biodata sheet: what the population registry holds about a person.
    Biodata {
        /// Its entries.
        biodata: Biodata,
    },
    /// Tax number.
    Npwp {
        /// Its entries.
        npwp: Npwp,
    },
}

impl From<proof::Document> for Document {
    fn from(document: proof::Document) -> Self {
        Self {
            id: hex(document.id),
            version: document.version,
            subject_nik: document.subject.digits(),
            holder_nik: document.holder.digits(),
            issued_at: document.issued_at,
            valid_until: optional(document.valid_until),
            body: document.body.into(),
            photo: document.photo,
            example: document.example,
        }
    }
}

impl From<proof::Body> for DocumentBody {
    fn from(body: proof::Body) -> Self {
        match body {
            proof::Body::Ktp(ktp) => Self::Ktp { ktp: ktp.into() },
            proof::Body::FamilyCard(card) => Self::FamilyCard { card: card.into() },
            proof::Body::BirthCertificate(certificate) => {
                Self::BirthCertificate { certificate: certificate.into() }
            }
            proof::Body::Kia(kia) => Self::Kia { kia: kia.into() },
            proof::Body::Biodata(biodata) => Self::Biodata { biodata: biodata.into() },
            proof::Body::Npwp(npwp) => Self::Npwp { npwp: npwp.into() },
        }
    }
}

impl IntoField for ikd_proof::CivilDate {
    type Field = CivilDate;
    fn into_field(self) -> CivilDate {
        self.into()
    }
}

impl IntoField for civil::Address {
    type Field = Address;
    fn into_field(self) -> Address {
        self.into()
    }
}

impl IntoField for Vec<proof::Member> {
    type Field = Vec<Member>;
    fn into_field(self) -> Vec<Member> {
        self.into_iter().map(Member::from).collect()
    }
}

/// Defines a record with the fields of the core's structure of the same name, each converted by [`IntoField`].
macro_rules! record {
    ($(#[$doc:meta])* $of:ident::$name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, uniffi::Record)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
        }

        impl From<$of::$name> for $name {
            fn from(document: $of::$name) -> Self {
                let $of::$name { $($field,)+ } = document;
                Self { $($field: $field.into_field(),)+ }
            }
        }
    };
}

record! {
    /// *Alamat*.
    civil::Address {
        /// Street and number.
        street: String,
        /// *Rukun tetangga*, three digits.
        rt: String,
        /// *Rukun warga*, three digits.
        rw: String,
        /// *Kelurahan* or *desa*.
        village: String,
        /// *Kecamatan*.
        district: String,
        /// *Kabupaten* or *kota*.
        regency: String,
        /// *Provinsi*.
        province: String,
        /// *Kode pos*, five digits, where the document has it.
        postcode: Option<String>,
    }
}

record! {
    /// Entries of an identity card.
    proof::Ktp {
        /// *Nama*.
        name: String,
        /// *Tempat lahir*.
        birth_place: String,
        /// *Tanggal lahir*.
        birth_date: CivilDate,
        /// *Jenis kelamin*.
        sex: Sex,
        /// *Golongan darah*.
        blood: Blood,
        /// *Alamat*.
        address: Address,
        /// *Agama*.
        religion: Religion,
        /// *Status perkawinan*.
        marital_status: MaritalStatus,
        /// *Pekerjaan*.
        occupation: String,
        /// *Kewarganegaraan*.
        citizenship: Citizenship,
        /// Regency or city that issued it.
        issued_in: String,
    }
}

record! {
    /// Entries of a family card.
    proof::FamilyCard {
        /// *Nomor Kartu Keluarga*, sixteen digits.
        number: String,
        /// Name of the head of the family.
        head: String,
        /// *Alamat*.
        address: Address,
        /// Members in the order they are printed.
        members: Vec<Member>,
    }
}

record! {
    /// One row of a family card.
    proof::Member {
        /// NIK, sixteen digits.
        nik: String,
        /// *Nama lengkap*.
        name: String,
        /// *Jenis kelamin*.
        sex: Sex,
        /// *Tempat lahir*.
        birth_place: String,
        /// *Tanggal lahir*.
        birth_date: CivilDate,
        /// *Agama*.
        religion: Religion,
        /// *Pendidikan*.
        education: String,
        /// *Jenis pekerjaan*.
        occupation: String,
        /// *Golongan darah*.
        blood: Blood,
        /// *Status perkawinan*.
        marital_status: MaritalStatus,
        /// *Tanggal perkawinan*.
        married_on: Option<CivilDate>,
        /// Relation to the head of the family.
        relation: Relation,
        /// *Kewarganegaraan*.
        citizenship: Citizenship,
        /// *Nomor paspor*.
        passport: Option<String>,
        /// *Nomor KITAS* or *KITAP*.
        stay_permit: Option<String>,
        /// Name of the father, if the registry has one.
        father: Option<String>,
        /// Name of the mother, if the registry has one.
        mother: Option<String>,
    }
}

record! {
    /// Entries of a birth certificate.
    proof::BirthCertificate {
        /// *Nomor akta*.
        number: String,
        /// Name of the child.
        child: String,
        /// *Tempat lahir*.
        birth_place: String,
        /// *Tanggal lahir*.
        birth_date: CivilDate,
        /// *Jenis kelamin*.
        sex: Sex,
        /// Which child of the mother this is; absent where that is not known.
        birth_order: Option<u8>,
        /// Name of the father; absent where the certificate does not name him.
        father: Option<String>,
        /// Name of the mother; absent where the certificate does not name her.
        mother: Option<String>,
        /// Day of registration.
        registered_on: CivilDate,
        /// Place of registration.
        registered_at: String,
        /// Officer who signed.
        officer: String,
    }
}

record! {
    /// Entries of a child's identity card.
    proof::Kia {
        /// *Nama*.
        name: String,
        /// *Jenis kelamin*.
        sex: Sex,
        /// *Golongan darah*.
        blood: Blood,
        /// *Tempat lahir*.
        birth_place: String,
        /// *Tanggal lahir*.
        birth_date: CivilDate,
        /// Number of the family card.
        family_card: String,
        /// Name of the head of the family.
        family_head: String,
        /// Number of the birth certificate.
        birth_certificate: String,
        /// *Agama*.
        religion: Religion,
        /// *Kewarganegaraan*.
        citizenship: Citizenship,
        /// *Alamat*.
        address: Address,
        /// Regency or city that issued it.
        issued_in: String,
    }
}

record! {
    /// Entries of a biodata sheet.
    proof::Biodata {
        /// *Nama*.
        name: String,
        /// *Tempat lahir*.
        birth_place: String,
        /// *Tanggal lahir*.
        birth_date: CivilDate,
        /// *Jenis kelamin*.
        sex: Sex,
        /// *Golongan darah*.
        blood: Blood,
        /// *Alamat*.
        address: Address,
        /// *Agama*.
        religion: Religion,
        /// *Status perkawinan*.
        marital_status: MaritalStatus,
        /// *Pekerjaan*.
        occupation: String,
        /// *Kewarganegaraan*.
        citizenship: Citizenship,
        /// *Pendidikan*.
        education: String,
        /// Number of the family card.
        family_card: String,
        /// Relation to the head of the family.
        relation: Relation,
        /// Name of the father, if the registry has one.
        father: Option<String>,
        /// Name of the mother, if the registry has one.
        mother: Option<String>,
        /// Number of the birth certificate, if there is one.
        birth_certificate: Option<String>,
    }
}

record! {
    /// Entries of a tax number card.
    proof::Npwp {
        /// NPWP, sixteen digits.
        number: String,
        /// The former NPWP, fifteen digits.
        old_number: Option<String>,
        /// *Nama*.
        name: String,
        /// Tax office (*KPP*).
        tax_office: String,
        /// Day of registration.
        registered_on: CivilDate,
    }
}

/// Converts the value if there is one.
pub(crate) fn optional<T, U: From<T>>(value: Option<T>) -> Option<U> {
    value.map(U::from)
}
