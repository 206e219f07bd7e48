//! The PIN: creating it, asking for it, and the stages in which the vault does not open.

use std::time::Duration;

use ikd_core::app::{BlockReason, PinEntry, PinError, Stage, UnusableReason};
use zeroize::Zeroizing;

use super::Journey;
use crate::{explain, failure::Failure, home::replace};

/// The example's PIN: the first digits of e. Only the demo offers a default PIN.
const EXAMPLE_PIN: &str = "271828";
/// Marker file: the home's PIN is the example's, so it can be the default answer.
const EXAMPLE_PIN_SET: &str = "example-pin";
/// Longest delay before the next PIN attempt that this program waits for, in ms.
const LONGEST_WAIT_MS: u64 = 90_000;

impl Journey<'_> {
    pub(super) async fn create_pin(&mut self) -> Result<(), Failure> {
        self.steps.begin("create-pin");
        let texts = self.texts;
        self.console.heading(texts.create_pin)?;
        self.console.say(&(texts.create_pin_says)(EXAMPLE_PIN))?;
        self.console.say(texts.pin_rules)?;
        loop {
            let default = self.args.pin.as_deref().unwrap_or(EXAMPLE_PIN);
            let pin = self.console.hidden(texts.new_pin_question, Some(default))?;
            if let Err(error) = self.app.lock().check_pin(&pin) {
                self.pin_not_taken(&error)?;
                continue;
            }
            // If the person took the default PIN, Enter also repeats it.
            let repeat =
                self.console.hidden(texts.repeat_pin_question, (*pin == default).then_some(default))?;
            if *pin == EXAMPLE_PIN {
                // Write the marker before the vault is created: after a kill in between, the PIN must still be offered.
                // If the marker cannot be written, the only effect is that the PIN is not offered later.
                let _ = replace(&self.home.file(EXAMPLE_PIN_SET), b"", true);
            }
            let sealing = self.console.working(texts.making_vault)?;
            match self.app.lock().create_pin(PinEntry { pin, repeat }).await {
                Ok(()) => {
                    sealing.done()?;
                    self.registered = true;
                    return self.end_step();
                }
                Err(error) => {
                    drop(sealing);
                    self.pin_not_taken(&error)?;
                }
            }
        }
    }

    fn pin_not_taken(&self, error: &PinError) -> Result<(), Failure> {
        let explanation = explain::pin(self.texts, error);
        match error {
            PinError::Vault(_) | PinError::Registration(_) => Err(explanation.into()),
            _ => self.console.again(&explanation),
        }
    }

    pub(super) async fn unlock(&mut self, attempts_left: u8, retry_after_ms: u64) -> Result<(), Failure> {
        self.steps.begin("unlock");
        let texts = self.texts;
        self.console.heading(texts.unlock)?;
        if retry_after_ms > LONGEST_WAIT_MS {
            return Err(explain::cooling_down(texts, retry_after_ms).into());
        }
        if retry_after_ms > 0 {
            let waiting = self.console.working(&(texts.waiting_for_pin)(retry_after_ms.div_ceil(1000)))?;
            tokio::time::sleep(Duration::from_millis(retry_after_ms)).await;
            waiting.done()?;
        }
        self.console.say(&(texts.unlock_says)(attempts_left))?;
        let pin = self.ask_pin()?;
        let opening = self.console.working(texts.opening_vault)?;
        match self.app.lock().unlock(pin).await {
            Ok(()) => {
                opening.done()?;
                self.pin_proved = true;
                self.end_step()
            }
            Err(error) => {
                drop(opening);
                self.not_unlocked(&error)
            }
        }
    }

    /// Asks for the PIN. The default is the one from the command line, else the example's if the home uses it.
    pub(super) fn ask_pin(&self) -> Result<Zeroizing<String>, Failure> {
        let example = self.home.file(EXAMPLE_PIN_SET).exists().then_some(EXAMPLE_PIN);
        self.console.hidden(self.texts.pin_question, self.args.pin.as_deref().or(example))
    }

    fn not_unlocked(&self, error: &PinError) -> Result<(), Failure> {
        self.console.again(&explain::pin(self.texts, error))
    }

    pub(super) fn lock(&mut self) -> Result<(), Failure> {
        self.steps.begin("lock");
        let texts = self.texts;
        self.console.heading(texts.lock)?;
        self.console.say(texts.lock_says)?;
        self.console.pause(texts.go_on_with_enter)?;
        self.app.lock().lock().map_err(|error| explain::vault(texts, &error))?;
        self.end_step()
    }

    pub(super) async fn blocked(&mut self, reason: BlockReason) -> Result<(), Failure> {
        self.steps.begin("blocked");
        let texts = self.texts;
        self.console.heading(texts.blocked)?;
        let explanation = explain::blocked(texts, reason);
        if !self.console.is_attended() {
            return Err(explanation.into());
        }
        self.console.say(&explanation.sentence)?;
        match reason {
            BlockReason::AccountBlocked => {
                self.console.pause(texts.check_again_with_enter)?;
                match self.app.check_block_again().await {
                    Ok(Stage::Blocked { reason }) => {
                        self.console.again(&explain::blocked(self.texts, reason))
                    }
                    Ok(_) => Ok(()),
                    Err(error) => self.console.again(&explain::block_check(self.texts, &error)),
                }
            }
            BlockReason::DeviceReleased => self.wipe_if_agreed(),
        }
    }

    pub(super) fn unusable(&mut self, reason: UnusableReason) -> Result<(), Failure> {
        self.steps.begin("unusable");
        self.console.heading(self.texts.unusable)?;
        let explanation = explain::unusable(self.texts, reason);
        match reason {
            UnusableReason::TooNew | UnusableReason::Temporary => Err(explanation.into()),
            _ if !self.console.is_attended() => Err(explanation.into()),
            _ => {
                self.console.say(&explanation.sentence)?;
                self.wipe_if_agreed()
            }
        }
    }

    fn wipe_if_agreed(&self) -> Result<(), Failure> {
        if self.console.agree(self.texts.erase_and_start_over)? { self.wipe() } else { Err(Failure::Stopped) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ikd_core::vault::{PersonalDigits, Pin};

    #[test]
    fn the_example_pin_satisfies_the_rules_of_the_core() {
        let pin = Pin::parse(EXAMPLE_PIN);
        assert!(pin.is_ok_and(|pin| pin.check(&PersonalDigits::none()).is_ok()));
    }
}
