//! How much may wait on a phone.

/// Most drafts at a time.
pub const MAX_DRAFTS: usize = 10;
/// Most bytes of papers in all applications together.
pub const MAX_PAPER_BYTES: u64 = 20_000_000;
/// Days after its last change that a draft is kept.
pub const DRAFT_DAYS: u64 = 90;

pub(super) const DAY_S: u64 = 86_400;
/// Seconds after which a queued application no longer waits for an unmetered network.
pub(super) const METERED_AFTER_S: u64 = DAY_S;
