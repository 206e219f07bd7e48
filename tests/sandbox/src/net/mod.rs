//! The API's socket: TLS, bytes counted where they leave the machine, and faults that tests order.

mod faults;
mod listener;
mod traffic;

pub use faults::{CutPoint, Fault, FaultKind};
pub(crate) use faults::{FaultPlan, LONGEST_DELAY, Truncated};
pub(crate) use listener::{Connection, Listening, serve};
pub use traffic::Traffic;
pub(crate) use traffic::{Counted, Counters};
