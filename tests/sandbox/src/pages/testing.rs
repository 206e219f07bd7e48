//! A desk for tests of the pages: it shows what it is given, hostile text too, and remembers what it was asked to do.

use std::sync::{Arc, Mutex};

use ikd_proof::{CivilDate, FacePurpose, Refusal, Verified};

use super::desk::{Desk, Move};
use super::testing_application;
use crate::application::ApplicationState;
use crate::application::obstacle::Obstacle;
use crate::comparison::differences;
use crate::decision::{Decided, Decision, Statement};
use crate::face_check::{FaceGuidance, FaceRefusal, FaceState};
use crate::mail::{Delivery, Mail};
use crate::office::{
    ApplicationEntry, ApplicationView, Approval, CounterView, FaceEntry, FaceView, OfficeError, Queue,
    QueueEntry, RecordView, Warning,
};
use crate::pairing::CounterOffer;
use crate::population::Population;
use crate::registration::{Form, Language, Reason, State};
use crate::store::StoreError;

/// A name that breaks out of any page that does not escape.
pub(super) const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'";
pub(super) const SESSION: &str = "session-of-an-officer";
pub(super) const ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";
pub(super) const NOW: u64 = 1_790_000_000;

/// What the desk was asked to change, as words.
pub(super) type Asked = Arc<Mutex<Vec<String>>>;

/// Another citizen who waits for a decision, where there is one.
pub(super) const NEXT: &str = "BBBBBBBBBBBBBBBBBBBBBB";

pub(super) struct TestDesk {
    pub asked: Asked,
    /// Who decided, for each decision about a registration or an application.
    pub officers: Asked,
    pub state: State,
    /// A phone has used the code on the screen.
    pub paired: bool,
    /// The record refuses, for this reason.
    pub refusal: Option<Reason>,
    /// What was entered. Hostile unless said otherwise: all of it differs from the record.
    pub form: Form,
    /// The register was not asked.
    pub record_closed: bool,
    /// Another citizen waits for a decision.
    pub another_waits: bool,
    /// Signing in is locked for so many seconds.
    pub locked_for: Option<u64>,
    /// Where the only face check stands.
    pub face: FaceState,
    /// Where the only application stands.
    pub application: ApplicationState,
    /// What stands in the way of approving and issuing it.
    pub obstacle: Option<Obstacle>,
}

impl TestDesk {
    pub(super) fn new(state: State) -> Self {
        Self {
            asked: Asked::default(),
            officers: Asked::default(),
            state,
            paired: false,
            refusal: None,
            form: form(),
            record_closed: false,
            another_waits: false,
            locked_for: None,
            face: FaceState::Pending,
            application: ApplicationState::InReview,
            obstacle: None,
        }
    }

    /// A desk where the form says what the record says; `long` or only NIK, email and phone.
    pub(super) fn agreeing(long: bool) -> Self {
        let resident = Population::generate(1, today()).adult().clone();
        let long = |text: String| long.then_some(text);
        let form = Form {
            nik: resident.nik.digits(),
            email: "tutik@contoh.id".to_owned(),
            phone: "+6281200000001".to_owned(),
            name: long(resident.name),
            sex: long(resident.sex.code().to_owned()),
            birth_place: long(resident.birth_place),
            birth_date: long(resident.birth_date.iso()),
        };
        Self { form, ..Self::new(State::Decision) }
    }

    /// What an officer decided, and who.
    fn decide(&self, officer: &str, what: String) {
        self.officers.lock().expect("tests do not panic while they hold it").push(officer.to_owned());
        self.ask(what);
    }

    fn ask(&self, what: String) {
        self.asked.lock().expect("tests do not panic while they hold it").push(what);
    }
}

pub(super) fn today() -> CivilDate {
    CivilDate::new(2026, 11, 22).expect("a real day")
}

fn form() -> Form {
    Form {
        nik: "9901011708900001".to_owned(),
        email: format!("{HOSTILE}@contoh.id"),
        phone: HOSTILE.to_owned(),
        name: Some(HOSTILE.to_owned()),
        sex: Some("female".to_owned()),
        birth_place: Some(HOSTILE.to_owned()),
        birth_date: Some("1990-08-17".to_owned()),
    }
}

impl Desk for TestDesk {
    fn now(&self) -> u64 {
        NOW
    }

    fn today(&self) -> CivilDate {
        today()
    }

    fn sign_in(&self, name: &str, code: &str) -> Result<String, OfficeError> {
        if let Some(retry_after) = self.locked_for {
            return Err(OfficeError::TooMany { retry_after });
        }
        if (name, code) == ("petugas", "1234") { Ok(SESSION.to_owned()) } else { Err(OfficeError::SignIn) }
    }

    fn signed_in(&self, session: &str) -> Option<String> {
        (session == SESSION).then(|| "petugas".to_owned())
    }

    fn sign_out(&self, _session: &str) {
        self.ask("sign out".to_owned());
    }

    fn queue(&self) -> Result<Queue, OfficeError> {
        let entry = |id: &str, state| QueueEntry {
            id: id.to_owned(),
            form: self.form.clone(),
            state,
            created_at: NOW - 60,
        };
        let mut paired = vec![entry(ID, self.state)];
        paired.extend(self.another_waits.then(|| entry(NEXT, State::Decision)));
        Ok(Queue { paired, unpaired: 3 })
    }

    fn registration(&self, id: &str) -> Result<CounterView, OfficeError> {
        if id != ID && id != NEXT {
            return Err(OfficeError::NotFound);
        }
        let resident = Population::generate(1, today()).adult().clone();
        let differ = differences(&self.form, &resident);
        let mut warnings: Vec<_> = self.refusal.map(Warning::Refusal).into_iter().collect();
        warnings.extend(differ.iter().copied().map(Warning::Differs));
        let record = RecordView { portrait: resident.portrait(today()), resident };
        Ok(CounterView {
            id: id.to_owned(),
            form: self.form.clone(),
            selfie: None,
            advice: vec!["REMOVE_GLASSES".to_owned()],
            record: (!self.record_closed).then_some(record),
            record_opened: !self.record_closed,
            warnings,
            digits: Some("0481".to_owned()),
            language: Language::Indonesian,
            state: self.state,
            second_device: true,
            rejection: Some((Reason::Other, Some(HOSTILE.to_owned()))),
            history: vec![Decision {
                at: NOW - 30,
                officer: HOSTILE.to_owned(),
                outcome: Decided::Approved,
                reason: None,
                note: Some(HOSTILE.to_owned()),
                differences: differ,
                override_reason: Some(format!("Ganti nama {HOSTILE}")),
            }],
            created_at: NOW - 60,
        })
    }

    fn new_offer(&self) -> Result<CounterOffer, OfficeError> {
        Ok(CounterOffer { qr_text: "IKDP1:ABC".to_owned(), expires_at: NOW + 120, token: [7; 16] })
    }

    fn paired_with(&self, token: &[u8; 16]) -> Result<Option<String>, OfficeError> {
        Ok((self.paired && *token == [7; 16]).then(|| ID.to_owned()))
    }

    fn scan_phone(&self, qr_text: &str) -> Result<String, OfficeError> {
        self.ask(format!("scan {qr_text}"));
        Ok(ID.to_owned())
    }

    fn approve(&self, officer: &str, id: &str, statement: &Statement<'_>) -> Result<Approval, OfficeError> {
        let missing = statement.missing("0481", !self.registration(id)?.differences().is_empty());
        if !missing.is_empty() {
            return Err(OfficeError::NotStated(missing));
        }
        self.decide(officer, format!("approve {}", statement.reason.unwrap_or("")).trim().to_owned());
        Ok(Approval::CodeSent)
    }

    fn reject(
        &self,
        officer: &str,
        _id: &str,
        reason: Reason,
        note: Option<&str>,
    ) -> Result<(), OfficeError> {
        if reason == Reason::Other && note.is_none() {
            return Err(OfficeError::NoteMissing);
        }
        self.decide(officer, format!("reject {}", reason.name()));
        Ok(())
    }

    fn correct_email(&self, _id: &str, email: &str) -> Result<(), OfficeError> {
        if !email.contains('@') {
            return Err(OfficeError::Email);
        }
        self.ask(format!("email {email}"));
        Ok(())
    }

    fn release_old_device(&self, officer: &str, _id: &str, citizen_asks: bool) -> Result<(), OfficeError> {
        if !citizen_asks {
            return Err(OfficeError::ReleaseNotAsked);
        }
        self.decide(officer, "release".to_owned());
        Ok(())
    }

    fn face_checks(&self) -> Result<Vec<FaceEntry>, OfficeError> {
        let view = self.face_check(ID)?;
        Ok(if view.state == FaceState::Pending { vec![view.entry] } else { Vec::new() })
    }

    fn face_check(&self, id: &str) -> Result<FaceView, OfficeError> {
        if id != ID {
            return Err(OfficeError::NotFound);
        }
        let resident = Population::generate(1, today()).adult().clone();
        let registered = resident.portrait(today());
        Ok(FaceView {
            entry: FaceEntry {
                id: id.to_owned(),
                nik: resident.nik,
                name: HOSTILE.to_owned(),
                purpose: FacePurpose::Application,
                answered_at: NOW - 60,
            },
            reference: NEXT.to_owned(),
            state: self.face,
            portrait: (self.face == FaceState::Pending).then(|| b"the portrait of the phone".to_vec()),
            advice: vec!["LOOK_STRAIGHT".to_owned()],
            registered,
            refusal: (self.face == FaceState::Refused).then_some(FaceRefusal::SeeOfficer),
            by_switch: self.face == FaceState::Accepted,
        })
    }

    fn accept_face(&self, _id: &str, compared: bool) -> Result<(), OfficeError> {
        match (self.face, compared) {
            (_, false) => Err(OfficeError::FaceNotCompared),
            (FaceState::Pending, true) => {
                self.ask("accept face".to_owned());
                Ok(())
            }
            _ => Err(OfficeError::FaceDecided),
        }
    }

    fn ask_for_another_face(&self, _id: &str, guidance: &[FaceGuidance]) -> Result<(), OfficeError> {
        if guidance.is_empty() {
            return Err(OfficeError::FaceGuidanceMissing);
        }
        let names: Vec<_> = guidance.iter().map(|guidance| guidance.name()).collect();
        self.ask(format!("another face {}", names.join(" ")));
        Ok(())
    }

    fn refuse_face(&self, _id: &str) -> Result<(), OfficeError> {
        self.ask("refuse face".to_owned());
        Ok(())
    }

    fn applications(&self) -> Result<Vec<ApplicationEntry>, OfficeError> {
        Ok(vec![self.application(ID)?.entry])
    }

    fn application(&self, id: &str) -> Result<ApplicationView, OfficeError> {
        if id == ID { Ok(testing_application::view(self.application)) } else { Err(OfficeError::NotFound) }
    }

    fn move_application(
        &self,
        officer: &str,
        _id: &str,
        asked: Move<'_>,
    ) -> Result<ApplicationState, OfficeError> {
        if let (Some(obstacle), Move::Approve | Move::Issue) = (self.obstacle, &asked) {
            return Err(obstacle.into());
        }
        let (said, state) = testing_application::moved(asked, self.face)?;
        self.decide(officer, said);
        Ok(state)
    }

    fn mails(&self, address: Option<&str>) -> Result<Vec<Mail>, StoreError> {
        if address == Some("none") {
            return Ok(Vec::new());
        }
        Ok(vec![Mail {
            id: 1,
            to: HOSTILE.to_owned(),
            language: Language::Indonesian,
            subject: HOSTILE.to_owned(),
            text: format!("{HOSTILE}\nAktivasi: https://x.id/{HOSTILE}\n123456\n"),
            received_at: NOW,
            delivery: Delivery::Kept,
        }])
    }

    fn verify(&self, _qr_text: &str) -> Result<Verified, Refusal> {
        Err(Refusal::TooLate)
    }
}
