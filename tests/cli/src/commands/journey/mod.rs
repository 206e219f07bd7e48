//! `ikd journey`, and `ikd` without a command: from a new phone to the rotating QR.
//!
//! The journey is a loop over the core's [`Stage`]: ask for what the stage needs, call the core, read the stage again.
//! The core stores every step on disk, so a run after a kill continues at the same step without any code here.
//! Unattended, the same loop takes every default.

mod activation;
mod activity;
mod apply;
mod camera;
mod counter;
mod documents;
mod enrol;
mod pin;
mod present;

use std::{path::Path, process::ExitCode};

use ikd_core::{
    app::{Ikd, Stage},
    registration::{Language, Step},
};
use serde::Serialize;

use crate::{
    args::JourneyArgs,
    console::{Console, json_line, restore_on_signal, stopped},
    demo::Demo,
    explain::{self, Explanation},
    failure::{Failure, OK, Outcome},
    home::Home,
    input, phone,
    screen::{Needs, size},
    steps::{StepOutput, Steps},
    texts::{Lang, Texts},
};

/// Most rounds of the loop in an unattended journey. A journey has about twenty stages and steps, each once.
const MOST_ROUNDS: u32 = 60;

/// A running journey.
struct Journey<'a> {
    texts: &'static Texts,
    console: &'a Console,
    home: &'a Home,
    demo: &'a Demo,
    app: Ikd,
    args: &'a JourneyArgs,
    /// The photograph from the command line.
    photo: Option<Vec<u8>>,
    steps: &'a mut Steps,
    /// Whether the PIN opened the vault in this run. Until then, an open vault is one that was just created.
    pin_proved: bool,
    synced: bool,
    /// Whether the PIN was set in this run.
    registered: bool,
}

/// The last line of `--json`; the fields are in the documented order.
#[derive(Serialize)]
#[serde(tag = "result", rename_all = "lowercase")]
enum ResultLine<'a> {
    Ok {
        ok: bool,
        code: &'a str,
        nik: &'a str,
        qr_text: &'a str,
        qr_png: &'a str,
        documents: usize,
        bytes_up: u64,
        bytes_down: u64,
    },
    Failed {
        ok: bool,
        code: &'a str,
        step: Option<&'a str>,
        error: Option<&'a str>,
    },
}

/// The result of a finished journey for `--json`.
#[derive(Default)]
struct Shown {
    nik: String,
    qr_text: String,
    qr_png: String,
    documents: usize,
}

/// Runs the journey.
pub(crate) async fn run(texts: &'static Texts, args: JourneyArgs) -> Outcome {
    if !args.auto {
        restore_on_signal(texts.stopped_goes_on);
        let console = Console::asking(texts);
        let mut steps = Steps::new(StepOutput::None);
        return match lead(texts, &console, &args, &mut steps).await {
            Err(failure @ (Failure::Stopped | Failure::Interrupted(_))) => {
                console.say(texts.stopped_goes_on)?;
                Err(failure)
            }
            outcome => outcome.map(|_| ExitCode::SUCCESS),
        };
    }
    let console = Console::unattended(texts, args.json);
    let mut steps = Steps::new(if args.json { StepOutput::Json } else { StepOutput::Plain });
    // On a signal, this future is dropped, which removes the temporary home.
    let outcome = tokio::select! {
        // Polled first, so that the signal handlers are installed before the first step.
        biased;
        code = stopped() => Err(Failure::Interrupted(code)),
        outcome = lead(texts, &console, &args, &mut steps) => outcome,
    };
    if let (Err(failure), true) = (&outcome, args.json) {
        let (code, step, error) = (failure.code(), steps.current(), failure.sentence());
        json_line(&ResultLine::Failed { ok: false, code, step, error })?;
    }
    outcome.map(|_| ExitCode::SUCCESS)
}

async fn lead(
    texts: &'static Texts,
    console: &Console,
    args: &JourneyArgs,
    steps: &mut Steps,
) -> Result<(), Failure> {
    steps.begin("service");
    let photo = args.photo.as_deref().map(|file| read_photo(file, args, texts)).transpose()?;
    console.heading(texts.title)?;
    console.say(texts.introduction)?;
    let (columns, rows) = size();
    if console.is_terminal() && !Needs::BASIC.fit(columns, rows) {
        console.say(&(texts.window_small)(Needs::BASIC.columns, Needs::BASIC.rows, columns, rows))?;
    }
    let home = match (&args.home, args.auto) {
        (None, true) => Home::temporary(texts)?,
        (given, _) => Home::open(given.as_deref(), texts)?,
    };
    if console.is_attended() && home.has_journey() {
        console.say(&(texts.home_found)(&home.dir().to_string_lossy()))?;
        if console.choose(texts.your_choice, &[texts.go_on, texts.start_over])? == 1 {
            home.clear(texts)?;
        }
    }
    let starting = console.working(texts.starting_service)?;
    let demo = Demo::start(&home, args.seed, args.person, texts).await?;
    let app = phone::open(&home, &demo.api_url(), demo.authority_pem(), texts)?;
    starting.done()?;
    let pages = demo.pages();
    console.say(&(texts.pages_are_at)(&pages.index))?;
    let mut journey = Journey {
        texts,
        console,
        home: &home,
        demo: &demo,
        app,
        args,
        photo,
        steps,
        pin_proved: false,
        synced: false,
        registered: false,
    };
    journey.end_step()?;
    let outcome = journey.lead().await;
    match outcome {
        Ok(shown) => journey.report(&shown)?,
        Err(failure) => {
            // The failed step has its own line; the result line names it again.
            let step = journey.steps.current();
            journey.steps.end(failure.code(), demo.bytes(), console, texts)?;
            if let Some(step) = step {
                journey.steps.begin(step);
            }
            return Err(failure);
        }
    }
    drop(journey);
    demo.stop().await;
    Ok(())
}

impl Journey<'_> {
    async fn lead(&mut self) -> Result<Shown, Failure> {
        let mut rounds = 0;
        loop {
            rounds += 1;
            if rounds > MOST_ROUNDS && !self.console.is_attended() {
                return Err(Failure::new("goes-round", self.texts.goes_round));
            }
            match self.app.stage() {
                Stage::Welcome => self.welcome()?,
                Stage::Registering { step } => self.registering(step).await?,
                Stage::Locked { attempts_left, retry_after_ms, .. } => {
                    self.unlock(attempts_left, retry_after_ms).await?;
                }
                // The vault is open because the PIN was just created. Lock it, so that the PIN has to open it.
                Stage::Unlocked if !self.pin_proved => {
                    self.receive_documents().await?;
                    if self.is_unlocked() {
                        self.lock()?;
                    }
                }
                Stage::Unlocked => {
                    self.receive_documents().await?;
                    if self.is_unlocked() {
                        let shown = self.present().await?;
                        self.show_activity()?;
                        self.apply().await?;
                        return Ok(shown);
                    }
                }
                Stage::Blocked { reason } => self.blocked(reason).await?,
                Stage::Unusable { reason } => self.unusable(reason)?,
            }
        }
    }

    async fn registering(&mut self, step: Step) -> Result<(), Failure> {
        match step {
            Step::OfficerNotice => self.officer_notice(),
            Step::Terms => self.terms().await,
            Step::Form { shape } => self.form(shape),
            Step::Selfie => self.selfie(),
            Step::Uploading { .. } => self.upload().await,
            Step::OfficePairing => self.pair().await,
            Step::AwaitingDecision { digits, office } => self.await_decision(&digits, &office).await,
            Step::Activation { email_hint, tries_left, .. } => self.activate(&email_hint, tries_left).await,
            Step::CreatePin => self.create_pin().await,
            Step::Rejected { reason, note, options } => {
                self.rejected(reason, note.as_deref(), &options).await
            }
            Step::Conflict { .. } => self.conflict().await,
            Step::Expired => self.expired(),
        }
    }

    /// Whether the vault is open. The service can block this phone at any time.
    fn is_unlocked(&self) -> bool {
        self.app.stage() == Stage::Unlocked
    }

    /// Ends the current step as successful.
    fn end_step(&mut self) -> Result<(), Failure> {
        self.steps.end(OK, self.demo.bytes(), self.console, self.texts)
    }

    /// Handles an error after which a retry can succeed: asks the person, or ends an unattended run.
    fn try_again(&self, explanation: Explanation) -> Result<(), Failure> {
        if !self.console.is_attended() {
            return Err(explanation.into());
        }
        self.console.again(&explanation)?;
        if self.console.agree(self.texts.try_again)? { Ok(()) } else { Err(Failure::Stopped) }
    }

    fn language(&self) -> Language {
        match self.texts.lang {
            Lang::Id => Language::Indonesian,
            Lang::En => Language::English,
        }
    }

    /// Erases the phone, to start over after a state that it cannot leave.
    fn wipe(&self) -> Result<(), Failure> {
        self.app.wipe().map_err(|error| Failure::from(explain::vault(self.texts, &error)))
    }

    fn report(&self, shown: &Shown) -> Result<(), Failure> {
        let bytes = self.demo.bytes();
        if self.args.json {
            return json_line(&ResultLine::Ok {
                ok: true,
                code: OK,
                nik: &shown.nik,
                qr_text: &shown.qr_text,
                qr_png: &shown.qr_png,
                documents: shown.documents,
                bytes_up: bytes.up,
                bytes_down: bytes.down,
            });
        }
        self.console.heading(self.texts.all_done)?;
        self.console.say(&(self.texts.bytes_in_all)(&(self.texts.bytes_up_down)(bytes.up, bytes.down)))?;
        if !self.home.is_temporary() {
            self.console.say(&(self.texts.what_next)(&self.home.dir().to_string_lossy()))?;
        }
        Ok(())
    }
}

/// Standard input can be the photograph only in an unattended run; otherwise it carries the answers.
fn read_photo(file: &Path, args: &JourneyArgs, texts: &Texts) -> Result<Vec<u8>, Failure> {
    if input::is_standard(file) && !args.auto {
        return Err(Failure::usage(texts.photo_from_stdin));
    }
    input::read(file).ok_or_else(|| Failure::new("file-unreadable", texts.file_unreadable))
}
