//! The rotating QR, read by an independent decoder (zbarimg) and by the app's reader.

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

async fn registered(world: &World) -> Phone {
    let mut phone = world.new_phone("a");
    phone.register(&world.adult()).await;
    phone
}

fn frame(phone: &mut Phone, view: ViewKind) -> QrFrame {
    phone.app().presenter().start(view, DEMO_AUDIENCE).expect("showing starts").next_frame().expect("a code")
}

#[tokio::test(flavor = "multi_thread")]
async fn zbarimg_reads_the_text_that_was_drawn() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let folder = tempfile::TempDir::new().expect("a folder");
    for view in ViewKind::ALL {
        let frame = frame(&mut phone, view);
        let file = folder.path().join("qr.png");
        fs::write(&file, frame.symbol.to_png(4).expect("a picture")).expect("written");
        // Otherwise it now and then takes a few rows of the QR for a bar code, and prints that too.
        let only_qr = ["-Sdisable", "-Sqrcode.enable"];
        let output = Command::new("zbarimg").args(["--quiet", "--raw"]).args(only_qr).arg(&file).output();
        let output = output.expect("zbarimg is installed (Debian package zbar-tools)");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), frame.text, "{view:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_accepts_what_the_phone_shows_and_sees_the_claims() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
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
    let mut phone = registered(&world).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    reader.read(&frame.text).expect("accepted");
    assert_eq!(reader.read(&frame.text).expect_err("a repeat"), Refusal::Replayed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_accepted_only_within_its_time_window() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
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
    let mut phone = registered(&world).await;
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
async fn every_code_is_different() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    let texts: std::collections::HashSet<_> =
        (0..50).map(|_| showing.next_frame().expect("a code").text).collect();
    assert_eq!(texts.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_stay_within_their_size_limits_for_short_and_long_names() {
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
async fn after_a_restart_without_network_the_code_marks_the_clock_as_doubtful() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    phone.kill();
    fs::remove_file(phone.data_dir().join("clock.json"))
        .expect("deleting the clock file imitates a restart of the phone");
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
    let verified = phone_reader(&world, &frame.text, frame.expires_at).expect("accepted");
    assert!(verified.clock_doubtful);
}

/// A phone that restarted without a network, with its clock set `days` ahead.
async fn restarted_with_a_clock_ahead(world: &World, days: i64) -> Phone {
    let mut phone = registered(world).await;
    phone.kill();
    world.network_goes();
    fs::remove_file(phone.data_dir().join("clock.json"))
        .expect("deleting the clock file imitates a restart of the phone");
    phone.clock.set_wrong_by_s(days * 24 * 3600);
    phone.unlock().await;
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_clock_past_the_end_of_the_view_still_shows_a_code() {
    let world = World::new().await;
    let mut phone = restarted_with_a_clock_ahead(&world, 30).await;
    let shown = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE);
    shown.expect("showing starts").next_frame().expect("a code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_clock_past_the_end_of_the_view_warns_that_it_may_have_expired() {
    let world = World::new().await;
    let mut phone = restarted_with_a_clock_ahead(&world, 30).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    assert_eq!(frame.warnings, [ShowWarning::ViewMayHaveRunOut, ShowWarning::ClockUnchecked]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_both_clocks_call_expired_is_not_shown() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    phone.clock.set_wrong_by_s(30 * 24 * 3600);
    learn_that_a_month_passed(&world, &mut phone).await;
    assert_eq!(showing.next_frame().map(drop), Err(PresentError::ViewExpired));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_one_clock_calls_expired_is_shown_with_a_warning() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    learn_that_a_month_passed(&world, &mut phone).await;
    let frame = showing.next_frame().expect("the view is valid by the phone's own clock");
    assert_eq!(frame.warnings, [ShowWarning::ViewMayHaveRunOut, ShowWarning::ClockDeviates]);
}

/// Advances the service's time by a month and lets the phone learn it; the connection fails before a view is renewed.
async fn learn_that_a_month_passed(world: &World, phone: &mut Phone) {
    world.sandbox.control().advance_clock(30 * 24 * 3600);
    // Any answer carries the service's time. The sync fails when it requests a new view.
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
async fn a_reader_with_a_doubtful_clock_is_warned() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let frame = frame(&mut phone, ViewKind::Basic);
    phone.kill();
    world.network_goes();
    fs::remove_file(phone.data_dir().join("clock.json"))
        .expect("deleting the clock file imitates a restart of the phone");
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    assert_eq!(reader.read(&frame.text).expect("accepted").own_clock, ClockTrust::Unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_with_an_overdue_trust_bundle_is_warned_and_each_sync_requests_a_newer_one() {
    let world = World::new().await;
    let control = world.sandbox.control();
    let overdue = TrustChange { refresh_after: Some(0), ..TrustChange::default() };
    control.issue_trust_bundle(&overdue).expect("issued");
    let mut phone = registered(&world).await;
    control.advance_clock(10);
    let asked = || control.requests().iter().filter(|seen| seen.route == "/v1/trust").count();
    let before = asked();
    phone.app().documents().sync().await.expect("the service has no newer one");
    assert_eq!(asked() - before, 1);
    let frame = frame(&mut phone, ViewKind::Basic);
    let mut reader = phone.app().verifier().reader(world.reader_keys());
    assert!(reader.read(&frame.text).expect("accepted").verified.trust_overdue);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_clock_hides_no_reader() {
    let world = World::new().await;
    let mut phone = restarted_with_a_clock_ahead(&world, 30_000).await;
    let audiences = phone.app().presenter().audiences();
    assert!(audiences.iter().any(|audience| audience.number == DEMO_AUDIENCE));
}

/// A random source that locks the app once when armed: between reading the view and signing.
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
async fn a_code_in_progress_when_the_app_locks_is_not_returned() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let mut random = None;
    phone.restart_with(|platform, network| {
        let locking = Arc::new(LockingRandom { real: platform.random.clone(), app: Mutex::new(None) });
        random = Some(locking.clone());
        platform.random = locking;
        network
    });
    let random = random.expect("set while the app opened");
    phone.unlock().await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    *random.app.lock().expect("no panic") = Some(phone.app().clone());
    assert_eq!(showing.next_frame().map(drop), Err(PresentError::Vault(VaultError::Locked)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_contains_the_start_and_the_end_of_each_showing() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let mut showing = phone.app().presenter().start(ViewKind::Basic, DEMO_AUDIENCE).expect("showing starts");
    showing.next_frame().expect("a code");
    showing.next_frame().expect("another");
    showing.end().expect("ends");
    let recent = phone.app().activity().recent(2).expect("the log");
    let names: Vec<_> = recent.iter().map(|entry| entry.event.name()).collect();
    assert_eq!(names, ["showing-ended", "showing-started"]);
}
