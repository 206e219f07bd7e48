//! Checking a new PIN at its first entry.

use super::{Lock, PinError, change_pin::personal_digits_of_holder, parse_pin};

impl Lock {
    /// Checks a new PIN before it is repeated, by the rules of [`Lock::create_pin`] or, while the vault is open, of
    /// [`Lock::change_pin`], except that it does not know the current PIN.
    ///
    /// # Errors
    /// The rule that the PIN breaks, or neither is possible now.
    pub fn check_pin(&self, pin: &str) -> Result<(), PinError> {
        let pin = parse_pin(pin)?;
        let personal = if self.context.unlocked.is_open() {
            self.context.unlocked.with(|session| personal_digits_of_holder(session, &self.context.clock))?
        } else {
            self.registration.personal_digits()?
        };
        pin.check(&personal).map_err(PinError::Rejected)
    }
}
