//! The activity log of this phone, which the vault stores for its owner.

use super::Journey;
use crate::{
    explain,
    failure::Failure,
    texts::documents::{event, moment},
};

/// How many of the newest entries are shown.
const SHOWN: usize = 20;

impl Journey<'_> {
    pub(super) fn show_activity(&mut self) -> Result<(), Failure> {
        self.steps.begin("activity");
        let texts = self.texts;
        let entries = self.app.activity().recent(SHOWN);
        let entries = entries.map_err(|error| explain::vault(texts, &error))?;
        let audiences = self.app.presenter().audiences();
        self.console.heading(texts.activity)?;
        self.console.say(texts.activity_says)?;
        for entry in entries {
            self.console.entry(&format!(
                "{}  {}",
                moment(entry.at),
                event(texts, &audiences, &entry.event)
            ))?;
        }
        self.end_step()
    }
}
