//! The command line of `ikd face-check`.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use ikd_core::face_check::{FacePurpose, FaceReference};

/// Arguments of `ikd face-check`.
#[derive(Debug, Parser)]
pub(crate) struct FaceCheckArgs {
    /// Folder of a finished journey [default: ikd-demo in your data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Photograph with one face (JPEG or PNG), of which the portrait is made
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: PathBuf,
    /// What asks for it, with the id that the phone gave it: 16 bytes, base64url without padding
    #[arg(long, value_name = "application:ID|recovery:ID", value_parser = FaceSubject::parse)]
    pub(crate) purpose: FaceSubject,
    /// Wait for the officer, who compares the pictures on the counter's page
    #[arg(long)]
    pub(crate) wait: bool,
    /// Play this decision; nobody and nothing looks at the portrait
    #[arg(long, value_name = "NAME")]
    pub(crate) verdict: Option<Verdict>,
    /// Read the PIN from the first line of standard input
    #[arg(long)]
    pub(crate) pin_stdin: bool,
}

/// What a face check is for.
#[derive(Debug, Clone)]
pub(crate) struct FaceSubject {
    /// As it was given.
    pub(crate) text: String,
    /// Application or recovery.
    pub(crate) purpose: FacePurpose,
    /// Which one.
    pub(crate) reference: FaceReference,
}

impl FaceSubject {
    fn parse(text: &str) -> Result<Self, String> {
        let read = || {
            let (purpose, reference) = text.split_once(':')?;
            Some((FacePurpose::from_name(purpose)?, FaceReference::parse(reference)?))
        };
        let (purpose, reference) = read().ok_or("not application:ID or recovery:ID")?;
        Ok(Self { text: text.to_owned(), purpose, reference })
    }
}

/// A decision about a portrait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Verdict {
    /// The portrait is accepted
    Accept,
    /// Another portrait is asked for
    Retake,
    /// The person is asked to come to the counter
    SeeOfficer,
}
