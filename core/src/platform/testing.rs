//! Stand-ins for the phone that tests control: a clock that is set, randomness that repeats, keys in memory, and a
//! keystore that fails, dies or lies at a chosen call.
//!
//! Compiled for tests and behind the feature `testing` only. Nothing here is secret or random.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::soft_key::{SoftKey, check_alias};
use super::{
    BiometricError, BiometricGate, BiometricPurpose, BiometricStatus, BootReading, ClockError, DeviceClock,
    KeyAuth, KeySpec, Keystore, KeystoreError, KeystoreLevel, Log, Platform, RandomError, RollbackCounters,
    SecureRandom,
};
use crate::crypto::sha256;

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A phone made of stand-ins, with handles to steer them.
#[derive(Clone)]
pub struct TestPhone {
    /// Its keys.
    pub keystore: Arc<MemoryKeystore>,
    /// Its clocks.
    pub clock: Arc<ManualClock>,
    /// Its counters.
    pub counters: Arc<MemoryAntiRollback>,
    /// Its randomness.
    pub random: Arc<FixedRandom>,
    /// Its fingerprint sensor.
    pub sensor: Arc<TestSensor>,
}

impl TestPhone {
    /// A phone switched on at 2026-11-22T00:00:00Z, whose randomness follows from `seed`.
    pub fn new(seed: u64) -> TestPhone {
        let clock = Arc::new(ManualClock::new(1_795_305_600_000));
        let random = Arc::new(FixedRandom::new(seed));
        let keystore = Arc::new(MemoryKeystore::new(clock.clone(), random.clone()));
        TestPhone {
            sensor: Arc::new(TestSensor::new(keystore.clone())),
            keystore,
            clock,
            counters: Arc::new(MemoryAntiRollback::default()),
            random,
        }
    }

    /// The phone as the core sees it.
    pub fn platform(&self) -> Platform {
        self.platform_with(self.keystore.clone())
    }

    /// The same phone with another keystore in front, such as a [`FaultKeystore`] around its own.
    pub fn platform_with(&self, keystore: Arc<dyn Keystore>) -> Platform {
        Platform {
            keystore,
            clock: self.clock.clone(),
            random: self.random.clone(),
            counters: self.counters.clone(),
            biometrics: Some(self.sensor.clone()),
            log: Log::off(),
        }
    }
}

/// A fingerprint sensor that tests press.
pub struct TestSensor {
    keystore: Arc<MemoryKeystore>,
    answer: Mutex<Result<(), BiometricError>>,
}

impl TestSensor {
    fn new(keystore: Arc<MemoryKeystore>) -> TestSensor {
        TestSensor { keystore, answer: Mutex::new(Ok(())) }
    }

    /// What the person does at the next prompts.
    pub fn answers(&self, answer: Result<(), BiometricError>) {
        *held(&self.answer) = answer;
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
        (*held(&self.answer))?;
        let key = self.keystore.load(alias).map_err(|_| BiometricError::Changed)?;
        key.unseal(sealed, aad).map_err(|_| BiometricError::Failed { number: 1 })
    }
}

/// Clocks that stand still until told.
pub struct ManualClock {
    now: Mutex<Option<BootReading>>,
}

impl ManualClock {
    /// A phone that has just been switched on, at this wall time.
    pub fn new(wall_ms: u64) -> ManualClock {
        ManualClock { now: Mutex::new(Some(BootReading { wall_ms, boot_ms: 0, boot_id: [1; 16] })) }
    }

    fn change(&self, change: impl FnOnce(&mut BootReading)) {
        if let Some(now) = held(&self.now).as_mut() {
            change(now);
        }
    }

    /// Lets time pass on both clocks.
    pub fn advance_ms(&self, ms: u64) {
        self.change(|now| {
            now.wall_ms += ms;
            now.boot_ms += ms;
        });
    }

    /// Sets the wall clock, as a person can; the boot clock does not notice.
    pub fn set_wall_ms(&self, wall_ms: u64) {
        self.change(|now| now.wall_ms = wall_ms);
    }

    /// Restarts the phone: a new boot id, the boot clock at zero.
    pub fn reboot(&self) {
        self.change(|now| {
            now.boot_ms = 0;
            now.boot_id = u128::from_be_bytes(now.boot_id).wrapping_add(1).to_be_bytes();
        });
    }

    /// From now on every reading fails.
    pub fn break_down(&self) {
        *held(&self.now) = None;
    }
}

impl DeviceClock for ManualClock {
    fn read(&self) -> Result<BootReading, ClockError> {
        held(&self.now).ok_or(ClockError)
    }
}

/// Bytes that follow from a seed: the same program draws the same.
pub struct FixedRandom {
    seed: u64,
    drawn: AtomicU64,
}

impl FixedRandom {
    /// Randomness that follows from `seed`.
    pub fn new(seed: u64) -> FixedRandom {
        FixedRandom { seed, drawn: AtomicU64::new(0) }
    }
}

impl SecureRandom for FixedRandom {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        for chunk in out.chunks_mut(32) {
            let block = self.drawn.fetch_add(1, Ordering::SeqCst);
            chunk.copy_from_slice(&sha256(&[&self.seed.to_be_bytes(), &block.to_be_bytes()])[..chunk.len()]);
        }
        Ok(())
    }
}

/// Keys in memory. [`MemoryKeystore::export`] plays an attacker who can copy hardware keys.
pub struct MemoryKeystore {
    keys: Mutex<BTreeMap<String, Zeroizing<Vec<u8>>>>,
    undeletable: AtomicBool,
    presence: Mutex<Option<BootReading>>,
    clock: Arc<dyn DeviceClock>,
    random: Arc<dyn SecureRandom>,
}

impl MemoryKeystore {
    /// An empty store.
    pub fn new(clock: Arc<dyn DeviceClock>, random: Arc<dyn SecureRandom>) -> MemoryKeystore {
        MemoryKeystore {
            keys: Mutex::default(),
            undeletable: AtomicBool::new(false),
            presence: Mutex::default(),
            clock,
            random,
        }
    }

    /// Every alias with its encoded key (the format of the desktop's key files).
    pub fn export(&self) -> BTreeMap<String, Vec<u8>> {
        held(&self.keys).iter().map(|(alias, key)| (alias.clone(), key.to_vec())).collect()
    }

    /// Puts an encoded key in place, as [`MemoryKeystore::export`] gave it.
    pub fn import(&self, alias: &str, key: &[u8]) -> Result<(), KeystoreError> {
        SoftKey::from_bytes(key)?;
        held(&self.keys).insert(alias.to_owned(), Zeroizing::new(key.to_vec()));
        Ok(())
    }

    /// Whether deleting fails from now on, for a while.
    pub fn refuse_deletions(&self, refuse: bool) {
        self.undeletable.store(refuse, Ordering::SeqCst);
    }

    fn load(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        SoftKey::from_bytes(held(&self.keys).get(alias).ok_or(KeystoreError::NotFound)?)
    }

    fn usable(&self, alias: &str) -> Result<SoftKey, KeystoreError> {
        let key = self.load(alias)?;
        let KeyAuth::RecentUnlock { seconds } = key.spec.auth else { return Ok(key) };
        let now = self.clock.read().map_err(|ClockError| super::soft_key::platform_failed())?;
        let fresh = held(&self.presence).is_some_and(|then| {
            then.boot_id == now.boot_id
                && now.boot_ms.saturating_sub(then.boot_ms) < u64::from(seconds) * 1000
        });
        if fresh { Ok(key) } else { Err(KeystoreError::AuthRequired) }
    }
}

impl Keystore for MemoryKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        Ok(KeystoreLevel::Software)
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        check_alias(alias)?;
        let mut keys = held(&self.keys);
        if keys.contains_key(alias) {
            return Err(KeystoreError::AlreadyExists);
        }
        keys.insert(alias.to_owned(), SoftKey::generate(spec, self.random.as_ref())?.to_bytes());
        Ok(())
    }

    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
        if self.undeletable.load(Ordering::SeqCst) {
            return Err(KeystoreError::Failed { transient: true, number: 8 });
        }
        held(&self.keys).remove(alias);
        Ok(())
    }

    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        Ok(held(&self.keys).keys().filter(|alias| alias.starts_with(prefix)).cloned().collect())
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.usable(alias)?.prf(input)
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.usable(alias)?.seal(self.random.as_ref(), plain, aad)
    }

    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        let key = self.usable(alias)?;
        // Only the sensor frees such a key.
        if key.spec.auth == KeyAuth::Biometric {
            Err(KeystoreError::AuthRequired)
        } else {
            key.unseal(sealed, aad)
        }
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        self.load(alias)?.public_key()
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.usable(alias)?.sign(data)
    }

    fn user_verified(&self) -> Result<(), KeystoreError> {
        let now = self.clock.read().map_err(|ClockError| super::soft_key::platform_failed())?;
        *held(&self.presence) = Some(now);
        Ok(())
    }
}

/// What goes wrong at the chosen call of a [`FaultKeystore`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// This call fails, having done nothing; the next ones work.
    FailBefore(KeystoreError),
    /// This call does its work and then reports failure; the next ones work.
    FailAfter(KeystoreError),
    /// The process dies before this call: it and all after it do nothing and fail.
    DieBefore,
    /// The process dies after this call's work: its answer is lost, all after it do nothing and fail.
    DieAfter,
    /// This call answers with altered bytes, if it answers with bytes.
    WrongBytes,
    /// Every call from this one on is a step of the disk, and fails where that does.
    #[cfg(test)]
    WithTheDisk,
    /// This call and those after it fail, having done nothing, until `calls` have failed: the phone's lock screen closed
    /// and was opened again.
    Unavailable {
        /// How many calls fail.
        calls: u64,
        /// What each of them reports.
        error: KeystoreError,
    },
}

/// A keystore that goes wrong at call number `at` (counted from 0, over all methods).
pub struct FaultKeystore {
    inner: Arc<dyn Keystore>,
    at: AtomicU64,
    fault: Fault,
    calls: AtomicU64,
    prf_answers: AtomicU64,
}

/// Error number of a [`FaultKeystore`] whose process has died.
const DEAD: KeystoreError = KeystoreError::Failed { transient: false, number: 99 };

impl FaultKeystore {
    /// Passes everything to `inner` until call `at`.
    pub fn new(inner: Arc<dyn Keystore>, at: u64, fault: Fault) -> FaultKeystore {
        let at = AtomicU64::new(at);
        FaultKeystore { inner, at, fault, calls: AtomicU64::new(0), prf_answers: AtomicU64::new(0) }
    }

    /// Lets the same fault happen once more, `calls` calls from now.
    pub fn again_in(&self, calls: u64) {
        self.at.store(self.calls() + calls, Ordering::SeqCst);
    }

    /// Never goes wrong: only counts.
    pub fn counting(inner: Arc<dyn Keystore>) -> FaultKeystore {
        FaultKeystore::new(inner, u64::MAX, Fault::DieBefore)
    }

    /// Calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// PRF answers that reached the caller: each is one guess of the PIN.
    pub fn prf_answers(&self) -> u64 {
        self.prf_answers.load(Ordering::SeqCst)
    }

    fn call<T>(
        &self,
        work: impl FnOnce() -> Result<T, KeystoreError>,
        spoil: impl FnOnce(&mut T),
    ) -> Result<T, KeystoreError> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst);
        let at = self.at.load(Ordering::SeqCst);
        if number < at {
            return work();
        }
        match self.fault {
            Fault::DieAfter if number == at => work().and(Err(DEAD)),
            Fault::DieBefore | Fault::DieAfter => Err(DEAD),
            Fault::Unavailable { calls, error } if number - at < calls => Err(error),
            Fault::FailBefore(_) | Fault::FailAfter(_) | Fault::WrongBytes | Fault::Unavailable { .. }
                if number > at =>
            {
                work()
            }
            Fault::FailBefore(error) | Fault::Unavailable { error, .. } => Err(error),
            Fault::FailAfter(error) => work().and(Err(error)),
            #[cfg(test)]
            Fault::WithTheDisk => crate::files::step().map_err(|_| DEAD).and_then(|()| work()),
            Fault::WrongBytes => work().map(|mut answer| {
                spoil(&mut answer);
                answer
            }),
        }
    }
}

fn spoil_first(bytes: &mut [u8]) {
    if let Some(first) = bytes.first_mut() {
        *first ^= 1;
    }
}

impl Keystore for FaultKeystore {
    fn level(&self) -> Result<KeystoreLevel, KeystoreError> {
        self.call(|| self.inner.level(), |_| {})
    }

    fn create_key(&self, alias: &str, spec: KeySpec) -> Result<(), KeystoreError> {
        self.call(|| self.inner.create_key(alias, spec), |()| {})
    }

    fn delete_key(&self, alias: &str) -> Result<(), KeystoreError> {
        self.call(|| self.inner.delete_key(alias), |()| {})
    }

    fn list_keys(&self, prefix: &str) -> Result<Vec<String>, KeystoreError> {
        self.call(|| self.inner.list_keys(prefix), |_| {})
    }

    fn prf(&self, alias: &str, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        let answer = self.call(|| self.inner.prf(alias, input), |bytes| spoil_first(bytes));
        if answer.is_ok() {
            self.prf_answers.fetch_add(1, Ordering::SeqCst);
        }
        answer
    }

    fn seal(&self, alias: &str, plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.call(|| self.inner.seal(alias, plain, aad), |bytes| spoil_first(bytes))
    }

    fn unseal(&self, alias: &str, sealed: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        self.call(|| self.inner.unseal(alias, sealed, aad), |bytes| spoil_first(bytes))
    }

    fn public_key(&self, alias: &str) -> Result<Vec<u8>, KeystoreError> {
        self.call(|| self.inner.public_key(alias), |bytes| spoil_first(bytes))
    }

    fn sign(&self, alias: &str, data: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.call(|| self.inner.sign(alias, data), |bytes| spoil_first(bytes))
    }

    fn user_verified(&self) -> Result<(), KeystoreError> {
        self.call(|| self.inner.user_verified(), |()| {})
    }
}

/// Counters in memory.
#[derive(Default)]
pub struct MemoryAntiRollback {
    counters: Mutex<BTreeMap<String, u64>>,
}

impl RollbackCounters for MemoryAntiRollback {
    fn read(&self, id: &str) -> Result<Option<u64>, KeystoreError> {
        Ok(held(&self.counters).get(id).copied())
    }

    fn advance(&self, id: &str, to: u64) -> Result<(), KeystoreError> {
        let mut counters = held(&self.counters);
        if counters.get(id).is_some_and(|present| *present > to) {
            return Err(KeystoreError::Refused);
        }
        counters.insert(id.to_owned(), to);
        Ok(())
    }

    fn remove(&self, id: &str) -> Result<(), KeystoreError> {
        held(&self.counters).remove(id);
        Ok(())
    }
}
