//! Coded values of documents.

pub use ikd_proof::{
    DocumentType as DocumentKind,
    civil::{Blood, Citizenship, MaritalStatus, Relation, Religion},
};

/// The kinds of document.
#[uniffi::remote(Enum)]
pub enum DocumentKind {
    /// *Kartu Tanda Penduduk*.
    Ktp,
    /// *Kartu Keluarga*.
    FamilyCard,
    /// *Akta kelahiran*.
    BirthCertificate,
    /// *Kartu Identitas Anak*.
    Kia,
    /// *Biodata penduduk*.
    Biodata,
    /// *Nomor Pokok Wajib Pajak*.
    Npwp,
}

/// *Golongan darah*, with the rhesus factor where it is recorded.
#[uniffi::remote(Enum)]
pub enum Blood {
    /// Not recorded.
    Unknown,
    /// A.
    A,
    /// B.
    B,
    /// AB.
    Ab,
    /// O.
    O,
    /// A+.
    APositive,
    /// A-.
    ANegative,
    /// B+.
    BPositive,
    /// B-.
    BNegative,
    /// AB+.
    AbPositive,
    /// AB-.
    AbNegative,
    /// O+.
    OPositive,
    /// O-.
    ONegative,
}

/// *Agama*.
#[uniffi::remote(Enum)]
pub enum Religion {
    /// Islam.
    Islam,
    /// Protestant.
    Kristen,
    /// Catholic.
    Katholik,
    /// Hindu.
    Hindu,
    /// Buddhist.
    Budha,
    /// Confucian.
    Khonghucu,
    /// *Kepercayaan terhadap Tuhan YME*.
    Kepercayaan,
}

/// *Status perkawinan*.
#[uniffi::remote(Enum)]
pub enum MaritalStatus {
    /// Never married.
    BelumKawin,
    /// Married, registered.
    KawinTercatat,
    /// Married, not registered.
    KawinBelumTercatat,
    /// Divorced, registered.
    CeraiHidupTercatat,
    /// Divorced, not registered.
    CeraiHidupBelumTercatat,
    /// Widowed.
    CeraiMati,
}

/// Relation to the head of the family.
#[uniffi::remote(Enum)]
pub enum Relation {
    /// Head of the family.
    KepalaKeluarga,
    /// Husband.
    Suami,
    /// Wife.
    Istri,
    /// Child.
    Anak,
    /// Child-in-law.
    Menantu,
    /// Grandchild.
    Cucu,
    /// Parent.
    Orangtua,
    /// Parent-in-law.
    Mertua,
    /// Other family.
    FamiliLain,
    /// Household help.
    Pembantu,
    /// Other.
    Lainnya,
}

/// *Kewarganegaraan*.
#[uniffi::remote(Enum)]
pub enum Citizenship {
    /// Indonesian.
    Wni,
    /// Foreign.
    Wna,
}
