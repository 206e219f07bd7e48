//! Documents as records: each entry as a screen shows it.

use ikd_proof::{civil, document as proof};

use super::{
    codes::{Blood, Citizenship, MaritalStatus, Relation, Religion},
    hex,
    shown::Shown,
};
use crate::form::Sex;

/// A day of the calendar.
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
    /// The same through all versions.
    pub id: String,
    /// Counts up from 1.
    pub version: u64,
    /// NIK of whom the document is about, sixteen digits.
    pub subject_nik: String,
    /// NIK of whose phone may keep it.
    pub holder_nik: String,
    /// Seconds since 1970.
    pub issued_at: u64,
    /// Last day of validity; nothing is for life (*seumur hidup*).
    pub valid_until: Option<CivilDate>,
    /// What the document says.
    pub body: DocumentBody,
    /// Photograph of the subject, JPEG, at most 12 KiB.
    pub photo: Option<Vec<u8>>,
    /// An example from a test system: every screen must say so.
    pub example: bool,
}

/// What a document says, by kind.
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
    /// What the registry holds about a person.
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

impl Shown for ikd_proof::CivilDate {
    type As = CivilDate;
    fn shown(self) -> CivilDate {
        self.into()
    }
}

impl Shown for civil::Address {
    type As = Address;
    fn shown(self) -> Address {
        self.into()
    }
}

impl Shown for Vec<proof::Member> {
    type As = Vec<Member>;
    fn shown(self) -> Vec<Member> {
        self.into_iter().map(Member::from).collect()
    }
}

/// A record that a screen shows, field by field of the core's structure of the same name.
macro_rules! shown_record {
    ($(#[$doc:meta])* $of:ident::$name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, uniffi::Record)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
        }

        impl From<$of::$name> for $name {
            fn from(whole: $of::$name) -> Self {
                let $of::$name { $($field,)+ } = whole;
                Self { $($field: $field.shown(),)+ }
            }
        }
    };
}

shown_record! {
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

shown_record! {
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

shown_record! {
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

shown_record! {
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

shown_record! {
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

shown_record! {
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

shown_record! {
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

shown_record! {
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

/// An optional value, converted.
pub(crate) fn optional<T, U: From<T>>(value: Option<T>) -> Option<U> {
    value.map(U::from)
}
