//! Telling shells about the stage.
//!
//! Observers may call the core from within: what changes by that is told after they return. Each observer hears the stages
//! in the order in which they were true, one call at a time.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Stage;

/// Something that wants to know the stage: a view model.
pub trait StageObserver: Send + Sync {
    /// The stage is now `stage`. Called from any thread; it may call the core. Should not block.
    fn stage_changed(&self, stage: Stage);
}

/// Keeps an observer informed; dropping it stops that.
#[must_use = "dropping an observation ends it"]
pub struct Observation {
    observers: Observers,
    number: u64,
}

/// Everybody who wants to know.
#[derive(Clone, Default)]
pub(super) struct Observers(Arc<Mutex<List>>);

#[derive(Default)]
struct List {
    observers: Vec<(u64, Arc<dyn StageObserver>)>,
    next_number: u64,
    /// What everybody was told last, or will be by what is in the queue.
    told: Option<Stage>,
    queue: VecDeque<(Vec<u64>, Stage)>,
    /// Somebody is working off the queue.
    draining: bool,
}

impl Observers {
    /// Adds an observer, and tells it the present stage.
    ///
    /// `stage` is asked while the list is held, so that no change slips between looking and listing; it must not come
    /// back here.
    pub(super) fn add(&self, observer: Arc<dyn StageObserver>, stage: impl FnOnce() -> Stage) -> Observation {
        let mut list = self.list();
        let number = list.next_number;
        list.next_number += 1;
        list.observers.push((number, observer));
        let stage = stage();
        list.queue.push_back((vec![number], stage));
        self.drain(list);
        Observation { observers: self.clone(), number }
    }

    /// Looks at the stage, and tells everybody if it is another one.
    pub(super) fn tell(&self, stage: impl FnOnce() -> Stage) {
        let mut list = self.list();
        let stage = stage();
        if list.told.as_ref() == Some(&stage) {
            return;
        }
        list.told = Some(stage.clone());
        let everybody = list.observers.iter().map(|(number, _)| *number).collect();
        list.queue.push_back((everybody, stage));
        self.drain(list);
    }

    /// Works off the queue with the list released during each call; who finds it being worked off leaves it at that.
    fn drain<'a>(&'a self, mut list: MutexGuard<'a, List>) {
        if list.draining {
            return;
        }
        list.draining = true;
        let _ended = Ended(self);
        while let Some((numbers, stage)) = list.queue.pop_front() {
            let observers: Vec<_> = list
                .observers
                .iter()
                .filter(|(number, _)| numbers.contains(number))
                .map(|(_, observer)| observer.clone())
                .collect();
            drop(list);
            for observer in observers {
                observer.stage_changed(stage.clone());
            }
            list = self.list();
        }
        list.draining = false;
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An observer that panics must not silence the others for good.
struct Ended<'a>(&'a Observers);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.list().draining = false;
        }
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        self.observers.list().observers.retain(|(number, _)| *number != self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    /// Notes what it hears, and does something at the first call.
    struct Listener {
        heard: Mutex<Vec<Stage>>,
        first: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    }

    impl Listener {
        fn new(first: Option<Box<dyn FnOnce() + Send>>) -> Arc<Self> {
            Arc::new(Self { heard: Mutex::default(), first: Mutex::new(first) })
        }

        fn heard(&self) -> Vec<Stage> {
            self.heard.lock().expect("not poisoned").clone()
        }
    }

    impl StageObserver for Listener {
        fn stage_changed(&self, stage: Stage) {
            self.heard.lock().expect("not poisoned").push(stage);
            let first = self.first.lock().expect("not poisoned").take();
            if let Some(first) = first {
                first();
            }
        }
    }

    fn locked(attempts_left: u8) -> Stage {
        Stage::Locked { attempts_left, retry_after_ms: 0 }
    }

    #[test]
    fn the_present_stage_comes_first_and_a_repeat_is_not_told() {
        let observers = Observers::default();
        let listener = Listener::new(None);
        let _observation = observers.add(listener.clone(), || Stage::Welcome);
        observers.tell(|| locked(10));
        observers.tell(|| locked(10));
        assert_eq!(listener.heard(), [Stage::Welcome, locked(10)]);
    }

    #[test]
    fn an_observer_may_cause_a_change_and_hears_of_it_afterwards() {
        let observers = Observers::default();
        let inner = observers.clone();
        let listener = Listener::new(Some(Box::new(move || inner.tell(|| locked(9)))));
        let _observation = observers.add(listener.clone(), || Stage::Welcome);
        assert_eq!(listener.heard(), [Stage::Welcome, locked(9)]);
    }

    #[test]
    fn a_dropped_observation_hears_nothing_more() {
        let observers = Observers::default();
        let listener = Listener::new(None);
        drop(observers.add(listener.clone(), || Stage::Welcome));
        observers.tell(|| Stage::Unlocked);
        assert_eq!(listener.heard(), [Stage::Welcome]);
    }

    #[test]
    fn everybody_hears_changes_from_many_threads_with_the_last_one_last() {
        let observers = Observers::default();
        let listener = Listener::new(None);
        let _observation = observers.add(listener.clone(), || Stage::Welcome);
        let now = AtomicU8::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        now.fetch_add(1, Ordering::SeqCst);
                        observers.tell(|| locked(now.load(Ordering::SeqCst)));
                    }
                });
            }
        });
        assert_eq!(listener.heard().last(), Some(&locked(200)));
    }
}
