//! The holder's documents: as lists and as records that a screen shows.
//!
//! Texts are as the issuer printed them. Lists of codes (religion, blood type ...) are enums: shells have their words.

mod codes;
mod records;
mod shown;

use ikd_core::{
    Ikd,
    documents::{self, DocumentId},
};

pub use codes::{Blood, Citizenship, DocumentKind, MaritalStatus, Relation, Religion};
pub use ikd_core::activity::SyncOutcome;
pub(crate) use records::optional;
pub use records::{
    Address, Biodata, BirthCertificate, CivilDate, Document, DocumentBody, FamilyCard, Kia, Ktp, Member, Npwp,
};

use crate::{
    error::{ErrorCode, IkdError},
    guard::{Calls, guarded},
};

/// One line of the list.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct DocumentSummary {
    /// For [`Documents::open`].
    pub id: String,
    /// Which kind.
    pub kind: DocumentKind,
    /// Whose document, as printed on it.
    pub subject: String,
    /// Counts up with each change.
    pub version: u64,
    /// Seconds since 1970.
    pub issued_at: u64,
    /// An example from a test system: every screen must say so.
    pub example: bool,
}

/// The list, and how sure it is.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct DocumentList {
    /// In the order in which they should be shown.
    pub documents: Vec<DocumentSummary>,
    /// When the service last said that this is all there is; seconds since 1970. Nothing before the first time.
    pub confirmed_at: Option<u64>,
    /// Documents that the service holds and this version of the app cannot read: an update of the app may. An older version
    /// of one may be in the list.
    pub unreadable: u32,
}

fn hex(id: DocumentId) -> String {
    format!("{:032x}", u128::from_be_bytes(id.0))
}

fn id_of(text: &str) -> Option<DocumentId> {
    let plain = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u128::from_str_radix(text, 16).ok().filter(|_| plain)?;
    Some(DocumentId(number.to_be_bytes()))
}

/// The holder's documents. Listing and opening need no network, but the vault open.
#[derive(uniffi::Object)]
pub struct Documents {
    documents: documents::Documents,
    calls: Calls,
}

impl Documents {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self { documents: app.documents().clone(), calls: Calls::default() }
    }
}

#[uniffi::export]
impl Documents {
    /// The documents on this phone.
    pub fn list(&self) -> Result<DocumentList, IkdError> {
        guarded(|| {
            let documents = self.documents.list()?.into_iter().map(DocumentSummary::from).collect();
            let unreadable = u32::try_from(self.documents.unreadable()?).unwrap_or(u32::MAX);
            Ok(DocumentList { documents, confirmed_at: self.documents.confirmed_at()?, unreadable })
        })
    }

    /// One document, its issuer's signature checked.
    pub fn open(&self, id: String) -> Result<Document, IkdError> {
        guarded(|| {
            let id = id_of(&id).ok_or(IkdError::InvalidInput { code: ErrorCode::DocumentNotFound })?;
            Ok(self.documents.open(id)?.into())
        })
    }

    /// Brings documents up to date with the service. What is on the phone stays usable whatever happens.
    pub async fn sync(&self) -> Result<SyncOutcome, IkdError> {
        let documents = self.documents.clone();
        self.calls.run(async move { Ok(documents.sync().await?) }).await
    }

    /// Stops this object's calls under way; each ends with [`IkdError::Cancelled`]. Needed only where giving up a call
    /// does not stop it by itself (Swift).
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.calls.cancel();
            Ok(())
        })
    }
}

impl From<documents::DocumentSummary> for DocumentSummary {
    fn from(summary: documents::DocumentSummary) -> Self {
        let documents::DocumentSummary { id, kind, subject, version, issued_at, example } = summary;
        Self { id: hex(id), kind, subject, version, issued_at, example }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text() {
        let id = DocumentId([0x0a; 16]);
        assert_eq!(id_of(&hex(id)), Some(id));
    }

    #[test]
    fn what_is_no_id_names_no_document() {
        assert_eq!(id_of("0a"), None);
        assert_eq!(id_of(&"z".repeat(32)), None);
        assert_eq!(id_of("+a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"), None);
    }
}
