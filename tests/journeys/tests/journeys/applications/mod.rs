//! Applications through the real API: filled in, queued, sent, followed to the end.

mod births;
mod changes;
mod cuts;
mod deaths;
mod decided;
mod every_service;
mod face;
mod held;
mod moves;
mod moving;
mod offline;
mod slow;

use ikd_core::applications::{
    ApplicationId, ApplicationState as State, Applications, Paper, RefreshOutcome, SendReport, id_text,
};
use ikd_journeys::{Phone, World};
use ikd_sandbox::ApplicationState;

async fn registered(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone
}

fn applications(phone: &mut Phone) -> Applications {
    phone.app().applications().clone()
}

fn answer(applications: &Applications, id: ApplicationId, answers: &[(&str, &str)]) {
    for (key, text) in answers {
        applications.set(id, key, text).unwrap_or_else(|error| panic!("{key}: {error}"));
    }
}

/// Adds a page of every paper that the answers ask for.
fn attach_all(applications: &Applications, id: ApplicationId) {
    for kind in applications.open(id).expect("opens").open_papers {
        let paper = Paper { jpeg: Phone::portrait() };
        applications.attach(id, &kind, 1, paper).expect("the page is added");
    }
}

/// A complete draft for another blood type. Returns its code.
fn blood_draft(world: &World, applications: &Applications) -> (ApplicationId, u64) {
    let id = applications.start("golongan-darah").expect("a draft begins");
    let now = applications.open(id).expect("opens").answers.get("golongan_semula").expect("known").to_text();
    let other = if now == "1" { 2 } else { 1 };
    let (date, code) = (world.today().iso(), other.to_string());
    let letter = [
        ("golongan_baru", code.as_str()),
        ("surat_nomor", "LAB/2026/12"),
        ("surat_tanggal", &date),
        ("surat_penerbit", "RS Contoh Sehat"),
    ];
    answer(applications, id, &letter);
    attach_all(applications, id);
    (id, other)
}

/// Queues a complete draft.
async fn queue(phone: &mut Phone, id: ApplicationId) {
    phone.verify_user().await;
    applications(phone).queue(id).expect("queued");
}

async fn send(applications: &Applications) -> SendReport {
    applications.send_queued(false).await.expect("the outbox can be read")
}

/// A phone whose application for another blood type the service has.
async fn sent(world: &World) -> (Phone, ApplicationId, u64) {
    let mut phone = registered(world).await;
    let applications = applications(&mut phone);
    let (id, code) = blood_draft(world, &applications);
    queue(&mut phone, id).await;
    assert_eq!(send(&applications).await.sent, [id]);
    assert_eq!(state(&applications, id), "received");
    (phone, id, code)
}

fn state(applications: &Applications, id: ApplicationId) -> &'static str {
    let list = applications.list().expect("the list");
    list.iter().find(|application| application.id == id).expect("in the list").state.kind().name()
}

/// The officer approves, the head signs, and the documents are made.
fn issue(world: &World, id: ApplicationId) {
    let (office, id) = (world.sandbox.office(), id_text(id));
    office.review_application(&id).expect("reviewed");
    assert_eq!(office.approve_application(&id), Ok(ApplicationState::Approved));
    office.sign_application(&id).expect("signed");
    office.issue_application(&id).expect("issued");
}

/// How many PUTs of applications the service answered.
fn puts(world: &World) -> usize {
    let seen = world.sandbox.control().requests();
    seen.iter().filter(|seen| seen.method == "PUT").count()
}
