//! Applying for a service at the end of the journey, with one form for all services. The demo's officer carries it out.

use std::{collections::BTreeSet, fs, io::Cursor};

use ikd_core::{
    applications::{self, AnswerError, ApplicationId, Contents, QueueError, Service, StateKind, id_text},
    papers,
};
use ikd_proof::form::{Answers, Field, FieldType, Severity};
use image::{ImageFormat, Rgb, RgbImage};

use super::Journey;
use crate::{
    commands::{services::spoken, track::show},
    console::path_of,
    demo::today,
    explain,
    failure::Failure,
};

/// Size of the example's photograph, pixels.
const WIDTH: u32 = 600;
const HEIGHT: u32 = 800;
/// The service for which the demo has every answer. An unattended journey applies for it.
const EXAMPLE: &str = "golongan-darah";

impl Journey<'_> {
    pub(super) async fn apply(&mut self) -> Result<(), Failure> {
        self.steps.begin("application");
        let texts = self.texts;
        self.console.heading(texts.apply)?;
        self.console.say(texts.apply_says)?;
        let Some(service) = self.choose_service()? else { return self.end_step() };
        let id = self.application_for(&service)?;
        if self.opened(id)?.application.state.kind() == StateKind::Correct {
            self.begin_correction(id)?; // an earlier run ended here
        }
        if self.opened(id)?.editable && !self.fill_in_and_queue(id).await? {
            return self.end_step();
        }
        self.carry_out(id).await?;
        self.end_step()
    }

    fn choose_service(&self) -> Result<Option<Service>, Failure> {
        let texts = self.texts;
        let mut services = self.app.applications().services();
        services.sort_by_key(|service| service.id != EXAMPLE);
        if !self.console.is_attended() {
            return Ok(services.into_iter().find(|service| service.id == EXAMPLE));
        }
        let titles = services.iter().map(|service| spoken(texts, &service.title));
        let options: Vec<_> = std::iter::once(texts.apply_for_nothing).chain(titles).collect();
        let chosen = self.console.choose(texts.your_choice, &options)?;
        Ok(chosen.checked_sub(1).and_then(|at| services.into_iter().nth(at)))
    }

    /// The one that an earlier run began, or a new draft.
    fn application_for(&self, service: &Service) -> Result<ApplicationId, Failure> {
        let applications = self.app.applications();
        let list = applications.list().map_err(|error| explain::applications(self.texts, &error))?;
        let mut open = list.iter().filter(|one| one.service == service.id && !one.state.is_final());
        match open.next() {
            Some(open) => Ok(open.id),
            None => {
                Ok(applications.start(&service.id).map_err(|error| explain::start(self.texts, &error))?)
            }
        }
    }

    fn opened(&self, id: ApplicationId) -> Result<Contents, Failure> {
        let contents = self.app.applications().open(id);
        contents.map_err(|error| explain::applications(self.texts, &error).into())
    }

    /// Returns whether it was queued; otherwise it stays a draft.
    async fn fill_in_and_queue(&self, id: ApplicationId) -> Result<bool, Failure> {
        let texts = self.texts;
        let applications = self.app.applications();
        loop {
            self.ask_answers(id)?;
            self.ask_papers(id)?;
            let review = applications.review(id).map_err(|error| explain::applications(texts, &error))?;
            for problem in &review.problems {
                self.console.entry(spoken(texts, &problem.text))?;
            }
            if review.can_queue {
                self.console.say(&(texts.application_costs)(review.bytes, review.slow_seconds()))?;
                self.console.say(spoken(texts, &review.statement))?;
                break;
            }
            let wrong = review.problems.iter().find(|problem| problem.severity == Severity::Error);
            let why = wrong.map_or("", |problem| spoken(texts, &problem.text));
            self.console.again_coded("answers-invalid", why)?;
            if !self.console.agree(texts.try_again)? {
                return Ok(false);
            }
        }
        if !self.console.agree(texts.send_application)? {
            return Ok(false);
        }
        loop {
            match applications.queue(id) {
                Ok(()) => return Ok(true),
                Err(QueueError::StepUpRequired) => {
                    self.console.say(texts.verify_user_again)?;
                    if let Err(error) = self.app.lock().verify_user(self.ask_pin()?).await {
                        self.console.again(&explain::pin(texts, &error))?;
                    }
                }
                Err(error) => return Err(explain::queue(texts, &error).into()),
            }
        }
    }

    /// Asks each visible field once. An answer can show others.
    fn ask_answers(&self, id: ApplicationId) -> Result<(), Failure> {
        let mut asked = BTreeSet::new();
        loop {
            let contents = self.opened(id)?;
            let open = |field: &&Field| {
                contents.visible.contains(&field.key)
                    && !contents.locked.contains(&field.key)
                    && !asked.contains(&field.key)
            };
            let Some(field) = contents.definition.fields().find(open) else { return Ok(()) };
            self.ask_field(id, field, &contents)?;
            asked.insert(field.key.clone());
        }
    }

    fn ask_field(&self, id: ApplicationId, field: &Field, contents: &Contents) -> Result<(), Failure> {
        let texts = self.texts;
        for option in &field.options {
            self.console.entry(&format!("{}  {}", option.code, spoken(texts, &option.label)))?;
        }
        if field.kind == FieldType::Member {
            for member in &contents.members {
                self.console.entry(&format!("{}  {}", member.nik.digits(), member.name))?;
            }
        }
        let present = contents.answers.get(&field.key).map(|value| value.to_text());
        let offered = present.unwrap_or_else(|| example(field, &contents.answers).unwrap_or_default());
        loop {
            let text = self.console.ask(spoken(texts, &field.label), &offered)?;
            match self.app.applications().set(id, &field.key, &text) {
                Ok(()) => return Ok(()),
                Err(AnswerError::Value(error)) => {
                    self.console.again_coded(error.code(), spoken(texts, &error.texts()))?;
                }
                Err(AnswerError::Other(error)) => return Err(explain::applications(texts, &error).into()),
                // Only open fields are asked.
                Err(AnswerError::UnknownField | AnswerError::Locked | AnswerError::NotMarked) => {
                    return Ok(());
                }
            }
        }
    }

    /// Asks one photograph of each paper that is needed and not there yet.
    fn ask_papers(&self, id: ApplicationId) -> Result<(), Failure> {
        let texts = self.texts;
        let contents = self.opened(id)?;
        let needed = contents.definition.attachments.iter().filter(|paper| {
            contents.open_papers.contains(&paper.kind)
                && !contents.papers.iter().any(|held| held.kind == paper.kind)
        });
        for wanted in needed {
            let paper = loop {
                let question = (texts.ask_paper)(spoken(texts, &wanted.label));
                let photo = match self.console.ask(&question, texts.example_paper)? {
                    answer if answer == texts.example_paper => Some(example_paper()),
                    answer => fs::read(path_of(&answer, std::env::home_dir().as_deref())).ok(),
                };
                let Some(photo) = photo else {
                    self.console.again_coded("file-unreadable", texts.file_unreadable)?;
                    continue;
                };
                match papers::Paper::of(&photo) {
                    Ok(paper) => break paper,
                    Err(error) => self.console.again(&explain::paper(texts, &error))?,
                }
            };
            for advice in paper.advice() {
                self.console.entry(texts.catalogue().of("paper_advice", advice))?;
            }
            let paper = applications::Paper { jpeg: paper.jpeg() };
            let attached = self.app.applications().attach(id, &wanted.kind, 1, paper);
            attached.map_err(|error| explain::attach(texts, &error))?;
        }
        Ok(())
    }

    /// Sends it, lets the demo's officer carry it out, and fetches what came of it.
    async fn carry_out(&self, id: ApplicationId) -> Result<(), Failure> {
        let texts = self.texts;
        if !self.send().await? {
            return Ok(());
        }
        self.tell(id)?;
        let options = [texts.officer_issues, texts.officer_asks_for_correction];
        let corrects = self.console.is_attended() && self.console.choose(texts.officer_does, &options)? == 1;
        if corrects && !self.correct(id).await? {
            return Ok(());
        }
        self.console.say(texts.officer_carries_out)?;
        self.demo.officer_issues(&id_text(id));
        self.refresh(id).await?;
        let state = self.opened(id)?.application.state.kind();
        if state != StateKind::Issued && !self.console.is_attended() {
            return Err(Failure::new("not-issued", texts.catalogue().of("application", state)));
        }
        Ok(())
    }

    /// Returns whether what waits was sent. Otherwise it stays queued, and the next run sends it.
    async fn send(&self) -> Result<bool, Failure> {
        let texts = self.texts;
        let sending = self.console.working(texts.sending_application)?;
        let report =
            self.app.applications().send_queued(false).await.map_err(|error| explain::send(texts, &error))?;
        if let Some(error) = report.stopped {
            drop(sending);
            self.console.again(&explain::service(texts, &error))?;
            return Ok(false);
        }
        sending.done()?;
        Ok(true)
    }

    /// The demo's officer marks the first answer that the person gave; the person corrects it. Returns whether the
    /// correction was sent.
    async fn correct(&self, id: ApplicationId) -> Result<bool, Failure> {
        let contents = self.opened(id)?;
        let given = |field: &&Field| {
            let filled_in = field.source.is_some() || field.compute.is_some();
            !filled_in && contents.visible.contains(&field.key) && contents.answers.get(&field.key).is_some()
        };
        let Some(field) = contents.definition.fields().find(given) else { return Ok(true) };
        self.demo.officer_asks_for_correction(&id_text(id), &field.key);
        self.refresh(id).await?;
        self.begin_correction(id)?;
        Ok(self.fill_in_and_queue(id).await? && self.send().await?)
    }

    fn begin_correction(&self, id: ApplicationId) -> Result<(), Failure> {
        let begun = self.app.applications().correct(id);
        begun.map_err(|error| explain::applications(self.texts, &error).into())
    }

    async fn refresh(&self, id: ApplicationId) -> Result<(), Failure> {
        let texts = self.texts;
        let refreshed = self.app.applications().refresh().await;
        refreshed.map_err(|error| explain::refresh_applications(texts, &error))?;
        self.app.documents().sync().await.map_err(|error| explain::sync(texts, &error))?;
        self.tell(id)
    }

    /// Says where it stands, to a person.
    fn tell(&self, id: ApplicationId) -> Result<(), Failure> {
        if self.args.json { Ok(()) } else { show(self.texts, self.app.applications(), Some(id), false) }
    }
}

/// An answer that the form takes, where there is one for every application: the first option that no other answer has,
/// today, or a word.
fn example(field: &Field, answers: &Answers) -> Option<String> {
    let known: BTreeSet<_> = answers.iter().map(|(_, value)| value.to_text()).collect();
    match field.kind {
        FieldType::Code => {
            let codes = field.options.iter().map(|option| option.code).filter(|code| *code != 0);
            codes.map(|code| code.to_string()).find(|code| !known.contains(code))
        }
        FieldType::Date => today().map(|today| today.iso()),
        FieldType::Time => Some("07:30".to_owned()),
        FieldType::Text | FieldType::Name if field.required => Some("CONTOH".to_owned()),
        FieldType::Int => field.min.map(|least| least.to_string()),
        FieldType::YesNo => Some("no".to_owned()),
        _ => None,
    }
}

/// A sheet with lines in place of writing, as PNG: the demo's officer reads no papers.
fn example_paper() -> Vec<u8> {
    let is_ink = |x: u32, y: u32| {
        (100..WIDTH - 100).contains(&x) && (100..HEIGHT - 100).contains(&y) && y % 24 < 6 && x % 40 < 30
    };
    let is_paper = |x, y| (30..WIDTH - 30).contains(&x) && (30..HEIGHT - 30).contains(&y);
    let sheet = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| match (is_paper(x, y), is_ink(x, y)) {
        (_, true) => Rgb([40; 3]),
        (true, false) => Rgb([215; 3]),
        (false, false) => Rgb([110; 3]),
    });
    let mut png = Cursor::new(Vec::new());
    sheet.write_to(&mut png, ImageFormat::Png).expect("memory takes every picture");
    png.into_inner()
}
