//! `ikd show`: the rotating QR of a registered home, without the service.

use std::{fs, path::Path, process::ExitCode, time::Duration};

use ikd_core::{
    app::Ikd,
    presentation::{Audience, PresentError, QrFrame, Showing},
    vault::VaultError,
};
use ikd_proof::ViewKind;
use serde_json::json;

use crate::{
    args::{ShowArgs, View},
    console::{Console, answer, restore_on_signal},
    explain,
    failure::{Failure, OK, Outcome},
    home::{Home, replace},
    phone,
    pins::{Pins, unlock},
    screen::{Ended, Live},
    texts::Texts,
};

/// Pixels per module of a picture.
pub(crate) const SCALE: u32 = 8;

/// Shows codes until q is pressed or the requested number is reached.
pub(crate) async fn run(texts: &'static Texts, args: ShowArgs) -> Outcome {
    restore_on_signal("");
    let outcome = show(texts, &args).await;
    if let (Err(failure), true) = (&outcome, args.png.is_some()) {
        answer(kind_of(args.view).name(), failure.code(), json!({}))?;
    }
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn show(texts: &'static Texts, args: &ShowArgs) -> Result<(), Failure> {
    let console = Console::asking(texts);
    let home = Home::open_finished(args.home.as_deref(), texts)?;
    let app = phone::open_offline(&home, texts)?;
    let pins = Pins { console: &console, from_lines: args.pin_stdin, texts };
    unlock(&app, &pins).await?;
    let kind = kind_of(args.view);
    let audience = audience_for(texts, &app, kind)?;
    let present = |error| Failure::from(explain::present(texts, &error));
    let mut showing = app.presenter().start(kind, audience.number).map_err(present)?;
    if let Some(folder) = &args.png {
        pictures(texts, &app, &pins, &mut showing, (kind, folder, args.count.unwrap_or(1))).await?;
    } else if console.is_terminal() {
        let reader_name = (texts.audience_name)(&audience);
        let mut live = Live {
            texts,
            app: &app,
            home: &home,
            reader_name: &reader_name,
            verifier: None,
            left: args.count,
            said: String::new(),
            as_text: false,
        };
        loop {
            match live.run(&mut showing)? {
                Ended::Enough | Ended::Stopped => break,
                Ended::Interrupted => return Err(Failure::CTRL_C),
                Ended::PinNeeded => {
                    console.say(texts.verify_user_again)?;
                    unlock(&app, &pins).await?;
                }
            }
        }
    } else {
        return Err(Failure::usage(texts.show_needs_terminal));
    }
    showing.end().map_err(present)?;
    app.lock().lock().map_err(|error| Failure::from(explain::vault(texts, &error)))
}

/// The core's kind for a view of the command line.
pub(crate) fn kind_of(view: View) -> ViewKind {
    match view {
        View::Basic => ViewKind::Basic,
        View::Ktp => ViewKind::FullKtp,
    }
}

/// The first reader class that may see a view.
pub(crate) fn audience_for(texts: &Texts, app: &Ikd, kind: ViewKind) -> Result<Audience, Failure> {
    let audiences = app.presenter().audiences();
    let may_see = audiences.into_iter().find(|audience| audience.views.contains(&kind));
    may_see.ok_or_else(|| Failure::from(explain::present(texts, &PresentError::NotForThisReader)))
}

/// Writes one picture and one line of JSON for each code.
async fn pictures(
    texts: &'static Texts,
    app: &Ikd,
    pins: &Pins<'_>,
    showing: &mut Showing,
    (kind, folder, count): (ViewKind, &Path, u32),
) -> Result<(), Failure> {
    let not_written = || Failure::new("file-not-written", texts.file_not_written);
    fs::create_dir_all(folder).map_err(|_| not_written())?;
    for number in 1..=count {
        let frame = next(texts, app, pins, showing).await?;
        let file = folder.join(format!("qr-{number:03}.png"));
        let png = frame.symbol.to_png(SCALE).map_err(|_| not_written())?;
        replace(&file, &png, true).map_err(|_| not_written())?;
        let made = json!({
            "number": number, "png": file.to_string_lossy(), "text": frame.text, "expires_at": frame.expires_at,
        });
        answer(kind.name(), OK, made)?;
        if number < count {
            tokio::time::sleep(Duration::from_millis(frame.rotate_after_ms)).await;
        }
    }
    Ok(())
}

async fn next(
    texts: &'static Texts,
    app: &Ikd,
    pins: &Pins<'_>,
    showing: &mut Showing,
) -> Result<QrFrame, Failure> {
    loop {
        match showing.next_frame() {
            Ok(frame) => return Ok(frame),
            Err(PresentError::StepUpRequired | PresentError::Vault(VaultError::Locked)) => {
                unlock(app, pins).await?;
            }
            Err(error) => return Err(explain::present(texts, &error).into()),
        }
    }
}
