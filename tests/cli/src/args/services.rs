//! The command lines of the services: `ikd services`, `form`, `apply` and `track`.

use std::path::PathBuf;

use clap::Parser;
use ikd_core::applications::{ApplicationId, StateKind, parse_id};

/// Arguments of `ikd services`.
#[derive(Debug, Parser)]
pub(crate) struct ServicesArgs {
    /// Folder of a journey, whose forms may be newer [default: ikd-demo in your data folder, else this program's forms]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// One line of JSON for each service
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `ikd form`.
#[derive(Debug, Parser)]
pub(crate) struct FormArgs {
    /// Id of the service
    #[arg(value_name = "SERVICE")]
    pub(crate) service: String,
    /// Folder of a journey, whose forms may be newer [default: ikd-demo in your data folder, else this program's forms]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

/// Arguments of `ikd apply`.
#[derive(Debug, Parser)]
pub(crate) struct ApplyArgs {
    /// Id of the service
    #[arg(value_name = "SERVICE")]
    pub(crate) service: String,
    /// Folder of a finished journey [default: ikd-demo in your data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// A JSON object: the keys of the form's fields with what would be typed
    #[arg(long, value_name = "FILE.json")]
    pub(crate) answers: PathBuf,
    /// Photograph of a paper (JPEG or PNG) and its kind; several of one kind are its pages
    #[arg(long, value_name = "KIND=FILE", value_parser = kind_and_file)]
    pub(crate) attach: Vec<(String, PathBuf)>,
    /// Photograph with one face (JPEG or PNG), for a form that asks for it. Without it, the application is queued:
    /// `ikd face-check` shows the face, and `ikd track` sends it
    #[arg(long, value_name = "FILE", conflicts_with = "offline")]
    pub(crate) face: Option<PathBuf>,
    /// Queue it only: `ikd track` sends it
    #[arg(long)]
    pub(crate) offline: bool,
    /// Print the application, and what its form remarks, as lines of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Read the PIN from the first line of standard input
    #[arg(long)]
    pub(crate) pin_stdin: bool,
}

fn kind_and_file(text: &str) -> Result<(String, PathBuf), String> {
    let (kind, file) = text.split_once('=').ok_or("not KIND=FILE")?;
    Ok((kind.to_owned(), file.into()))
}

/// Arguments of `ikd track`.
#[derive(Debug, Parser)]
pub(crate) struct TrackArgs {
    /// Id of an application [default: all]
    #[arg(value_name = "ID", value_parser = application_id)]
    pub(crate) id: Option<ApplicationId>,
    /// Folder of a finished journey [default: ikd-demo in your data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// One line of JSON for each application
    #[arg(long)]
    pub(crate) json: bool,
    /// Wait until it has reached or passed this state, while an officer decides on the counter's page; exit code 1 if it
    /// ends elsewhere
    #[arg(long, value_name = "STATE", value_parser = crate::commands::track::state_of)]
    pub(crate) wait: Option<StateKind>,
    /// Read the PIN from the first line of standard input
    #[arg(long)]
    pub(crate) pin_stdin: bool,
}

fn application_id(text: &str) -> Result<ApplicationId, String> {
    parse_id(text).ok_or_else(|| "not the id of an application".to_owned())
}
