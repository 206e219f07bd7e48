//! A simulated fingerprint sensor.

use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use super::{MemoryKeystore, lock};
use crate::platform::{BiometricError, BiometricGate, BiometricPurpose, BiometricStatus};

/// A fingerprint sensor whose result tests choose.
pub struct TestSensor {
    keystore: Arc<MemoryKeystore>,
    answer: Mutex<Result<(), BiometricError>>,
}

impl TestSensor {
    pub(super) fn new(keystore: Arc<MemoryKeystore>) -> TestSensor {
        TestSensor { keystore, answer: Mutex::new(Ok(())) }
    }

    /// Sets the result of the next prompts.
    pub fn answers(&self, answer: Result<(), BiometricError>) {
        *lock(&self.answer) = answer;
    }
}

impl BiometricGate for TestSensor {
    fn status(&self) -> Result<BiometricStatus, BiometricError> {
        Ok(BiometricStatus::Ready)
    }

    fn unseal(
        &self,
        alias: &str,
        sealed: &[u8],
        aad: &[u8],
        _: BiometricPurpose,
    ) -> Result<Zeroizing<Vec<u8>>, BiometricError> {
        (*lock(&self.answer))?;
        let key = self.keystore.load(alias).map_err(|_| BiometricError::Changed)?;
        key.unseal(sealed, aad).map_err(|_| BiometricError::Failed { number: 1 })
    }
}
