//! From the welcome to the uploaded portrait.

use std::{fs, time::Duration};

use ikd_core::{
    identity::{Sex, entry},
    registration::{
        Details, FormCheck, FormError, FormInput, FormShape, Photo, Step, SubmitError, terms_text,
    },
    selfie::{Capture, Portrait, PortraitSpec},
    service::contract::FormField,
};

use super::{Journey, camera};
use crate::{console::path_of, explain, failure::Failure};

/// The example's photograph: framed like a selfie, in the public domain (`tests/assets/photos`).
pub(super) const EXAMPLE_PHOTO: &[u8] = include_bytes!("../../../../assets/photos/selfie.jpg");
/// A domain reserved for examples (RFC 2606) and a number that is not in use.
const EXAMPLE_EMAIL: &str = "warga@ikd.example";
const EXAMPLE_PHONE: &str = "0812-0000-0001";
/// How often progress is drawn.
const DRAW_EVERY: Duration = Duration::from_millis(100);

impl Journey<'_> {
    pub(super) fn welcome(&mut self) -> Result<(), Failure> {
        self.steps.begin("begin");
        let texts = self.texts;
        self.console.heading(texts.welcome)?;
        self.console.say(texts.welcome_says)?;
        let shapes = [FormShape::Short, FormShape::Long];
        let chosen = self.console.choose(texts.which_form, &[texts.short_form, texts.long_form])?;
        let shape = shapes.into_iter().nth(chosen).unwrap_or(FormShape::Short);
        self.app.registration().begin(shape).map_err(|error| explain::registration(texts, &error))?;
        self.end_step()
    }

    pub(super) fn officer_notice(&mut self) -> Result<(), Failure> {
        self.steps.begin("officer-notice");
        let texts = self.texts;
        self.console.heading(texts.officer_notice)?;
        self.console.say(texts.officer_notice_says)?;
        self.console.pause(texts.go_on_with_enter)?;
        let acknowledged = self.app.registration().acknowledge_officer_notice();
        acknowledged.map_err(|error| explain::registration(texts, &error))?;
        self.end_step()
    }

    pub(super) async fn terms(&mut self) -> Result<(), Failure> {
        self.steps.begin("terms");
        let (texts, language) = (self.texts, self.language());
        self.console.heading(texts.terms)?;
        // The current trust bundle determines the terms; without network the embedded bundle does.
        if let Err(error) = self.app.refresh_trust().await {
            self.console.say(&explain::refresh(texts, &error).sentence)?;
        }
        // Joins the continuation lines of list entries, which are indented further, so that the console can wrap them.
        self.console.say(&terms_text(language).replace("\n     ", " "))?;
        if !self.console.consent(texts.accept_terms)? {
            self.console.say(texts.terms_declined)?;
            return Err(Failure::Stopped);
        }
        let accepted = self.app.registration().accept_terms(language);
        accepted.map_err(|error| explain::consent(texts, &error))?;
        self.end_step()
    }

    pub(super) fn form(&mut self, shape: FormShape) -> Result<(), Failure> {
        self.steps.begin("form");
        let texts = self.texts;
        self.console.heading(texts.form)?;
        self.console.say(texts.form_says)?;
        let mut input = self.draft(shape)?;
        loop {
            self.ask_form(shape, &mut input)?;
            match self.app.registration().submit_form(input.clone()) {
                Ok(_) => return self.end_step(),
                Err(FormError::Invalid(check)) => {
                    self.console.again(&explain::form_entries(texts, &check.faults))?;
                }
                Err(FormError::Registration(error)) => {
                    return Err(explain::registration(texts, &error).into());
                }
            }
        }
    }

    /// The saved draft, or the data of the example's person; only the fields of this form shape.
    pub(super) fn draft(&self, shape: FormShape) -> Result<FormInput, Failure> {
        let draft = self.app.registration().draft();
        let mut input = draft.map_err(|error| explain::registration(self.texts, &error))?;
        let example = self.demo.example();
        if input.nik.is_empty() && input.email.is_empty() {
            input.nik = example.nik;
            input.email = EXAMPLE_EMAIL.to_owned();
            input.phone = EXAMPLE_PHONE.to_owned();
        }
        if shape == FormShape::Short {
            input.details = Details::default();
        } else if input.details == Details::default() {
            input.details = Details {
                name: example.name,
                sex: Some(example.sex),
                birth_place: example.birth_place,
                birth_date: example.birth_date,
            };
        }
        Ok(input)
    }

    /// Asks for the fields of the form; explains a wrong one before it asks for the next.
    pub(super) fn ask_form(&self, shape: FormShape, input: &mut FormInput) -> Result<(), Failure> {
        let texts = self.texts;
        self.ask_entry(FormField::Nik, texts.ask_nik, input, |input| &mut input.nik)?;
        if shape == FormShape::Long {
            self.ask_entry(FormField::Name, texts.ask_name, input, |input| &mut input.details.name)?;
            self.ask_sex(input)?;
            self.ask_entry(FormField::BirthPlace, texts.ask_birth_place, input, |input| {
                &mut input.details.birth_place
            })?;
            self.ask_entry(FormField::BirthDate, texts.ask_birth_date, input, |input| {
                &mut input.details.birth_date
            })?;
        }
        self.ask_entry(FormField::Email, texts.ask_email, input, |input| &mut input.email)?;
        self.ask_entry(FormField::Phone, texts.ask_phone, input, |input| &mut input.phone)?;
        // Some warnings compare two fields, so they are shown after the last field.
        for warning in &self.check(input)?.hints {
            self.console.say(&explain::form_warning(texts, warning))?;
        }
        Ok(())
    }

    /// Asks until the core accepts the field. The default stays the offered value, never a refused one.
    fn ask_entry(
        &self,
        field: FormField,
        question: &str,
        input: &mut FormInput,
        entry: impl Fn(&mut FormInput) -> &mut String,
    ) -> Result<(), Failure> {
        let offered = entry(input).clone();
        loop {
            *entry(input) = self.console.ask(question, &offered)?;
            if self.entry_will_do(field, input)? {
                return Ok(());
            }
        }
    }

    fn ask_sex(&self, input: &mut FormInput) -> Result<(), Failure> {
        let texts = self.texts;
        let offered = match input.details.sex {
            Some(Sex::Female) => texts.female,
            Some(Sex::Male) | None => texts.male,
        };
        loop {
            input.details.sex = self.sex_of(&self.console.ask(texts.ask_sex, offered)?);
            if self.entry_will_do(FormField::Sex, input)? {
                return Ok(());
            }
        }
    }

    /// Whether the core accepts this field; if not, explains why.
    fn entry_will_do(&self, field: FormField, input: &FormInput) -> Result<bool, Failure> {
        let check = self.check(input)?;
        let Some(fault) = check.faults.iter().find(|fault| fault.field() == field) else { return Ok(true) };
        self.console.again(&explain::form_entry(self.texts, fault))?;
        Ok(false)
    }

    pub(super) fn check(&self, input: &FormInput) -> Result<FormCheck, Failure> {
        let check = self.app.registration().check_form(input);
        check.map_err(|error| Failure::from(explain::registration(self.texts, &error)))
    }

    /// Accepts the letter or words of the population record, or the beginning of a word of this language. Any other
    /// answer leaves the field empty, and the core then reports the fault.
    fn sex_of(&self, answer: &str) -> Option<Sex> {
        let answer = entry::clean(answer).to_lowercase();
        let means = |word: &str| !answer.is_empty() && word.to_lowercase().starts_with(answer.as_str());
        match Sex::parse_entry(&answer) {
            Some(sex) => Some(sex),
            None if means(self.texts.male) => Some(Sex::Male),
            None if means(self.texts.female) => Some(Sex::Female),
            None => None,
        }
    }

    pub(super) fn selfie(&mut self) -> Result<(), Failure> {
        self.steps.begin("selfie");
        let texts = self.texts;
        self.console.heading(texts.selfie)?;
        self.console.say(texts.selfie_says)?;
        let portrait = self.portrait()?;
        let photo = Photo { jpeg: &portrait.jpeg, advice: portrait.advice() };
        let taken = self.app.registration().take_portrait(&photo);
        taken.map_err(|error| explain::photo(texts, &error))?;
        self.end_step()
    }

    /// Asks for photographs until one is accepted.
    pub(super) fn portrait(&self) -> Result<Portrait, Failure> {
        let texts = self.texts;
        let capture = Capture::new();
        let mut given = self.photo.clone();
        loop {
            let photo = match given.take() {
                Some(photo) => Some(photo),
                None => match self.console.ask(texts.ask_photo, texts.example_photo)? {
                    answer if answer == texts.example_photo => Some(EXAMPLE_PHOTO.to_vec()),
                    answer => fs::read(path_of(&answer, std::env::home_dir().as_deref())).ok(),
                },
            };
            let Some(photo) = photo else {
                self.console.again_coded("file-unreadable", texts.file_unreadable)?;
                continue;
            };
            camera::follow(&capture, &photo, |seen| self.console.say(&explain::live(texts, seen)))?;
            let looking = self.console.working(texts.looking_for_face)?;
            match capture.portrait(&photo, &PortraitSpec::IKD) {
                Ok(portrait) => {
                    looking.done()?;
                    let report = &portrait.report;
                    let made = (texts.portrait_made)(report.width, report.height, portrait.jpeg.len());
                    self.console.say(&made)?;
                    return Ok(portrait);
                }
                Err(error) => {
                    drop(looking);
                    self.console.again(&explain::portrait(texts, &error))?;
                }
            }
        }
    }

    pub(super) async fn upload(&mut self) -> Result<(), Failure> {
        self.steps.begin("upload");
        let texts = self.texts;
        let sending = self.console.working(texts.sending)?;
        let registration = self.app.registration().clone();
        let outcome = {
            let submit = registration.submit();
            tokio::pin!(submit);
            loop {
                tokio::select! {
                    outcome = &mut submit => break outcome,
                    () = tokio::time::sleep(DRAW_EVERY) => {
                        if let Some(Step::Uploading { sent, total }) = registration.step() {
                            sending.progress(sent.into(), total.into());
                        }
                    }
                }
            }
        };
        match outcome {
            Ok(()) => {
                sending.progress(1, 1);
                sending.done()?;
                self.end_step()
            }
            Err(error) => {
                drop(sending);
                let explanation = explain::submit(texts, &error);
                match error {
                    SubmitError::Registration(_) | SubmitError::AppOutdated => self.try_again(explanation),
                    // The core has returned to the step in which the person can correct this.
                    _ => self.console.again(&explanation),
                }
            }
        }
    }
}
