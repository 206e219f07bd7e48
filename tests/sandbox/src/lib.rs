//! The service, the officer's counter, the mailbox and a verifier page: the world around the app, all of it fictional.

#![forbid(unsafe_code)]

pub mod drawing;
pub mod population;
