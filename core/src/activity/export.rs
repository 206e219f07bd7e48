//! Exporting the log for its owner: readable, with the bytes needed to check the chain.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{ActivityEvent, ActivityLog, head, link, read};
use crate::vault::VaultError;

impl ActivityLog {
    /// The whole log as JSON, oldest first. Each entry contains its bytes and the hash of the chain up to it, so that
    /// the chain can be checked: `hash(n) = SHA-256("ikd/1/activity" || hash(n-1) || entry)`, starting from 32 zero
    /// bytes. Damaged entries are left out; `complete` is then `false`.
    ///
    /// # Errors
    /// The vault is locked, or the disk failed just now.
    pub fn export(&self) -> Result<String, VaultError> {
        self.vault.with(|session| {
            let head = head(session)?;
            let mut hash = [0; 32];
            let mut entries = Vec::new();
            for seq in 1..=head.seq {
                let Some((entry, bytes)) = read(session, seq)? else { continue };
                hash = link(&hash, &bytes);
                entries.push(json!({
                    "seq": entry.seq,
                    "at": entry.at,
                    "event": entry.event.name(),
                    "detail": detail(&entry.event),
                    "entry": STANDARD.encode(&bytes),
                    "hash": STANDARD.encode(hash),
                }));
            }
            let log = json!({
                "format": "ikd/1/activity",
                "complete": hash == head.hash,
                "entries": entries,
            });
            Ok(serde_json::to_string_pretty(&log).expect("a JSON value serialises"))
        })
    }
}

fn detail(event: &ActivityEvent) -> serde_json::Value {
    match event {
        ActivityEvent::Activated | ActivityEvent::PinChanged => json!({}),
        ActivityEvent::Unlocked { wrong_before } => json!({ "wrong_before": wrong_before }),
        ActivityEvent::Synced(outcome) => {
            json!({ "added": outcome.added, "changed": outcome.changed, "removed": outcome.removed })
        }
        ActivityEvent::DocumentUpdated { kind, version } => {
            json!({ "document": kind.name(), "version": version })
        }
        ActivityEvent::DocumentRemoved { kind } => json!({ "document": kind.name() }),
        ActivityEvent::ShowingStarted { view, audience } => {
            json!({ "view": view.name(), "audience": audience })
        }
        ActivityEvent::ShowingEnded { started, codes } => json!({ "started": started, "codes": codes }),
    }
}
