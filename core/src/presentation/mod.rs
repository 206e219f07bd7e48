//! Proving who one is: a QR that changes by itself, lives seconds, and is sealed to the reader.
//!
//! Promises: works with no network; each code is signed afresh by a key in the phone's keystore; a showing is in the
//! activity log before its first code is drawn; a clock that cannot be trusted warns and is told to the reader, and never
//! stops the person; between two codes the view, with the name and NIK in it, is nowhere but sealed in the vault. Rotation, lifetimes and skew come from the trust bundle's policy, never from here.

mod symbol;

use std::collections::BTreeSet;

use ikd_proof::{
    PresentError as ProofError, Presentation, ProofTime, ReaderClass, SealingRandomness, Signer as _,
    TrustBundle, ViewKind,
};

pub use symbol::{QUIET_ZONE, Symbol, SymbolError};

use crate::{
    activity::{ActivityEvent, ActivityLog},
    context::Context,
    platform::{KeystoreError, KeystoreSigner, RandomError},
    time::{ClockTrust, ServiceClock},
    vault::VaultError,
    views::{StoredView, stored_view},
};

/// Why no code is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresentError {
    /// The vault is locked or failed. Also when the showing could not be logged: nothing is shown that is not on record.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// There is no view of this kind yet: sync once with network.
    #[error("no view of this kind on this phone yet")]
    NoView,
    /// The view has run out: sync once with network. Only said when the phone's own clock and the time that the service
    /// told agree on it.
    #[error("the view has run out")]
    ViewExpired,
    /// No such reader class now, or it may not be shown this view: [`Presenter::audiences`] has those there are.
    #[error("this reader may not be shown this view")]
    NotForThisReader,
    /// The person must prove presence again.
    #[error("presence must be proved again")]
    StepUpRequired,
    /// The phone's key store failed.
    #[error("the phone's key store failed")]
    Keystore(KeystoreError),
    /// The system gave no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The code could not be made from the kept view.
    #[error("the code could not be made")]
    Proof(#[from] ProofError),
    /// The text does not fit a QR symbol.
    #[error(transparent)]
    Symbol(#[from] SymbolError),
}

impl From<KeystoreError> for PresentError {
    fn from(error: KeystoreError) -> Self {
        match error {
            KeystoreError::AuthRequired => Self::StepUpRequired,
            error => Self::Keystore(error),
        }
    }
}

/// Who can be shown what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Number of the reader class.
    pub number: u64,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
    /// What it may be shown.
    pub views: Vec<ViewKind>,
}

/// Something the person should know while showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowWarning {
    /// The phone's clock could not be checked since it started; the reader is told.
    ClockUnchecked,
    /// The phone's clock is wrong; codes carry the right time all the same.
    ClockDeviates,
    /// The view runs out within two days: connect once.
    ViewRunsOut,
    /// By a clock that could not be checked, or by one of two that disagree, the view has run out: the reader may refuse
    /// it. Connect once.
    ViewMayHaveRunOut,
}

/// One code.
#[derive(Clone, PartialEq, Eq)]
pub struct QrFrame {
    /// The QR's text. Not personal by itself: it is sealed to the reader.
    pub text: String,
    /// The symbol to draw.
    pub symbol: Symbol,
    /// Draw the next one after this many milliseconds.
    pub rotate_after_ms: u64,
    /// The code says it ends then; seconds since 1970.
    pub expires_at: u64,
    /// What to tell the person.
    pub warnings: Vec<ShowWarning>,
}

/// Shows codes. Cheap to clone.
#[derive(Clone)]
pub struct Presenter {
    context: Context,
    activity: ActivityLog,
}

impl Presenter {
    pub(crate) fn new(context: Context, activity: ActivityLog) -> Self {
        Self { context, activity }
    }

    /// The reader classes a code can be made for now, each once. With a clock that could not be checked: all of them.
    #[must_use]
    pub fn audiences(&self) -> Vec<Audience> {
        let bundle = self.context.trust.current();
        let numbers: BTreeSet<u64> = bundle.reader_classes.iter().map(|class| class.audience).collect();
        numbers
            .into_iter()
            .filter_map(|number| usable_class(&bundle, number, &self.context.clock))
            .map(|class| Audience {
                number: class.audience,
                name_id: class.name_id.as_str().to_owned(),
                name_en: class.name_en.as_str().to_owned(),
                views: class.views.clone(),
            })
            .collect()
    }

    /// Starts showing `kind` to the reader class `audience`. Goes on record at once.
    pub fn start(&self, kind: ViewKind, audience: u64) -> Result<Showing, PresentError> {
        let now = self.context.clock.now();
        let bundle = self.context.trust.current();
        usable_class(&bundle, audience, &self.context.clock)
            .filter(|class| class.may_see(kind))
            .ok_or(PresentError::NotForThisReader)?;
        let stored = self.usable_view(kind)?;
        let key = KeystoreSigner::load(self.context.platform.keystore.clone(), &stored.meta.key_alias)?;
        let started =
            self.activity.note(now.unix_s, ActivityEvent::ShowingStarted { view: kind, audience })?;
        Ok(Showing { presenter: self.clone(), kind, key, audience, started, codes: 0, ended: false })
    }

    /// The view as it is in the vault now, unless both clocks say that it has run out.
    fn usable_view(&self, kind: ViewKind) -> Result<StoredView, PresentError> {
        let stored =
            self.context.unlocked.with(|session| stored_view(session, kind))?.ok_or(PresentError::NoView)?;
        if self.context.clock.both_past(stored.meta.expires_at) {
            return Err(PresentError::ViewExpired);
        }
        Ok(stored)
    }
}

/// The entry of the bundle to seal to for an audience: one that is valid by the time as the phone best knows it, or by its
/// own clock, as either may be wrong. While nothing confirms the time, any entry: the reader knows the time then.
fn usable_class<'a>(bundle: &'a TrustBundle, audience: u64, clock: &ServiceClock) -> Option<&'a ReaderClass> {
    let now = clock.now();
    let at = |unix_s| bundle.reader_class(audience, unix_s);
    let valid_at = |unix_s| at(unix_s).filter(|class| class.is_valid_at(unix_s));
    valid_at(now.unix_s)
        .or_else(|| clock.own_unix_s().and_then(valid_at))
        .or_else(|| at(now.unix_s).filter(|_| now.trust == ClockTrust::Unknown))
}

/// A showing under way. Ends when dropped.
pub struct Showing {
    presenter: Presenter,
    kind: ViewKind,
    /// Loaded once, and again when a sync has replaced the view.
    key: KeystoreSigner,
    audience: u64,
    started: u64,
    codes: u32,
    ended: bool,
}

/// Less than this left of a view is worth a warning, seconds.
const RUNS_OUT_SOON_S: u64 = 2 * 24 * 3600;

impl Showing {
    /// The next code: fresh time, fresh randomness, fresh signature.
    pub fn next_frame(&mut self) -> Result<QrFrame, PresentError> {
        let Context { unlocked, platform, clock, trust, .. } = &self.presenter.context;
        let now = clock.now();
        // Read anew for each code: a view that a sync took away or renewed meanwhile is not shown any more. Nor is one to a
        // reader class that a newer bundle dropped, or whose time has run out.
        let stored = self.presenter.usable_view(self.kind)?;
        if self.key.alias() != stored.meta.key_alias {
            self.key = KeystoreSigner::load(platform.keystore.clone(), &stored.meta.key_alias)?;
        }
        let bundle = trust.current();
        let class = usable_class(&bundle, self.audience, clock).ok_or(PresentError::NotForThisReader)?;
        let mut unique = [0; 8];
        platform.random.fill(&mut unique)?;
        let mut seed = [0; 32];
        platform.random.fill(&mut seed)?;
        let moment =
            ProofTime { issued_at: now.unix_s, id: unique, clock_doubtful: now.trust == ClockTrust::Unknown };
        let presentation = Presentation::new(&stored.view, class, &bundle.policy, moment)?;
        let signature = self.key.sign(presentation.to_be_signed())?;
        let text = presentation.finish(&signature, SealingRandomness::new(seed))?;
        // The key store may have taken a while: who locked meanwhile sees no further code.
        if !unlocked.is_open() {
            return Err(VaultError::Locked.into());
        }
        let symbol = Symbol::of_text(&text)?;
        self.codes = self.codes.saturating_add(1);
        let mut warnings = Vec::new();
        match now.trust {
            ClockTrust::InSync => {}
            ClockTrust::Deviates { .. } => warnings.push(ShowWarning::ClockDeviates),
            ClockTrust::Unknown => warnings.push(ShowWarning::ClockUnchecked),
        }
        match stored.meta.expires_at.checked_sub(now.unix_s) {
            None => warnings.push(ShowWarning::ViewMayHaveRunOut),
            Some(left) if left < RUNS_OUT_SOON_S => warnings.push(ShowWarning::ViewRunsOut),
            Some(_) => {}
        }
        Ok(QrFrame {
            text,
            symbol,
            rotate_after_ms: bundle.policy.rotation_seconds * 1000,
            expires_at: now.unix_s + bundle.policy.proof_lifetime_seconds,
            warnings,
        })
    }

    /// Takes the code off the screen and notes the end. Dropping does the same, without telling of a failure.
    pub fn end(mut self) -> Result<(), PresentError> {
        self.note_end()
    }

    fn note_end(&mut self) -> Result<(), PresentError> {
        if std::mem::replace(&mut self.ended, true) {
            return Ok(());
        }
        let now = self.presenter.context.clock.now().unix_s;
        let event = ActivityEvent::ShowingEnded { started: self.started, codes: self.codes };
        self.presenter.activity.note(now, event)?;
        Ok(())
    }
}

impl Drop for Showing {
    fn drop(&mut self) {
        // Locked meanwhile: the log then shows a start without an end, which is what happened.
        let _ = self.note_end();
    }
}
