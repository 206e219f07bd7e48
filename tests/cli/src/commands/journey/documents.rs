//! Receiving documents, and seeing that a second look brings nothing new.

use ikd_core::activity::SyncOutcome;

use super::Journey;
use crate::{explain, failure::Failure};

impl Journey<'_> {
    /// Brings documents up to date: the first time with the list, each time after that with what changed.
    pub(super) async fn receive_documents(&mut self) -> Result<(), Failure> {
        let again = self.synced;
        self.steps.begin(if again { "sync-again" } else { "sync" });
        let texts = self.texts;
        self.console.heading(if again { texts.sync_again } else { texts.sync })?;
        let documents = self.app.documents().clone();
        let outcome = loop {
            let fetching = self.console.working(texts.fetching)?;
            match documents.sync().await {
                Ok(outcome) => {
                    fetching.done()?;
                    break outcome;
                }
                Err(error) => {
                    drop(fetching);
                    let sentence = explain::sync(texts, &error);
                    // Locked or blocked meanwhile: the stage says what to do.
                    if !self.is_unlocked() {
                        return self.console.again(&sentence);
                    }
                    self.console.again(&sentence)?;
                    self.console.say(texts.use_what_is_here)?;
                    if !self.console.agree(texts.try_again)? {
                        break SyncOutcome::default();
                    }
                }
            }
        };
        self.synced = true;
        // Setting the PIN starts a sync of its own, which may have been faster: what it brought is news here.
        let outcome = if again || !self.registered || outcome != SyncOutcome::default() {
            outcome
        } else {
            let here = documents.list().map_or(0, |list| u32::try_from(list.len()).unwrap_or(u32::MAX));
            SyncOutcome { added: here, ..outcome }
        };
        self.console.say(&if outcome == SyncOutcome::default() {
            texts.nothing_new.to_owned()
        } else {
            (texts.synced)(outcome.added, outcome.changed, outcome.removed)
        })?;
        self.demo.leave_keys(self.home, texts)?;
        self.end_step()?;
        if again { Ok(()) } else { self.list_documents() }
    }

    fn list_documents(&mut self) -> Result<(), Failure> {
        self.steps.begin("documents");
        let texts = self.texts;
        let list =
            self.app.documents().list().map_err(|error| Failure::new(explain::documents(texts, &error)))?;
        for document in &list {
            // Opened as well: listed is not yet readable.
            let opened = self.app.documents().open(document.id);
            opened.map_err(|error| Failure::new(explain::documents(texts, &error)))?;
            let title = texts.catalogue().of("document", document.kind);
            let example = if document.example { texts.example_mark } else { "" };
            self.console.entry(&format!("{title:<28} {} {example}", document.subject))?;
        }
        let unreadable = self.app.documents().unreadable();
        let unreadable = unreadable.map_err(|error| Failure::new(explain::documents(texts, &error)))?;
        if unreadable > 0 {
            self.console.say(&(texts.documents_unreadable)(unreadable))?;
        }
        self.end_step()
    }
}
