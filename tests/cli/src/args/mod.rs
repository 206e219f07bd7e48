//! The command line.

mod face_check;
mod services;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use face_check::{FaceCheckArgs, Verdict};
pub(crate) use services::{ApplyArgs, FormArgs, ServicesArgs, TrackArgs};

use crate::texts::Lang;

/// IKD on a desktop: register, receive documents and show a QR that changes by itself, against a service that runs inside
/// this program. Everything is an example; nothing leaves this machine.
///
/// Without a command it runs the whole journey; Enter takes the answer in brackets.
#[derive(Debug, Parser)]
#[command(
    name = "ikd",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    after_help = "Exit codes: 0 done, 1 it did not work or was refused, 2 wrong command line or answer, 130 Ctrl-C.\n\
                  Tools print one line of JSON for each input: input, ok, code (\"ok\" or why not), and what was found.\n\
                  Where a file is read, - is standard input. `ikd completions SHELL` and `ikd man DIR` print completions and man pages."
)]
pub(crate) struct Args {
    /// Language of texts, questions and this help [default: from LC_ALL, LC_MESSAGES or LANG; else Indonesian]
    #[arg(long, global = true, value_name = "id|en")]
    pub(crate) lang: Option<Lang>,
    /// Print help
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Print the version
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What `ikd` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The whole journey: register, be approved, activate, set a PIN, receive documents, show the QR
    Journey(JourneyArgs),
    /// The service alone, with its pages for officer, mailbox and reader; until Ctrl-C
    Sandbox(SandboxArgs),
    /// Read what NIKs say: one line of JSON each; exit code 1 if one is not valid
    Nik {
        /// Spaces, dots and hyphens inside a number are tolerated; - reads one from each line of standard input
        #[arg(required = true, value_name = "NIK")]
        numbers: Vec<String>,
    },
    /// Check whether photographs can be used as selfies: one line of JSON each; exit code 1 if one cannot
    Assess {
        /// JPEG or PNG; - is standard input
        #[arg(required_unless_present = "live", value_name = "PHOTO")]
        photos: Vec<PathBuf>,
        /// Follow a recorded camera instead (YUV4MPEG2 in 4:2:0, or a folder of pictures, ten per second in the order of
        /// their names): one line for each change of what the person is told; exit code 1 if the picture was never good for
        /// a second
        #[arg(long, value_name = "FILE.y4m|DIR", conflicts_with = "photos")]
        live: Option<PathBuf>,
        /// Write the photograph as PNG with what was found drawn on it: the face, its outline, the frame of the portrait
        #[arg(long, value_name = "OUT.png", conflicts_with = "live")]
        view: Option<PathBuf>,
    },
    /// Make the files that would be sent of photographs of papers, and say what to do better: one line of JSON each; exit
    /// code 1 if one cannot be read
    AssessPaper {
        /// JPEG or PNG; - is standard input
        #[arg(required = true, value_name = "PHOTO")]
        photos: Vec<PathBuf>,
        /// Where the JPEG is written, of one photograph
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make the portrait that would be sent to the service: cropped, small, without metadata
    Portrait {
        /// JPEG or PNG with one face; - is standard input
        #[arg(value_name = "PHOTO")]
        photo: PathBuf,
        /// Where the JPEG is written, never over the photograph; - is standard output
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Print how it was made and its quality by ISO/IEC 29794-5 as one line of JSON
        #[arg(long)]
        json: bool,
    },
    /// The rotating QR of a registered home; asks the PIN, needs no service
    Show(ShowArgs),
    /// Show the face of a registered home once more, to its service: one line of JSON for each state; exit code 1 if the
    /// portrait is not accepted
    FaceCheck(FaceCheckArgs),
    /// The services that can be applied for: id, name, version, how long it takes, what to have at hand
    Services(ServicesArgs),
    /// The form of a service as JSON: fields, papers, checks, texts
    Form(FormArgs),
    /// Apply for a service with the answers of a file: checks, queues and sends; exit code 2 if an answer is wrong, with one
    /// line of JSON for each problem
    Apply(ApplyArgs),
    /// Where the applications of a home stand, and what to do next; sends what waits
    Track(TrackArgs),
    /// Read codes as a registered reader would: one line of JSON each; exit code 1 if one is refused
    Verify(VerifyArgs),
    /// Print completions for a shell
    #[command(hide = true)]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Write a man page for each command into a folder
    #[command(hide = true)]
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

impl Default for Command {
    fn default() -> Self {
        Self::Journey(JourneyArgs::parse_from(["ikd"]))
    }
}

/// Arguments of `ikd journey`.
#[derive(Debug, Parser)]
pub(crate) struct JourneyArgs {
    /// Take every default without asking, in a fresh temporary home unless --home is given
    #[arg(long)]
    pub(crate) auto: bool,
    /// Print one JSON object per step, and the result last. The picture named there (qr_png) is kept: in the home, or as
    /// a temporary file when the home was temporary
    #[arg(long, requires = "auto")]
    pub(crate) json: bool,
    /// Photograph to register with (JPEG or PNG) instead of the example; the demo officer takes it for the person who
    /// registers. - is standard input, with --auto
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Option<PathBuf>,
    /// PIN to set or unlock with instead of the example's; other users of this machine can see it
    #[arg(long, value_name = "PIN")]
    pub(crate) pin: Option<String>,
    /// Folder of the demo: the phone's files and the service's [default: ikd-demo in your data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Who registers: the form offers this person's data. Needs a home in which no journey has begun
    #[arg(long, value_name = "WHO", default_value = "ordinary")]
    pub(crate) person: Person,
    /// Which fictional people exist; keys, codes and ids are random all the same
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// Who registers in the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Person {
    /// Married, with three children: receives a document of every type
    Ordinary,
    /// A name of 60 letters, the most that the law allows; is approved
    LongName,
    /// A name of one word, from before two were required; is approved
    OneName,
    /// Nothing is known of the parents; is approved
    NoParents,
    /// The death is recorded: the officer's approval ends in a refusal
    Deceased,
    /// The record is blocked: refused
    Blocked,
    /// Younger than 17 and never married: refused
    #[value(name = "under-17")]
    Under17,
    /// Of age, but no KTP was ever recorded: refused
    NoKtp,
}

/// Arguments of `ikd sandbox`.
#[derive(Debug, Parser)]
pub(crate) struct SandboxArgs {
    /// Port of the service (TLS); the pages take the next one. 0: any two free ports
    #[arg(long, value_name = "P", default_value_t)]
    pub(crate) port: u16,
    /// Keep everything in this file, and continue from it [default: in memory]
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// Which fictional people exist
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Also send mail through this server, without encryption
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) smtp: Option<String>,
    /// Write the test keys here for independent tools: readers' private, issuers' public (JWK set)
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,
    /// Open the control interface on the pages' port to those who have this token
    #[arg(long, value_name = "TOKEN")]
    pub(crate) control: Option<String>,
}

/// Arguments of `ikd show`.
#[derive(Debug, Parser)]
pub(crate) struct ShowArgs {
    /// Folder of a finished journey [default: ikd-demo in your data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// What the code shows
    #[arg(long, value_name = "NAME", default_value = "basic")]
    pub(crate) view: View,
    /// Write each code as a picture into this folder, with one line of JSON, instead of drawing in the terminal
    #[arg(long, value_name = "DIR")]
    pub(crate) png: Option<PathBuf>,
    /// Stop after so many codes; each is shown until the next is due [default: until q; with --png 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) count: Option<u32>,
    /// Read the PIN from the first line of standard input, and again when the user must be verified again
    #[arg(long)]
    pub(crate) pin_stdin: bool,
}

/// What a code shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum View {
    /// NIK, name, date of birth
    Basic,
    /// Everything on the KTP
    #[value(alias = "full-ktp")]
    Ktp,
}

/// Arguments of `ikd verify`.
#[derive(Debug, Parser)]
pub(crate) struct VerifyArgs {
    /// Text of a code, or a picture of one (PNG or JPEG); - is standard input
    #[arg(required = true, value_name = "TEXT|PNG")]
    pub(crate) codes: Vec<String>,
    /// The reader's private key and trust bundle, as `ikd sandbox --keys` writes them; - is standard input [default: the
    /// demo reader of the home]
    #[arg(long, value_name = "FILE", conflicts_with = "home")]
    pub(crate) keys: Option<PathBuf>,
    /// Judge freshness at this time, seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<u64>,
    /// Folder of a journey whose demo reader reads [default: ikd-demo in your data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(line: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_definition_passes_the_checks_of_clap() {
        Args::command().debug_assert();
    }

    #[test]
    fn without_a_command_the_journey_runs_with_questions() {
        let command = parse("ikd").expect("no argument is required").command.unwrap_or_default();
        assert!(matches!(command, Command::Journey(JourneyArgs { auto: false, json: false, .. })));
    }

    #[test]
    fn json_requires_an_unattended_journey() {
        assert!(parse("ikd journey --json").is_err());
        assert!(parse("ikd journey --auto --json").is_ok());
    }

    #[test]
    fn the_language_can_come_before_or_after_the_command() {
        assert_eq!(parse("ikd --lang en journey").expect("before").lang, Some(Lang::En));
        assert_eq!(parse("ikd journey --lang en").expect("after").lang, Some(Lang::En));
    }

    #[test]
    fn commands_require_their_inputs_and_outputs() {
        for line in
            ["ikd nik", "ikd assess", "ikd portrait a.jpg", "ikd verify", "ikd face-check --photo a.jpg"]
        {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_face_check_is_for_a_known_purpose_with_a_whole_id() {
        for purpose in ["login:AAAAAAAAAAAAAAAAAAAAAA", "application", "application:AAAA", "recovery:"] {
            assert!(
                parse(&format!("ikd face-check --photo p.jpg --purpose {purpose}")).is_err(),
                "{purpose}"
            );
        }
    }

    #[test]
    fn verify_refuses_keys_together_with_a_home() {
        assert!(parse("ikd verify X --keys k.json --home h").is_err());
    }

    #[test]
    fn every_documented_command_line_parses() {
        for line in [
            "ikd journey --auto --json --photo p.jpg --pin 271828 --home h --seed 7 --lang id",
            "ikd sandbox --port 8443 --data d.db --seed 7 --smtp localhost:25 --keys k.json --control t",
            "ikd nik 9901015708900001 9901015708900002",
            "ikd assess a.jpg b.png",
            "ikd assess-paper a.jpg b.png",
            "ikd assess-paper a.jpg --out b.jpg",
            "ikd portrait a.jpg --out b.jpg",
            "ikd portrait - --out -",
            "ikd portrait a.jpg --out b.jpg --json",
            "ikd journey --person under-17",
            "ikd completions bash",
            "ikd man d",
            "ikd show --home h --view ktp --png d --count 3 --pin-stdin",
            "ikd face-check --home h --photo p.jpg --purpose application:AAAAAAAAAAAAAAAAAAAAAA --wait --pin-stdin",
            "ikd face-check --photo p.jpg --purpose recovery:AAAAAAAAAAAAAAAAAAAAAA --verdict see-officer",
            "ikd services --home h --json",
            "ikd form surat-pindah",
            "ikd apply cetak-kk --home h --answers a.json --attach k=a.jpg --attach k=b.jpg --offline --json --pin-stdin",
            "ikd apply pisah-kk --answers a.json --face p.jpg",
            "ikd track AAAAAAAAAAAAAAAAAAAAAA --home h --json --wait issued --pin-stdin",
            "ikd track --wait in-review",
            "ikd verify IKD1:X p.png --keys k.json --at 1795305600",
        ] {
            assert!(parse(line).is_ok(), "{line}");
        }
    }
}
