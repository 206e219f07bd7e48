//! An entry of the log, and its encoding (docs/formats.md section 10).

use ikd_proof::{DocumentType, ViewKind, cbor};
use minicbor::{Decoder, Encoder};

/// Size limit of an entry, bytes.
const MAX_ENTRY: usize = 256;

/// An event with its number and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityEntry {
    /// Number: 1, 2, 3 and so on, without gaps.
    pub seq: u64,
    /// Seconds since 1970, by the phone's corrected clock.
    pub at: u64,
    /// What happened.
    pub event: ActivityEvent,
}

/// Result of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncOutcome {
    /// Documents that were not on the phone before.
    pub added: u32,
    /// Documents that were replaced, usually by a newer version.
    pub changed: u32,
    /// Documents that were removed because the service no longer has them.
    pub removed: u32,
}

/// An event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityEvent {
    /// The account was bound to this phone and the vault was made.
    Activated,
    /// The vault was opened with the PIN.
    Unlocked {
        /// Wrong tries since the last unlock.
        wrong_before: u8,
    },
    /// The PIN was changed.
    PinChanged,
    /// Documents were synced.
    Synced(SyncOutcome),
    /// A document was added or replaced.
    DocumentUpdated {
        /// Document type.
        kind: DocumentType,
        /// Its version.
        version: u64,
    },
    /// A document was removed because the service no longer has it.
    DocumentRemoved {
        /// Document type.
        kind: DocumentType,
    },
    /// A rotating QR was shown.
    ShowingStarted {
        /// Its view.
        view: ViewKind,
        /// Number of the reader class.
        audience: u64,
    },
    /// A rotating QR is no longer shown.
    ShowingEnded {
        /// Number of the entry of its start.
        started: u64,
        /// How many codes were shown.
        codes: u32,
    },
}

impl ActivityEvent {
    fn fields(&self) -> (u8, [Option<u64>; 3]) {
        match *self {
            Self::Activated => (1, [None; 3]),
            Self::Unlocked { wrong_before } => (2, [Some(wrong_before.into()), None, None]),
            Self::PinChanged => (3, [None; 3]),
            Self::Synced(SyncOutcome { added, changed, removed }) => {
                (4, [Some(added.into()), Some(changed.into()), Some(removed.into())])
            }
            Self::DocumentUpdated { kind, version } => (5, [Some(kind.code()), Some(version), None]),
            Self::DocumentRemoved { kind } => (6, [Some(kind.code()), None, None]),
            Self::ShowingStarted { view, audience } => (7, [Some(view.code()), Some(audience), None]),
            Self::ShowingEnded { started, codes } => (8, [Some(started), Some(codes.into()), None]),
        }
    }

    fn from_fields(code: u8, fields: [Option<u64>; 3]) -> Option<Self> {
        let small = |value: Option<u64>| value.and_then(|value| u32::try_from(value).ok());
        Some(match (code, fields) {
            (1, _) => Self::Activated,
            (2, [Some(wrong), ..]) => Self::Unlocked { wrong_before: u8::try_from(wrong).ok()? },
            (3, _) => Self::PinChanged,
            (4, [added, changed, removed]) => Self::Synced(SyncOutcome {
                added: small(added)?,
                changed: small(changed)?,
                removed: small(removed)?,
            }),
            (5, [Some(kind), Some(version), _]) => {
                Self::DocumentUpdated { kind: DocumentType::from_code(kind)?, version }
            }
            (6, [Some(kind), ..]) => Self::DocumentRemoved { kind: DocumentType::from_code(kind)? },
            (7, [Some(view), Some(audience), _]) => {
                Self::ShowingStarted { view: ViewKind::from_code(view)?, audience }
            }
            (8, [Some(started), codes, _]) => Self::ShowingEnded { started, codes: small(codes)? },
            _ => return None,
        })
    }

    /// Stable name for exports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Activated => "activated",
            Self::Unlocked { .. } => "unlocked",
            Self::PinChanged => "pin-changed",
            Self::Synced(_) => "synced",
            Self::DocumentUpdated { .. } => "document-updated",
            Self::DocumentRemoved { .. } => "document-removed",
            Self::ShowingStarted { .. } => "showing-started",
            Self::ShowingEnded { .. } => "showing-ended",
        }
    }
}

impl ActivityEntry {
    /// `{1: seq, 2: at, 3: event, ? 4, ? 5, ? 6}`, deterministic.
    pub(super) fn encode(&self) -> Vec<u8> {
        let (code, fields) = self.event.fields();
        let mut encoder = Encoder::new(Vec::new());
        let present = fields.iter().flatten().count() as u64;
        let write = |encoder: &mut Encoder<Vec<u8>>| -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
            encoder.map(3 + present)?.u8(1)?.u64(self.seq)?.u8(2)?.u64(self.at)?.u8(3)?.u8(code)?;
            for (label, value) in (4u8..).zip(fields) {
                if let Some(value) = value {
                    encoder.u8(label)?.u64(value)?;
                }
            }
            Ok(())
        };
        write(&mut encoder).expect("writing to memory cannot fail");
        encoder.into_writer()
    }

    /// `None` for an entry that this version of the app cannot have written.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        cbor::check(bytes, MAX_ENTRY).ok()?;
        let mut decoder = Decoder::new(bytes);
        let (mut seq, mut at, mut code, mut fields) = (None, None, None, [None; 3]);
        for _ in 0..decoder.map().ok()?? {
            let label = decoder.u8().ok()?;
            let value = decoder.u64().ok()?;
            match label {
                1 => seq = Some(value),
                2 => at = Some(value),
                3 => code = Some(u8::try_from(value).ok()?),
                4..=6 => fields[usize::from(label) - 4] = Some(value),
                _ => return None,
            }
        }
        Some(Self { seq: seq?, at: at?, event: ActivityEvent::from_fields(code?, fields)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_events() -> Vec<ActivityEvent> {
        vec![
            ActivityEvent::Activated,
            ActivityEvent::Unlocked { wrong_before: 2 },
            ActivityEvent::PinChanged,
            ActivityEvent::Synced(SyncOutcome { added: 6, changed: 0, removed: 1 }),
            ActivityEvent::DocumentUpdated { kind: DocumentType::Ktp, version: 3 },
            ActivityEvent::DocumentRemoved { kind: DocumentType::Kia },
            ActivityEvent::ShowingStarted { view: ViewKind::Basic, audience: 7 },
            ActivityEvent::ShowingEnded { started: 41, codes: 5 },
        ]
    }

    #[test]
    fn every_event_is_decoded_as_it_was_encoded() {
        for event in all_events() {
            let entry = ActivityEntry { seq: 42, at: 1_795_305_600, event };
            assert_eq!(ActivityEntry::decode(&entry.encode()), Some(entry));
        }
    }

    #[test]
    fn a_truncated_or_extended_entry_is_refused() {
        let bytes = ActivityEntry { seq: 1, at: 2, event: ActivityEvent::Activated }.encode();
        for end in 0..bytes.len() {
            assert!(ActivityEntry::decode(&bytes[..end]).is_none(), "{end}");
        }
        assert!(ActivityEntry::decode(&[&bytes[..], &[0]].concat()).is_none());
    }
}
