//! Papers: adding, removing and showing the photographs of a draft.

use ikd_proof::application::{ApplicationId, MAX_ATTACHMENT};

use super::{
    Applications, ApplicationsError, MAX_PAPER_BYTES,
    digest::Digest,
    record::{self, PageMeta},
};
use crate::{
    crypto::SecretBytes,
    jpeg,
    vault::{Change, Session, Table, VaultError},
};

/// A photograph of a paper, prepared: upright, at most 2,000 px, without metadata.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    /// The JPEG.
    pub jpeg: &'a [u8],
}

/// Why a paper was not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachError {
    /// The form asks for no such paper.
    #[error("the form asks for no such paper")]
    UnknownKind,
    /// The form takes fewer pages of it, or there is no page 0.
    #[error("at most {max} pages")]
    NoSuchPage {
        /// Pages that the form takes.
        max: u8,
    },
    /// The officer did not mark this paper.
    #[error("only what the officer marked is open for correction")]
    NotMarked,
    /// Not a JPEG, or cut short.
    #[error("not a complete JPEG")]
    NotAJpeg,
    /// Larger than the service accepts: prepare it.
    #[error("more than {max} bytes")]
    TooLarge {
        /// Bytes the service accepts.
        max: usize,
    },
    /// The papers of all applications take as much space as they may: discard a draft.
    #[error("the papers of all applications take more than {MAX_PAPER_BYTES} bytes")]
    NoRoom,
    /// Any other error.
    #[error(transparent)]
    Other(#[from] ApplicationsError),
}

impl From<VaultError> for AttachError {
    fn from(error: VaultError) -> Self {
        Self::Other(error.into())
    }
}

impl Applications {
    /// Adds a page of a paper, or replaces it. Pages count from 1. Saved, sealed in the vault, when this returns.
    pub fn attach(
        &self,
        id: ApplicationId,
        kind: &str,
        page: u8,
        paper: Paper<'_>,
    ) -> Result<(), AttachError> {
        if paper.jpeg.len() > MAX_ATTACHMENT {
            return Err(AttachError::TooLarge { max: MAX_ATTACHMENT });
        }
        // It is sent unchanged: the officer would see a missing part as grey.
        jpeg::check(paper.jpeg).map_err(|_| AttachError::NotAJpeg)?;
        let meta = PageMeta { bytes: paper.jpeg.len() as u64, sha256: Digest::of(paper.jpeg) };
        self.change_page(id, kind, page, |session, key| {
            let others = record::pages(session, None)?;
            let replaced = record::pages(session, Some(id))?;
            let replaced = replaced.iter().find(|held| held.kind == kind && held.page == page);
            let held: u64 = others.iter().map(|page| page.meta.bytes).sum();
            let held = held - replaced.map_or(0, |page| page.meta.bytes);
            if held + meta.bytes > MAX_PAPER_BYTES {
                return Err(AttachError::NoRoom);
            }
            let meta = serde_json::to_vec(&meta).expect("plain fields serialise");
            Ok(session.put(Table::ATTACHMENTS, key, &meta, paper.jpeg)?)
        })
    }

    /// Removes a page of a paper. Succeeds if there is none.
    pub fn detach(&self, id: ApplicationId, kind: &str, page: u8) -> Result<(), AttachError> {
        self.change_page(id, kind, page, |session, key| {
            Ok(session.apply(&[Change::Delete { table: Table::ATTACHMENTS, key }])?)
        })
    }

    /// The photograph of a page, to be shown. Wiped when it is dropped.
    pub fn paper(&self, id: ApplicationId, kind: &str, page: u8) -> Result<SecretBytes, ApplicationsError> {
        let key = record::page_key(id, kind, page);
        let stored = self.0.context.unlocked.with(|session| session.get(Table::ATTACHMENTS, &key))?;
        Ok(stored.ok_or(ApplicationsError::NotFound)?.body)
    }

    fn change_page(
        &self,
        id: ApplicationId,
        kind: &str,
        page: u8,
        change: impl FnOnce(&mut Session, &[u8]) -> Result<(), AttachError>,
    ) -> Result<(), AttachError> {
        let now = self.0.context.clock.now().unix_s;
        self.0.context.unlocked.with(|session| {
            let mut record = record::load(session, id)?;
            if !record.is_editable() {
                return Err(ApplicationsError::WrongState.into());
            }
            let definition = record::form(session, id, &record, self.0.context.app_version)?;
            let asked = definition.attachment(kind).ok_or(AttachError::UnknownKind)?;
            if !(1..=asked.pages).contains(&page) {
                return Err(AttachError::NoSuchPage { max: asked.pages });
            }
            let answers = record::answers(session, id, &definition)?;
            let mut asked = definition.visible_attachments(&answers).into_iter();
            if !record.opens_paper(kind, asked.any(|attachment| attachment.kind == kind)) {
                return Err(AttachError::NotMarked);
            }
            change(session, &record::page_key(id, kind, page))?;
            record.changed_at = now;
            Ok(record::save(session, id, &record)?)
        })
    }
}
