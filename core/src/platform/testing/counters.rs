//! Counters in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::lock;
use crate::platform::{KeystoreError, RollbackCounters};

/// Counters in memory.
#[derive(Default)]
pub struct MemoryAntiRollback {
    counters: Mutex<BTreeMap<String, u64>>,
}

impl RollbackCounters for MemoryAntiRollback {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        Ok(lock(&self.counters).get(id).copied())
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
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
