//! The papers that a form asks for.

use super::{
    Texts, When,
    unread::{Unread, flag, read_key},
};
use crate::fields::{Fields, MapWriter, read_uint};

/// Most photographs of one kind of paper.
pub const MAX_PAGES: u8 = 3;

/// A kind of paper, of which the person takes photographs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Unique among the attachments, for example `surat-kelahiran`.
    pub kind: String,
    /// Name of the paper.
    pub label: Texts,
    /// Which paper is meant.
    pub hint: Option<Texts>,
    /// Asked beside the photograph, because a paper in the wrong place changes what the office issues.
    pub question: Texts,
    /// Whether at least one page is needed while it is visible.
    pub required: bool,
    /// Most photographs, 1 to [`MAX_PAGES`].
    pub pages: u8,
    /// When it is asked for.
    pub when: When,
    /// Of the attachments of one group that are visible, one is needed.
    pub group: Option<String>,
}

/// How many pages of an attachment there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentCount {
    /// Kind of the attachment.
    pub kind: String,
    /// Photographs taken.
    pub pages: u8,
}

impl Attachment {
    pub(super) fn encode(&self) -> Vec<u8> {
        let map = MapWriter::new()
            .text(1, &self.kind)
            .raw(2, self.label.encode())
            .optional(self.hint.as_ref(), |map, texts| map.raw(3, texts.encode()))
            .raw(4, self.question.encode())
            .optional(self.required.then_some(true), |map, set| map.bool(5, set))
            .uint(6, self.pages.into());
        self.when.write(map, 7).optional(self.group.as_ref(), |map, group| map.text(8, group)).finish()
    }

    pub(super) fn read(raw: &[u8]) -> Result<Self, Unread> {
        let mut fields = Fields::of_checked(raw)?;
        let pages = |raw| read_uint(raw)?.try_into().ok().filter(|pages| (1..=MAX_PAGES).contains(pages));
        Ok(Self {
            kind: fields.required(1, |raw| read_key(raw, b'-'))?,
            label: Texts::read(fields.raw(2)?)?,
            hint: fields.raw_optional(3).map(Texts::read).transpose()?,
            question: Texts::read(fields.raw(4)?)?,
            required: flag(&mut fields, 5)?,
            pages: fields.required(6, pages)?,
            when: When::read(&mut fields, 7)?,
            group: fields.optional(8, |raw| read_key(raw, b'-'))?,
        })
    }
}
