//! At the counter: pairing, the decision, and the options after a rejection. The person can act as the officer in a
//! browser. If they press Enter, the demo's officer acts through the sandbox's own counter.

use std::time::Duration;

use ikd_core::{
    registration::{AmendError, PairingError, Photo},
    selfie::{PortraitSpec, SelfieEngine},
    service::contract::{RejectionOption, RejectionReason},
};
use ikd_sandbox::{Approval, CounterView, Reason};

use super::{Journey, enrol::EXAMPLE_PHOTO};
use crate::{console::Waited, demo::differing, explain, failure::Failure};

/// Interval of the status checks if the core sets none.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// The result of the demo officer's comparison.
enum Judgement {
    /// Everything agrees.
    Agrees,
    /// Something differs; `said` is the explanation for the person.
    Differs { reason: Reason, said: &'static str },
}

impl Journey<'_> {
    pub(super) async fn pair(&mut self) -> Result<(), Failure> {
        self.steps.begin("pairing");
        let texts = self.texts;
        let pages = self.demo.pages();
        self.console.heading(texts.pairing)?;
        self.console.say(texts.pairing_says)?;
        self.console.entry(&(texts.counter_is_at)(
            &pages.counter,
            &pages.officer_name,
            &pages.officer_code,
        ))?;
        loop {
            let text = match self.line_or_change(texts.pairing_question).await? {
                Waited::Happened => return self.end_step(),
                Waited::Line(line) if line.is_empty() => match self.demo.officer_shows_qr() {
                    Some(text) => text,
                    None => return Err(Failure::new("officer-cannot", texts.officer_cannot)),
                },
                Waited::Line(line) if line.eq_ignore_ascii_case("t") => {
                    self.show_own_qr()?;
                    continue;
                }
                Waited::Line(line) => line,
            };
            let offer = self.app.registration().read_counter_qr(&text);
            match offer {
                Ok(offer) => self.console.say(&(texts.counter_of)(&offer.office))?,
                Err(error) => {
                    self.console.again(&explain::pairing(texts, &error))?;
                    continue;
                }
            }
            match self.app.registration().pair_with_counter(&text).await {
                Ok(()) => return self.end_step(),
                Err(error @ PairingError::Registration(_)) => {
                    self.try_again(explain::pairing(texts, &error))?;
                }
                Err(error) => self.console.again(&explain::pairing(texts, &error))?,
            }
        }
    }

    /// Prints the phone's own QR as text, to paste into the counter page.
    fn show_own_qr(&self) -> Result<(), Failure> {
        let qr = self.app.registration().pairing_qr();
        let qr = qr.map_err(|error| explain::registration(self.texts, &error))?;
        self.console.say(self.texts.own_qr_says)?;
        // Not wrapped, so that the text can be copied.
        crate::console::line(&qr.text)
    }

    pub(super) async fn await_decision(&mut self, digits: &str, office: &str) -> Result<(), Failure> {
        self.steps.begin("decision");
        let texts = self.texts;
        self.console.heading(texts.decision)?;
        self.console.say(&(texts.decision_says)(office))?;
        self.console.entry(&(texts.digits_on_phone)(digits))?;
        if let Waited::Happened = self.line_or_change(texts.decision_question).await? {
            return self.end_step();
        }
        let Some(seen) = self.demo.officer_finds(digits) else {
            // The officer may have decided before this run began; the status shows it.
            let before = self.app.registration().step();
            self.look_at_status().await?;
            if self.app.registration().step() == before {
                self.console.again_coded("officer-sees-nothing", texts.officer_sees_nothing)?;
            }
            return self.end_step();
        };
        self.console.entry(&(texts.digits_at_counter)(digits))?;
        match self.officer_judges(&seen)? {
            Judgement::Agrees => match self.demo.officer_approves(&seen.id, digits) {
                Some(Approval::CodeSent) => self.console.say(texts.officer_approved)?,
                // The next status check returns the result.
                Some(Approval::SecondDevice | Approval::Refused(_)) | None => {}
            },
            Judgement::Differs { reason, said } => {
                self.console.say(said)?;
                self.demo.officer_refuses(&seen.id, reason, None);
            }
        }
        self.look_at_status().await?;
        self.end_step()
    }

    /// The demo's officer compares as a real officer does: first the data field by field; for the short form, the
    /// answer to a question from the record; then the face. A difference is never approved.
    fn officer_judges(&self, seen: &CounterView) -> Result<Judgement, Failure> {
        let texts = self.texts;
        let data = |said| Judgement::Differs { reason: Reason::DataMismatch, said };
        let differing = differing(seen);
        for line in &differing {
            let [entered, recorded] =
                [&line.entered, &line.recorded].map(|text| text.as_deref().unwrap_or("-"));
            self.console.entry(&(texts.field_differs)((texts.field_name)(line.field), entered, recorded))?;
        }
        if !differing.is_empty() {
            return Ok(data(texts.officer_finds_data_different));
        }
        // If the record does not allow registration, the counter refuses the approval itself.
        let Some(record) = seen.record.as_ref().filter(|_| seen.refusal().is_none()) else {
            return Ok(Judgement::Agrees);
        };
        let is_example = seen.form.nik == self.demo.example().nik;
        if !seen.form.is_long() {
            self.console.say(texts.only_nik_compared)?;
            // The example's date of birth is the default answer. For another NIK the person must type it.
            let born = record.resident.birth_date.dmy();
            let answer =
                self.console.ask(texts.officer_asks_birth_date, if is_example { &born } else { "" })?;
            if answer != born {
                return Ok(data(texts.officer_finds_answer_wrong));
            }
        }
        if self.demo.officer_knows_face(seen, self.known_selfies()) {
            return Ok(Judgement::Agrees);
        }
        self.console.say(texts.officer_does_not_know_face)?;
        Ok(if self.console.confirm(texts.face_matches_question)? {
            Judgement::Agrees
        } else {
            Judgement::Differs { reason: Reason::FaceMismatch, said: texts.officer_finds_face_different }
        })
    }

    /// The selfies that the phone makes of the photographs that represent the example's person: the demo's own and the
    /// one from the command line.
    fn known_selfies(&self) -> impl Iterator<Item = Vec<u8>> {
        let engine = SelfieEngine::new();
        [Some(EXAMPLE_PHOTO.to_vec()), self.photo.clone()].into_iter().flatten().filter_map(move |photo| {
            engine.portrait(&photo, &PortraitSpec::IKD).ok().map(|portrait| portrait.jpeg.to_vec())
        })
    }

    pub(super) async fn rejected(
        &mut self,
        reason: RejectionReason,
        note: Option<&str>,
        ways: &[RejectionOption],
    ) -> Result<(), Failure> {
        self.steps.begin("rejected");
        let texts = self.texts;
        self.console.heading(texts.rejected)?;
        let explanation = explain::rejection(texts, reason);
        if !self.console.can_answer() {
            return Err(explanation.into());
        }
        self.console.say(&explanation.sentence)?;
        if let Some(note) = note {
            self.console.say(&(texts.officer_wrote)(note))?;
        }
        let mut options: Vec<&str> = ways.iter().map(|way| explain::rejection_option(texts, *way)).collect();
        options.push(texts.way_give_up);
        let chosen = self.console.choose(texts.your_choice, &options)?;
        let registration = self.app.registration().clone();
        let outcome = match ways.get(chosen) {
            None => return self.give_up().await,
            Some(RejectionOption::Restart) => {
                let restarted = registration.restart();
                restarted.map_err(|error| explain::registration(texts, &error))?;
                return self.end_step();
            }
            Some(RejectionOption::Form) => {
                let shape = registration.form_shape();
                let shape = shape.map_err(|error| explain::registration(texts, &error))?;
                let mut input = self.draft(shape)?;
                self.ask_form(shape, &mut input)?;
                registration.amend(Some(input), None).await
            }
            Some(RejectionOption::Photo) => {
                let portrait = self.portrait()?;
                let photo = Photo { jpeg: &portrait.jpeg, advice: portrait.advice() };
                registration.amend(None, Some(&photo)).await
            }
        };
        match outcome {
            Ok(()) => self.end_step(),
            Err(error @ AmendError::Registration(_)) => self.try_again(explain::amend(texts, &error)),
            Err(error) => self.console.again(&explain::amend(texts, &error)),
        }
    }

    pub(super) async fn conflict(&mut self) -> Result<(), Failure> {
        self.steps.begin("conflict");
        let texts = self.texts;
        self.console.heading(texts.conflict)?;
        self.console.say(texts.conflict_says)?;
        let pages = self.demo.pages();
        self.console.entry(&(texts.counter_is_at)(
            &pages.counter,
            &pages.officer_name,
            &pages.officer_code,
        ))?;
        match self.line_or_change(texts.conflict_question).await? {
            Waited::Happened => self.end_step(),
            Waited::Line(line) if line.is_empty() => {
                let released = self.demo.officer_releases();
                let before = self.app.registration().step();
                self.look_at_status().await?;
                if !released && self.app.registration().step() == before {
                    self.console.again_coded("officer-sees-nothing", texts.officer_sees_nothing)?;
                }
                self.end_step()
            }
            Waited::Line(_) => self.give_up().await,
        }
    }

    pub(super) fn expired(&mut self) -> Result<(), Failure> {
        self.steps.begin("expired");
        let texts = self.texts;
        self.console.heading(texts.expired)?;
        self.console.say(texts.expired_says)?;
        self.console.pause(texts.go_on_with_enter)?;
        let restarted = self.app.registration().restart();
        restarted.map_err(|error| explain::registration(texts, &error))?;
        self.end_step()
    }

    async fn give_up(&mut self) -> Result<(), Failure> {
        match self.app.registration().give_up().await {
            // The phone is back in its initial state: the next stage is the welcome.
            Ok(()) => self.console.say(self.texts.gave_up),
            Err(error) => self.try_again(explain::give_up(self.texts, &error)),
        }
    }

    /// Waits for a line or until the service reports a changed step.
    async fn line_or_change(&self, question: &str) -> Result<Waited, Failure> {
        let registration = self.app.registration().clone();
        let before = registration.step();
        let pause = registration.poll_after_ms().map_or(LOOK_EVERY, Duration::from_millis);
        self.console
            .line_or(question, pause, async || {
                // If the service does not answer, the step has not changed; the person can still type a line.
                let _ = registration.check_status().await;
                Ok(registration.step() != before)
            })
            .await
    }

    async fn look_at_status(&self) -> Result<(), Failure> {
        match self.app.registration().check_status().await {
            Ok(()) => Ok(()),
            Err(error) => self.try_again(explain::registration(self.texts, &error)),
        }
    }
}
