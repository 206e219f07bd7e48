//! Mistakes in a form: a summary at the top of the page, which gets the focus and leads to each field, and a message at
//! the field itself, tied to it for screen readers.

use std::borrow::Cow;

use maud::{Markup, html};

use super::guard::Visit;
use super::words::Words;
use crate::registration::Language;

/// What was wrong with a form that was sent. Empty for one that was not.
#[derive(Default)]
pub(super) struct Mistakes {
    /// What did not happen, and why.
    summary: String,
    /// Id of each field that needs something, and what to do there.
    fields: Vec<(Cow<'static, str>, &'static str)>,
}

impl Mistakes {
    pub(super) fn new(summary: impl Into<String>) -> Self {
        Self { summary: summary.into(), fields: Vec::new() }
    }

    /// Adds what to do at the field with this id.
    pub(super) fn at(mut self, id: impl Into<Cow<'static, str>>, words: Words, language: Language) -> Self {
        self.fields.push((id.into(), words.get(language)));
        self
    }

    fn find(&self, id: &str) -> Option<&'static str> {
        self.fields.iter().find(|(field, _)| *field == id).map(|(_, text)| *text)
    }

    /// The summary; nothing when there is no mistake.
    pub(super) fn summary(&self) -> Markup {
        html! {
            @if !self.summary.is_empty() {
                div.notice.problem role="alert" tabindex="-1" autofocus {
                    p { strong { (self.summary) } }
                    @if !self.fields.is_empty() {
                        ul { @for (id, text) in &self.fields { li { a href={ "#" (id) } { (text) } } } }
                    }
                }
            }
        }
    }

    /// The message at a field; nothing when the field is right.
    pub(super) fn message(&self, id: &str) -> Markup {
        html! { @if let Some(text) = self.find(id) { p.error id={ (id) "-error" } { (text) } } }
    }

    /// The value of `aria-invalid` of a field.
    pub(super) fn invalid(&self, id: &str) -> Option<&'static str> {
        self.find(id).map(|_| "true")
    }

    /// The value of `aria-describedby` of a field: its message, then its hint.
    pub(super) fn described(&self, id: &str, hint: Option<&str>) -> Option<String> {
        let message = self.find(id).map(|_| format!("{id}-error"));
        let ids: Vec<_> = message.into_iter().chain(hint.map(str::to_owned)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// The form that takes a QR as pasted text or as a picture.
pub(super) fn code_fields(visit: &Visit, mistakes: &Mistakes, text: Words, rows: u8) -> Markup {
    let say = |id, en| super::words::words(id, en).get(visit.language);
    html! {
        label for="text" { (text.get(visit.language)) }
        (mistakes.message("text"))
        textarea #text name="text" rows=(rows) autocomplete="off" spellcheck="false" autocapitalize="characters"
            aria-invalid=[mistakes.invalid("text")] aria-describedby=[mistakes.described("text", None)] {}
        label for="picture" { (say("atau gambarnya (PNG atau JPEG)", "or its picture (PNG or JPEG)")) }
        (mistakes.message("picture"))
        // On a phone this opens the camera at the back.
        input #picture type="file" name="picture" accept="image/png,image/jpeg" capture="environment"
            aria-invalid=[mistakes.invalid("picture")] aria-describedby=[mistakes.described("picture", None)];
    }
}
