//! Unlocking a home for a tool: with a PIN from a hidden question, or from the lines of standard input.

use std::io::{self, BufRead as _};

use ikd_core::app::{Ikd, Stage};
use zeroize::Zeroizing;

use crate::{console::Console, explain, failure::Failure, texts::Texts};

/// Where PINs come from.
pub(crate) struct Pins<'a> {
    pub(crate) console: &'a Console,
    pub(crate) from_lines: bool,
    pub(crate) texts: &'static Texts,
}

impl Pins<'_> {
    fn next(&self) -> Result<Zeroizing<String>, Failure> {
        if !self.from_lines {
            return self.console.hidden(self.texts.pin_question, None);
        }
        let mut line = Zeroizing::new(String::with_capacity(64));
        match io::stdin().lock().read_line(&mut line) {
            Ok(1..) => Ok(Zeroizing::new(line.trim().to_owned())),
            _ => Err(Failure::new("no-more-pins", self.texts.no_more_pins)),
        }
    }
}

/// Asks for the PIN until the vault opens. A wrong PIN from standard input is an error: trying the next line would cost
/// another attempt.
pub(crate) async fn unlock(app: &Ikd, pins: &Pins<'_>) -> Result<(), Failure> {
    let texts = pins.texts;
    loop {
        match app.stage() {
            Stage::Locked { retry_after_ms, .. } if retry_after_ms > 0 => {
                return Err(explain::cooling_down(texts, retry_after_ms).into());
            }
            Stage::Locked { .. } | Stage::Unlocked => {}
            Stage::Welcome | Stage::Registering { .. } => {
                return Err(Failure::new("home-without-journey", texts.home_without_journey));
            }
            Stage::Blocked { reason } => return Err(explain::blocked(texts, reason).into()),
            Stage::Unusable { reason } => return Err(explain::unusable(texts, reason).into()),
        }
        let pin = pins.next()?;
        let outcome = match app.stage() {
            Stage::Unlocked => app.lock().verify_user(pin).await,
            _ => app.lock().unlock(pin).await,
        };
        match outcome {
            Ok(()) => return Ok(()),
            Err(error) if pins.from_lines => {
                return Err(explain::pin(texts, &error).into());
            }
            Err(error) => pins.console.again(&explain::pin(texts, &error))?,
        }
    }
}
