//! The rotating QR, read by a decoder that is not ours.

use std::{
    fs,
    process::Command,
    sync::{Arc, Mutex},
};

use ikd_core::{
    Ikd,
    platform::{RandomError, SecureRandom},
    presentation::{PresentError, QrFrame, ShowWarning},
    time::ClockTrust,
    vault::VaultError,
    verification::Reading,
};
use ikd_journeys::{Phone, World, applicant_of};
use ikd_proof::{Refusal, ViewKind};
use ikd_sandbox::{CutPoint, DEMO_AUDIENCE, Fault, FaultKind, TrustChange};

async fn ready(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone
}

fn frame(phone: &mut Phone, view: ViewKind) -> QrFrame {
    phone.app().presenter().start(view, DEMO_AUDIENCE).expect("it shows").next_frame().expect("a code")
}

#[tokio::test(flavor = "multi_thread")]
async fn zbarimg_reads_the_text_that_was_drawn() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let folder = tempfile::TempDir::new().expect("a folder");
    for view in ViewKind::ALL {
        let frame = frame(&mut phone, view);
        let file = folder.path().join("qr.png");
        fs::write(&file, frame.symbol.to_png(4).expect("a picture")).expect("written");
        let output = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&file).output();
        let output = output.expect("zbarimg is installed (Debian package zbar-tools)");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), frame.text, "{view:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_accepts_what_the_phone_shows_and_sees_the_claims() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    let Reading { verified, own_clock } = reader.read(&frame.text).expect("accepted");
    assert_eq!(verified.view.claims.nik.as_u64(), world.adult().nik);
    assert!(verified.view.example && !verified.clock_doubtful && frame.warnings.is_empty());
    assert_eq!((own_clock, verified.trust_overdue), (ClockTrust::InSync, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_code_is_not_accepted_twice() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    reader.read(&frame.text).expect("accepted");
    assert_eq!(reader.read(&frame.text).expect_err("a repeat"), Refusal::Replayed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_dead_after_its_window_and_not_before() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    let read = |at| phone_reader(&world, &frame.text, at);
    let ends = frame.expires_at;
    assert!(read(ends + 30).is_ok());
    assert_eq!(read(ends + 31).expect_err("too late"), Refusal::TooLate);
    assert!(read(ends - 60).is_ok());
    assert_eq!(read(ends - 61).expect_err("too early"), Refusal::TooEarly);
}

fn phone_reader(world: &World, text: &str, at: u64) -> Result<ikd_proof::Verified, Refusal> {
    let root = ikd_proof::PublicKey::from_compressed(&world.sandbox.trust_root()).expect("a key");
    let trust = ikd_proof::TrustBundle::open(&world.sandbox.trust_bundle(), &root).expect("signed");
    ikd_proof::Verifier::new(world.reader_keys(), trust).verify(text, at)
}

#[tokio::test(flavor = "multi_thread")]
async fn any_changed_character_is_refused() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    let at = frame.expires_at - 20;
    for position in 0..frame.text.len() {
        let mut text = frame.text.clone().into_bytes();
        text[position] = if text[position] == b'A' { b'B' } else { b'A' };
        let text = String::from_utf8(text).expect("still ASCII");
        assert!(phone_reader(&world, &text, at).is_err(), "accepted with character {position} changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_is_another_one() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("it shows");
    let texts: std::collections::HashSet<_> =
        (0..50).map(|_| showing.next_frame().expect("a code").text).collect();
    assert_eq!(texts.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_stay_small_for_every_kind_of_name() {
    let world = World::new().await;
    let mut longest = 0;
    for (number, resident) in
        [world.population().long_name_60(), world.population().married_couple().0].into_iter().enumerate()
    {
        let mut phone = world.new_phone(&format!("phone-{number}"));
        phone.register(&applicant_of(resident)).await;
        let frame = frame(&mut phone, ViewKind::Basic);
        let budget = if resident.name.len() >= 60 { 656 } else { 600 };
        assert!(
            frame.text.len() <= budget,
            "{} characters, {} in the name",
            frame.text.len(),
            resident.name.len()
        );
        longest = longest.max(frame.text.len());
    }
    eprintln!("longest basic code: {longest} characters");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_without_network_the_doubtful_clock_is_told_to_the_reader() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    phone.kill();
    fs::remove_file(phone.data_dir().join("clock.json")).expect("as if the phone had restarted");
    world.sandbox.control().set_faults(vec![Fault {
        method: None,
        path: String::new(),
        skip: 0,
        times: 1000,
        kind: FaultKind::Cut(CutPoint::BeforeRequest),
    }]);
    phone.unlock().await;
    let frame = frame(&mut phone, ViewKind::Basic);
    assert_eq!(frame.warnings, [ShowWarning::ClockUnchecked]);
    let verified = phone_reader(&world, &frame.text, frame.expires_at).expect("accepted all the same");
    assert!(verified.clock_doubtful);
}

/// A phone that restarted without network, with its clock set `days` ahead.
async fn restarted_with_a_clock_ahead(world: &World, days: i64) -> Phone {
    let mut phone = ready(world).await;
    phone.kill();
    world.network_goes();
    fs::remove_file(phone.data_dir().join("clock.json")).expect("as if the phone had restarted");
    phone.clock.set_wrong_by_s(days * 24 * 3600);
    phone.unlock().await;
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_clock_after_the_views_end_shows_all_the_same() {
    let world = World::new().await;
    let mut phone = restarted_with_a_clock_ahead(&world, 30).await;
    let shown = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE);
    shown.expect("it shows").next_frame().expect("a code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_clock_after_the_views_end_says_that_the_view_may_have_run_out() {
    let world = World::new().await;
    let mut phone = restarted_with_a_clock_ahead(&world, 30).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    assert_eq!(frame.warnings, [ShowWarning::ClockUnchecked, ShowWarning::ViewMayHaveRunOut]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clocks_past_its_end_stop_a_view() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("it shows");
    phone.clock.set_wrong_by_s(30 * 24 * 3600);
    hear_of_a_month(&world, &mut phone).await;
    assert_eq!(showing.next_frame().map(drop), Err(PresentError::ViewExpired));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_clock_past_its_end_warns_and_does_not_stop_a_view() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("it shows");
    hear_of_a_month(&world, &mut phone).await;
    let frame = showing.next_frame().expect("the phone's own clock says that the view is good");
    assert_eq!(frame.warnings, [ShowWarning::ClockDeviates, ShowWarning::ViewMayHaveRunOut]);
}

/// The service tells that a month has passed, and then the line breaks before it renews a view.
async fn hear_of_a_month(world: &World, phone: &mut Phone) {
    world.sandbox.control().advance_clock(30 * 24 * 3600);
    // Any answer of the service tells its time; this one stops before the view is renewed.
    world.sandbox.control().set_faults(vec![Fault {
        method: Some("POST".to_owned()),
        path: "/v1/views".to_owned(),
        skip: 0,
        times: 8,
        kind: FaultKind::Cut(CutPoint::BeforeRequest),
    }]);
    phone.app().documents().sync().await.expect_err("no new view");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_whose_own_clock_is_in_doubt_is_told() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    phone.kill();
    world.network_goes();
    fs::remove_file(phone.data_dir().join("clock.json")).expect("as if the phone had restarted");
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    assert_eq!(reader.read(&frame.text).expect("accepted").own_clock, ClockTrust::Unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_whose_trust_bundle_is_overdue_is_told_and_each_sync_asks_for_a_newer_one() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let overdue = TrustChange { refresh_after: Some(0), ..TrustChange::default() };
    control.issue_trust_bundle(&overdue).expect("issued");
    let mut phone = ready(&world).await;
    control.advance_clock(10);
    let asked = || control.requests().iter().filter(|seen| seen.route == "/v1/trust").count();
    let before = asked();
    phone.app().documents().sync().await.expect("the service has no newer one");
    assert_eq!(asked() - before, 1);
    let frame = frame(&mut phone, ViewKind::Basic);
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    assert!(reader.read(&frame.text).expect("accepted all the same").verified.trust_overdue);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_clock_hides_no_reader() {
    let world = World::new().await;
    let mut phone = restarted_with_a_clock_ahead(&world, 30_000).await;
    let audiences = phone.app().presenter().audiences();
    assert!(audiences.iter().any(|audience| audience.number == DEMO_AUDIENCE));
}

/// Randomness during which the app is locked, once it is armed: between the reading of the view and the signature.
struct LockingRandom {
    real: Arc<dyn SecureRandom>,
    app: Mutex<Option<Ikd>>,
}

impl SecureRandom for LockingRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        let armed = self.app.lock().expect("no panic").take();
        if let Some(app) = armed {
            app.lock().lock().expect("locks");
        }
        self.real.fill(buffer)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_being_made_when_the_app_locked_is_not_given_out() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let mut random = None;
    phone.restart_with(|platform, network| {
        let locking = Arc::new(LockingRandom { real: platform.random.clone(), app: Mutex::new(None) });
        random = Some(locking.clone());
        platform.random = locking;
        network
    });
    let random = random.expect("just put in");
    phone.unlock().await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("it shows");
    *random.app.lock().expect("no panic") = Some(phone.app().clone());
    assert_eq!(showing.next_frame().map(drop), Err(PresentError::Vault(VaultError::Locked)));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_showing_is_in_the_log_with_its_end() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("it shows");
    showing.next_frame().expect("a code");
    showing.next_frame().expect("another");
    showing.end().expect("ends");
    let recent = phone.app().activity().recent(2).expect("the log");
    let names: Vec<_> = recent.iter().map(|entry| entry.event.name()).collect();
    assert_eq!(names, ["showing-ended", "showing-started"]);
}
