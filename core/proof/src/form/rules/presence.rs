//! Checks that a value is there.

use super::{Input, Outcome};

impl Input<'_> {
    /// The conditions already hold.
    pub(super) fn required_if(&self) -> Outcome {
        let missing = (0..self.check.fields.len()).find(|at| self.value(*at).is_none());
        missing.map_or(Outcome::Holds, |at| Outcome::Broken(Some(at)))
    }

    pub(super) fn one_of_group(&self) -> Outcome {
        Outcome::first(self.present() > 0)
    }

    pub(super) fn count(&self) -> Outcome {
        Outcome::first((self.number(0)..=self.number(1)).contains(&self.present()))
    }

    fn present(&self) -> i64 {
        (0..self.check.fields.len()).map(|at| i64::from(self.value(at).is_some())).sum()
    }
}
