//! Registration of an account, from the button Daftar to the PIN. `Ikd.stage` says which call is next.

use std::sync::Arc;

pub use ikd_core::registration::{ActivationEntry, ActivationFault, CounterOffer, Language, UploadProgress};
use ikd_core::{Ikd, presentation::QUIET_ZONE, registration};
use zeroize::Zeroizing;

use crate::{
    error::{ErrorCode, IkdError},
    error_table,
    form::{FormCheck, FormHint, FormInput},
    guard::{Calls, guarded},
    selfie::Portrait,
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

/// Contents of a counter's QR.
#[uniffi::remote(Record)]
pub struct CounterOffer {
    /// Name of the office, as signed by the service.
    pub office: String,
    /// When the code expires, seconds since 1970.
    pub expires_at: u64,
}

/// A QR for the counter to scan.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct PairingQr {
    /// The text of the symbol.
    pub text: String,
    /// Modules per side.
    pub width: u32,
    /// Width of the light margin to draw on each side, in modules.
    pub quiet_zone: u32,
    /// The modules, packed as in `QrFrame`.
    pub modules: Vec<u8>,
    /// When it expires, seconds since 1970.
    pub expires_at: u64,
}

/// Progress of the upload of the portrait.
#[uniffi::remote(Record)]
pub struct UploadProgress {
    /// Bytes of the portrait that the service holds.
    pub sent: u32,
    /// Size of the portrait in bytes.
    pub total: u32,
    /// Estimated milliseconds for the rest: rounded up to 10 s, from 60 s on to whole minutes; absent while unknown.
    pub remaining_ms: Option<u64>,
    /// Nothing has arrived for 10 s, although the upload is running.
    pub stalled: bool,
}

/// A captcha: a picture and a question in words. The answer to either is enough.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Captcha {
    /// Pass it to `activate` with the answer.
    pub id: String,
    /// PNG.
    pub image: Vec<u8>,
    /// Question in words, for a screen reader.
    pub question: String,
    /// When it expires, seconds since 1970.
    pub expires_at: u64,
}

/// An entry of `activate`.
#[uniffi::remote(Enum)]
pub enum ActivationEntry {
    /// The code from the email.
    Code,
    /// The answer to the captcha.
    Captcha,
}

/// What an error of `activate` means for its entries.
#[uniffi::remote(Record)]
pub struct ActivationFault {
    /// The entry at which the message stands; none: it is about no single entry.
    pub entry: Option<ActivationEntry>,
    /// Empty the entry of the code.
    pub empty_code: bool,
    /// Fetch a new captcha, and empty the entry of its answer.
    pub new_captcha: bool,
    /// No code sent so far counts any more: offer a new one.
    pub needs_new_code: bool,
}

/// What an error of `Registration.activate` with this code means for its entries.
#[uniffi::export]
pub fn activation_fault(code: ErrorCode) -> Result<ActivationFault, IkdError> {
    guarded(|| Ok(error_table::activation_fault(code)))
}

/// The registration of this phone. Its async calls run one at a time.
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
    /// Starts a registration, at the notice that an officer must be present.
    pub fn begin(&self, shape: FormShape) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.begin(shape)?))
    }

    /// Which entries the form of the running registration has.
    pub fn form_shape(&self) -> Result<FormShape, IkdError> {
        guarded(|| Ok(self.registration.form_shape()?))
    }

    /// The citizen has read the notice.
    pub fn acknowledge_officer_notice(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.acknowledge_officer_notice()?))
    }

    /// Text of the terms to accept.
    pub fn terms_text(&self, language: Language) -> Result<String, IkdError> {
        guarded(|| Ok(registration::terms_text(language).to_owned()))
    }

    /// Records that the citizen accepts the terms, and signs a consent receipt.
    pub fn accept_terms(&self, language: Language) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.accept_terms(language)?))
    }

    /// The citizen's copy of the consent receipt, for use before the vault exists. Later: `Account.consent_export`.
    pub fn export_consent(&self) -> Result<Vec<u8>, IkdError> {
        guarded(|| Ok(self.registration.export_consent()?))
    }

    /// The saved draft, to prefill the form after a restart.
    pub fn draft(&self) -> Result<FormInput, IkdError> {
        guarded(|| Ok(FormInput::from(&self.registration.draft()?)))
    }

    /// Saves what was typed so far as the draft.
    pub fn save_draft(&self, input: FormInput) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.save_draft(input.into())?))
    }

    /// Checks a form without submitting it, for faults and hints while typing.
    pub fn check_form(&self, input: FormInput) -> Result<FormCheck, IkdError> {
        guarded(|| Ok(self.registration.check_form(&input.into())?.into()))
    }

    /// Submits the form; the next step is the selfie. Returns the hints.
    pub fn submit_form(&self, input: FormInput) -> Result<Vec<FormHint>, IkdError> {
        guarded(|| Ok(self.registration.submit_form(input.into())?.iter().map(FormHint::from).collect()))
    }

    /// Takes the portrait that `Selfie.portrait` made, with the advice that its photograph did not follow.
    pub fn take_portrait(&self, portrait: &Portrait) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.take_portrait(&portrait.photo())?))
    }

    /// Sends the form and the portrait. May be called again until it succeeds; an interrupted upload resumes.
    pub async fn submit(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.submit().await }).await
    }

    /// Progress of the upload at this moment; call it once a second in the step `Uploading`.
    pub fn upload_progress(&self) -> Result<UploadProgress, IkdError> {
        guarded(|| Ok(self.registration.upload_progress()?))
    }

    /// Reads a counter's QR without using it up, to show the office and the expiry.
    pub fn read_counter_qr(&self, text: String) -> Result<CounterOffer, IkdError> {
        guarded(|| Ok(self.registration.read_counter_qr(&text)?))
    }

    /// Pairs with the counter whose QR was scanned.
    pub async fn pair_with_counter(&self, text: String) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.pair_with_counter(&text).await }).await
    }

    /// A QR for the counter to scan. Call at least every 30 s while it is shown. Needs no network.
    pub fn pairing_qr(&self) -> Result<PairingQr, IkdError> {
        guarded(|| {
            let registration::PairingQr { text, symbol, expires_at } = self.registration.pairing_qr()?;
            let (width, modules) = (symbol.width(), symbol.packed());
            Ok(PairingQr { text, width, quiet_zone: QUIET_ZONE, modules, expires_at })
        })
    }

    /// Asks the service for the progress of the registration; the stage shows the result.
    pub async fn check_status(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.check_status().await }).await
    }

    /// Milliseconds after which to call `check_status` again; absent in a step that does not wait for the service.
    pub fn poll_after_ms(&self) -> Result<Option<u64>, IkdError> {
        guarded(|| Ok(self.registration.poll_after_ms()))
    }

    /// Fetches a new captcha.
    pub async fn captcha(&self, language: Language) -> Result<Captcha, IkdError> {
        let captcha =
            self.call(move |registration| async move { registration.captcha(language).await }).await?;
        let id = captcha.id.to_text();
        let registration::Captcha { image, question, expires_at, .. } = captcha;
        Ok(Captcha { id, image, question, expires_at })
    }

    /// Sends the activation code from the email with the answer to the captcha. After an error, `activation_fault`
    /// says what must be asked for again.
    pub async fn activate(&self, code: String, captcha_id: String, answer: String) -> Result<(), IkdError> {
        let code = Zeroizing::new(code);
        let captcha = registration::CaptchaId::parse(&captcha_id)
            .ok_or(IkdError::Defect { code: ErrorCode::BadArgument })?;
        self.call(move |registration| async move { registration.activate(code, captcha, &answer).await })
            .await
    }

    /// Requests a new activation code.
    pub async fn resend_code(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.resend_code().await }).await
    }

    /// Checks the link that opened the app. The link holds no data; on success show the screen for the activation code.
    pub fn open_activation_link(&self, url: String) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.open_activation_link(&url)?))
    }

    /// Sends a corrected form, a new portrait, or both, if the rejection offers that. Call `submit` afterwards to
    /// upload a new portrait.
    pub async fn amend(
        &self,
        form: Option<FormInput>,
        portrait: Option<Arc<Portrait>>,
    ) -> Result<(), IkdError> {
        let form = form.map(Into::into);
        self.call(move |registration| async move {
            let photo = portrait.as_ref().map(|portrait| portrait.photo());
            registration.amend(form, photo.as_ref()).await
        })
        .await
    }

    /// Starts over after an expiry or a rejection; the form is kept as a draft.
    pub fn restart(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.restart()?))
    }

    /// Goes one step back; possible until data is sent to the service.
    pub fn back(&self) -> Result<(), IkdError> {
        guarded(|| Ok(self.registration.back()?))
    }

    /// Cancels the registration and erases what was entered. After a pairing code was scanned or shown, this needs an
    /// answer of the service. If the account is already bound, the service releases this phone.
    pub async fn give_up(&self) -> Result<(), IkdError> {
        self.call(|registration| async move { registration.give_up().await }).await
    }

    /// Cancels this object's running calls; each returns [`IkdError::Cancelled`]. Needed only in Swift, where
    /// cancelling the task does not cancel the call.
    pub fn cancel(&self) -> Result<(), IkdError> {
        guarded(|| {
            self.calls.cancel();
            Ok(())
        })
    }
}
