//! The answers of an application beside the record, its papers, and the marks at each part.

use maud::{Markup, html};

use super::application::{Entered, code_name, note_name};
use super::application_words::{InLanguage, of_mark};
use super::guard::Visit;
use super::mistakes::Mistakes;
use super::steps::data_url;
use super::words::words;
use crate::application::comparison::Compared;
use crate::application::{Mark, MarkCode, Part};
use crate::office::{ApplicationView, FieldView, PaperView, SectionView};

/// What stands in the fields of the marks, where parts can be marked.
#[derive(Clone, Copy)]
struct Marks<'p> {
    mistakes: &'p Mistakes,
    entered: Entered<'p>,
}

fn marks<'p>(view: &ApplicationView, mistakes: &'p Mistakes, entered: Entered<'p>) -> Option<Marks<'p>> {
    view.entry.state.can_be_sent_back().then_some(Marks { mistakes, entered })
}

/// The answers, section by section.
pub(super) fn answers(
    visit: &Visit,
    view: &ApplicationView,
    mistakes: &Mistakes,
    entered: Entered<'_>,
) -> Markup {
    let marks = marks(view, mistakes, entered);
    html! {
        @for (place, section) in view.sections.iter().enumerate() {
            section.step aria-labelledby={ "section-" (place) } {
                h2 id={ "section-" (place) } { (section.title.in_language(visit.language)) }
                (table(visit, section, place, marks))
            }
        }
        @if !view.notes.is_empty() {
            div.notice.warning { ul { @for note in &view.notes { li { (note.in_language(visit.language)) } } } }
        }
    }
}

fn table(visit: &Visit, section: &SectionView, place: usize, marks: Option<Marks<'_>>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    html! {
        // The roles keep the table a table for screen readers when a narrow screen stacks its cells.
        table.comparison role="table" aria-labelledby={ "section-" (place) } {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { (say("Isian", "Field")) }
                th role="columnheader" scope="col" { (say("Jawaban", "Answer")) }
                th role="columnheader" scope="col" { (say("Data kependudukan", "Population record")) }
                th role="columnheader" scope="col" { (say("Hasil", "Result")) }
            } }
            tbody role="rowgroup" { @for field in &section.fields { (row(visit, field, marks)) } }
        }
    }
}

fn row(visit: &Visit, field: &FieldView, marks: Option<Marks<'_>>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let label = field.label.in_language(visit.language);
    let (class, outcome) = match field.compared {
        Compared::NotFound => ("different", words("TIDAK ADA DI DATA", "NOT IN THE RECORD")),
        Compared::Different => ("different", words("BERBEDA", "DIFFERENT")),
        Compared::Same => ("same", words("Sama", "Same")),
        Compared::Found => {
            ("unknown", words("Ada di data, periksa pemiliknya", "In the record: check whose it is"))
        }
        Compared::NotAnswered => ("unknown", words("Tidak diisi", "Not filled in")),
        Compared::NoRecord => ("unknown", words("Tidak ada data", "No record")),
    };
    html! {
        tr.(class) role="row" {
            th role="rowheader" scope="row" { (label) }
            td role="cell" data-label=(say("Jawaban", "Answer")) {
                div {
                    @match &field.answer { Some(answer) => { bdi { (answer) } }, None => { span.hint { (say("kosong", "empty")) } } }
                    @if field.changed { p.hint { (say("Diubah sejak kiriman sebelumnya", "Changed since the revision before")) } }
                    @for note in &field.notes { p.hint { strong { (note.in_language(visit.language)) } } }
                    @if let Some(marks) = marks { (mark(visit, &Part::Field(field.key.clone()), label, marks)) }
                }
            }
            td role="cell" data-label=(say("Data", "Record")) {
                @match &field.record { Some(record) => { bdi { (record) } }, None => { span.hint { "-" } } }
            }
            td.outcome role="cell" data-label=(say("Hasil", "Result")) { (outcome.get(visit.language)) }
        }
    }
}

/// The papers, each page of them.
pub(super) fn papers(
    visit: &Visit,
    view: &ApplicationView,
    mistakes: &Mistakes,
    entered: Entered<'_>,
) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let marks = marks(view, mistakes, entered);
    html! {
        @for (place, paper) in view.papers.iter().enumerate() {
            section.step aria-labelledby={ "paper-" (place) } {
                h2 id={ "paper-" (place) } { (paper.label.in_language(visit.language)) }
                p { (paper.question.in_language(visit.language)) }
                @for (at, page) in paper.pages.iter().enumerate() {
                    figure.paper {
                        img src=(data_url(page)) alt={ (paper.label.in_language(visit.language)) ", " (say("halaman", "page")) " " (at + 1) };
                        figcaption { (say("Halaman", "Page")) " " (at + 1) " " (say("dari", "of")) " " (paper.pages.len()) }
                    }
                }
                @if let Some(marks) = marks { (paper_mark(visit, paper, marks)) }
            }
        }
    }
}

fn paper_mark(visit: &Visit, paper: &PaperView, marks: Marks<'_>) -> Markup {
    mark(visit, &Part::Attachment(paper.kind.clone()), paper.label.in_language(visit.language), marks)
}

/// Code and note at one part. They belong to the form of the correction, wherever they stand on the page.
fn mark(visit: &Visit, part: &Part, label: &str, marks: Marks<'_>) -> Markup {
    let say = |id, en| words(id, en).get(visit.language);
    let Marks { mistakes, entered } = marks;
    let (code, note) = (code_name(part), note_name(part));
    let wrong = mistakes.invalid(&code).or(mistakes.invalid(&note));
    let chosen = entered.map_or("", |posted| posted.text(&code));
    let written = entered.map_or("", |posted| posted.text(&note));
    html! {
        details.mark open[!chosen.is_empty() || wrong.is_some()] {
            summary { (say("Tandai: ", "Mark: ")) (label) }
            label for=(code) { (say("Yang harus diperbaiki", "What is to be corrected")) }
            (mistakes.message(&code))
            select id=(code) name=(code) form="correction"
                aria-invalid=[mistakes.invalid(&code)] aria-describedby=[mistakes.described(&code, None)] {
                option value="" { (say("Tidak ditandai", "Not marked")) }
                @for mark in MarkCode::ALL.into_iter().filter(|mark| *mark != MarkCode::RecordChanged) {
                    option value=(mark.name()) selected[mark.name() == chosen] { (of_mark(mark).get(visit.language)) }
                }
            }
            label for=(note) { (say("Pesan untuk warga", "Message to the citizen")) }
            (mistakes.message(&note))
            input id=(note) type="text" name=(note) form="correction" maxlength="500" value=(written)
                aria-invalid=[mistakes.invalid(&note)] aria-describedby=[mistakes.described(&note, None)];
        }
    }
}

/// A mark in words: the part, the code, the note.
pub(super) fn marked(visit: &Visit, view: &ApplicationView, mark: &Mark) -> Markup {
    let label = match &mark.part {
        Part::Field(key) => view.fields().find(|field| field.key == *key).map(|field| &field.label),
        Part::Attachment(kind) => {
            view.papers.iter().find(|paper| paper.kind == *kind).map(|paper| &paper.label)
        }
    };
    let name = match &mark.part {
        Part::Field(name) | Part::Attachment(name) => name,
    };
    html! {
        (label.map_or(name.as_str(), |label| label.in_language(visit.language))) ": "
        (of_mark(mark.code).get(visit.language))
        @if let Some(note) = &mark.note { ". " bdi { (note) } }
    }
}
