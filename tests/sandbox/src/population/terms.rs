//! The registry's coded terms, as docs/formats.md section 2 lists them.

/// Religion or belief as the registry records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Religion {
    Islam,
    Kristen,
    Katholik,
    Hindu,
    Budha,
    Khonghucu,
    Kepercayaan,
}

/// Blood group; `Unknown` prints as TIDAK TAHU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Blood {
    Unknown,
    A,
    B,
    Ab,
    O,
    APositive,
    BPositive,
    OPositive,
}

/// MaritalStatus status with whether it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum MaritalStatus {
    BelumKawin,
    KawinTercatat,
    KawinBelumTercatat,
    CeraiHidupTercatat,
    CeraiHidupBelumTercatat,
    CeraiMati,
}

/// Relation to the head of the family (SHDK).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Relation {
    KepalaKeluarga,
    Suami,
    Istri,
    Anak,
    Menantu,
    Cucu,
    Orangtua,
    Mertua,
    FamiliLain,
    Pembantu,
    Lainnya,
}

/// An address as documents print it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Address {
    pub street: String,
    pub rt: u16,
    pub rw: u16,
    pub village: String,
    pub district: String,
    pub regency: String,
    pub province: String,
    pub postcode: Option<u32>,
}
