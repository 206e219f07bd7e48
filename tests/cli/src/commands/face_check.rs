//! `ikd face-check`: shows the face of a registered home once more, to the service of that home.
//!
//! An officer decides on the counter's page, or `--verdict` plays the decision. Nothing here recognises a face.

use std::{path::Path, time::Duration};

use ikd_core::{
    app::Ikd,
    face_check::{FaceCheckState, FaceChecks, Photo},
    selfie::{Portrait, PortraitSpec, SelfieEngine},
};
use ikd_sandbox::{FaceGuidance, FaceRefusal, FaceVerdict};
use serde_json::json;

use crate::{
    args::{FaceCheckArgs, Person, Verdict},
    console::{Console, answer, complain, restore_on_signal, stopped},
    demo::Demo,
    explain,
    failure::{Failure, OK, Outcome, all_yes},
    home::Home,
    input, phone,
    pins::{Pins, unlock},
    texts::Texts,
};

/// Requests the check, answers it, and prints one line of JSON for each state. Exit code 0 if the portrait is accepted.
pub(crate) async fn run(texts: &'static Texts, args: FaceCheckArgs) -> Outcome {
    restore_on_signal("");
    let outcome = tokio::select! {
        biased;
        code = stopped() => Err(Failure::Interrupted(code)),
        outcome = check(texts, &args) => outcome,
    };
    if let Err(failure @ Failure::Failed { .. }) = &outcome {
        answer(&args.purpose.text, failure.code(), json!({}))?;
    }
    outcome.map(all_yes)
}

async fn check(texts: &'static Texts, args: &FaceCheckArgs) -> Result<bool, Failure> {
    let portrait = portrait(texts, &args.photo)?;
    let console = Console::asking(texts);
    let home = Home::open_finished(args.home.as_deref(), texts)?;
    let demo = Demo::start(&home, 1, Person::Ordinary, texts).await?;
    demo.set_face_verdict(args.verdict.map(played));
    let app = phone::open(&home, &demo.api_url(), demo.authority_pem(), texts)?;
    let pins = Pins { console: &console, from_lines: args.pin_stdin, texts };
    let checked = checked(texts, args, (&app, &pins, &demo), &portrait).await;
    drop(app);
    demo.stop().await;
    checked
}

/// The portrait that is made of a photograph.
pub(super) fn portrait(texts: &Texts, photo: &Path) -> Result<Portrait, Failure> {
    let photo = input::read(photo);
    let photo = photo.ok_or_else(|| Failure::new("file-unreadable", texts.file_unreadable))?;
    let portrait = SelfieEngine::new().portrait(&photo, &PortraitSpec::IKD);
    portrait.map_err(|error| explain::portrait(texts, &error).into())
}

async fn checked(
    texts: &'static Texts,
    args: &FaceCheckArgs,
    (app, pins, demo): (&Ikd, &Pins<'_>, &Demo),
    portrait: &Portrait,
) -> Result<bool, Failure> {
    unlock(app, pins).await?;
    let explained = |error| Failure::from(explain::face_check(texts, &error));
    let (checks, purpose) = (app.face_checks(), &args.purpose);
    let asked = checks.request(purpose.purpose, purpose.reference).await.map_err(explained)?;
    let mut state = match asked {
        FaceCheckState::Open { .. } => {
            say(texts, args, &asked)?;
            checks
                .answer(&Photo { jpeg: &portrait.jpeg, advice: portrait.advice() })
                .await
                .map_err(explained)?
        }
        state => state,
    };
    let mut accepted = say(texts, args, &state)?;
    if args.wait && state == FaceCheckState::Pending {
        let pages = demo.pages();
        complain(&(texts.counter_is_at)(&pages.counter, &pages.officer_name, &pages.officer_code));
        while state == FaceCheckState::Pending {
            tokio::time::sleep(pause(checks)).await;
            state = checks.check().await.map_err(explained)?;
        }
        accepted = say(texts, args, &state)?;
    }
    Ok(accepted)
}

fn pause(checks: &FaceChecks) -> Duration {
    Duration::from_millis(checks.poll_after_ms().unwrap_or_default())
}

/// Prints the line of a state, and a refusal's sentences for people. Returns whether it is accepted.
fn say(texts: &Texts, args: &FaceCheckArgs, state: &FaceCheckState) -> Result<bool, Failure> {
    let (code, more) = match state {
        FaceCheckState::Open { expires_at, tries_left } => {
            ("open", json!({"expires_at": expires_at, "tries_left": tries_left}))
        }
        FaceCheckState::Pending => ("pending", json!({})),
        FaceCheckState::Accepted => (OK, json!({})),
        FaceCheckState::Refused { reason, guidance, tries_left, retry_at } => {
            let explained = explain::face_refusal(texts, *reason, guidance);
            complain(&Console::wrapped(&explained.sentence));
            let better: Vec<_> =
                guidance.iter().map(|code| explain::face_guidance(texts, *code).code).collect();
            let more = json!({
                "reason": explained.code, "guidance": better, "tries_left": tries_left, "retry_at": retry_at,
            });
            ("refused", more)
        }
        FaceCheckState::Expired => ("expired", json!({})),
    };
    answer(&args.purpose.text, code, more)
}

/// The decision that the demo plays: nobody and nothing looks at the portrait.
fn played(verdict: Verdict) -> FaceVerdict {
    match verdict {
        Verdict::Accept => FaceVerdict::Accept,
        Verdict::Retake => {
            FaceVerdict::Refuse(FaceRefusal::Retake { guidance: vec![FaceGuidance::LookStraight] })
        }
        Verdict::SeeOfficer => FaceVerdict::Refuse(FaceRefusal::SeeOfficer),
    }
}
