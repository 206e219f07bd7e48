//! What tests do to the sandbox: read the mail, know the captcha, change records, order faults, move the clock.
//!
//! [`Control`] is for Rust; `/control` on the pages' port is the same for other languages, there only when a token was
//! given at the start.

use ikd_proof::{Document, DocumentType, Nik, View, form::Definition};
use zeroize::Zeroizing;

use crate::{
    application::{
        self,
        forms::{self, FormsError},
        outcome::{self, OutcomeError},
    },
    documents::{self, DocumentsError},
    face_check::FaceVerdict,
    limits::Limits,
    net::Fault,
    records::RecordChange,
    secret::decode_exact,
    service::{RequestSeen, Shared},
    signed::sign_again,
    store::{Account, DocumentRow, StoreError, Tally, Tx},
    trust::{TrustChange, TrustChangeError},
};

/// Why the control did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    /// There is no such captcha, code, record, document or account.
    #[error("there is no such thing here")]
    NotFound,
    /// The record has a value that no document can hold.
    #[error("the record would have a value that no document can hold")]
    Record,
    /// A value is outside the format of a trust bundle.
    #[error("a value is outside the format of a trust bundle")]
    Trust,
    /// A value is outside the format of a definition, or the service has no such form.
    #[error("this is no form of the service")]
    Form,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DocumentsError> for ControlError {
    fn from(error: DocumentsError) -> Self {
        match error {
            DocumentsError::Record => Self::Record,
            DocumentsError::Store(error) => Self::Store(error),
        }
    }
}

impl From<TrustChangeError> for ControlError {
    fn from(error: TrustChangeError) -> Self {
        match error {
            TrustChangeError::Invalid => Self::Trust,
            TrustChangeError::Store(error) => Self::Store(error),
        }
    }
}

impl From<FormsError> for ControlError {
    fn from(error: FormsError) -> Self {
        match error {
            FormsError::Invalid => Self::Form,
            FormsError::Store(error) => Self::Store(error),
        }
    }
}

impl From<OutcomeError> for ControlError {
    fn from(error: OutcomeError) -> Self {
        match error {
            OutcomeError::Obstacle(_) => Self::NotFound,
            OutcomeError::Store(error) => Self::Store(error),
        }
    }
}

/// See the module.
#[derive(Clone)]
pub struct Control(pub(crate) Shared);

impl Control {
    /// The digits that a captcha's picture shows; `id` as the phone got it.
    ///
    /// # Errors
    /// [`ControlError::NotFound`], [`ControlError::Store`]. The same for the methods below, unless they say otherwise.
    pub fn captcha_answer(&self, id: &str) -> Result<String, ControlError> {
        let id = decode_exact(id).ok_or(ControlError::NotFound)?;
        let found = self.0.store.run(|tx| tx.captcha(&id))?;
        found.map(|captcha| captcha.image_answer).ok_or(ControlError::NotFound)
    }

    /// One answer in words to a captcha's question.
    pub fn captcha_words(&self, id: &str) -> Result<String, ControlError> {
        self.question_answer(id, 1)
    }

    /// The number that answers a captcha's question, in digits: right in every language.
    pub fn captcha_number(&self, id: &str) -> Result<String, ControlError> {
        self.question_answer(id, 0)
    }

    fn question_answer(&self, id: &str, which: usize) -> Result<String, ControlError> {
        let id = decode_exact(id).ok_or(ControlError::NotFound)?;
        let found = self.0.store.run(|tx| tx.captcha(&id))?;
        let answers = found.map(|captcha| captcha.question_answers).ok_or(ControlError::NotFound)?;
        answers.split('|').nth(which).map(str::to_owned).ok_or(ControlError::NotFound)
    }

    /// The code in the newest mail to an address.
    pub fn activation_code(&self, email: &str) -> Result<Zeroizing<String>, ControlError> {
        let mails = self.0.store.run(|tx| tx.mails(Some(email)))?;
        let text = mails.into_iter().next().ok_or(ControlError::NotFound)?.text;
        let code = text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6);
        code.map(|code| Zeroizing::new(code.to_owned())).ok_or(ControlError::NotFound)
    }

    /// Changes a record; documents with other content after that get their next version.
    ///
    /// # Errors
    /// [`ControlError::Record`] too; then nothing changed.
    pub fn change_record(&self, nik: u64, change: &RecordChange) -> Result<(), ControlError> {
        let nik = Nik::from_u64(nik).map_err(|_| ControlError::NotFound)?;
        crate::records::check(change).map_err(|_| ControlError::Record)?;
        let now = self.0.clock.now();
        self.0.store.run(|tx| {
            if !self.0.records.change(tx, nik, change)? {
                return Err(ControlError::NotFound);
            }
            // A family card or a child's card changes with the record of another person too.
            for account in tx.accounts()? {
                documents::refresh(&self.0, tx, &account, now)?;
            }
            Ok(())
        })
    }

    /// Takes all documents of a type from the account of a NIK, for good.
    pub fn remove_document(&self, nik: u64, kind: DocumentType) -> Result<(), ControlError> {
        self.0.store.run(|tx| {
            let account = account(tx, nik)?;
            let of_kind: Vec<_> = documents::present(tx, &account)?
                .into_iter()
                .filter(|row| u64::from(row.kind) == kind.code())
                .collect();
            if of_kind.is_empty() {
                return Err(ControlError::NotFound);
            }
            for row in of_kind {
                tx.put_document(&account.id, &DocumentRow { removed: true, ..row })?;
            }
            Ok(tx.bump_epoch(&account.id)?)
        })
    }

    /// Blocks the account of a NIK, or lifts the block.
    pub fn block_account(&self, nik: u64, blocked: bool) -> Result<(), ControlError> {
        self.0.store.run(|tx| {
            let account = account(tx, nik)?;
            Ok(tx.set_blocked(&account.id, blocked)?)
        })
    }

    /// Orders faults in place of any ordered before; an empty list ends them.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.0.faults.set(faults);
    }

    /// Replaces the limits on rates.
    pub fn set_limits(&self, limits: Limits) {
        self.0.limiter.set(limits);
    }

    /// Decides about every answer to a face check in place of the officer, from now on; `None` ends that. Nobody and
    /// nothing looks at the pictures then.
    pub fn set_face_verdict(&self, verdict: Option<FaceVerdict>) {
        *self.0.face_switch.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = verdict;
    }

    /// Moves the service's clock by seconds; below zero: back.
    pub fn advance_clock(&self, seconds: i64) {
        self.0.clock.advance(seconds);
    }

    /// The service's clock, seconds since 1970.
    pub fn now(&self) -> u64 {
        self.0.clock.now()
    }

    /// Issues the next trust bundle; gives its version.
    ///
    /// # Errors
    /// [`ControlError::Trust`], [`ControlError::Store`].
    pub fn issue_trust_bundle(&self, change: &TrustChange) -> Result<u64, ControlError> {
        let now = self.0.clock.now();
        Ok(self.0.store.run(|tx| self.0.trust.change(tx, &self.0.keys, change, now))?)
    }

    /// Issues the next version of a form: the newest one with `change` applied; gives its version. Drafts with an older
    /// version are still accepted, unless `older_accepted` is `false`.
    ///
    /// # Errors
    /// [`ControlError::Form`], [`ControlError::Store`].
    pub fn raise_form(
        &self,
        service: &str,
        older_accepted: bool,
        change: impl FnOnce(&mut Definition),
    ) -> Result<u64, ControlError> {
        let now = self.0.clock.now();
        self.0.store.run(|tx| {
            let version = self.0.forms.raise(tx, &self.0.keys, service, change, now)?;
            if !older_accepted {
                forms::set_lowest(tx, service, version)?;
            }
            Ok(version)
        })
    }

    /// A form as the service signed it last.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn form(&self, service: &str) -> Result<Vec<u8>, ControlError> {
        Ok(self.0.forms.newest(service).ok_or(ControlError::NotFound)?.signed.clone())
    }

    /// The person of an issued move to another regency arrived there: the address changes now. `id` as in the contract.
    pub fn arrive(&self, id: &str) -> Result<(), ControlError> {
        let id = decode_exact(id).ok_or(ControlError::NotFound)?;
        let now = self.0.clock.now();
        self.0.store.run(|tx| {
            let mut application = application::find(tx, &id, now)?.ok_or(ControlError::NotFound)?;
            outcome::arrive(&self.0, tx, &application, now)?;
            application.detail.departure = None;
            Ok(tx.put_application(&application)?)
        })
    }

    /// Signs any document as the service does: what a dishonest service could offer.
    ///
    /// # Errors
    /// [`ControlError::Record`] when it is outside the format.
    pub fn sign_document(&self, document: &Document) -> Result<Vec<u8>, ControlError> {
        document.issue(&self.0.keys.documents.signer).map_err(|_| ControlError::Record)
    }

    /// Changes the payload of a container and signs it again: what a newer issuer could send to this app.
    ///
    /// # Errors
    /// [`ControlError::Record`] when it is no container of this sandbox.
    pub fn sign_document_anew(
        &self,
        container: &[u8],
        change: impl FnOnce(&mut Vec<u8>),
    ) -> Result<Vec<u8>, ControlError> {
        sign_again(container, change, &self.0.keys.documents.signer).ok_or(ControlError::Record)
    }

    /// Signs any view for any key, as the service does.
    ///
    /// # Errors
    /// [`ControlError::Record`] when it is outside the format.
    pub fn sign_view(&self, view: &View) -> Result<Vec<u8>, ControlError> {
        view.issue(&self.0.keys.views.signer).map_err(|_| ControlError::Record)
    }

    /// How much of each thing the service has.
    pub fn tally(&self) -> Result<Tally, ControlError> {
        Ok(self.0.store.run(|tx| tx.tally())?)
    }

    /// The latest requests to the API, oldest first.
    pub fn requests(&self) -> Vec<RequestSeen> {
        self.0.seen.list()
    }
}

fn account(tx: &Tx<'_>, nik: u64) -> Result<Account, ControlError> {
    tx.account_of(nik)?.ok_or(ControlError::NotFound)
}
