//! Becoming the holder of an account: from the tap on Daftar to the PIN. `Ikd.stage` says which call is next.

pub use ikd_core::registration::{CounterOffer, Language};
use ikd_core::{Ikd, registration};
use zeroize::Zeroizing;

use crate::{
    error::{ErrorCode, IkdError},
    form::{FormCheck, FormHint, FormInput},
    guard::{Calls, guarded},
    stage::FormShape,
};

/// Language of the terms and of the captcha in words.
#[uniffi::remote(Enum)]
pub enum Language {
    /// Bahasa Indonesia.
    Indonesian,
    /// English.
    English,
}

/// What a counter's QR says, before it is used.
#[uniffi::remote(Record)]
pub struct CounterOffer {
    /// The office, as signed by the service.
    pub office: String,
    /// The code works until then; seconds since 1970.
    pub expires_at: u64,
}

/// A captcha: a picture and a question in words. Answering either is enough.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Captcha {
    /// Names it, for the answer.
    pub id: String,
    /// PNG.
    pub image: Vec<u8>,
    /// In words, for a screen reader.
    pub question: String,
    /// Seconds since 1970.
    pub expires_at: u64,
}

/// The registration of this phone. One conversation with the service at a time.
#[derive(uniffi::Object)]
pub struct Registration {
    registration: registration::Registration,
    calls: Calls,
}

impl Registration {
    pub(crate) fn of(app: &Ikd) -> Self {
        Self { registration: app.registration().clone(), calls: Calls::default() }
    }

    /// Runs an async call on the core's registration.
    async fn call<T, E, F>(
        &self,
        work: impl FnOnce(registration::Registration) -> F + Send + 'static,
    ) -> Result<T, IkdError>
    where
        T: Send + 'static,
        E: Into<IkdError>,
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let registration = self.registration.clone();
        self.calls.run(async move { work(registration).await.map_err(Into::into) }).await
    }
}

#[uniffi::export]
impl Registration {
    /// Begins: the notice that an officer must be present comes first.
    pub fn begin(&self, shape: FormShape) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.begin(shape)?))
    }

    /// The citizen has read the notice.
    pub fn acknowledge_officer_notice(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.acknowledge_officer_notice()?))
    }

    /// The terms that are to be accepted.
    pub fn terms_text(&self, language: Language) -> Result<String, IkdError> {
        guarded(|| Ok(registration::terms_text(language).to_owned()))
    }

    /// The citizen accepts the terms; a receipt is signed.
    pub fn accept_terms(&self, language: Language) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.accept_terms(language)?))
    }

    /// The citizen's copy of what they consented to, before there is a vault.
    pub fn export_consent(&self) -> Result<Vec<u8>, IkdError> {
        guarded(|| Ok(self.registration.export_consent()?))
    }

    /// What was typed so far, to fill the form with after a restart.
    pub fn draft(&self) -> Result<FormInput, IkdError> {
        guarded(|| Ok(FormInput::from(&self.registration.draft()?)))
    }

    /// Keeps what is being typed.
    pub fn save_draft(&self, input: FormInput) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.save_draft(input.into())?))
    }

    /// Looks at a form without taking it; for hints while typing.
    pub fn check_form(&self, input: FormInput) -> Result<FormCheck, IkdError> {
        guarded(|| Ok(self.registration.check_form(&input.into())?.into()))
    }

    /// Takes the form and goes on to the selfie. Returns the hints.
    pub fn submit_form(&self, input: FormInput) -> Result<Vec<FormHint>, IkdError> {
        guarded(|| Ok(self.registration.submit_form(input.into())?.iter().map(FormHint::from).collect()))
    }

    /// Takes the portrait that `Selfie.portrait` made: a JPEG, at most 110 KiB. Passed without a copy.
    pub fn take_portrait(&self, jpeg: &[u8]) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.take_portrait(jpeg)?))
    }

    /// Sends form and portrait. May be called again until it succeeds: goes on where it stopped.
    pub async fn submit(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.submit().await }).await
    }

    /// Reads a counter's QR without using it: whose is it, how long does it last.
    pub fn read_counter_qr(&self, text: String) -> Result<CounterOffer, IkdError> {
        guarded(|| Ok(self.registration.read_counter_qr(&text)?))
    }

    /// Pairs with the counter whose QR was scanned.
    pub async fn pair_with_counter(&self, text: String) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.pair_with_counter(&text).await }).await
    }

    /// Text of a QR for the counter to scan; ask at least every 30 s while it is shown. Needs no network.
    pub fn pairing_qr(&self) -> Result<String, IkdError> {
        guarded(|| Ok(self.registration.pairing_qr()?))
    }

    /// Asks the service how far it is. The stage tells.
    pub async fn check_status(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.check_status().await }).await
    }

    /// How long a screen that waits should wait before it checks again, ms; nothing where nothing is awaited.
    pub fn poll_after_ms(&self) -> Result<Option<u64>, IkdError> {
        guarded(|| Ok(self.registration.poll_after_ms()))
    }

    /// Fetches a captcha.
    pub async fn captcha(&self, language: Language) -> Result<Captcha, IkdError> {
        let captcha =
            self.call(move |registration| async move { registration.captcha(language).await }).await?;
        let id = captcha.id.to_text();
        let registration::Captcha { image, question, expires_at, .. } = captcha;
        Ok(Captcha { id, image, question, expires_at })
    }

    /// Answers with the code from the mail and the captcha.
    pub async fn activate(&self, code: String, captcha_id: String, answer: String) -> Result<(), IkdError> {
        let code = Zeroizing::new(code);
        let captcha = registration::CaptchaId::parse(&captcha_id)
            .ok_or(IkdError::Defect { code: ErrorCode::BadArgument })?;
        self.call(move |registration| async move { registration.activate(code, captcha, &answer).await })
            .await
    }

    /// Has a new code sent.
    pub async fn resend_code(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.resend_code().await }).await
    }

    /// Checks a link that opened the app: leads to the code screen, carries nothing.
    pub fn open_activation_link(&self, url: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.open_activation_link(&url)?))
    }

    /// Sends a corrected form, a new portrait, or both, where a rejection offers it. A new portrait is uploaded by
    /// `submit` afterwards.
    pub async fn amend(&self, form: Option<FormInput>, portrait: Option<Vec<u8>>) -> Result<(), IkdError> {
        let (form, portrait) = (form.map(Into::into), portrait.map(Zeroizing::new));
        self.call(move |registration| async move {
            registration.amend(form, portrait.as_ref().map(|jpeg| jpeg.as_slice())).await
        })
        .await
    }

    /// Starts over after an expiry or a rejection; the form is kept as a draft.
    pub fn restart(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.restart()?))
    }

    /// One step back, where nothing was sent yet.
    pub fn back(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.back()?))
    }

    /// Gives the registration up and erases what was entered. Once a pairing code was scanned or shown this needs the
    /// service's answer; where the account is bound already, the service releases this phone.
    pub async fn give_up(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.give_up().await }).await
    }

    /// Stops this object's calls under way; each ends with [`IkdError::Cancelled`]. Needed only where giving up a call
    /// does not stop it by itself (Swift).
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.calls.cancel();
            Ok(())
        })
    }
}
