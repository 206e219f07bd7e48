//! What the pages need from the service behind them, and nothing more.
//!
//! Pages show what the desk knows and pass on what a person does. The service is the desk; tests of the pages use another
//! one, which shows what a well-behaved service would not.

use std::sync::{Mutex, PoisonError};

use ikd_proof::{CivilDate, Refusal, Verified, Verifier};

use crate::application::{ApplicationState, Mark, MarkCode};
use crate::decision::Statement;
use crate::face_check::FaceGuidance;
use crate::mail::Mail;
use crate::office::{
    ApplicationEntry, ApplicationView, Approval, CounterView, FaceEntry, FaceView, Office, OfficeError, Queue,
};
use crate::pairing::CounterOffer;
use crate::registration::Reason;
use crate::service::Shared;
use crate::store::StoreError;

/// What an officer does with an application. See the methods of [`Office`].
pub(crate) enum Move<'a> {
    Review,
    Correct { items: Vec<Mark>, days: Option<u16> },
    Visit { place: &'a str, days: u16, bring: &'a str },
    Refuse { code: MarkCode, note: Option<&'a str> },
    Approve,
    Sign,
    Issue,
}

/// The service, seen from its pages. See [`Office`] for what the counter's methods do and when they refuse.
pub(crate) trait Desk: Send + Sync + 'static {
    /// Now, Unix seconds by the service's clock.
    fn now(&self) -> u64;
    /// The civil day by the service's clock.
    fn today(&self) -> CivilDate;
    fn sign_in(&self, name: &str, code: &str) -> Result<String, OfficeError>;
    /// The name of the officer whose session this is; `None` once it has ended.
    fn signed_in(&self, session: &str) -> Option<String>;
    fn sign_out(&self, session: &str);
    fn queue(&self) -> Result<Queue, OfficeError>;
    fn registration(&self, id: &str) -> Result<CounterView, OfficeError>;
    fn new_offer(&self) -> Result<CounterOffer, OfficeError>;
    fn paired_with(&self, token: &[u8; 16]) -> Result<Option<String>, OfficeError>;
    fn scan_phone(&self, qr_text: &str) -> Result<String, OfficeError>;
    fn approve(&self, officer: &str, id: &str, statement: &Statement<'_>) -> Result<Approval, OfficeError>;
    fn reject(&self, officer: &str, id: &str, reason: Reason, note: Option<&str>) -> Result<(), OfficeError>;
    fn correct_email(&self, id: &str, email: &str) -> Result<(), OfficeError>;
    fn release_old_device(&self, officer: &str, id: &str, citizen_asks: bool) -> Result<(), OfficeError>;
    fn face_checks(&self) -> Result<Vec<FaceEntry>, OfficeError>;
    fn face_check(&self, id: &str) -> Result<FaceView, OfficeError>;
    fn accept_face(&self, id: &str, compared: bool) -> Result<(), OfficeError>;
    fn ask_for_another_face(&self, id: &str, guidance: &[FaceGuidance]) -> Result<(), OfficeError>;
    fn refuse_face(&self, id: &str) -> Result<(), OfficeError>;
    fn applications(&self) -> Result<Vec<ApplicationEntry>, OfficeError>;
    fn application(&self, id: &str) -> Result<ApplicationView, OfficeError>;
    fn move_application(
        &self,
        officer: &str,
        id: &str,
        asked: Move<'_>,
    ) -> Result<ApplicationState, OfficeError>;
    /// Mail, newest first, of one address or of all.
    fn mails(&self, address: Option<&str>) -> Result<Vec<Mail>, StoreError>;
    /// Reads a rotating QR as the demonstration reader. One code is accepted once.
    fn verify(&self, qr_text: &str) -> Result<Verified, Refusal>;
}

/// The running service as the desk.
pub(crate) struct ServiceDesk {
    service: Shared,
    office: Office,
    /// Remembers what it accepted, so that a code is accepted once.
    reader: Mutex<Verifier>,
}

impl ServiceDesk {
    pub(crate) fn new(service: Shared) -> Self {
        let keys = service.keys.readers.iter().map(|reader| reader.private_key()).collect();
        let reader = Mutex::new(Verifier::new(keys, service.trust.current().bundle.clone()));
        Self { office: Office::new(service.clone()), reader, service }
    }
}

impl Desk for ServiceDesk {
    fn now(&self) -> u64 {
        self.service.clock.now()
    }

    fn today(&self) -> CivilDate {
        self.service.today()
    }

    fn sign_in(&self, name: &str, code: &str) -> Result<String, OfficeError> {
        self.office.sign_in(name, code)
    }

    fn signed_in(&self, session: &str) -> Option<String> {
        self.office.signed_in(session)
    }

    fn sign_out(&self, session: &str) {
        self.office.sign_out(session);
    }

    fn queue(&self) -> Result<Queue, OfficeError> {
        self.office.queue()
    }

    fn registration(&self, id: &str) -> Result<CounterView, OfficeError> {
        self.office.registration(id)
    }

    fn new_offer(&self) -> Result<CounterOffer, OfficeError> {
        self.office.new_pairing_offer()
    }

    fn paired_with(&self, token: &[u8; 16]) -> Result<Option<String>, OfficeError> {
        self.office.paired_with(token)
    }

    fn scan_phone(&self, qr_text: &str) -> Result<String, OfficeError> {
        self.office.scan_phone(qr_text)
    }

    fn approve(&self, officer: &str, id: &str, statement: &Statement<'_>) -> Result<Approval, OfficeError> {
        self.office.with_officer(officer).approve(id, statement)
    }

    fn reject(&self, officer: &str, id: &str, reason: Reason, note: Option<&str>) -> Result<(), OfficeError> {
        self.office.with_officer(officer).reject(id, reason, note)
    }

    fn correct_email(&self, id: &str, email: &str) -> Result<(), OfficeError> {
        self.office.correct_email(id, email)
    }

    fn release_old_device(&self, officer: &str, id: &str, citizen_asks: bool) -> Result<(), OfficeError> {
        self.office.with_officer(officer).release_old_device(id, citizen_asks)
    }

    fn face_checks(&self) -> Result<Vec<FaceEntry>, OfficeError> {
        self.office.face_checks()
    }

    fn face_check(&self, id: &str) -> Result<FaceView, OfficeError> {
        self.office.face_check(id)
    }

    fn accept_face(&self, id: &str, compared: bool) -> Result<(), OfficeError> {
        self.office.accept_face(id, compared)
    }

    fn ask_for_another_face(&self, id: &str, guidance: &[FaceGuidance]) -> Result<(), OfficeError> {
        self.office.ask_for_another_face(id, guidance)
    }

    fn refuse_face(&self, id: &str) -> Result<(), OfficeError> {
        self.office.refuse_face(id)
    }

    fn applications(&self) -> Result<Vec<ApplicationEntry>, OfficeError> {
        self.office.applications()
    }

    fn application(&self, id: &str) -> Result<ApplicationView, OfficeError> {
        self.office.application(id)
    }

    fn move_application(
        &self,
        officer: &str,
        id: &str,
        asked: Move<'_>,
    ) -> Result<ApplicationState, OfficeError> {
        let office = self.office.with_officer(officer);
        match asked {
            Move::Review => office.review_application(id),
            Move::Correct { items, days } => office.ask_for_correction(id, items, days),
            Move::Visit { place, days, bring } => office.ask_for_visit(id, place, days, bring),
            Move::Refuse { code, note } => office.refuse_application(id, code, note),
            Move::Approve => office.approve_application(id),
            Move::Sign => office.sign_application(id),
            Move::Issue => office.issue_application(id),
        }
    }

    fn mails(&self, address: Option<&str>) -> Result<Vec<Mail>, StoreError> {
        self.service.store.run(|tx| tx.mails(address))
    }

    fn verify(&self, qr_text: &str) -> Result<Verified, Refusal> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        // Tests issue newer bundles while the service runs.
        reader.update_trust(self.service.trust.current().bundle.clone());
        reader.verify(qr_text, self.service.clock.now())
    }
}
