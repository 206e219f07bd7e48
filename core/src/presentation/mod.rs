//! Presenting the identity: a rotating QR that is valid for seconds and encrypted to the reader.
//!
//! Promises: it works without a network; a key in the phone's key store signs each code, and only within 120 s after the
//! user was verified by PIN or biometric; a showing is in the activity
//! log before its first code is drawn; a doubtful clock causes a warning, is stated in the code for the reader, and
//! never stops the person; between two codes the view, which contains name and NIK, exists only sealed in the vault.
//! Rotation, lifetimes and skew come from the trust bundle's policy.

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
    /// The vault is locked or failed. Also when the showing could not be logged: only a logged showing is possible.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// There is no view of this kind yet: sync once with a network.
    #[error("no view of this kind on this phone yet")]
    NoView,
    /// The view has expired: sync once with a network. Returned only if it has expired by both the phone's own clock
    /// and the corrected one.
    #[error("the view has expired")]
    ViewExpired,
    /// No such reader class now, or it may not see this view; see [`Presenter::audiences`].
    #[error("this reader may not see this view")]
    NotForThisReader,
    /// The user must be verified again: the last PIN or biometric was more than 120 s ago, or the phone's screen is
    /// locked.
    #[error("the user must be verified again")]
    StepUpRequired,
    /// The phone's key store failed.
    #[error("the phone's key store failed")]
    Keystore(KeystoreError),
    /// The system's random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The code could not be made from the stored view.
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

/// A reader class, and the views it may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Number of the reader class.
    pub number: u64,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
    /// The views it may see, the one with the fewest claims first: it is chosen beforehand.
    pub views: Vec<ViewKind>,
}

/// A warning for the person while a code is shown; first the one that must be mended before a reader refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowWarning {
    /// The view has expired by an unchecked clock, or by one of two clocks that disagree: the reader may refuse it.
    /// Sync once.
    ViewMayHaveRunOut,
    /// The view expires within two days: sync once.
    ViewRunsOut,
    /// The phone's clock is wrong; codes contain the correct time all the same.
    ClockDeviates,
    /// The phone's clock has not been checked since the phone started; the code says so to the reader.
    ClockUnchecked,
}

/// A code.
#[derive(Clone, PartialEq, Eq)]
pub struct QrFrame {
    /// The QR's text. Not personal data by itself: it is encrypted to the reader.
    pub text: String,
    /// The symbol to draw.
    pub symbol: Symbol,
    /// Draw the next code after this time, ms.
    pub rotate_after_ms: u64,
    /// When the code expires; seconds since 1970.
    pub expires_at: u64,
    /// Warnings to show to the person, the most pressing first.
    pub warnings: Vec<ShowWarning>,
}

/// The views, each once, in the order to offer them.
fn fewest_claims_first(views: &[ViewKind]) -> Vec<ViewKind> {
    BTreeSet::from_iter(views.iter().copied()).into_iter().collect()
}

/// What to warn of, the most pressing first. `left`: seconds until the view expires, if it has not.
fn warnings(clock: ClockTrust, left: Option<u64>) -> Vec<ShowWarning> {
    let of_view = match left {
        None => Some(ShowWarning::ViewMayHaveRunOut),
        Some(left) if left < RUNS_OUT_SOON_S => Some(ShowWarning::ViewRunsOut),
        Some(_) => None,
    };
    let of_clock = match clock {
        ClockTrust::InSync => None,
        ClockTrust::Deviates { .. } => Some(ShowWarning::ClockDeviates),
        ClockTrust::Unknown => Some(ShowWarning::ClockUnchecked),
    };
    of_view.into_iter().chain(of_clock).collect()
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

    /// The reader classes that a code can be made for now, each once, by number: the first is chosen beforehand. With an
    /// unchecked clock: all of them.
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
                views: fewest_claims_first(&class.views),
            })
            .collect()
    }

    /// Starts showing `kind` to the reader class `audience`. Logged at once.
    pub fn start(&self, kind: ViewKind, audience: u64) -> Result<Showing, PresentError> {
        let now = self.context.clock.now();
        let bundle = self.context.trust.current();
        usable_class(&bundle, audience, &self.context.clock)
            .filter(|class| class.may_see(kind))
            .ok_or(PresentError::NotForThisReader)?;
        let stored = self.usable_view(kind)?;
        self.require_recent_verification()?;
        let key = KeystoreSigner::load(self.context.platform.keystore.clone(), &stored.meta.key_alias)?;
        let started =
            self.activity.note(now.unix_s, ActivityEvent::ShowingStarted { view: kind, audience })?;
        Ok(Showing { presenter: self.clone(), kind, key, audience, started, codes: 0, ended: false })
    }

    /// No hardware knows the core's PIN, so the core itself enforces the window.
    fn require_recent_verification(&self) -> Result<(), PresentError> {
        let Context { unlocked, clock, .. } = &self.context;
        if unlocked.user_verified_recently(clock.reading()) {
            return Ok(());
        }
        // A lock ends the window, too: then the PIN opens the vault, and no step-up is asked for.
        if unlocked.is_open() { Err(PresentError::StepUpRequired) } else { Err(VaultError::Locked.into()) }
    }

    /// The view in the vault, unless it has expired by both clocks.
    fn usable_view(&self, kind: ViewKind) -> Result<StoredView, PresentError> {
        let stored =
            self.context.unlocked.with(|session| stored_view(session, kind))?.ok_or(PresentError::NoView)?;
        if self.context.clock.both_past(stored.meta.expires_at) {
            return Err(PresentError::ViewExpired);
        }
        Ok(stored)
    }
}

/// The reader class of the bundle to encrypt to for an audience: one that is valid by the corrected clock or by the
/// phone's own, because either may be wrong. With an unchecked clock, any: the reader's own clock decides.
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
    /// Loaded at the start, and again when a sync has replaced the view.
    key: KeystoreSigner,
    audience: u64,
    started: u64,
    codes: u32,
    ended: bool,
}

/// A view that expires in less than this causes a warning, seconds.
const RUNS_OUT_SOON_S: u64 = 2 * 24 * 3600;

impl Showing {
    /// Makes the next code, with the current time, new randomness and a new signature.
    pub fn next_frame(&mut self) -> Result<QrFrame, PresentError> {
        let Context { unlocked, platform, clock, trust, .. } = &self.presenter.context;
        let now = clock.now();
        // Read for each code: a sync may have removed or renewed the view, and the reader class may have expired or
        // been dropped by a newer bundle.
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
        let time =
            ProofTime { issued_at: now.unix_s, id: unique, clock_doubtful: now.trust == ClockTrust::Unknown };
        let presentation = Presentation::new(&stored.view, class, &bundle.policy, time)?;
        self.presenter.require_recent_verification()?;
        let signature = self.key.sign(presentation.to_be_signed())?;
        let text = presentation.finish(&signature, SealingRandomness::new(seed))?;
        // The key store may have taken a while: if the vault was locked in the meantime, no further code is shown.
        if !unlocked.is_open() {
            return Err(VaultError::Locked.into());
        }
        let symbol = Symbol::of_text(&text)?;
        self.codes = self.codes.saturating_add(1);
        Ok(QrFrame {
            text,
            symbol,
            rotate_after_ms: bundle.policy.rotation_seconds * 1000,
            expires_at: now.unix_s + bundle.policy.proof_lifetime_seconds,
            warnings: warnings(now.trust, stored.meta.expires_at.checked_sub(now.unix_s)),
        })
    }

    /// Ends the showing and logs the end. Dropping does the same, but ignores an error.
    pub fn end(mut self) -> Result<(), PresentError> {
        self.log_end()
    }

    fn log_end(&mut self) -> Result<(), PresentError> {
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
        // If the vault was locked in the meantime, the log shows a start without an end.
        let _ = self.log_end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_with_the_fewest_claims_is_offered_first() {
        let offered = fewest_claims_first(&[ViewKind::FullKtp, ViewKind::Basic, ViewKind::FullKtp]);
        assert_eq!(offered, [ViewKind::Basic, ViewKind::FullKtp]);
    }

    #[test]
    fn the_view_that_a_reader_may_refuse_is_warned_of_before_the_clock() {
        let both = [ShowWarning::ViewMayHaveRunOut, ShowWarning::ClockUnchecked];
        assert_eq!(warnings(ClockTrust::Unknown, None), both);
        assert_eq!(warnings(ClockTrust::Unknown, Some(RUNS_OUT_SOON_S - 1))[0], ShowWarning::ViewRunsOut);
        assert_eq!(warnings(ClockTrust::Unknown, Some(RUNS_OUT_SOON_S)), [ShowWarning::ClockUnchecked]);
        assert_eq!(warnings(ClockTrust::InSync, Some(RUNS_OUT_SOON_S)), []);
    }
}
