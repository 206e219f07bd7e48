//! Sealed attachments: each one is sent once, in pieces, whatever happens in between.

use serde_json::json;

use super::applicant::{blood, picture, sandbox};
use crate::{Mark, MarkCode, Part, secret::encode};

#[tokio::test]
async fn a_file_goes_on_where_it_stopped_and_a_known_one_says_that_it_is_here() {
    let sandbox = sandbox().await;
    let applicant = blood(&sandbox).await;
    let sealed = applicant.pages[0].2.clone();
    let path = applicant.file(&sealed);
    assert_eq!(applicant.phone.send("HEAD", &path, None, &[]).await.status, 404);
    let got = applicant.announce(&sealed).await;
    assert_eq!((got.status, got.json()), (201, json!({"offset": 0})));
    assert_eq!(applicant.phone.piece(&path, 0, &sealed[..1000], false).await.status, 204);
    let head = applicant.phone.send("HEAD", &path, None, &[]).await;
    let length = sealed.len().to_string();
    assert_eq!((head.header("upload-offset"), head.header("upload-length")), ("1000", length.as_str()));
    assert_eq!(head.header("upload-complete"), "?0");
    let got = applicant.announce(&sealed).await;
    assert_eq!((got.status, got.json()), (200, json!({"offset": 1000})));
    let wrong = applicant.phone.piece(&path, 0, &sealed[..1000], false).await;
    assert_eq!((wrong.problem().as_str(), &wrong.json()["offset"]), ("offset-mismatch", &json!(1000)));
    assert_eq!(applicant.phone.piece(&path, 1000, &sealed[1000..], true).await.status, 204);
    let last = applicant.phone.piece(&path, 1000, &sealed[1000..], true).await;
    assert_eq!((last.status, last.header("upload-offset")), (204, length.as_str()), "the answer was lost");
    let head = applicant.phone.send("HEAD", &path, None, &[]).await;
    assert_eq!(head.header("upload-complete"), "?1");
    let got = applicant.announce(&sealed).await;
    assert_eq!((got.status, got.json()["offset"].to_string()), (200, length));
}

#[tokio::test]
async fn a_damaged_file_starts_from_zero() {
    let sandbox = sandbox().await;
    let applicant = blood(&sandbox).await;
    let sealed = applicant.pages[0].2.clone();
    let path = applicant.file(&sealed);
    applicant.announce(&sealed).await;
    let mut damaged = sealed.clone();
    damaged[100] ^= 1;
    assert_eq!(applicant.phone.piece(&path, 0, &damaged, true).await.problem(), "digest-mismatch");
    let head = applicant.phone.send("HEAD", &path, None, &[]).await;
    assert_eq!(head.header("upload-offset"), "0");
}

#[tokio::test]
async fn a_file_of_an_earlier_revision_is_not_sent_again() {
    let sandbox = sandbox().await;
    let mut applicant = blood(&sandbox).await;
    applicant.sent().await;
    let (office, id) = (sandbox.office(), applicant.id());
    let sealed = applicant.pages[0].2.clone();
    assert_eq!(applicant.announce(&sealed).await.status, 200, "a known one is told in every state");
    let other = picture(77);
    let mut new = applicant.pages.clone();
    applicant.attach("surat-golongan-darah", &other);
    let extra = applicant.pages.pop().expect("just attached").2;
    let refused = applicant.announce(&extra).await;
    assert_eq!(
        (refused.problem().as_str(), &refused.json()["state"]),
        ("state-conflict", &json!("received"))
    );
    office.review_application(&id).expect("reviewed");
    let item = Mark {
        part: Part::Attachment("surat-golongan-darah".to_owned()),
        code: MarkCode::Incomplete,
        note: None,
    };
    office.ask_for_correction(&id, vec![item], None).expect("asked");
    new.push(("surat-golongan-darah".to_owned(), 2, extra.clone()));
    (applicant.pages, applicant.revision) = (new, 2);
    applicant.fill(&[]);
    assert_eq!(applicant.put().await.json()["missing"], json!([encode(&crate::secret::sha256(&extra))]));
    applicant.upload(&extra).await;
    assert_eq!(applicant.put().await.status, 200);
}

#[tokio::test]
async fn a_file_has_one_length_within_the_limits() {
    let sandbox = sandbox().await;
    let applicant = blood(&sandbox).await;
    let sealed = applicant.pages[0].2.clone();
    let path = applicant.file(&sealed);
    let length = async |length: usize| applicant.phone.post(&path, &json!({"length": length})).await;
    assert_eq!(length(0).await.problem(), "malformed");
    assert_eq!(length(400 * 1024 + 257).await.problem(), "too-large");
    assert_eq!(length(sealed.len()).await.status, 201);
    assert_eq!(length(sealed.len() + 1).await.problem(), "malformed");
    assert_eq!(
        applicant.phone.piece(&path, 0, &sealed, false).await.problem(),
        "malformed",
        "it is the last"
    );
}

#[tokio::test]
async fn a_phone_keeps_no_more_than_120_files_here() {
    let sandbox = sandbox().await;
    let applicant = blood(&sandbox).await;
    let announce = async |number: u8| {
        let path = format!("{}/files/{}", applicant.path(), encode(&[number; 32]));
        applicant.phone.post(&path, &json!({"length": 1})).await
    };
    for number in 0..120 {
        assert_eq!(announce(number).await.status, 201, "{number}");
    }
    assert_eq!(announce(120).await.problem(), "too-large");
}

#[tokio::test]
async fn a_phone_keeps_no_more_than_twenty_megabytes_here() {
    let sandbox = sandbox().await;
    let applicant = blood(&sandbox).await;
    let announce = async |number: u8| {
        let path = format!("{}/files/{}", applicant.path(), encode(&[number; 32]));
        applicant.phone.post(&path, &json!({"length": 400 * 1024})).await
    };
    for number in 0..51 {
        assert_eq!(announce(number).await.status, 201, "{number}");
    }
    assert_eq!(announce(51).await.problem(), "too-large");
    let service = &sandbox.control().0;
    let kept = |account: &[u8; 16]| {
        let files: Result<_, crate::StoreError> = service.store.run(|tx| tx.application_files_of(account));
        files.expect("read").0
    };
    let nik = applicant.person.nik.as_u64();
    let account: Result<_, crate::StoreError> = service.store.run(|tx| tx.account_of(nik));
    let account = account.expect("read").expect("an account").id;
    assert_eq!(kept(&account), 51);
    let month = service.clock.now() + 31 * 24 * 3600;
    let swept: Result<_, crate::StoreError> = service.store.run(|tx| crate::application::sweep(tx, month));
    swept.expect("swept");
    assert_eq!(kept(&account), 0, "nobody waits for them");
}
