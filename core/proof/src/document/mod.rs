//! Civil documents as the service issues them and the vault keeps them (`docs/formats.md` section 2).
//!
//! [`Document::open`] checks the issuer's signature against the trust bundle before it returns anything;
//! [`Document::issue`] signs. Keys that a newer issuer added are ignored. The vault keeps the signed bytes, so these
//! keys are not lost. `Debug` shows no personal data.

mod biodata;
mod birth_certificate;
mod family_card;
mod kia;
mod ktp;
mod npwp;

use core::fmt;

pub use biodata::Biodata;
pub use birth_certificate::BirthCertificate;
pub use family_card::{FamilyCard, Member};
pub use kia::Kia;
pub use ktp::Ktp;
pub use npwp::{NotNpwp, Npwp, Npwp15, Npwp16};

use crate::{
    CivilDate, Nik,
    cose::{Domain, Sign1, SignatureInvalid, Signer, Unsigned},
    fields::{Fields, FormatError, MapWriter, read_bytes, read_date},
    issue::IssueError,
    text::Name,
    trust::{IssuerError, IssuerUse, TrustBundle},
};

/// Largest document in bytes (`docs/formats.md` section 2).
pub const MAX_DOCUMENT: usize = 64 * 1024;
/// Largest photograph in a document, in bytes.
pub const MAX_PHOTO: usize = 12 * 1024;

const DOMAIN: Domain = Domain(b"ikd/1/document");

/// Identifies a document in all its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub [u8; 16]);

/// A document whose issuer's signature was checked, or one about to be issued.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// The same through all versions of this document.
    pub id: DocumentId,
    /// Counts up from 1.
    pub version: u64,
    /// The person the document is about.
    pub subject: Nik,
    /// The person whose phone may keep it: the subject, or a parent.
    pub holder: Nik,
    /// Unix seconds.
    pub issued_at: u64,
    /// Last day of validity; `None` is for life (*seumur hidup*).
    pub valid_until: Option<CivilDate>,
    /// The content.
    pub body: Body,
    /// Photograph of the subject, JPEG, at most [`MAX_PHOTO`] bytes.
    pub photo: Option<Vec<u8>>,
    /// An example from a test system: every screen must say so.
    pub example: bool,
}

/// The content of a document, by type.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a phone holds a dozen documents; boxes would only make the code harder to read"
)]
pub enum Body {
    /// Identity card.
    Ktp(Ktp),
    /// Family card.
    FamilyCard(FamilyCard),
    /// Birth certificate.
    BirthCertificate(BirthCertificate),
    /// Identity card of a child.
    Kia(Kia),
    /// The population record of a person.
    Biodata(Biodata),
    /// Tax number.
    Npwp(Npwp),
}

/// The types of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentType {
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

impl DocumentType {
    /// Every type, in the order of its codes.
    pub const ALL: [Self; 6] =
        [Self::Ktp, Self::FamilyCard, Self::BirthCertificate, Self::Kia, Self::Biodata, Self::Npwp];

    /// The code on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::Ktp => 1,
            Self::FamilyCard => 2,
            Self::BirthCertificate => 3,
            Self::Kia => 4,
            Self::Biodata => 5,
            Self::Npwp => 6,
        }
    }

    /// The type of a code on the wire.
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The stable name that the service's contract uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ktp => "ktp",
            Self::FamilyCard => "kartu-keluarga",
            Self::BirthCertificate => "akta-kelahiran",
            Self::Kia => "kia",
            Self::Biodata => "biodata",
            Self::Npwp => "npwp",
        }
    }

    /// The type of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Body {
    /// The type of the document with this body.
    pub fn document_type(&self) -> DocumentType {
        match self {
            Body::Ktp(_) => DocumentType::Ktp,
            Body::FamilyCard(_) => DocumentType::FamilyCard,
            Body::BirthCertificate(_) => DocumentType::BirthCertificate,
            Body::Kia(_) => DocumentType::Kia,
            Body::Biodata(_) => DocumentType::Biodata,
            Body::Npwp(_) => DocumentType::Npwp,
        }
    }

    fn encode(&self) -> Vec<u8> {
        match self {
            Body::Ktp(body) => body.encode(),
            Body::FamilyCard(body) => body.encode(),
            Body::BirthCertificate(body) => body.encode(),
            Body::Kia(body) => body.encode(),
            Body::Biodata(body) => body.encode(),
            Body::Npwp(body) => body.encode(),
        }
    }

    fn read(kind: DocumentType, raw: &[u8]) -> Result<Self, FormatError> {
        Ok(match kind {
            DocumentType::Ktp => Body::Ktp(Ktp::read(raw)?),
            DocumentType::FamilyCard => Body::FamilyCard(FamilyCard::read(raw)?),
            DocumentType::BirthCertificate => Body::BirthCertificate(BirthCertificate::read(raw)?),
            DocumentType::Kia => Body::Kia(Kia::read(raw)?),
            DocumentType::Biodata => Body::Biodata(Biodata::read(raw)?),
            DocumentType::Npwp => Body::Npwp(Npwp::read(raw)?),
        })
    }
}

/// Why bytes are not a document that may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The bytes are not of this format: they were damaged, or this type of document needs a newer app.
    #[error("not a document: {0}")]
    Format(#[from] FormatError),
    /// The trust bundle has no such issuer for documents at the time of issue: fetch a newer bundle.
    #[error("issuer not trusted: {0}")]
    Issuer(#[from] IssuerError),
    /// The issuer did not sign these bytes: discard them and fetch the document again.
    #[error("{0}")]
    Signature(#[from] SignatureInvalid),
}

impl Document {
    /// The type of this document.
    pub fn document_type(&self) -> DocumentType {
        self.body.document_type()
    }

    /// The name that a list shows beside the type: the person's, the child's, or the head of the family's.
    pub fn title_name(&self) -> &Name {
        match &self.body {
            Body::Ktp(body) => &body.name,
            Body::FamilyCard(body) => &body.head,
            Body::BirthCertificate(body) => &body.child,
            Body::Kia(body) => &body.name,
            Body::Biodata(body) => &body.name,
            Body::Npwp(body) => &body.name,
        }
    }

    /// Checks the issuer's signature and reads the document.
    ///
    /// The issuer must have been valid when the document was issued, so documents stay valid after a rotation of keys.
    /// A stolen key is removed from the trust bundle. No clock is read: a phone with a wrong clock still opens its
    /// owner's documents.
    ///
    /// # Errors
    /// [`DocumentError`]; no part of an unverified document is returned.
    pub fn open(bytes: &[u8], trust: &TrustBundle) -> Result<Self, DocumentError> {
        Ok(SignedDocument::open(bytes, trust)?.read()?)
    }

    fn read(payload: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(payload)?;
        let kind = fields.coded(2, DocumentType::from_code)?;
        Ok(Document {
            id: DocumentId(fields.bytes(1)?),
            version: fields.coded(3, read_version)?,
            subject: fields.nik(4)?,
            holder: fields.nik(5)?,
            issued_at: fields.time(6)?,
            valid_until: fields.optional(7, read_date)?,
            body: Body::read(kind, fields.raw(8)?)?,
            photo: fields.optional(9, |raw| {
                read_bytes(raw).filter(|photo| (1..=MAX_PHOTO).contains(&photo.len())).map(<[u8]>::to_vec)
            })?,
            example: fields.bool(10)?,
        })
    }

    /// Signs the document with an issuer's key. For the service and its sandbox.
    ///
    /// # Errors
    /// [`IssueError::Format`] if the format does not allow a value (a photograph too large, no members), so that every
    /// issued document can be opened.
    pub fn issue<S: Signer>(&self, signer: &S) -> Result<Vec<u8>, IssueError<S::Error>> {
        let payload = MapWriter::new()
            .bytes(1, &self.id.0)
            .uint(2, self.document_type().code())
            .uint(3, self.version)
            .nik(4, self.subject)
            .nik(5, self.holder)
            .uint(6, self.issued_at)
            .optional(self.valid_until, |map, date| map.date(7, date))
            .raw(8, self.body.encode())
            .optional(self.photo.as_deref(), |map, photo| map.bytes(9, photo))
            .bool(10, self.example)
            .finish();
        crate::cbor::check(&payload, MAX_DOCUMENT).map_err(FormatError::from)?;
        Self::read(&payload)?;
        let unsigned = Unsigned::new(DOMAIN, Some(signer.public_key().kid()), payload);
        let bytes = unsigned.sign(signer).map_err(IssueError::Signer)?;
        crate::cbor::check(&bytes, MAX_DOCUMENT).map_err(FormatError::from)?;
        Ok(bytes)
    }
}

/// A document whose issuer's signature was checked and whose body was not read. Every version of the app can read these
/// fields, even if it does not know the type or the body.
#[derive(Clone, Copy)]
pub struct SignedDocument<'b> {
    payload: &'b [u8],
    /// The same through all versions of this document.
    pub id: DocumentId,
    /// Counts up from 1.
    pub version: u64,
    /// The person whose phone may keep it.
    pub holder: Nik,
}

impl<'b> SignedDocument<'b> {
    /// Checks the issuer's signature, as [`Document::open`] does.
    ///
    /// # Errors
    /// [`DocumentError::Format`] also if the format does not allow the id, version, holder or time of issue: then it is
    /// not known what was signed.
    pub fn open(bytes: &'b [u8], trust: &TrustBundle) -> Result<Self, DocumentError> {
        let sign1 = Sign1::parse(bytes, MAX_DOCUMENT)?;
        let kid = sign1.kid()?;
        let mut fields = Fields::of_checked(sign1.payload)?;
        let issuer = trust.issuer(kid, IssuerUse::Documents, fields.time(6)?)?;
        sign1.verify(DOMAIN, &issuer.key)?;
        Ok(SignedDocument {
            payload: sign1.payload,
            id: DocumentId(fields.bytes(1)?),
            version: fields.coded(3, read_version)?,
            holder: fields.nik(5)?,
        })
    }

    /// Reads the whole document.
    ///
    /// # Errors
    /// The type is not known, or the format does not allow a value: a newer version of the app may read it.
    pub fn read(&self) -> Result<Document, FormatError> {
        Document::read(self.payload)
    }
}

fn read_version(version: u64) -> Option<u64> {
    (version >= 1).then_some(version)
}

impl fmt::Debug for SignedDocument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedDocument").field("version", &self.version).finish_non_exhaustive()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("type", &self.document_type())
            .field("version", &self.version)
            .field("example", &self.example)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
