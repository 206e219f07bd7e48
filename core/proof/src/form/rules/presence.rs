//! Checks that a value is there.

use super::{Input, Outcome};

impl Input<'_> {
    /// The conditions already hold. A hidden field is not required.
    pub(super) fn required_if(&self) -> Outcome {
        let missing = self.visible_fields().find(|at| self.value(*at).is_none());
        missing.map_or(Outcome::Holds, |at| Outcome::Broken(Some(at)))
    }

    pub(super) fn one_of_group(&self) -> Outcome {
        self.at_first_visible(self.present() > 0)
    }

    pub(super) fn count(&self) -> Outcome {
        self.at_first_visible((self.number(0)..=self.number(1)).contains(&self.present()))
    }

    /// The conditions already hold.
    pub(super) fn notice_if(&self) -> Outcome {
        self.at_first_visible(false)
    }

    /// Holds, or is broken at the first visible field. If all are hidden, there is nothing to fill in.
    fn at_first_visible(&self, holds: bool) -> Outcome {
        let first = self.visible_fields().next().filter(|_| !holds);
        first.map_or(Outcome::Holds, |at| Outcome::Broken(Some(at)))
    }

    fn present(&self) -> i64 {
        (0..self.check.fields.len()).map(|at| i64::from(self.value(at).is_some())).sum()
    }

    fn visible_fields(&self) -> impl Iterator<Item = usize> {
        let keys = self.check.fields.iter().enumerate();
        keys.filter(|(_, key)| self.visible.contains(key.as_str())).map(|(at, _)| at)
    }
}
