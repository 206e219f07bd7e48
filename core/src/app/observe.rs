//! Notifying shells of the stage.
//!
//! Observers may call the core from inside the callback: they are notified of a change this causes after they return.
//! Each observer gets the stages in their order, one call at a time.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Stage;

/// Gets notified of the stage, such as a view model.
pub trait StageObserver: Send + Sync {
    /// The stage is now `stage`. Called from any thread. May call the core; should not block.
    fn stage_changed(&self, stage: Stage);
}

/// A registered observer; dropping this removes it.
#[must_use = "dropping an observation ends it"]
pub struct Observation {
    observers: Observers,
    number: u64,
}

/// All registered observers.
#[derive(Clone, Default)]
pub(super) struct Observers(Arc<Mutex<List>>);

#[derive(Default)]
struct List {
    observers: Vec<(u64, Arc<dyn StageObserver>)>,
    next_number: u64,
    /// The last stage that all observers were notified of, or will be from the queue.
    last: Option<Stage>,
    /// Notifications still to be sent, with the numbers of their observers.
    queue: VecDeque<(Vec<u64>, Stage)>,
    /// Whether a thread is sending the notifications in the queue.
    draining: bool,
}

impl Observers {
    /// Adds an observer, and notifies it of the current stage.
    ///
    /// `stage` is called while the list is locked, so that no change is missed; it must not call [`Observers`].
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

    /// Gets the stage, and notifies all observers if it has changed.
    pub(super) fn notify(&self, stage: impl FnOnce() -> Stage) {
        let mut list = self.list();
        let stage = stage();
        if list.last.as_ref() == Some(&stage) {
            return;
        }
        list.last = Some(stage.clone());
        let all = list.observers.iter().map(|(number, _)| *number).collect();
        list.queue.push_back((all, stage));
        self.drain(list);
    }

    /// Sends all notifications in the queue, with the list unlocked during each call. If another thread is sending
    /// them, leaves them to it.
    fn drain<'a>(&'a self, mut list: MutexGuard<'a, List>) {
        if list.draining {
            return;
        }
        list.draining = true;
        let _reset = ResetOnPanic(self);
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

/// An observer that panics must not stop the notifications of the others.
struct ResetOnPanic<'a>(&'a Observers);

impl Drop for ResetOnPanic<'_> {
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

    /// Records the stages, and runs `first` at the first call.
    struct Recorder {
        stages: Mutex<Vec<Stage>>,
        first: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    }

    impl Recorder {
        fn new(first: Option<Box<dyn FnOnce() + Send>>) -> Arc<Self> {
            Arc::new(Self { stages: Mutex::default(), first: Mutex::new(first) })
        }

        fn stages(&self) -> Vec<Stage> {
            self.stages.lock().expect("not poisoned").clone()
        }
    }

    impl StageObserver for Recorder {
        fn stage_changed(&self, stage: Stage) {
            self.stages.lock().expect("not poisoned").push(stage);
            let first = self.first.lock().expect("not poisoned").take();
            if let Some(first) = first {
                first();
            }
        }
    }

    fn locked(attempts_left: u8) -> Stage {
        Stage::locked(attempts_left, 0)
    }

    #[test]
    fn the_current_stage_comes_first_and_an_unchanged_stage_is_not_repeated() {
        let observers = Observers::default();
        let recorder = Recorder::new(None);
        let _observation = observers.add(recorder.clone(), || Stage::Welcome);
        observers.notify(|| locked(10));
        observers.notify(|| locked(10));
        assert_eq!(recorder.stages(), [Stage::Welcome, locked(10)]);
    }

    #[test]
    fn an_observer_that_causes_a_change_is_notified_after_it_returns() {
        let observers = Observers::default();
        let inner = observers.clone();
        let recorder = Recorder::new(Some(Box::new(move || inner.notify(|| locked(9)))));
        let _observation = observers.add(recorder.clone(), || Stage::Welcome);
        assert_eq!(recorder.stages(), [Stage::Welcome, locked(9)]);
    }

    #[test]
    fn a_dropped_observation_gets_no_more_stages() {
        let observers = Observers::default();
        let recorder = Recorder::new(None);
        drop(observers.add(recorder.clone(), || Stage::Welcome));
        observers.notify(|| Stage::Unlocked);
        assert_eq!(recorder.stages(), [Stage::Welcome]);
    }

    #[test]
    fn with_changes_from_many_threads_the_last_stage_comes_last() {
        let observers = Observers::default();
        let recorder = Recorder::new(None);
        let _observation = observers.add(recorder.clone(), || Stage::Welcome);
        let now = AtomicU8::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        now.fetch_add(1, Ordering::SeqCst);
                        observers.notify(|| locked(now.load(Ordering::SeqCst)));
                    }
                });
            }
        });
        assert_eq!(recorder.stages().last(), Some(&locked(200)));
    }
}
