//! Whether an application has reached the state that `ikd track --wait` names.

use ikd_core::applications::StateKind;

/// How an application stands to a state that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    /// It is there, or has gone on from there: the service is asked once a second, and states can be shorter.
    Yes,
    /// It may come there.
    NotYet,
    /// It ended elsewhere.
    Never,
}

/// How an application in `state` stands to `wanted`.
pub(crate) fn reached(state: StateKind, wanted: StateKind) -> Reached {
    let passed = matches!((place(wanted), place(state)), (Some(wanted), Some(now)) if now > wanted);
    let ended =
        matches!(state, StateKind::Issued | StateKind::Refused | StateKind::Withdrawn | StateKind::Expired);
    match () {
        () if state == wanted || passed => Reached::Yes,
        () if ended => Reached::Never,
        () => Reached::NotYet,
    }
}

/// The place of a state on the way to `issued`; `None` for those beside it.
fn place(state: StateKind) -> Option<u8> {
    match state {
        StateKind::Queued => Some(1),
        StateKind::Sending => Some(2),
        StateKind::Received => Some(3),
        StateKind::InReview => Some(4),
        StateKind::VisitNeeded => Some(5),
        StateKind::Approved => Some(6),
        StateKind::Signing => Some(7),
        StateKind::Issued => Some(8),
        StateKind::Draft
        | StateKind::Correct
        | StateKind::Refused
        | StateKind::Withdrawn
        | StateKind::Expired => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_was_passed_is_reached() {
        assert_eq!(reached(StateKind::VisitNeeded, StateKind::InReview), Reached::Yes);
        assert_eq!(reached(StateKind::Issued, StateKind::Approved), Reached::Yes);
        assert_eq!(reached(StateKind::Received, StateKind::Received), Reached::Yes);
        assert_eq!(reached(StateKind::Correct, StateKind::Correct), Reached::Yes);
    }

    #[test]
    fn what_may_still_come_is_waited_for() {
        assert_eq!(reached(StateKind::Received, StateKind::Issued), Reached::NotYet);
        assert_eq!(reached(StateKind::Correct, StateKind::Approved), Reached::NotYet);
        assert_eq!(reached(StateKind::Approved, StateKind::Refused), Reached::NotYet);
        assert_eq!(reached(StateKind::InReview, StateKind::Correct), Reached::NotYet);
        assert_eq!(reached(StateKind::Draft, StateKind::Received), Reached::NotYet);
    }

    #[test]
    fn an_application_that_ended_elsewhere_is_not_waited_for() {
        assert_eq!(reached(StateKind::Refused, StateKind::Issued), Reached::Never);
        assert_eq!(reached(StateKind::Issued, StateKind::Refused), Reached::Never);
        assert_eq!(reached(StateKind::Withdrawn, StateKind::Received), Reached::Never);
    }
}
