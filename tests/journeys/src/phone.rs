//! A phone: a folder that persists, and an app process that is killed and restarted.

use std::{path::PathBuf, sync::Arc};

use ikd_core::{
    Config, Ikd, Stage,
    app::{AppVersion, PinEntry},
    platform::{Keystore, Platform},
    registration::{ActivationError, FormShape, Language, Photo, Step},
    service::{Transport, https::HttpsTransport},
};
use ikd_proof::PublicKey;
use ikd_sandbox::{Approval, Control, CounterView, Mailbox, Office, OfficeError, Reason, Statement};
use zeroize::Zeroizing;

use crate::{Applicant, Interceptor, PIN, SkewedClock, World, intercept, world::portrait};

/// A phone with its disk, and the app while it runs.
pub struct Phone {
    home: PathBuf,
    /// The phone's clock, which a test can set wrong.
    pub clock: Arc<SkewedClock>,
    /// The app version that takes effect at the next start.
    pub app_version: AppVersion,
    /// Whether the PIN is stretched as little as possible, for a test that unlocks hundreds of times. A vault keeps it
    /// for life.
    pub weak_kdf: bool,
    url: String,
    link_host: String,
    roots: String,
    trust_root: [u8; 33],
    embedded_trust: Vec<u8>,
    office: Office,
    mailbox: Mailbox,
    control: Control,
    app: Option<Ikd>,
}

/// The portrait that the selfie module makes from a photograph.
pub(crate) fn portrait_of(photo: &[u8]) -> Vec<u8> {
    let engine = ikd_core::selfie::SelfieEngine::default();
    engine
        .portrait(photo, &ikd_core::selfie::PortraitSpec::IKD)
        .expect("the test photograph is a good selfie")
        .jpeg
        .to_vec()
}

impl Phone {
    pub(crate) fn new(world: &World, home: PathBuf) -> Self {
        let sandbox = &world.sandbox;
        Self {
            home,
            clock: SkewedClock::right(),
            app_version: AppVersion(0, 1, 0),
            weak_kdf: false,
            url: world.service_url(),
            link_host: sandbox.api_url().trim_start_matches("https://").to_owned(),
            roots: sandbox.authority_pem().to_owned(),
            trust_root: sandbox.trust_root(),
            embedded_trust: sandbox.first_trust_bundle(),
            office: sandbox.office(),
            mailbox: sandbox.mailbox(),
            control: sandbox.control(),
            app: None,
        }
    }

    /// The app, opened from disk if it is not running.
    pub fn app(&mut self) -> &Ikd {
        if self.app.is_none() {
            self.app = Some(self.open(|_, network| network));
        }
        self.app.as_ref().expect("just opened")
    }

    /// Kills the app and opens it with a changed platform or network.
    pub fn restart_with(
        &mut self,
        change: impl FnOnce(&mut Platform, Arc<dyn Transport>) -> Arc<dyn Transport>,
    ) -> &Ikd {
        self.kill();
        self.app.insert(self.open(change))
    }

    /// Kills the app and opens it with an interceptor between it and the service.
    pub fn restart_behind(&mut self, interceptor: Arc<dyn Interceptor>) -> &Ikd {
        self.restart_with(|_, network| intercept(network, interceptor))
    }

    fn open(&self, change: impl FnOnce(&mut Platform, Arc<dyn Transport>) -> Arc<dyn Transport>) -> Ikd {
        let mut platform = Platform::desktop(&self.home.join("keystore")).expect("a desktop keystore");
        platform.clock = self.clock.clone();
        let transport = HttpsTransport::new(&self.url, self.roots.as_bytes())
            .expect("the address and the root certificate are valid");
        let config = Config {
            data_dir: self.home.join("data"),
            trust_root: PublicKey::from_compressed(&self.trust_root).expect("the root is a key"),
            embedded_trust: self.embedded_trust.clone(),
            link_host: self.link_host.clone(),
            app_version: self.app_version,
        };
        let transport = change(&mut platform, Arc::new(transport));
        let open = if self.weak_kdf { Ikd::open_with_weak_kdf_for_tests } else { Ikd::open };
        open(config, platform, transport).expect("the app opens")
    }

    /// Where the app keeps its data.
    pub fn data_dir(&self) -> PathBuf {
        self.home.join("data")
    }

    /// The key store, whose keys outlive the process.
    #[must_use]
    pub fn keystore(&self) -> Arc<dyn Keystore> {
        Platform::desktop(&self.home.join("keystore")).expect("a desktop keystore").keystore
    }

    /// Kills the app process; what is on disk stays.
    pub fn kill(&mut self) {
        self.app = None;
    }

    /// Kills the app process and starts it again.
    pub fn restart(&mut self) -> &Ikd {
        self.kill();
        self.app()
    }

    /// The stage of the app.
    pub fn stage(&mut self) -> Stage {
        self.app().stage()
    }

    /// The step of the registration.
    ///
    /// # Panics
    /// If no registration is in progress.
    pub fn step(&mut self) -> Step {
        match self.stage() {
            Stage::Registering { step } => step,
            other => panic!("not registering but {other:?}"),
        }
    }

    /// Goes from the welcome screen to the selfie step.
    pub fn fill_in(&mut self, applicant: &Applicant, shape: FormShape) {
        let registration = self.app().registration();
        registration.begin(shape).expect("the registration begins");
        registration.acknowledge_officer_notice().expect("the notice is acknowledged");
        registration.accept_terms(Language::Indonesian).expect("the terms are accepted");
        registration.submit_form(applicant.input.clone()).expect("the form is accepted");
    }

    /// Takes the selfie.
    pub fn take_selfie(&mut self) {
        self.app()
            .registration()
            .take_portrait(&Photo::faultless(portrait()))
            .expect("the portrait is accepted");
    }

    /// Takes another selfie after a rejection.
    pub async fn amend_photo(&mut self) {
        self.app()
            .registration()
            .amend(None, Some(&Photo::faultless(portrait())))
            .await
            .expect("the photo is replaced");
    }

    /// The portrait that every phone uses.
    #[must_use]
    pub fn portrait() -> &'static [u8] {
        portrait()
    }

    /// The size of the portrait in bytes.
    #[must_use]
    pub fn portrait_len(&self) -> u64 {
        portrait().len() as u64
    }

    /// Fills in the form, takes the selfie and sends both.
    pub async fn send_all(&mut self, applicant: &Applicant, shape: FormShape) {
        self.fill_in(applicant, shape);
        self.take_selfie();
        self.submit().await;
    }

    /// Sends form and portrait.
    pub async fn submit(&mut self) {
        self.app().registration().submit().await.expect("form and portrait arrive");
    }

    /// Scans a new pairing QR of the counter.
    pub async fn pair(&mut self) {
        let offer = self.office.new_pairing_offer().expect("the counter shows a QR");
        self.app()
            .registration()
            .pair_with_counter(&offer.qr_text)
            .await
            .expect("phone and counter are paired");
    }

    /// The four digits on the phone's screen.
    ///
    /// # Panics
    /// If the phone is not paired.
    pub fn digits(&mut self) -> String {
        match self.step() {
            Step::AwaitingDecision { digits, .. } => digits,
            step => panic!("not paired: {step:?}"),
        }
    }

    /// The id of the registration that the officer finds by the digits on the phone's screen.
    pub fn registration_at_counter(&mut self) -> String {
        let digits = self.digits();
        let queue = self.office.queue().expect("the queue can be read");
        let found = queue.paired.into_iter().find(|entry| {
            self.office
                .registration(&entry.id)
                .is_ok_and(|view| view.digits.as_deref() == Some(digits.as_str()))
        });
        found.expect("the counter shows the same digits").id
    }

    /// The registration as the officer sees it.
    pub fn as_the_officer_sees_it(&mut self) -> CounterView {
        let id = self.registration_at_counter();
        self.office.registration(&id).expect("the officer opens it")
    }

    /// The officer compares the digits, finds no difference and approves; the phone fetches the status.
    pub async fn be_approved(&mut self) -> Approval {
        self.try_to_be_approved(None).await.expect("the officer approves")
    }

    /// The officer confirms that digits, face and data were compared, and gives `reason` for any difference. Then the
    /// phone fetches the status.
    pub async fn try_to_be_approved(&mut self, reason: Option<&str>) -> Result<Approval, OfficeError> {
        let (id, digits) = (self.registration_at_counter(), self.digits());
        let approval = self.office.approve(&id, &Statement { reason, ..Statement::confirmed(&digits) });
        self.check_status().await;
        approval
    }

    /// The officer rejects the registration, and the phone fetches the status.
    pub async fn be_rejected(&mut self, reason: Reason, note: &str) {
        let id = self.registration_at_counter();
        self.office.reject(&id, reason, Some(note)).expect("the officer rejects");
        self.check_status().await;
    }

    /// Fetches the status of the registration.
    pub async fn check_status(&mut self) {
        self.app().registration().check_status().await.expect("the status arrives");
    }

    /// The activation code in the newest mail to this address.
    pub fn code_from_mail(&self, email: &str) -> Zeroizing<String> {
        let mails = self.mailbox.list(Some(email)).expect("the mailbox opens");
        assert!(!mails.is_empty(), "no mail for this address");
        self.control.activation_code(email).expect("the mail has a code")
    }

    /// Types a code and answers a new captcha.
    pub async fn type_code(&mut self, code: &str) -> Result<(), ActivationError> {
        let control = self.control.clone();
        let registration = self.app().registration();
        let captcha = registration.captcha(Language::Indonesian).await?;
        let answer = control.captcha_answer(&captcha.id.to_text()).expect("the captcha is known");
        registration.activate(Zeroizing::new(code.to_owned()), captcha.id, &answer).await
    }

    /// Activates the account with the code from the mail.
    pub async fn activate(&mut self, applicant: &Applicant) {
        let code = self.code_from_mail(&applicant.email);
        self.type_code(&code).await.expect("the account is activated");
    }

    /// Sets the PIN.
    pub async fn create_pin(&mut self) {
        let entry = PinEntry { pin: Zeroizing::new(PIN.to_owned()), repeat: Zeroizing::new(PIN.to_owned()) };
        self.app().lock().create_pin(entry).await.expect("the PIN is set");
    }

    /// Unlocks the vault with the PIN.
    pub async fn unlock(&mut self) {
        self.app().lock().unlock(Zeroizing::new(PIN.to_owned())).await.expect("the PIN unlocks the vault");
    }

    /// Verifies the user by PIN while the vault is open.
    pub async fn verify_user(&mut self) {
        self.app().lock().verify_user(Zeroizing::new(PIN.to_owned())).await.expect("the PIN is right");
    }

    /// Goes from the welcome screen to an unlocked vault with documents.
    pub async fn register(&mut self, applicant: &Applicant) {
        self.fill_in(applicant, FormShape::Short);
        self.take_selfie();
        self.submit().await;
        self.pair().await;
        assert_eq!(self.be_approved().await, Approval::CodeSent);
        self.activate(applicant).await;
        self.create_pin().await;
        self.app().documents().sync().await.expect("documents arrive");
        // Setting the PIN starts a sync in the background. It ends before this one starts, so no sync runs afterwards.
        self.app().documents().sync().await.expect("nothing new");
    }
}
