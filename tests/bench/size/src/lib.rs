//! Weighs the core: a shared library whose exported functions lead to everything an app uses, so that the linker keeps
//! just that. Not an interface, and never run: what the phone gets is made by the bindings.
//!
//! Arguments come from outside and results go back through [`black_box`], so that nothing can be computed away.

use std::hint::black_box;
use std::sync::Arc;

use ikd_core::Ikd;
use ikd_core::app::Config;
use ikd_core::documents::DocumentId;
use ikd_core::platform::Platform;
use ikd_core::presentation::Symbol;
use ikd_core::registration::{Captcha, FormInput, FormShape, Language, PinEntry};
use ikd_core::service::Transport;
use ikd_core::verification::ReaderPrivateKey;
use zeroize::Zeroizing;

/// What a shell lends the core.
pub struct Shell {
    config: Config,
    platform: Platform,
    transport: Arc<dyn Transport>,
}

/// What a person enters and a camera sees.
pub struct Input {
    text: String,
    bytes: Vec<u8>,
    form: FormInput,
    shape: FormShape,
    language: Language,
    captcha: Captcha,
    document: DocumentId,
    view: ikd_proof::ViewKind,
    number: u64,
}

impl Input {
    fn secret(&self) -> Zeroizing<String> {
        Zeroizing::new(self.text.clone())
    }

    fn pin(&self) -> PinEntry {
        PinEntry { pin: self.secret(), repeat: self.secret() }
    }
}

/// Opening the app.
#[unsafe(no_mangle)]
pub extern "C" fn ikd_size_open(shell: Option<Box<Shell>>) -> Option<Box<Ikd>> {
    let shell = *shell?;
    Ikd::open(shell.config, shell.platform, shell.transport).ok().map(Box::new)
}

/// Everything from the first screen to the account.
#[unsafe(no_mangle)]
pub extern "C" fn ikd_size_register(app: Option<&Ikd>, input: Option<&Input>) -> bool {
    let (Some(app), Some(input)) = (app, input) else { return false };
    let registration = app.registration();
    black_box(registration.begin(input.shape).is_ok());
    black_box(registration.acknowledge_officer_notice().is_ok());
    black_box(registration.accept_terms(input.language).is_ok());
    black_box(registration.export_consent().is_ok());
    black_box(registration.draft().is_ok());
    black_box(registration.check_form(&input.form).is_ok());
    black_box(registration.submit_form(input.form.clone()).is_ok());
    black_box(registration.take_portrait(&input.bytes).is_ok());
    black_box(registration.read_counter_qr(&input.text).is_ok());
    black_box(registration.pairing_qr().is_ok());
    black_box(registration.open_activation_link(&input.text).is_ok());
    black_box(registration.back().is_ok() && registration.restart().is_ok());
    wait(async {
        black_box(registration.submit().await.is_ok());
        black_box(registration.check_status().await.is_ok());
        black_box(registration.pair_with_counter(&input.text).await.is_ok());
        black_box(registration.captcha(input.language).await.is_ok());
        black_box(registration.activate(input.secret(), &input.captcha, &input.text).await.is_ok());
        black_box(registration.resend_code().await.is_ok());
        black_box(registration.amend(Some(input.form.clone()), Some(&input.bytes)).await.is_ok());
        black_box(registration.give_up().await.is_ok());
        black_box(app.lock().create_pin(input.pin()).await.is_ok());
    })
}

/// Everything an account holder does.
#[unsafe(no_mangle)]
pub extern "C" fn ikd_size_use(
    app: Option<&Ikd>,
    input: Option<&Input>,
    keys: Option<Box<ReaderPrivateKey>>,
) -> bool {
    let (Some(app), Some(input), Some(key)) = (app, input, keys) else { return false };
    black_box(app.stage());
    black_box(app.documents().list().is_ok());
    black_box(app.documents().open(input.document).is_ok());
    black_box(app.activity().export().is_ok());
    black_box(app.activity().verify().is_ok());
    black_box(app.consent_export().is_ok());
    black_box(app.wipe().is_ok());
    if let Ok(mut showing) = app.presenter().start(input.view, input.number) {
        black_box(showing.next_frame().is_ok());
        black_box(showing.end().is_ok());
    }
    if let Ok(symbol) = Symbol::of_text(&input.text) {
        black_box(symbol.to_png(4).is_ok());
    }
    black_box(app.verification().reader(vec![*key]).read(&input.text).is_ok());
    wait(async {
        black_box(app.lock().unlock(input.secret()).await.is_ok());
        black_box(app.lock().change_pin(input.secret(), input.pin()).await.is_ok());
        black_box(app.documents().sync().await.is_ok());
        black_box(app.refresh_trust().await.is_ok());
    })
}

/// The network, of an app that brings no other.
#[cfg(feature = "network")]
#[unsafe(no_mangle)]
pub extern "C" fn ikd_size_network(input: Option<&Input>) -> Option<Box<Arc<dyn Transport>>> {
    let input = input?;
    let transport = ikd_core::service::https::HttpsTransport::new(&input.text, &input.bytes).ok()?;
    Some(Box::new(Arc::new(transport)))
}

/// The camera.
#[cfg(feature = "selfie")]
#[unsafe(no_mangle)]
pub extern "C" fn ikd_size_selfie(input: Option<&Input>) -> bool {
    use ikd_core::selfie::{Frame, Plane, PortraitSpec, Rotation, SelfieEngine};
    let Some(input) = input else { return false };
    let engine = SelfieEngine::new();
    let plane = |bytes| Plane { bytes, stride: input.text.len() };
    let size = (input.text.len(), input.bytes.len());
    if let Ok(frame) = Frame::nv21(size, plane(&input.bytes), plane(&input.bytes), Rotation::R90) {
        black_box(engine.assess_frame(frame).is_ok());
    }
    black_box(engine.assess_still(&input.bytes).is_ok());
    black_box(engine.portrait(&input.bytes, &PortraitSpec::IKD).is_ok())
}

fn wait(work: impl Future<Output = ()>) -> bool {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else { return false };
    runtime.block_on(work);
    true
}
