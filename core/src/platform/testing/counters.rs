//! Counters in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::lock;
use crate::platform::{KeystoreError, RollbackCounters};

/// Counters in memory.
#[derive(Default)]
pub struct MemoryAntiRollback {
    counters: Mutex<BTreeMap<String, u64>>,
    advances: AtomicU64,
}

impl MemoryAntiRollback {
    /// How often a counter was advanced. On a phone each step may cost a hardware key.
    pub fn advances(&self) -> u64 {
        self.advances.load(Ordering::SeqCst)
    }
}

impl RollbackCounters for MemoryAntiRollback {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        Ok(lock(&self.counters).get(id).copied())
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
        self.advances.fetch_add(1, Ordering::SeqCst);
        let mut counters = lock(&self.counters);
        if counters.get(id).is_some_and(|present| *present > to) {
            return Err(KeystoreError::Refused);
        }
        counters.insert(id.to_owned(), to);
        Ok(())
    }

    fn remove(&self, id: &str) -> Result<(), KeystoreError> {
        lock(&self.counters).remove(id);
        Ok(())
    }
}
