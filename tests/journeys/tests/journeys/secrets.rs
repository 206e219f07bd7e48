//! At no step does the phone's disk contain personal data in clear.
//!
//! A search that finds nothing is evidence only if it can find the data. The test therefore also stores what was sent
//! to and from the service in clear, in a folder beside the phone's data. The same search must find everything there.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use ikd_core::{
    applications::{ApplicationId, Applications, LeftReason, Paper, ReturnReason},
    registration::FormShape,
    service::{HttpRequest, Transport, TransportFuture},
};
use ikd_journeys::{Applicant, Interceptor, Phone, World};

/// A label, and the bytes to search for.
type Needle = (&'static str, Vec<u8>);

/// Length of a portrait piece in bytes: long enough to exclude a match by chance.
const PIECE: usize = 32;

/// The data that a person enters, in the bytes that are sent; for the portrait, a piece of its start, middle and end.
fn needles(applicant: &Applicant, name: &str) -> Vec<Needle> {
    let portrait = Phone::portrait();
    let piece = |at: usize| portrait[at..at + PIECE].to_vec();
    vec![
        ("NIK", applicant.input.nik.clone().into_bytes()),
        ("name", name.as_bytes().to_vec()),
        ("address for mail", applicant.email.clone().into_bytes()),
        ("phone number", b"+6281234567890".to_vec()),
        ("portrait, its start", piece(0)),
        ("portrait, its middle", piece(portrait.len() / 2)),
        ("portrait, its end", piece(portrait.len() - PIECE)),
    ]
}

/// The needles found in the files of the folder, each with the file's name, and the total size of the files in bytes.
fn found_in(folder: &Path, needles: &[Needle]) -> (Vec<(&'static str, String)>, usize) {
    let (mut found, mut size) = (Vec::new(), 0);
    for entry in fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable")) {
        if entry.path().is_dir() {
            let (more, inner) = found_in(&entry.path(), needles);
            found.extend(more);
            size += inner;
            continue;
        }
        let bytes = fs::read(entry.path()).expect("readable");
        size += bytes.len();
        for (what, needle) in needles {
            if bytes.windows(needle.len()).any(|window| window == needle) {
                found.push((*what, entry.file_name().to_string_lossy().into_owned()));
            }
        }
    }
    (found, size)
}

/// A network that records the bodies of requests and answers.
struct Recorder(Arc<Mutex<Vec<u8>>>);

impl Interceptor for Recorder {
    fn send<'a>(&'a self, request: HttpRequest, network: &'a dyn Transport) -> TransportFuture<'a> {
        self.0.lock().unwrap().extend(&request.body);
        Box::pin(async move {
            let answer = network.send(request).await?;
            self.0.lock().unwrap().extend(&answer.body);
            Ok(answer)
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_nik_name_address_or_photo_reaches_the_disk_in_clear() {
    let world = World::new().await;
    let applicant = world.adult();
    let needles = needles(&applicant, &world.population().adult().name);
    let carried = Arc::new(Mutex::new(Vec::new()));
    let mut phone = world.new_phone("a");
    phone.restart_behind(Arc::new(Recorder(carried.clone())));
    let check = |phone: &Phone, when: &str, holds: usize| {
        let (found, size) = found_in(&phone.data_dir(), &needles);
        assert!(found.is_empty(), "{when}: {found:?}");
        assert!(size >= holds, "{when}: searched {size} bytes, expected at least {holds}");
    };
    let portrait = Phone::portrait().len();
    phone.fill_in(&applicant, FormShape::Long);
    phone.take_selfie();
    check(&phone, "after the selfie", portrait);
    phone.submit().await;
    phone.pair().await;
    phone.be_approved().await;
    check(&phone, "after approval", 1);
    phone.activate(&applicant).await;
    phone.create_pin().await;
    phone.app().documents().sync().await.expect("documents arrive");
    check(&phone, "with documents", 1);
    phone.app().lock().lock().expect("locks");
    check(&phone, "locked", 1);

    let in_clear = phone.data_dir().with_file_name("in clear");
    fs::create_dir_all(&in_clear).expect("a folder");
    fs::write(in_clear.join("carried"), &*carried.lock().unwrap()).expect("written");
    let (found, _) = found_in(&in_clear, &needles);
    let all: Vec<_> = needles.iter().map(|(what, _)| (*what, "carried".to_owned())).collect();
    assert_eq!(found, all, "the search does not find what went over the network");
}

/// Number and issuer of the letter of an application.
const LETTER: [&str; 2] = ["LAB/RAHASIA/2026/12", "RS CONTOH YANG TIDAK BOLEH TERBACA"];
const LETTER_FIELDS: [&str; 2] = ["surat_nomor", "surat_penerbit"];

/// Answers everything, and adds a page of each paper.
fn fill_in(world: &World, applications: &Applications, id: ApplicationId, paper: &[u8]) {
    let today = world.today().iso();
    let letter = LETTER_FIELDS.into_iter().zip(LETTER);
    for (key, text) in letter.chain([("golongan_baru", "3"), ("surat_tanggal", &today)]) {
        applications.set(id, key, text).expect("taken");
    }
    for kind in applications.open(id).expect("opens").open_papers {
        applications.attach(id, &kind, 1, Paper { jpeg: paper }).expect("attached");
    }
}

fn of_letter(paper: &[u8]) -> [Needle; 4] {
    [
        ("number of the letter", LETTER[0].as_bytes().to_vec()),
        ("issuer of the letter", LETTER[1].as_bytes().to_vec()),
        ("paper", paper[paper.len() / 2..][..PIECE].to_vec()),
        ("service", b"golongan".to_vec()),
    ]
}

/// The same in clear, as an open app gives it.
fn as_shown(applications: &Applications, id: ApplicationId) -> Vec<u8> {
    let contents = applications.open(id).expect("opens");
    let text = |key: &str| contents.answers.get(key).expect("kept").to_text().into_bytes();
    let mut known: Vec<u8> = LETTER_FIELDS.into_iter().flat_map(text).collect();
    known.extend(contents.application.service.as_bytes());
    for page in &contents.papers {
        known.extend(applications.paper(id, &page.kind, page.page).expect("kept").iter());
    }
    known
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_application_is_on_the_disk_in_clear_while_it_waits_and_after_it_was_sent() {
    let world = World::new().await;
    let carried = Arc::new(Mutex::new(Vec::new()));
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone.restart_behind(Arc::new(Recorder(carried.clone())));
    phone.unlock().await;
    let applications = phone.app().applications().clone();
    let id = applications.start("golongan-darah").expect("a draft begins");
    let paper = Phone::portrait();
    fill_in(&world, &applications, id, paper);
    let of_form = of_letter(paper);
    let check = |phone: &Phone, when: &str, needles: &[Needle]| {
        let (found, size) = found_in(&phone.data_dir(), needles);
        assert!(found.is_empty(), "{when}: {found:?}");
        assert!(size >= paper.len(), "{when}: searched {size} bytes");
    };
    check(&phone, "as a draft", &of_form);
    phone.verify_user().await;
    applications.queue(id).expect("queued");
    phone.app().lock().lock().expect("locks");
    check(&phone, "queued", &of_form);
    let report = applications.send_queued(false).await.expect("sent with the vault locked");
    assert_eq!(report.sent, [id]);
    let office = world.sandbox.office().applications().expect("the list");
    let of_receipt = [("number of the application", office[0].number.clone().into_bytes())];
    let waits = phone.data_dir().join("outbox");
    assert!(fs::read_dir(&waits).expect("readable").count() > 0, "the receipt waits in the outbox");
    check(&phone, "sent, before the next unlock", &of_form);
    check(&phone, "sent, before the next unlock", &of_receipt);
    phone.unlock().await;
    check(&phone, "with the receipt in the vault", &of_receipt);
    assert!(applications.open(id).expect("opens").application.receipt.is_some());

    // The same search finds each of them where it is in clear: beside the phone's data, as the phone knows it.
    let in_clear = phone.data_dir().with_file_name("in clear");
    fs::create_dir_all(&in_clear).expect("a folder");
    let mut known = as_shown(&applications, id);
    let receipt = applications.list().expect("the list")[0].receipt.clone().expect("a receipt");
    known.extend(receipt.number.as_bytes());
    fs::write(in_clear.join("known"), known).expect("written");
    let needles: Vec<Needle> = of_form.into_iter().chain(of_receipt).collect();
    let all: Vec<_> = needles.iter().map(|(what, _)| (*what, "known".to_owned())).collect();
    assert_eq!(found_in(&in_clear, &needles).0, all, "the search does not find what is in clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_application_is_on_the_disk_in_clear_while_it_is_photographed_cancelled_or_returned() {
    let world = World::new().await;
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    let applications = phone.app().applications().clone();
    // The folder of the key store too.
    let home = phone.data_dir().parent().expect("the home of the phone").to_owned();
    let photograph = Phone::portrait();
    let photographed = ikd_core::papers::Paper::of(photograph).expect("a picture");
    let paper = photographed.jpeg();
    let mut needles: Vec<Needle> = of_letter(paper).into();
    let small = photographed.preview(300);
    needles.push(("photograph", photograph[photograph.len() / 2..][..PIECE].to_vec()));
    let refused = "surat_tanggal";
    needles.push(("refused field", refused.as_bytes().to_vec()));
    needles.push(("preview", small[small.len() / 2..][..PIECE].to_vec()));
    let check = |when: &str, holds: usize| {
        let (found, size) = found_in(&home, &needles);
        assert!(found.is_empty(), "{when}: {found:?}");
        assert!(size >= holds, "{when}: searched {size} bytes");
    };
    check("while the paper is photographed", 1);
    let id = applications.start("golongan-darah").expect("a draft begins");
    fill_in(&world, &applications, id, paper);
    check("as a draft", paper.len());
    let kind = applications.open(id).expect("opens").papers[0].kind.clone();
    applications.detach(id, &kind, 1).expect("removed");
    check("with its paper removed", 1);
    applications.attach(id, &kind, 1, Paper { jpeg: paper }).expect("attached");
    let known = as_shown(&applications, id);

    phone.verify_user().await;
    applications.queue(id).expect("queued");
    check("queued", 2 * paper.len());
    applications.cancel_queued(id).expect("it has not left");
    check("cancelled", paper.len());
    applications.queue(id).expect("queued");
    phone.app().lock().lock().expect("locks");

    // For the service, the letter is of the day after tomorrow.
    world.sandbox.control().advance_clock(-2 * 86_400);
    let report = applications.send_queued(false).await.expect("sent with the vault locked");
    assert_eq!(report.left.first().map(|left| left.why), Some(LeftReason::Returned), "{report:?}");
    // Which answer is wrong waits in the outbox, sealed to the vault.
    check("refused, before the next unlock", 2 * paper.len());
    phone.unlock().await;
    let returned = applications.list().expect("the list")[0].returned.clone();
    let Some(ReturnReason::Invalid(faults)) = returned else { panic!("{returned:?}") };
    assert_eq!(faults.first().and_then(|fault| fault.field.as_deref()), Some(refused));
    check("returned", paper.len());
    applications.discard(id).expect("a draft");
    check("discarded", 1);

    // The same search finds each of them where it is in clear.
    let in_clear = home.with_file_name("in clear");
    fs::create_dir_all(&in_clear).expect("a folder");
    fs::write(in_clear.join("known"), [&known, photograph, refused.as_bytes(), &small].concat())
        .expect("written");
    let all: Vec<_> = needles.iter().map(|(what, _)| (*what, "known".to_owned())).collect();
    assert_eq!(found_in(&in_clear, &needles).0, all, "the search does not find what is in clear");
}
