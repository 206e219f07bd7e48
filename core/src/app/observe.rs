//! Telling shells about the stage.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use super::Stage;

/// Something that wants to know the stage: a view model.
pub trait StageObserver: Send + Sync {
    /// The stage is now `stage`. Called outside every lock of the core, one call at a time for each change; may be called
    /// from any thread. Must not block.
    fn stage_changed(&self, stage: Stage);
}

/// Keeps an observer informed; dropping it stops that.
#[must_use = "dropping an observation ends it"]
pub struct Observation {
    list: Arc<Mutex<List>>,
    number: u64,
}

#[derive(Default)]
struct List {
    observers: Vec<(u64, Arc<dyn StageObserver>)>,
    told: Option<Stage>,
}

/// Everybody who wants to know.
#[derive(Default)]
pub(super) struct Observers {
    list: Arc<Mutex<List>>,
    next: AtomicU64,
    /// Changes are told one after another, in the order in which they were looked at.
    telling: Mutex<()>,
}

impl Observers {
    pub(super) fn add(&self, observer: Arc<dyn StageObserver>, stage: Stage) -> Observation {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.list().observers.push((number, observer.clone()));
        observer.stage_changed(stage);
        Observation { list: self.list.clone(), number }
    }

    /// Looks at the stage and tells everybody if it is another one.
    pub(super) fn tell(&self, stage: impl FnOnce() -> Stage) {
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        let stage = stage();
        let observers: Vec<_> = {
            let mut list = self.list();
            if list.told.as_ref() == Some(&stage) {
                return;
            }
            list.told = Some(stage.clone());
            list.observers.iter().map(|(_, observer)| observer.clone()).collect()
        };
        for observer in observers {
            observer.stage_changed(stage.clone());
        }
    }

    fn list(&self) -> std::sync::MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.observers.retain(|(number, _)| *number != self.number);
    }
}
