//! From the welcome to the uploaded portrait.

use std::{fs, path::Path, time::Duration};

use ikd_core::{
    identity::{Sex, entry},
    registration::{FormError, FormInput, FormShape, Step, SubmitError, terms_text},
    selfie::{PortraitSpec, SelfieEngine},
};

use super::Journey;
use crate::{console::Console, explain, failure::Failure};

/// The example's photograph: framed like a selfie, in the public domain (`tests/assets/photos`).
pub(super) const EXAMPLE_PHOTO: &[u8] = include_bytes!("../../../../assets/photos/selfie.jpg");
/// Names reserved for examples (RFC 2606) and a number that nobody has.
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
        self.app
            .registration()
            .begin(shape)
            .map_err(|error| Failure::new(explain::registration(texts, &error)))?;
        self.end_step()
    }

    pub(super) fn officer_notice(&mut self) -> Result<(), Failure> {
        self.steps.begin("officer-notice");
        let texts = self.texts;
        self.console.heading(texts.officer_notice)?;
        self.console.say(texts.officer_notice_says)?;
        self.console.pause(texts.go_on_with_enter)?;
        let acknowledged = self.app.registration().acknowledge_officer_notice();
        acknowledged.map_err(|error| Failure::new(explain::registration(texts, &error)))?;
        self.end_step()
    }

    pub(super) async fn terms(&mut self) -> Result<(), Failure> {
        self.steps.begin("terms");
        let (texts, language) = (self.texts, self.language());
        self.console.heading(texts.terms)?;
        // The bundle in force says which terms; without network the embedded one does.
        if let Err(error) = self.app.refresh_trust().await {
            self.console.say(&explain::refresh(texts, &error))?;
        }
        for paragraph in terms_text(language).split("\n\n") {
            self.console.say(paragraph)?;
        }
        if !self.console.agree(texts.accept_terms)? {
            self.console.say(texts.terms_declined)?;
            return Err(Failure::Stopped);
        }
        let accepted = self.app.registration().accept_terms(language);
        accepted.map_err(|error| Failure::new(explain::consent(texts, &error)))?;
        self.end_step()
    }

    pub(super) fn form(&mut self, shape: FormShape) -> Result<(), Failure> {
        self.steps.begin("form");
        let texts = self.texts;
        self.console.heading(texts.form)?;
        self.console.say(texts.form_says)?;
        let mut input = self.draft()?;
        loop {
            self.ask_form(shape, &mut input)?;
            match self.app.registration().submit_form(input.clone()) {
                Ok(warnings) => {
                    for warning in &warnings {
                        self.console.say(&explain::form_warning(texts, warning))?;
                    }
                    return self.end_step();
                }
                Err(FormError::Invalid(check)) => {
                    let faults: Vec<_> =
                        check.faults.iter().map(|entry| explain::form_entry(texts, entry)).collect();
                    self.console.again(&faults.join("\n"))?;
                }
                Err(FormError::Registration(error)) => {
                    return Err(Failure::new(explain::registration(texts, &error)));
                }
            }
        }
    }

    /// What was typed before, or the example's person.
    pub(super) fn draft(&self) -> Result<FormInput, Failure> {
        let draft = self.app.registration().draft();
        let mut input = draft.map_err(|error| Failure::new(explain::registration(self.texts, &error)))?;
        if input.nik.is_empty() && input.email.is_empty() {
            let example = self.demo.example();
            input.nik = example.nik;
            input.email = EXAMPLE_EMAIL.to_owned();
            input.phone = EXAMPLE_PHONE.to_owned();
            input.details.name = example.name;
            input.details.sex = Some(example.sex);
            input.details.birth_place = example.birth_place;
            input.details.birth_date = example.birth_date;
        }
        Ok(input)
    }

    pub(super) fn ask_form(&self, shape: FormShape, input: &mut FormInput) -> Result<(), Failure> {
        let (texts, console): (_, &Console) = (self.texts, self.console);
        input.nik = console.ask(texts.ask_nik, &input.nik)?;
        if shape == FormShape::Long {
            let details = &mut input.details;
            details.name = console.ask(texts.ask_name, &details.name)?;
            let sex = match details.sex {
                Some(Sex::Female) => texts.female,
                Some(Sex::Male) | None => texts.male,
            };
            details.sex = self.ask_sex(sex)?;
            details.birth_place = console.ask(texts.ask_birth_place, &details.birth_place)?;
            details.birth_date = console.ask(texts.ask_birth_date, &details.birth_date)?;
        }
        input.email = console.ask(texts.ask_email, &input.email)?;
        input.phone = console.ask(texts.ask_phone, &input.phone)?;
        Ok(())
    }

    /// The registry's letter or words, or the beginning of a word of this language; something else leaves the entry open,
    /// which the core then names.
    fn ask_sex(&self, default: &str) -> Result<Option<Sex>, Failure> {
        let answer = entry::clean(&self.console.ask(self.texts.ask_sex, default)?).to_lowercase();
        if let Some(sex) = Sex::parse_entry(&answer) {
            return Ok(Some(sex));
        }
        let means = |word: &str| !answer.is_empty() && word.to_lowercase().starts_with(answer.as_str());
        Ok(match () {
            () if means(self.texts.male) => Some(Sex::Male),
            () if means(self.texts.female) => Some(Sex::Female),
            () => None,
        })
    }

    pub(super) fn selfie(&mut self) -> Result<(), Failure> {
        self.steps.begin("selfie");
        let texts = self.texts;
        self.console.heading(texts.selfie)?;
        self.console.say(texts.selfie_says)?;
        let jpeg = self.portrait()?;
        let taken = self.app.registration().take_portrait(&jpeg);
        taken.map_err(|error| Failure::new(explain::photo(texts, &error)))?;
        self.end_step()
    }

    /// Asks for photographs until one will do.
    pub(super) fn portrait(&self) -> Result<zeroize::Zeroizing<Vec<u8>>, Failure> {
        let texts = self.texts;
        let engine = SelfieEngine::new();
        let mut given = self.args.photo.clone();
        loop {
            let photo = match given.take() {
                Some(file) => fs::read(file).ok(),
                None => match self.console.ask(texts.ask_photo, texts.example_photo)? {
                    answer if answer == texts.example_photo => Some(EXAMPLE_PHOTO.to_vec()),
                    answer => fs::read(Path::new(&answer)).ok(),
                },
            };
            let Some(photo) = photo else {
                self.console.again(texts.file_unreadable)?;
                continue;
            };
            let looking = self.console.working(texts.looking_for_face)?;
            match engine.portrait(&photo, &PortraitSpec::IKD) {
                Ok(portrait) => {
                    looking.done()?;
                    let report = &portrait.report;
                    let made = (texts.portrait_made)(report.width, report.height, portrait.jpeg.len());
                    self.console.say(&made)?;
                    return Ok(portrait.jpeg);
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
                let sentence = explain::submit(texts, &error);
                match error {
                    SubmitError::Registration(_) | SubmitError::AppOutdated => self.try_again(sentence),
                    // The core went back to the step where that can be put right.
                    _ => self.console.again(&sentence),
                }
            }
        }
    }
}
