//! Fetching documents and opening them. A second sync shows that no document is fetched twice.

use ikd_core::activity::SyncOutcome;
use ikd_proof::Document;

use super::Journey;
use crate::{explain, failure::Failure, texts::documents::fields};

impl Journey<'_> {
    /// Syncs the documents and prints what changed. The first sync also prints the list.
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
                    let explanation = explain::sync(texts, &error);
                    // The app was locked or blocked meanwhile; the next stage handles it.
                    if !self.is_unlocked() {
                        return self.console.again(&explanation);
                    }
                    self.console.again(&explanation)?;
                    self.console.say(texts.use_what_is_here)?;
                    if !self.console.agree(texts.try_again)? {
                        break SyncOutcome::default();
                    }
                }
            }
        };
        self.synced = true;
        // Creating the PIN also starts a sync, which may have finished first. The documents that it fetched count as
        // added here.
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

    /// Prints the list, then the fields of each document that the person opens. Unattended, it opens the first one, the
    /// KTP.
    fn list_documents(&mut self) -> Result<(), Failure> {
        self.steps.begin("documents");
        let texts = self.texts;
        let not_opened = |error| Failure::from(explain::documents(texts, &error));
        let list = self.app.documents().list().map_err(not_opened)?;
        let mut opened = Vec::new();
        for (number, document) in (1..).zip(&list) {
            // Opens every document now, because only opening shows that it is readable.
            opened.push(self.app.documents().open(document.id).map_err(not_opened)?);
            let title = texts.catalogue().of("document", document.kind);
            let example = if document.example { texts.example_mark } else { "" };
            self.console.entry(&format!("{number}  {title:<28} {} {example}", document.subject))?;
        }
        let unreadable = self.app.documents().unreadable();
        let unreadable = unreadable.map_err(|error| explain::documents(texts, &error))?;
        if unreadable > 0 {
            self.console.say(&(texts.documents_unreadable)(unreadable))?;
        }
        let mut offered = if opened.is_empty() { "" } else { "1" };
        loop {
            let question = if offered.is_empty() { texts.ask_another_document } else { texts.ask_document };
            let answer = self.console.ask(question, offered)?;
            if answer.is_empty() {
                return self.end_step();
            }
            let chosen = answer.parse::<usize>().ok().and_then(|number| opened.get(number.checked_sub(1)?));
            match chosen {
                Some(document) => self.show_document(document)?,
                None => {
                    self.console.again_coded("answer-a-number", &(texts.answer_a_number)(opened.len()))?;
                }
            }
            offered = "";
        }
    }

    fn show_document(&self, document: &Document) -> Result<(), Failure> {
        let title = self.texts.catalogue().of("document", document.body.document_type());
        let example = if document.example { self.texts.example_mark } else { "" };
        self.console.heading(format!("{title} {example}").trim_end())?;
        let fields = fields(self.texts, document);
        let widest = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        fields.iter().try_for_each(|(name, value)| self.console.row(name, widest, value))
    }
}
