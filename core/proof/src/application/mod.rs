//! What a phone sends when a person applies for a service, and what the service answers (`docs/formats.md` section 16).
//!
//! The phone's device key signs a [`Submission`]: the answers to one form and the digests of the attachments. The signed
//! submission and each attachment are sealed to the service, so that they can wait in a folder that needs no PIN and
//! shows nothing. The service signs a [`Receipt`] over the digest of the sealed submission, which is all that the sender
//! needs to know of it. Until its vault is open, the phone keeps what was answered as a [`KeptAnswer`].

mod answer;
mod receipt;
mod sealed;
mod submission;

pub use answer::{KeptAnswer, KeptAnswerError};
pub use receipt::{Receipt, ReceiptError};
pub use sealed::{
    MAX_ATTACHMENT, MAX_SEALED_ATTACHMENT, MAX_SEALED_SUBMISSION, open_attachment, seal_attachment,
};
pub use submission::{BasedOn, SentAttachment, Submission, SubmissionError};

/// Identifies an application in all its revisions. The phone draws it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationId(pub [u8; 16]);
