//! The service, the officer's counter, the mailbox and a verifier page: the world around the app, all of it fictional.
//!
//! [`Sandbox::start`] brings up the service of the contract (`openapi.yaml`) over TLS and the pages for people in plain
//! http, both on loopback. Rust tests act as officer, read mail and order faults through [`Office`], [`Mailbox`] and
//! [`Control`]; pages and the control interface for other languages go through the same code.

#![forbid(unsafe_code)]

mod activation;
mod api;
mod application;
mod authority;
mod captcha;
mod clock;
mod comparison;
mod control;
mod control_http;
mod decision;
mod documents;
pub mod drawing;
mod face_check;
mod keys;
mod lifecycle;
mod limits;
mod mail;
mod mailbox;
mod net;
mod note;
mod office;
mod pages;
mod pairing;
pub mod population;
mod records;
mod register;
mod registration;
mod sandbox;
mod secret;
mod service;
mod service_keys;
mod sessions;
mod signature;
mod signed;
mod smtp;
mod splitmix;
mod store;
mod trust;
mod views;

pub use application::{
    ApplicationRefusal, ApplicationState, Correction, Difference, Mark, MarkCode, Part, ResultText, Visit,
    comparison::{Compared, Noticed},
    decided::{ApplicationDecision, ApplicationStep},
    obstacle::Obstacle,
};
pub use authority::AuthorityError;
pub use comparison::{Field, Line, Outcome, Record, compare};
pub use control::{Control, ControlError};
pub use decision::{Decided, Decision, Missing, Requirement, Statement};
pub use face_check::{FaceGuidance, FaceRefusal, FaceState, FaceVerdict};
pub use keys::{BASIC_AUDIENCE, DEMO_AUDIENCE, ReaderKey};
pub use limits::{Limits, Rate};
pub use mail::{Delivery, Mail};
pub use mailbox::Mailbox;
pub use net::{CutPoint, Fault, FaultKind, Traffic};
pub use office::{
    ApplicationEntry, ApplicationView, Approval, CounterView, FaceEntry, FaceView, FieldView, Office,
    OfficeError, PaperView, Queue, QueueEntry, RecordView, SectionView, Warning,
};
pub use pages::{PictureError, read_qr};
pub use pairing::{CounterOffer, OFFICE, PairingError};
pub use records::RecordChange;
pub use registration::{Form, Language, Reason, State};
pub use sandbox::{Pages, Sandbox, SandboxConfig, SandboxError, Storage};
pub use service::RequestSeen;
pub use smtp::SmtpServer;
pub use splitmix::SplitMix64;
pub use store::{StoreError, Tally};
pub use trust::{TrustChange, TrustChangeError};
