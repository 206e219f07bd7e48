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
