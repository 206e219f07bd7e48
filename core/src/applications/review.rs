//! What will be sent: problems, papers, and what it costs.

use ikd_proof::{
    application::ApplicationId,
    form::{Answers, AttachmentCount, Definition, Problem, Severity, Texts},
};

use super::{
    Applications, ApplicationsError, FaceStep,
    answer::filled,
    record::{self, Page},
};
use crate::service::count_parts;

/// Bytes that sealing adds to a file: header, key, tag and CBOR around them.
const SEALING: u64 = 128;
/// Bytes of a request beside its body, and of its answer: signed header fields.
const REQUEST: u64 = 1_200;

/// A page of a paper in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPaper {
    /// Kind of the paper.
    pub kind: String,
    /// Counts from 1.
    pub page: u8,
    /// Bytes of the photograph.
    pub bytes: u64,
}

/// What will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What is wrong or worth knowing, in the order of the form.
    pub problems: Vec<Problem>,
    /// Whether it can be queued: there is no problem of severity error.
    pub can_queue: bool,
    /// What the person declares by queueing.
    pub statement: Texts,
    /// Whether the face must be shown, besides the PIN that queueing needs. Queueing does not wait for it.
    pub face: FaceStep,
    /// The papers, in the order of the form.
    pub papers: Vec<HeldPaper>,
    /// Bytes that will be sent, with the headers of requests and answers.
    pub bytes: u64,
    /// Requests that will be made.
    pub requests: u64,
}

/// Bits per second and round trip, ms, of the slow network that an office may have to expect: 2G at the edge of a cell.
const SLOW: (u64, u64) = (50_000, 1_000);

impl Review {
    /// Estimated seconds on a slow network: 50 kbit/s, and a second for each round trip. From a minute on, whole minutes,
    /// rounded up: it is an estimate.
    #[must_use]
    pub fn slow_seconds(&self) -> u64 {
        let seconds = self.seconds(SLOW.0, SLOW.1);
        if seconds < 60 { seconds } else { seconds.next_multiple_of(60) }
    }

    /// Estimated seconds on a link of `bits_per_second` whose round trip takes `round_trip_ms`: one round trip per request.
    /// At least 1.
    #[must_use]
    pub fn seconds(&self, bits_per_second: u64, round_trip_ms: u64) -> u64 {
        let transfer_ms = self.bytes.saturating_mul(8_000) / bits_per_second.max(1);
        transfer_ms.saturating_add(self.requests.saturating_mul(round_trip_ms)).div_ceil(1_000).max(1)
    }
}

impl Applications {
    /// What [`Applications::queue`] would send now, and what stands in its way. Changes nothing.
    pub fn review(&self, id: ApplicationId) -> Result<Review, ApplicationsError> {
        let known = self.known()?;
        let (record, definition, answers, pages) = self.0.context.unlocked.with(|session| {
            let record = record::load(session, id)?;
            if !record.is_editable() {
                return Err(ApplicationsError::WrongState);
            }
            let definition = record::form(session, id, &record, self.0.context.app_version)?;
            let answers = record::answers(session, id, &definition)?;
            Ok((record, definition, answers, record::pages(session, Some(id))?))
        })?;
        let answers = filled(&record, &definition, &known.facts, &answers);
        let pages = sent_pages(&definition, &answers, pages);
        let problems = definition.check(&answers, &counts(&pages), &known.facts);
        // Base64 in the JSON of the last request.
        let submission = (answers.encode().len() as u64 + 512 + 96 * pages.len() as u64) * 4 / 3;
        let parts: u64 = pages.iter().map(|page| count_parts(page.meta.bytes + SEALING)).sum();
        // Without papers, one asks whether there is a connection.
        let requests = parts + (pages.len() as u64).max(1) + 1;
        let files: u64 = pages.iter().map(|page| page.meta.bytes + SEALING).sum();
        Ok(Review {
            can_queue: problems.iter().all(|problem| problem.severity != Severity::Error),
            problems,
            statement: definition.statement.clone(),
            face: record.face_step(definition.presence),
            papers: pages
                .into_iter()
                .map(|page| HeldPaper { kind: page.kind, page: page.page, bytes: page.meta.bytes })
                .collect(),
            bytes: submission + files + requests * REQUEST,
            requests,
        })
    }
}

/// The pages that are sent: those of papers that the answers ask for, in the order of the form.
pub(super) fn sent_pages(definition: &Definition, answers: &Answers, pages: Vec<Page>) -> Vec<Page> {
    let asked = definition.visible_attachments(answers);
    let place = |page: &Page| asked.iter().position(|attachment| attachment.kind == page.kind);
    let mut sent: Vec<_> = pages.into_iter().filter(|page| place(page).is_some()).collect();
    sent.sort_by_key(|page| (place(page), page.page));
    sent
}

/// How many pages of each kind there are.
pub(super) fn counts(pages: &[Page]) -> Vec<AttachmentCount> {
    let mut counts: Vec<AttachmentCount> = Vec::new();
    for page in pages {
        match counts.iter_mut().find(|count| count.kind == page.kind) {
            Some(count) => count.pages += 1,
            None => counts.push(AttachmentCount { kind: page.kind.clone(), pages: 1 }),
        }
    }
    counts
}
