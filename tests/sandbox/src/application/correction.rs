//! A correction: for how long it is asked for, and that nothing changes but what it asks for.

use std::collections::BTreeMap;

use ikd_proof::{
    application::{SentAttachment, Submission},
    form::{Definition, Facts},
};

use super::{
    Correction, DAY, Difference, Mark, MarkCode, Part,
    submission::{self, Opened},
};
use crate::{
    service::Service,
    store::{Application, PhotoOf, StoreError, Tx, file_id},
};

/// Days for a correction where neither officer nor form says it.
const USUAL_DAYS: u64 = 14;

/// Days for a correction where the officer does not say it.
pub(crate) fn days(definition: &Definition) -> u64 {
    definition.correction_days.map_or(USUAL_DAYS, u64::from)
}

/// Asks for a correction because the record changed.
pub(crate) fn record_changed(opened: &Opened, differences: Vec<Difference>, now: u64) -> Correction {
    let mark = |difference: &Difference| Mark {
        part: Part::Field(difference.field.clone()),
        code: MarkCode::RecordChanged,
        note: None,
    };
    let until = now + days(&opened.form.definition) * DAY;
    Correction { until, items: differences.iter().map(mark).collect(), differences }
}

/// The parts of a correction that differ from the revision before though nobody marked them.
///
/// What the form computes or takes from the record is compared with the record instead. A part that the revision
/// before did not show is open: a corrected answer may show it. So is one that was left empty, after the person moved
/// to a newer form, which may require it.
pub(crate) fn changed_unmarked(
    service: &Service,
    tx: &Tx<'_>,
    before: &Application,
    opened: &Opened,
    facts: &Facts,
) -> Result<Vec<Part>, StoreError> {
    let earlier = submission::kept(service, tx, before)?.ok_or(StoreError::Unreadable)?;
    let correction = before.detail.correction.as_ref().ok_or(StoreError::Unreadable)?;
    let unmarked = |part: &Part| !correction.items.iter().any(|mark| mark.part == *part);
    let (definition, answers) = (&opened.form.definition, &opened.answers);
    // The person may have moved to a newer form meanwhile.
    let sent = definition.migrate(&earlier.answers);
    let same_form = earlier.submission.definition == opened.submission.definition;
    let shown = earlier.form.definition.visible(&earlier.answers);
    let closed = |key: &str| sent.get(key).is_some() || (same_form && shown.contains(key));
    let visible = definition.visible(answers);
    let mut changed: Vec<_> = definition
        .fields()
        .filter(|field| visible.contains(field.key.as_str()))
        .filter(|field| closed(&field.key) && answers.get(&field.key) != sent.get(&field.key))
        .filter(|field| !definition.is_locked(field, facts, answers))
        .map(|field| Part::Field(field.key.clone()))
        .filter(unmarked)
        .collect();
    let asked = |kind: &str| {
        let mut earlier = earlier.form.definition.visible_attachments(&earlier.answers).into_iter();
        same_form && earlier.any(|attachment| attachment.kind == kind)
    };
    for attachment in definition.visible_attachments(answers) {
        let part = Part::Attachment(attachment.kind.clone());
        let pictures = |submission: &Submission| pictures(service, tx, before, submission, &attachment.kind);
        let sent = pictures(&earlier.submission)?;
        let closed = !sent.is_empty() || asked(&attachment.kind);
        if unmarked(&part) && closed && sent != pictures(&opened.submission)? {
            changed.push(part);
        }
    }
    Ok(changed)
}

/// The pages of a kind by their numbers, opened: a phone seals each revision anew, so the sealed bytes always differ.
fn pictures(
    service: &Service,
    tx: &Tx<'_>,
    application: &Application,
    submission: &Submission,
    kind: &str,
) -> Result<BTreeMap<u64, Option<Vec<u8>>>, StoreError> {
    let pages = submission.attachments.iter().filter(|page| page.kind == kind);
    let open = |page: &SentAttachment| {
        let file = file_id(&application.account, &application.id, &page.sha256);
        let sealed = tx.photo_bytes(PhotoOf::ApplicationFile(file))?;
        Ok((page.page, submission::picture(service, &sealed)))
    };
    pages.map(open).collect()
}
