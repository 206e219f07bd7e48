//! Applications at the counter: the answers beside the record, and the attachments.

use ikd_proof::{
    Nik,
    form::{Definition, Problem, Texts, Value},
};

use super::{Office, OfficeError};
use crate::{
    application::{
        self, ApplicationState, Part,
        comparison::{self, Compared, Noticed},
        decided::ApplicationDecision,
        review, submission,
    },
    face_check::FaceState,
    population::{Resident, region_name},
    secret::encode,
    store::{Application, PhotoOf, StoreError, Tx, file_id},
};

/// One line of the counter's list of applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationEntry {
    /// Base64url, as in the contract.
    pub id: String,
    /// The number under which the office keeps it.
    pub number: String,
    /// Id of the service.
    pub service: String,
    /// Name of the service.
    pub title: Texts,
    /// NIK of the account.
    pub nik: Nik,
    /// Name in the record.
    pub name: String,
    /// Where it stands.
    pub state: ApplicationState,
    /// Which revision.
    pub revision: u64,
    /// When the revision was received, seconds since 1970.
    pub received_at: u64,
    /// Until when the office promised to decide.
    pub promise_until: Option<u64>,
}

/// A field of an application as the counter sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldView {
    /// Key of the field.
    pub key: String,
    /// What was asked.
    pub label: Texts,
    /// The answer; an option by its Indonesian words.
    pub answer: Option<String>,
    /// What the record says, where that can be compared.
    pub record: Option<String>,
    /// What the comparison shows.
    pub compared: Compared,
    /// The answer is another than in the revision before.
    pub changed: bool,
    /// What is noted about it: warnings of the form.
    pub notes: Vec<Texts>,
}

/// The fields of one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionView {
    /// Title.
    pub title: Texts,
    /// The visible fields.
    pub fields: Vec<FieldView>,
}

/// One kind of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperView {
    /// Kind of the paper.
    pub kind: String,
    /// Name of the paper.
    pub label: Texts,
    /// What the person was asked about the photograph, to be asked again here.
    pub question: Texts,
    /// The photographs, JPEG.
    pub pages: Vec<Vec<u8>>,
}

/// One application as the counter sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationView {
    /// The line in the list.
    pub entry: ApplicationEntry,
    /// The answers, section by section; none once it has ended.
    pub sections: Vec<SectionView>,
    /// The papers.
    pub papers: Vec<PaperView>,
    /// What the service noticed about other people.
    pub noticed: Vec<Noticed>,
    /// What the form's checks say beyond errors, and which do not belong to a field that is shown.
    pub notes: Vec<Texts>,
    /// The form asks for the face, and where the face check stands.
    pub face: Option<Option<FaceState>>,
    /// When the person entered the PIN, and how sure the phone was of its clock (0 to 2).
    pub queued: Option<(u64, u64)>,
    /// What belongs to the state.
    pub correction: Option<application::Correction>,
    /// As above.
    pub visit: Option<application::Visit>,
    /// As above.
    pub refusal: Option<application::ApplicationRefusal>,
    /// As above.
    pub result: Option<application::ResultText>,
    /// Ids of the issued documents.
    pub documents: Vec<String>,
    /// What officers did so far, oldest first.
    pub history: Vec<ApplicationDecision>,
}

impl ApplicationView {
    /// All fields that are shown.
    pub fn fields(&self) -> impl Iterator<Item = &FieldView> {
        self.sections.iter().flat_map(|section| &section.fields)
    }
}

impl Office {
    /// The applications that have not ended, oldest first.
    ///
    /// # Errors
    /// [`OfficeError::Store`].
    pub fn applications(&self) -> Result<Vec<ApplicationEntry>, OfficeError> {
        let now = self.service.clock.now();
        self.service.store.run(|tx| {
            let mut entries = Vec::new();
            for application in application::all(tx, now)? {
                if !application.state.has_ended() {
                    entries.extend(self.entry(tx, &application)?);
                }
            }
            Ok(entries)
        })
    }

    /// One application.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`], [`OfficeError::Store`].
    pub fn application(&self, id: &str) -> Result<ApplicationView, OfficeError> {
        self.with_application(id, |tx, application, now| self.view(tx, &application, now))
    }

    /// Runs `task` on an application; an unknown one is [`OfficeError::NotFound`].
    pub(super) fn with_application<T>(
        &self,
        id: &str,
        task: impl FnOnce(&Tx<'_>, Application, u64) -> Result<T, OfficeError>,
    ) -> Result<T, OfficeError> {
        self.found(id, application::find, task)
    }

    fn entry(&self, tx: &Tx<'_>, application: &Application) -> Result<Option<ApplicationEntry>, OfficeError> {
        let nik = review::account_nik(tx, application)?;
        let Some((_, person)) = submission::record(&self.service, nik) else { return Ok(None) };
        let form = self.service.forms.newest(&application.service);
        Ok(Some(ApplicationEntry {
            id: encode(&application.id),
            number: application.number.clone(),
            service: application.service.clone(),
            title: form.map_or_else(|| Texts::new("", ""), |form| form.definition.title.clone()),
            nik: person.nik,
            name: person.name,
            state: application.state,
            revision: application.revision,
            received_at: application.received_at,
            promise_until: application.promise_until,
        }))
    }

    fn view(&self, tx: &Tx<'_>, application: &Application, now: u64) -> Result<ApplicationView, OfficeError> {
        let entry = self.entry(tx, application)?.ok_or(OfficeError::NotFound)?;
        let detail = application.detail.clone();
        let mut view = ApplicationView {
            sections: Vec::new(),
            papers: Vec::new(),
            noticed: Vec::new(),
            notes: Vec::new(),
            face: None,
            queued: None,
            correction: detail.correction,
            visit: detail.visit,
            refusal: detail.refusal,
            result: detail.result,
            documents: detail.documents,
            history: tx.application_decisions(&application.id)?,
            entry,
        };
        let Some(opened) = submission::kept(&self.service, tx, application)? else { return Ok(view) };
        let definition = &opened.form.definition;
        view.noticed = comparison::notice(definition, &opened.answers, &self.service.records);
        view.queued = Some((opened.submission.queued_at, opened.submission.clock_confidence));
        if definition.presence == ikd_proof::form::Presence::Face {
            view.face = Some(submission::face(tx, &application.account, &application.id, None, now)?);
        }
        let earlier = match &application.earlier {
            Some(_) => {
                let earlier = Application { submission: application.earlier.clone(), ..application.clone() };
                submission::kept(&self.service, tx, &earlier)?.map(|opened| opened.answers)
            }
            None => None,
        };
        let facts = submission::facts(&self.service, view.entry.nik.as_u64(), now);
        let problems = facts
            .as_ref()
            .map(|facts| definition.check(&opened.answers, &submission::papers(&opened.submission), facts));
        let problems = problems.unwrap_or_default();
        let record = facts.as_ref().map(|facts| definition.prefill(facts, &opened.answers));
        let visible = definition.visible(&opened.answers);
        for section in &definition.sections {
            let shown = section.fields.iter().filter(|field| visible.contains(field.key.as_str()));
            let fields = shown.map(|field| {
                let sent = opened.answers.get(&field.key);
                let known = record.as_ref().and_then(|record| record.get(&field.key));
                let known = known.filter(|_| field.source.is_some() || field.compute.is_some());
                let about = |noticed: &&Noticed| noticed.part == Part::Field(field.key.clone());
                let noticed = view.noticed.iter().find(about);
                let words = |value: &Value| self.words(definition, &field.key, value);
                let said = noticed.and_then(|noticed| noticed.record.clone());
                let card = sent.filter(|_| field.source.is_none());
                let card = card.and_then(|card| comparison::card_in_words(card, &self.service.records));
                FieldView {
                    key: field.key.clone(),
                    label: field.label.clone(),
                    answer: sent.map(words),
                    compared: Compared::of(sent, known, noticed, card.is_some()),
                    record: known.map(words).or(said).or(card),
                    changed: earlier.as_ref().is_some_and(|earlier| earlier.get(&field.key) != sent),
                    notes: notes(&problems, |problem| problem.field.as_deref() == Some(&field.key)),
                }
            });
            let fields: Vec<_> = fields.collect();
            if !fields.is_empty() {
                view.sections.push(SectionView { title: section.title.clone(), fields });
            }
        }
        view.notes = notes(&problems, |problem| {
            !problem.field.as_ref().is_some_and(|key| visible.contains(key.as_str()))
        });
        view.papers = self.papers(tx, application, definition, &opened.submission)?;
        Ok(view)
    }

    fn papers(
        &self,
        tx: &Tx<'_>,
        application: &Application,
        definition: &Definition,
        submission: &ikd_proof::application::Submission,
    ) -> Result<Vec<PaperView>, StoreError> {
        let mut papers: Vec<PaperView> = Vec::new();
        for page in &submission.attachments {
            let file = file_id(&application.account, &application.id, &page.sha256);
            let sealed = tx.photo_bytes(PhotoOf::ApplicationFile(file))?;
            let Some(attachment) = definition.attachment(&page.kind) else { continue };
            let Some(picture) = submission::picture(&self.service, &sealed) else { continue };
            match papers.iter_mut().find(|paper| paper.kind == page.kind) {
                Some(paper) => paper.pages.push(picture),
                None => papers.push(PaperView {
                    kind: page.kind.clone(),
                    label: attachment.label.clone(),
                    question: attachment.question.clone(),
                    pages: vec![picture],
                }),
            }
        }
        Ok(papers)
    }

    /// A value in words: an option by its label, a member by name.
    fn words(&self, definition: &Definition, key: &str, value: &Value) -> String {
        let person = |resident: Resident| format!("{} ({})", resident.name, resident.nik.digits());
        match value {
            Value::Code(code) => {
                let options = definition.field(key).map(|field| field.options.as_slice()).unwrap_or_default();
                let option = options.iter().find(|option| option.code == *code);
                option.map_or_else(|| value.to_text(), |option| option.label.id.clone())
            }
            Value::Member(nik) => self
                .service
                .records
                .find(*nik)
                .map_or_else(|| value.to_text(), |(_, resident)| person(resident)),
            Value::Region(code) => region_name(*code).unwrap_or_else(|| value.to_text()),
            Value::YesNo(yes) => if *yes { "ya" } else { "tidak" }.to_owned(),
            Value::Date(date) => date.dmy(),
            _ => value.to_text(),
        }
    }
}

fn notes(problems: &[Problem], about: impl Fn(&Problem) -> bool) -> Vec<Texts> {
    problems.iter().filter(|problem| about(problem)).map(|problem| problem.text.clone()).collect()
}
