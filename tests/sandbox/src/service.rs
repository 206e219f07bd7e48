//! Everything one running sandbox holds, shared by routes, counter, mailbox and control.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use ikd_proof::{CivilDate, date::WIB_OFFSET_SECONDS};
use tokio::sync::Notify;

use crate::{
    application::forms::Forms, clock::Clock, face_check::FaceVerdict, keys::Keys, limits::Limiter,
    net::FaultPlan, records::Records, sessions::Sessions, store::Store, trust::Trust,
};

/// The one service behind all handles.
pub(crate) type Shared = Arc<Service>;

/// See the module.
pub(crate) struct Service {
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) keys: Keys,
    pub(crate) trust: Trust,
    pub(crate) records: Records,
    pub(crate) forms: Forms,
    pub(crate) limiter: Limiter,
    pub(crate) faults: Arc<FaultPlan>,
    pub(crate) sessions: Sessions,
    pub(crate) seen: Seen,
    /// Wakes the sender of mail.
    pub(crate) mail_waiting: Arc<Notify>,
    /// Address of the button *Aktivasi* in mail; `None` when mail has no such button.
    pub(crate) activation_link: Option<String>,
    /// Whether a mail server is configured.
    pub(crate) smtp: bool,
    /// Decides about answers to face checks in place of the officer, while a test has set it.
    pub(crate) face_switch: Mutex<Option<FaceVerdict>>,
}

/// Rules of the bundle in force that routes need.
pub(crate) struct PolicyView {
    pub(crate) lowest_app: [u64; 3],
    pub(crate) terms: String,
    pub(crate) view_lifetime: u64,
}

impl Service {
    /// The rules in force.
    pub(crate) fn policy(&self) -> PolicyView {
        let current = self.trust.current();
        let policy = &current.bundle.policy;
        PolicyView {
            lowest_app: policy.min_app_version,
            terms: policy.terms.as_str().to_owned(),
            view_lifetime: policy.view_lifetime_seconds,
        }
    }

    /// The decision that a test ordered for every face check; `None`: the officer decides.
    pub(crate) fn face_switch(&self) -> Option<FaceVerdict> {
        self.face_switch.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Today in western Indonesia, by the service's clock.
    pub(crate) fn today(&self) -> CivilDate {
        day_of(self.clock.now())
    }
}

/// The day in western Indonesia at a moment.
pub(crate) fn day_of(now: u64) -> CivilDate {
    i64::try_from(now)
        .ok()
        .and_then(|seconds| CivilDate::from_unix(seconds, WIB_OFFSET_SECONDS).ok())
        .unwrap_or_else(|| CivilDate::new(2026, 1, 1).expect("a calendar day"))
}

/// One request that reached the service, for tests that count them. Holds no id and no personal data.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RequestSeen {
    /// HTTP method.
    pub method: String,
    /// The route, e.g. `/v1/registrations/{id}/photo`.
    pub route: String,
    /// What was answered; 0 when a fault took the answer away.
    pub status: u16,
    /// Whether it was a repeat that got its first answer again.
    pub replayed: bool,
}

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<VecDeque<RequestSeen>>);

/// Requests remembered at most.
const MOST_SEEN: usize = 10_000;

impl Seen {
    pub(crate) fn add(&self, request: RequestSeen) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() == MOST_SEEN {
            seen.pop_front();
        }
        seen.push_back(request);
    }

    pub(crate) fn list(&self) -> Vec<RequestSeen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
