//! Showing the QR: on the screen for a person, or as a picture for a machine. The demo reader verifies it.

use std::path::PathBuf;

use ikd_core::presentation::{Audience, Showing};
use ikd_proof::{Verified, Verifier, ViewKind};

use super::{Journey, Shown};
use crate::{
    commands::{
        show::{SCALE, audience_for},
        verify::{now, reader},
    },
    explain,
    failure::Failure,
    home::replace,
    screen::{Ended, Live},
};

impl Journey<'_> {
    pub(super) async fn present(&mut self) -> Result<Shown, Failure> {
        self.steps.begin("show");
        let texts = self.texts;
        self.console.heading(texts.show)?;
        self.console.say(texts.show_says)?;
        let kind = self.ask_view()?;
        let audience = audience_for(texts, &self.app, kind)?;
        let mut showing = self.start(kind, &audience)?;
        let shown = if self.console.is_terminal() {
            self.on_screen(&mut showing, &audience).await?
        } else {
            self.as_picture(&mut showing)?
        };
        showing.end().map_err(|error| explain::present(texts, &error))?;
        Ok(shown)
    }

    fn ask_view(&self) -> Result<ViewKind, Failure> {
        let kinds = [ViewKind::Basic, ViewKind::FullKtp];
        let names = kinds.map(|kind| self.texts.catalogue().of("view", kind));
        let chosen = self.console.choose(self.texts.which_view, &names)?;
        Ok(kinds.into_iter().nth(chosen).unwrap_or(ViewKind::Basic))
    }

    fn start(&self, kind: ViewKind, audience: &Audience) -> Result<Showing, Failure> {
        let started = self.app.presenter().start(kind, audience.number);
        started.map_err(|error| Failure::from(explain::present(self.texts, &error)))
    }

    fn reader(&self) -> Result<Verifier, Failure> {
        reader(&self.demo.keys()).ok_or_else(|| Failure::new("keys-unreadable", self.texts.keys_unreadable))
    }

    /// Shows the rotating QR until the person ends it.
    async fn on_screen(&mut self, showing: &mut Showing, audience: &Audience) -> Result<Shown, Failure> {
        let texts = self.texts;
        self.console.say(&(texts.verifier_is_at)(&self.demo.pages().verifier))?;
        self.console.say(texts.keys_while_showing)?;
        self.console.pause(texts.show_with_enter)?;
        let reader_name = (texts.audience_name)(audience);
        let mut live = Live {
            texts,
            app: &self.app,
            home: self.home,
            reader_name: &reader_name,
            verifier: Some(self.reader()?),
            left: None,
            said: String::new(),
            as_text: false,
        };
        loop {
            match live.run(showing)? {
                Ended::Enough => break,
                Ended::Stopped => return Err(Failure::Stopped),
                Ended::Interrupted => return Err(Failure::CTRL_C),
                Ended::PinNeeded => {
                    self.console.say(texts.verify_user_again)?;
                    if let Err(error) = self.app.lock().verify_user(self.ask_pin()?).await {
                        self.console.again(&explain::pin(texts, &error))?;
                    }
                }
            }
        }
        self.end_step()?;
        Ok(Shown::default())
    }

    /// Saves one code as a picture and lets the demo reader verify it.
    fn as_picture(&mut self, showing: &mut Showing) -> Result<Shown, Failure> {
        let texts = self.texts;
        let frame = showing.next_frame().map_err(|error| explain::present(texts, &error))?;
        let png = frame
            .symbol
            .to_png(SCALE)
            .map_err(|_| Failure::new("file-not-written", texts.file_not_written))?;
        let file = self.keep(&png)?;
        self.console.say(&(texts.saved_as)(&file.to_string_lossy()))?;
        self.end_step()?;
        self.steps.begin("verify");
        let verified = self.verify(&frame.text)?;
        self.console.say(&(texts.reader_accepted)(verified.view.claims.name.as_str()))?;
        self.end_step()?;
        let documents = self.app.documents().list();
        let documents = documents.map_err(|error| explain::documents(texts, &error))?.len();
        Ok(Shown {
            nik: verified.view.claims.nik.digits(),
            qr_text: frame.text,
            qr_png: file.to_string_lossy().into_owned(),
            documents,
        })
    }

    /// Saves a picture in the home. A temporary home is removed at exit, so then the picture is a temporary file that
    /// is kept.
    fn keep(&self, png: &[u8]) -> Result<PathBuf, Failure> {
        let not_written = || Failure::new("file-not-written", self.texts.file_not_written);
        let file = if self.home.is_temporary() {
            let kept = tempfile::Builder::new().prefix("ikd-qr-").suffix(".png").tempfile();
            kept.map_err(|_| not_written())?.keep().map_err(|_| not_written())?.1
        } else {
            std::path::absolute(self.home.file("qr.png")).map_err(|_| not_written())?
        };
        replace(&file, png, true).map_err(|_| not_written())?;
        Ok(file)
    }

    fn verify(&self, text: &str) -> Result<Verified, Failure> {
        let now = now().ok_or_else(|| Failure::new("clock-impossible", self.texts.clock_impossible))?;
        let verified = self.reader()?.verify(text, now);
        verified.map_err(|refusal| {
            let why = self.texts.catalogue().of("refusal", refusal);
            Failure::new(refusal.code(), (self.texts.reader_refused)(why))
        })
    }
}
