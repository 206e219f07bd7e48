//! Time that passes faster, for a link on which a registration takes minutes.

use std::{thread, time::Duration};

use tokio::sync::mpsc;

/// How far the timers go on at each tick.
const STEP: Duration = Duration::from_millis(20);
/// Between two ticks.
const TICK: Duration = Duration::from_micros(500);

/// Makes every timer of a runtime go at most forty times faster: those of the link, and also the deadlines, pauses and
/// timeouts of phones and sandbox. So their proportions are the real ones. Clocks that are not timers (the time of day,
/// the boot clock) keep their pace.
///
/// tokio's own way, to jump to the next timer when nothing else is ready, does not suit sockets: bytes between two
/// sockets may be late on a busy machine, and the clock would jump over a deadline. Here time passes in small steps,
/// and a machine that is late with a step slows it down.
///
/// Lasts until the runtime ends.
///
/// # Panics
/// If the runtime has several threads, or its time is paused.
pub fn hurry_time() {
    tokio::time::pause();
    let (tick, mut ticks) = mpsc::channel(1);
    // While a blocking task runs, tokio does not jump.
    tokio::task::spawn_blocking(move || {
        // A full channel is a tick that is left out.
        while !matches!(tick.try_send(()), Err(mpsc::error::TrySendError::Closed(()))) {
            thread::sleep(TICK);
        }
    });
    tokio::spawn(async move {
        while ticks.recv().await.is_some() {
            tokio::time::advance(STEP).await;
        }
    });
}
