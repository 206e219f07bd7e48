//! Each request of an application, from the forms to the documents, goes wrong once, in each way in which a network or
//! a phone fails. The application is completed all the same, once, and the phone ends as it does on a good network.
//!
//! One phone is registered, and the journey is rehearsed on a good network. At the start of each stage, service and
//! phone are stopped and copied: a run with a fault begins there, and goes on to the end.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use ikd_core::{
    applications::{StateKind, WithdrawError},
    documents::Documents,
};
use ikd_journeys::{FaultyNetwork, Interruption, NetworkFault, Snapshot, hurry_time};
use ikd_proof::document::{Body, DocumentType};
use ikd_sandbox::{CutPoint, Mark, MarkCode, Part};

use super::*;

/// Calls for one step, after which it has failed. A fault costs one, and one is given up by the journey itself.
const CALLS: usize = 4;
/// Bytes of the first part of an upload.
const PART: usize = 4 * 1024;
/// More bytes than sealing adds to a paper.
const SEAL: usize = 256;
const SERVICE: &str = "golongan-darah";
/// A service without papers.
const SECOND: &str = "cetak-biodata";

/// A part of the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// A newer form arrives, and the first revision is sent. It is interrupted within its paper.
    FirstRevision,
    /// The officer asks for a correction, which is sent as the second revision.
    Correction,
    /// It is issued and the documents arrive. Another application is sent and withdrawn.
    Documents,
}

const STAGES: [Stage; 3] = [Stage::FirstRevision, Stage::Correction, Stage::Documents];

/// The journey on a good network.
struct Rehearsal {
    /// Phone and service at the start of each stage, and the requests of the stage.
    stages: Vec<(Snapshot, Vec<String>)>,
    end: End,
    /// Of each stage.
    kept: Vec<Kept>,
}

/// What phone and service have at the end.
#[derive(Debug, PartialEq, Eq)]
struct End {
    /// Of each application on the phone: service, history, revision of its receipt, papers.
    phone: Vec<(String, Vec<StateKind>, Option<u64>, usize)>,
    /// What still waits in the outbox.
    waits: usize,
    /// Type, person and version of each document on the phone.
    documents: Vec<(DocumentType, String, u64)>,
    /// The blood type on the KTP, and that of the application.
    blood: (u64, u64),
    /// Of each application at the service: state and revision.
    service: Vec<(ApplicationState, u64)>,
}

/// What the service has after a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kept {
    applications: u64,
    files: u64,
}

/// The rehearsal, which the tests share. Its files are erased when no test uses them any more.
fn rehearsal() -> Arc<Rehearsal> {
    static SHARED: Mutex<Weak<Rehearsal>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(rehearsal) = shared.upgrade() {
        return rehearsal;
    }
    // On a thread of its own: a test is inside a runtime.
    let made = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        runtime.block_on(rehearse())
    });
    let made = Arc::new(made.join().expect("the rehearsal succeeds"));
    *shared = Arc::downgrade(&made);
    made
}

async fn rehearse() -> Rehearsal {
    let world = World::on_disk().await;
    let mut phone = world.new_phone("a");
    phone.weak_kdf = true;
    phone.register(&world.adult()).await;
    phone.kill();
    world.sandbox.control().raise_form(SERVICE, true, |_| {}).expect("raised");
    let mut snapshot = world.stop().await;
    let (mut stages, mut kept) = (Vec::new(), Vec::new());
    for stage in STAGES {
        let mut run = Run::start(&snapshot, None).await;
        kept.push(run.go_through(stage).await);
        stages.push((snapshot, run.network.requests()));
        if stage == Stage::Documents {
            let end = run.end();
            return Rehearsal { stages, end, kept };
        }
        run.phone.kill();
        snapshot = run.world.stop().await;
    }
    unreachable!("the last stage returns")
}

/// A paper that is sent in two parts.
fn small_paper() -> &'static [u8] {
    static PAPER: OnceLock<Vec<u8>> = OnceLock::new();
    PAPER.get_or_init(|| {
        let picture = ikd_core::papers::Paper::of(Phone::portrait()).expect("a picture");
        let small = picture.preview(160).to_vec();
        assert!((PART..2 * PART - SEAL).contains(&small.len()), "{} bytes", small.len());
        small
    })
}

/// A phone that goes through the journey.
struct Run {
    world: World,
    phone: Phone,
    network: Arc<FaultyNetwork>,
}

impl Run {
    /// Continues the phone on a network with this fault.
    async fn start(snapshot: &Snapshot, fault: Option<(usize, NetworkFault)>) -> Self {
        let world = snapshot.start().await;
        let network = Arc::new(FaultyNetwork::new(world.sandbox.control(), fault));
        let mut phone = world.new_phone("a");
        phone.weak_kdf = true;
        let mut run = Self { world, phone, network };
        run.open_app().await;
        run.network.begin();
        run
    }

    /// Starts the process and unlocks. Returns after the sync that the app begins by itself.
    async fn open_app(&mut self) {
        self.phone.restart_behind(self.network.clone());
        self.phone.unlock().await;
        for _ in 0..2 {
            self.phone.app().documents().sync().await.expect("the documents are up to date");
        }
    }

    /// Makes a call until it succeeds, as a person does.
    async fn until_ok<T, F>(&mut self, step: &str, call: impl Fn(Applications, Documents) -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        for _ in 0..CALLS {
            let network = self.network.clone();
            let app = self.phone.app();
            let running = call(app.applications().clone(), app.documents().clone());
            let interruption = tokio::select! {
                done = running => match done {
                    Some(done) => return done,
                    None => continue,
                },
                interruption = network.interrupted() => interruption,
            };
            if interruption == Interruption::Killed {
                self.phone.kill();
                self.open_app().await;
            }
        }
        panic!("{step}: {CALLS} calls have failed");
    }

    /// Sends what is queued.
    async fn send(&mut self, id: ApplicationId) {
        let sent = |applications: Applications, _| async move {
            let _ = send(&applications).await;
            (state(&applications, id) == "received").then_some(())
        };
        self.until_ok("send", sent).await;
    }

    /// Asks until the application is in this state.
    async fn refresh(&mut self, id: ApplicationId, until: &'static str) {
        let asked = |applications: Applications, _| async move {
            applications.refresh().await.ok().filter(|_| state(&applications, id) == until)
        };
        self.until_ok(until, asked).await;
    }

    /// Withdraws it. A repeat after a lost answer succeeds too.
    async fn withdraw(&mut self, id: ApplicationId) {
        let withdrawn = |applications: Applications, _| async move {
            match applications.withdraw(id).await {
                Ok(()) => Some(()),
                Err(WithdrawError::WrongState) => panic!("nothing says that it was withdrawn"),
                Err(WithdrawError::Other(_)) => None,
            }
        };
        self.until_ok("withdraw", withdrawn).await;
    }

    /// Queues what is complete; with the PIN, if it was entered too long ago.
    async fn queue(&mut self, id: ApplicationId) {
        if applications(&mut self.phone).queue(id).is_err() {
            queue(&mut self.phone, id).await;
        }
    }

    /// The application that becomes a document.
    fn first(&mut self) -> ApplicationId {
        let list = applications(&mut self.phone).list().expect("the list");
        list.iter().find(|application| application.service == SERVICE).expect("in the list").id
    }

    async fn go_through(&mut self, stage: Stage) -> Kept {
        let office = self.world.sandbox.office();
        match stage {
            Stage::FirstRevision => {
                let asked = |applications: Applications, _| async move { applications.refresh().await.ok() };
                self.until_ok("forms", asked).await;
                let applications = applications(&mut self.phone);
                let (id, _) = blood_draft(&self.world, &applications);
                for page in applications.open(id).expect("opens").papers {
                    let paper = Paper { jpeg: small_paper() };
                    applications.attach(id, &page.kind, page.page, paper).expect("replaced");
                }
                drop(applications);
                self.queue(id).await;
                self.send(id).await;
            }
            Stage::Correction => {
                let id = self.first();
                office.review_application(&id_text(id)).expect("reviewed");
                let part = Part::Field("surat_nomor".to_owned());
                let mark = Mark { part, code: MarkCode::MismatchPaper, note: None };
                office.ask_for_correction(&id_text(id), vec![mark], None).expect("asked");
                self.refresh(id, "correct").await;
                applications(&mut self.phone).correct(id).expect("the correction begins");
                answer(&applications(&mut self.phone), id, &[("surat_nomor", "LAB/13")]);
                self.queue(id).await;
                self.send(id).await;
            }
            Stage::Documents => {
                let id = self.first();
                issue(&self.world, id);
                self.refresh(id, "issued").await;
                self.until_ok("sync", |_, documents| async move { documents.sync().await.ok() }).await;
                let second = applications(&mut self.phone).start(SECOND).expect("a draft begins");
                self.queue(second).await;
                self.send(second).await;
                self.withdraw(second).await;
            }
        }
        let tally = self.world.sandbox.control().tally().expect("the store counts");
        Kept { applications: tally.applications, files: tally.application_files }
    }

    fn end(&mut self) -> End {
        let office = self.world.sandbox.office();
        let applications = applications(&mut self.phone);
        let mut list = applications.list().expect("the list");
        list.sort_by(|one, other| one.service.cmp(&other.service));
        let (mut phone, mut service, mut asked_for) = (Vec::new(), Vec::new(), None);
        for application in list {
            assert!(application.returned.is_none(), "{} came back", application.service);
            let entry = office.application(&id_text(application.id)).expect("at the service").entry;
            service.push((entry.state, entry.revision));
            let contents = applications.open(application.id).expect("opens");
            asked_for = asked_for.or(contents.answers.get("golongan_baru").map(|blood| blood.to_text()));
            let history = application.history.iter().map(|event| event.state).collect();
            let receipt = application.receipt.map(|receipt| receipt.revision);
            phone.push((application.service, history, receipt, contents.papers.len()));
        }
        let documents = self.phone.app().documents();
        let Body::Ktp(ktp) = documents.card().expect("readable").expect("a KTP").body else {
            panic!("not a KTP")
        };
        let asked_for = asked_for.expect("an answer").parse().expect("a code");
        let list = documents.list().expect("the list").into_iter();
        End {
            phone,
            waits: std::fs::read_dir(self.phone.data_dir().join("outbox")).map_or(0, Iterator::count),
            documents: list.map(|entry| (entry.kind, entry.subject, entry.version)).collect(),
            blood: (ktp.blood.code(), asked_for),
            service,
        }
    }
}

/// Goes through the journey once for each of its requests, which meets the fault.
async fn each_request_meets(fault: NetworkFault) {
    hurry_time();
    let rehearsal = rehearsal();
    for (begin, (snapshot, requests)) in rehearsal.stages.iter().enumerate() {
        for at in 0..requests.len() {
            let context = format!("{fault:?} at {}, request {at} of {:?}", requests[at], STAGES[begin]);
            let mut run = Run::start(snapshot, Some((at, fault))).await;
            for (stage, kept) in STAGES.into_iter().zip(&rehearsal.kept).skip(begin) {
                assert_eq!(run.go_through(stage).await, *kept, "{context}, after {stage:?}");
            }
            let made = run.network.requests();
            assert_eq!(made.get(..=at), requests.get(..=at), "{context}");
            let next = made.get(at + 1).map(String::as_str);
            match fault {
                NetworkFault::Cut(_) | NetworkFault::Late => {
                    assert_eq!(next, Some(&*requests[at]), "{context}");
                }
                // After the unlock.
                NetworkFault::Killed => assert_eq!(next, Some("GET /v1/account"), "{context}"),
                NetworkFault::HalfAnswer | NetworkFault::Doubled => {}
            }
            assert_eq!(run.end(), rehearsal.end, "{context}");
        }
    }
}

#[tokio::test]
async fn an_application_is_made_once_when_the_connection_breaks_before_any_request_arrives() {
    each_request_meets(NetworkFault::Cut(CutPoint::BeforeRequest)).await;
}

#[tokio::test]
async fn an_application_is_made_once_when_the_connection_breaks_within_any_request() {
    each_request_meets(NetworkFault::Cut(CutPoint::MidRequest)).await;
}

#[tokio::test]
async fn an_application_is_made_once_when_the_connection_breaks_before_any_answer() {
    each_request_meets(NetworkFault::Cut(CutPoint::AfterRequest)).await;
}

#[tokio::test]
async fn an_application_is_made_once_when_the_connection_breaks_within_any_answer() {
    each_request_meets(NetworkFault::HalfAnswer).await;
}

#[tokio::test]
async fn an_application_is_made_once_when_any_request_arrives_twice() {
    each_request_meets(NetworkFault::Doubled).await;
}

#[tokio::test]
async fn an_application_is_made_once_when_any_answer_is_late() {
    each_request_meets(NetworkFault::Late).await;
}

#[tokio::test]
async fn an_application_is_made_once_when_the_process_is_killed_before_any_answer() {
    each_request_meets(NetworkFault::Killed).await;
}

#[tokio::test]
async fn the_rehearsed_application_has_every_kind_of_request_and_both_ends() {
    let rehearsal = rehearsal();
    let (end, kept) = (&rehearsal.end, &rehearsal.kept);
    // In the order of the services: the one without papers first.
    assert_eq!(end.service, [(ApplicationState::Withdrawn, 1), (ApplicationState::Issued, 2)]);
    assert_eq!(kept.iter().map(|kept| kept.applications).collect::<Vec<_>>(), [1, 1, 2]);
    assert_eq!(kept.iter().map(|kept| kept.files).collect::<Vec<_>>(), [1, 1, 0]);
    assert_eq!((end.waits, end.blood.0), (0, end.blood.1));
    assert!(end.phone.iter().all(|(_, _, receipt, papers)| receipt.is_some() && *papers == 0));
    let made: Vec<_> = rehearsal.stages.iter().flat_map(|(_, requests)| requests).collect();
    for request in [
        "GET /v1/account",
        "GET /v1/applications",
        "GET /v1/forms",
        "GET /v1/forms/golongan-darah/2",
        "POST /v1/applications/*/files/*",
        "PATCH /v1/applications/*/files/* from 0",
        "HEAD /v1/applications/*/files/*",
        "PATCH /v1/applications/*/files/* from 4096",
        "PUT /v1/applications/*",
        "GET /v1/documents",
        "GET /v1/documents/*",
        "POST /v1/views",
        "POST /v1/applications/*/withdrawal",
    ] {
        assert!(made.iter().any(|made| *made == request), "{request} was not made: {made:#?}");
    }
}
