//! Filling in, papers, review and queueing, without a network.

use ikd_proof::{application::Submission, testing::reader_key};

use super::{
    super::*,
    phone::{ANSWERS, PAPER, Phone, SERVICE_KEYS, pages},
};
use crate::{
    platform::{Keystore as _, KeystoreSigner},
    vault::VaultError,
};

#[test]
fn a_draft_begins_with_what_the_documents_say_and_locks_it() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = app.applications.start("golongan-darah").unwrap();
    let contents = app.applications.open(id).unwrap();
    let text = |key: &str| contents.answers.get(key).map(|value| value.to_text());
    assert_eq!(text("golongan_semula"), Some("4".to_owned()));
    assert!(contents.answers.len() >= 3 && contents.locked.contains(&"golongan_semula".to_owned()));
    assert_eq!(app.applications.set(id, "golongan_semula", "1"), Err(AnswerError::Locked));
    assert_eq!(app.applications.set(id, "hobby", "1"), Err(AnswerError::UnknownField));
    assert!(matches!(app.applications.set(id, "surat_tanggal", "soon"), Err(AnswerError::Value(_))));
}

#[test]
fn a_text_that_is_no_value_removes_the_answer_before() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = app.applications.start("golongan-darah").unwrap();
    let dated = || app.applications.open(id).unwrap().answers.get("surat_tanggal").is_some();
    app.applications.set(id, "surat_tanggal", "2026-01-02").unwrap();
    assert!(dated());
    assert!(matches!(app.applications.set(id, "surat_tanggal", "2026-02-31"), Err(AnswerError::Value(_))));
    assert!(!dated());
}

#[test]
fn every_answer_and_page_is_kept_when_the_process_is_killed() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    drop(app);
    let app = phone.unlocked();
    let contents = app.applications.open(id).unwrap();
    for (key, text) in &ANSWERS[1..] {
        assert_eq!(contents.answers.get(key).unwrap().to_text(), *text);
    }
    assert_eq!(contents.papers.len(), 2);
    assert_eq!(app.applications.paper(id, PAPER, 2).unwrap().to_vec(), pages()[1]);
    assert_eq!(app.state(id), "draft");
}

#[test]
fn set_all_sets_all_or_none_and_names_the_refused_field() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = app.applications.start("golongan-darah").unwrap();
    let (key, _) = app.applications.set_all(id, &[("surat_nomor", "1"), ("surat_tanggal", "x")]).unwrap_err();
    assert_eq!(key, "surat_tanggal");
    assert!(app.applications.open(id).unwrap().answers.get("surat_nomor").is_none());
}

#[test]
fn an_eleventh_draft_is_refused() {
    let phone = Phone::new();
    let app = phone.unlocked();
    for _ in 0..MAX_DRAFTS {
        app.applications.start("golongan-darah").unwrap();
    }
    assert_eq!(app.applications.start("golongan-darah"), Err(StartError::TooMany));
}

#[test]
fn papers_outside_the_form_and_damaged_ones_are_refused() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = app.applications.start("golongan-darah").unwrap();
    let [page, _] = pages();
    let attach = |kind: &str, number, jpeg: &[u8]| app.applications.attach(id, kind, number, Paper { jpeg });
    assert_eq!(attach("kk", 1, &page), Err(AttachError::UnknownKind));
    assert_eq!(attach(PAPER, 0, &page), Err(AttachError::NoSuchPage { max: 2 }));
    assert_eq!(attach(PAPER, 3, &page), Err(AttachError::NoSuchPage { max: 2 }));
    assert_eq!(attach(PAPER, 1, &page[..page.len() / 2]), Err(AttachError::NotAJpeg));
    let max = ikd_proof::application::MAX_ATTACHMENT;
    assert_eq!(attach(PAPER, 1, &vec![0; max + 1]), Err(AttachError::TooLarge { max }));
    assert_eq!(attach(PAPER, 1, &page), Ok(()));
    app.applications.detach(id, PAPER, 1).unwrap();
    assert!(app.applications.open(id).unwrap().papers.is_empty());
}

/// A complete JPEG of some 400 KB: comments make it long.
fn large_page() -> Vec<u8> {
    let [mut page, _] = pages();
    let end = page.len() - 2;
    let comment = [[0xff, 0xfe, 0xff, 0xff].as_slice(), &vec![b'x'; 0xfffd]].concat();
    page.splice(end..end, comment.repeat(6));
    page
}

#[test]
fn the_papers_of_all_drafts_together_take_at_most_twenty_megabytes() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let page = large_page();
    let (mut held, mut refused) = (0, None);
    'all: for _ in 0..MAX_DRAFTS {
        let id = app.applications.start("kelahiran").unwrap();
        for asked in app.applications.open(id).unwrap().definition.attachments {
            for number in 1..=asked.pages {
                match app.applications.attach(id, &asked.kind, number, Paper { jpeg: &page }) {
                    Ok(()) => held += page.len() as u64,
                    Err(error) => {
                        refused = Some((id, asked.kind, number, error));
                        break 'all;
                    }
                }
            }
        }
    }
    let (id, kind, number, error) = refused.unwrap();
    assert_eq!(error, AttachError::NoRoom);
    assert!(held <= MAX_PAPER_BYTES && held + page.len() as u64 > MAX_PAPER_BYTES);
    // A small one still fits, and may replace itself.
    let [small, other] = pages();
    assert_eq!(app.applications.attach(id, &kind, number, Paper { jpeg: &small }), Ok(()));
    assert_eq!(app.applications.attach(id, &kind, number, Paper { jpeg: &other }), Ok(()));
}

#[test]
fn an_incomplete_form_is_not_queued_and_a_review_says_why() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    assert!(app.applications.review(id).unwrap().can_queue);
    app.applications.set(id, "surat_nomor", "").unwrap();
    let review = app.applications.review(id).unwrap();
    assert!(!review.can_queue);
    assert_eq!(app.applications.queue(id), Err(QueueError::Invalid(review.problems)));
    assert!(phone.outbox_files().is_empty());
}

#[test]
fn a_review_states_what_is_sent_and_how_long_it_takes() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    let review = app.applications.review(id).unwrap();
    let papers: u64 = pages().iter().map(|page| page.len() as u64).sum();
    assert!(review.bytes > papers && review.papers.len() == 2);
    let ms = review.bytes * 8_000 / 50_000 + review.requests * 1_000;
    assert_eq!(review.seconds(50_000, 1_000), ms.div_ceil(1_000));
}

#[test]
fn from_a_minute_on_the_estimate_for_a_slow_network_is_whole_minutes() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    let review = app.applications.review(id).unwrap();
    let estimated = |requests| Review { bytes: 0, requests, ..review.clone() }.slow_seconds();
    assert_eq!([59, 60, 61].map(estimated), [59, 60, 120]);
}

#[test]
fn queueing_needs_the_user_verified_within_two_minutes() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    phone.hardware.clock.advance_ms(120_000);
    assert_eq!(app.applications.queue(id), Err(QueueError::StepUpRequired));
    app.lock();
    assert_eq!(app.applications.queue(id), Err(VaultError::Locked.into()));
    assert!(phone.outbox_files().is_empty());
}

#[test]
fn what_is_queued_is_signed_by_the_device_key_and_opened_by_the_service_alone() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    app.applications.queue(id).unwrap();
    assert_eq!(app.state(id), "queued");
    let folder = phone.outbox().join(format!("{}.1", id_text(id)));
    let sealed = std::fs::read(folder.join("sealed")).unwrap();
    let keystore = phone.hardware.keystore.clone();
    assert!(keystore.public_key(super::phone::DEVICE_KEY).is_ok());
    let device = KeystoreSigner::load(keystore, super::phone::DEVICE_KEY).unwrap();
    let device = ikd_proof::Signer::public_key(&device);
    let submission = Submission::open(&sealed, &reader_key(SERVICE_KEYS[0]), &device).unwrap();
    assert_eq!((submission.id, submission.revision), (id, 1));
    assert_eq!(submission.based_on.len(), 2);
    let files = submission
        .attachments
        .iter()
        .map(|sent| std::fs::read(folder.join(digest::Digest(sent.sha256).to_text())));
    let opened: Vec<_> = files
        .map(|file| {
            ikd_proof::application::open_attachment(&file.unwrap(), &reader_key(SERVICE_KEYS[0]))
                .unwrap()
                .to_vec()
        })
        .collect();
    assert_eq!(opened, pages());
}

#[test]
fn the_outbox_shows_nothing_of_the_answers() {
    let phone = Phone::new();
    let _ = phone.with_queued();
    let mut bytes = Vec::new();
    for file in phone.outbox_files() {
        bytes.extend(std::fs::read(phone.outbox().join(file)).unwrap());
    }
    let shows = |needle: &str| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    // The control: the alias of the device key is there in clear.
    assert!(shows("ikd.device."));
    assert!(!shows("RAHASIA") && !shows("Sehat") && !shows("9901011708900001") && !shows("golongan"));
}

#[test]
fn a_second_application_for_the_same_service_and_person_is_not_queued() {
    let phone = Phone::new();
    let (app, first) = phone.with_draft();
    app.applications.queue(first).unwrap();
    let second = app.draft();
    assert_eq!(app.applications.queue(second), Err(QueueError::Duplicate(first)));
    app.applications.cancel_queued(first).unwrap();
    assert_eq!(app.applications.queue(second), Ok(()));
}

#[test]
fn a_queued_application_is_not_changed_and_a_cancelled_one_is_a_draft_again() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    app.applications.queue(id).unwrap();
    let wrong = Err(AnswerError::Other(ApplicationsError::WrongState));
    assert_eq!(app.applications.set(id, "surat_nomor", "2"), wrong);
    assert_eq!(app.applications.discard(id), Err(DiscardError::Open));
    app.applications.cancel_queued(id).unwrap();
    assert_eq!((app.state(id), app.get(id).revision), ("draft", 2));
    assert!(phone.outbox_files().is_empty());
    assert_eq!(app.applications.set(id, "surat_nomor", "2"), Ok(()));
    app.applications.discard(id).unwrap();
    assert!(app.applications.list().unwrap().is_empty());
    assert!(app.applications.paper(id, PAPER, 1).is_err());
}

#[test]
fn a_draft_that_nobody_changed_for_ninety_days_is_erased_only_when_the_time_is_known() {
    let phone = Phone::new();
    let (app, id) = phone.with_draft();
    drop(app);
    phone.hardware.clock.advance_ms(91 * 86_400_000);
    let app = phone.unlocked();
    assert_eq!(app.state(id), "draft");
    let reading = app.context.clock.reading();
    let wall = reading.unwrap().wall_ms / 1000;
    app.context.clock.learn(wall, reading, 1);
    app.lock();
    app.unlock();
    assert!(app.applications.list().unwrap().is_empty());
}

#[test]
fn a_draft_has_the_deadline_of_its_form() {
    let phone = Phone::new();
    let app = phone.unlocked();
    let id = app.applications.start("kelahiran").unwrap();
    let ServiceForm::Ready(form) = app.applications.form("kelahiran").unwrap() else { panic!("readable") };
    let check = form.checks.iter().find(|check| check.name == ikd_proof::form::CheckName::DaysSince).unwrap();
    assert_eq!(check.numbers, [60]);
    app.applications.set(id, &check.fields[0], "2026-11-01").unwrap();
    let notices = app.applications.notices().unwrap();
    let until = ikd_proof::testing::date("2026-12-31");
    assert_eq!(
        notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(),
        [NoticeKind::Deadline { until, passed: false }]
    );
}
