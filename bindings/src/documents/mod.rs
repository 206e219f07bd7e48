//! The holder's documents: the list, and each document as a record to display.
//!
//! Texts are as the issuer printed them. Coded values (religion, blood type ...) are enums; the shells have their
//! texts.

mod codes;
mod fields;
mod records;

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

/// One entry of the list.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct DocumentSummary {
    /// Argument of [`Documents::open`].
    pub id: String,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Name of the person that the document is about, as printed on it.
    pub subject: String,
    /// Increases with each change.
    pub version: u64,
    /// Time of issue, seconds since 1970.
    pub issued_at: u64,
    /// An example from a test system: every screen must mark it as one.
    pub example: bool,
}

/// The documents on this phone, and when the service last confirmed the list.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct DocumentList {
    /// In display order.
    pub documents: Vec<DocumentSummary>,
    /// When the service last confirmed that the list is complete, seconds since 1970; absent before the first sync.
    pub confirmed_at: Option<u64>,
    /// How many documents the service holds that this version of the app cannot read; an update of the app may read
    /// them. The list may contain older versions of them.
    pub unreadable: u32,
}

/// How a NIK or another long number is shown and spoken.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct NumberText {
    /// In groups of four digits.
    pub grouped: String,
    /// As `grouped`, with a dot for each digit but the last two.
    pub masked: String,
    /// Each digit, to be spoken one by one.
    pub digits: Vec<String>,
}

/// How to show and speak a NIK, the number of a card or another long number.
#[uniffi::export]
pub fn number_text(number: String) -> Result<NumberText, IkdError> {
    guarded(|| {
        let ikd_core::identity::NumberText { grouped, masked, digits } =
            ikd_core::identity::NumberText::of(&number);
        Ok(NumberText { grouped, masked, digits })
    })
}

pub(crate) fn hex(id: DocumentId) -> String {
    format!("{:032x}", u128::from_be_bytes(id.0))
}

fn id_of(text: &str) -> Option<DocumentId> {
    let plain = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u128::from_str_radix(text, 16).ok().filter(|_| plain)?;
    Some(DocumentId(number.to_be_bytes()))
}

/// The holder's documents. `list` and `open` need no network, but the vault must be open.
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

    /// The holder's own identity card, with its photo; absent if there is none on this phone.
    pub fn card(&self) -> Result<Option<Document>, IkdError> {
        guarded(|| Ok(self.documents.card()?.map(Document::from)))
    }

    /// One document, after checking its issuer's signature.
    pub fn open(&self, id: String) -> Result<Document, IkdError> {
        guarded(|| {
            let id = id_of(&id).ok_or(IkdError::InvalidInput { code: ErrorCode::DocumentNotFound })?;
            Ok(self.documents.open(id)?.into())
        })
    }

    /// Synchronises documents with the service. Documents on the phone stay usable if it fails.
    pub async fn sync(&self) -> Result<SyncOutcome, IkdError> {
        let documents = self.documents.clone();
        self.calls.run(async move { Ok(documents.sync().await?) }).await
    }

    /// Cancels this object's running calls; each returns [`IkdError::Cancelled`]. Needed only in Swift, where
    /// cancelling the task does not cancel the call.
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
    fn an_id_formatted_and_parsed_is_the_same_id() {
        let id = DocumentId([0x0a; 16]);
        assert_eq!(id_of(&hex(id)), Some(id));
    }

    #[test]
    fn text_that_is_not_32_hex_digits_is_not_an_id() {
        assert_eq!(id_of("0a"), None);
        assert_eq!(id_of(&"z".repeat(32)), None);
        assert_eq!(id_of("+a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"), None);
    }
}
