//! Tests of applications against a simulated office. Waits run on tokio's paused clock.

mod office;
mod phone;

mod correcting;
mod drafts;
mod face;
mod killed;
mod letter;
mod odd;
mod sending;
mod tracking;
mod written;
