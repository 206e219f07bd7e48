//! The sandbox, and people who register.

use std::sync::OnceLock;

use ikd_core::registration::{Details, FormInput};
use ikd_proof::{CivilDate, ReaderPrivateKey};
use ikd_sandbox::{
    CutPoint, Fault, FaultKind, Limits, ReaderKey, Sandbox, SandboxConfig,
    population::{Population, Resident},
};
use tempfile::TempDir;

use crate::Phone;

/// A sandbox with a disk for phones.
pub struct World {
    /// The service and everybody around it.
    pub sandbox: Sandbox,
    disk: TempDir,
}

/// Somebody who fills in the form.
#[derive(Clone)]
pub struct Applicant {
    /// Whom the record knows.
    pub nik: u64,
    /// Where the mail goes.
    pub email: String,
    /// What is typed.
    pub input: FormInput,
}

impl World {
    /// A fresh world.
    pub async fn new() -> Self {
        let config = SandboxConfig { limits: Limits::unlimited(), ..SandboxConfig::default() };
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        Self { sandbox, disk: TempDir::new().expect("a temporary folder") }
    }

    /// A phone with an empty disk.
    pub fn new_phone(&self, name: &str) -> Phone {
        Phone::new(self, self.disk.path().join(name))
    }

    /// An adult of the population, with all that either form asks.
    pub fn adult(&self) -> Applicant {
        applicant_of(self.sandbox.population().adult())
    }

    /// Every exchange is cut before it is read, until [`World::network_returns`].
    pub fn network_goes(&self) {
        self.sandbox.control().set_faults(vec![Fault {
            method: None,
            path: "/v1".to_owned(),
            skip: 0,
            times: 1000,
            kind: FaultKind::Cut(CutPoint::BeforeRequest),
        }]);
    }

    /// Ends all open_error.
    pub fn network_returns(&self) {
        self.sandbox.control().set_faults(Vec::new());
    }

    /// Today at the service, in western Indonesia.
    pub fn today(&self) -> CivilDate {
        let now = i64::try_from(self.sandbox.control().now()).expect("a time of this age");
        CivilDate::from_unix(now, 7 * 3600).expect("a day of this age")
    }

    /// Private keys of the demo reader.
    pub fn reader_keys(&self) -> Vec<ReaderPrivateKey> {
        self.sandbox.reader_keys().iter().map(ReaderKey::private_key).collect()
    }

    /// Who plays which part.
    pub fn population(&self) -> &Population {
        self.sandbox.population()
    }
}

/// A resident, filling in the form with what the record says.
#[must_use]
pub fn applicant_of(resident: &Resident) -> Applicant {
    let email = format!("warga{}@contoh.id", resident.nik.as_u64() % 10_000);
    Applicant {
        nik: resident.nik.as_u64(),
        email: email.clone(),
        input: FormInput {
            nik: resident.nik.digits(),
            email,
            phone: "0812 3456 7890".to_owned(),
            details: Details {
                name: resident.name.as_str().to_owned(),
                sex: Some(resident.sex),
                birth_place: resident.birth_place.as_str().to_owned(),
                birth_date: resident.birth_date.dmy(),
            },
        },
    }
}

/// The portrait of a real photograph, made once for all tests of a process.
pub(crate) fn portrait() -> &'static [u8] {
    static PORTRAIT: OnceLock<Vec<u8>> = OnceLock::new();
    PORTRAIT.get_or_init(|| {
        let photo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/photos/selfie.jpg"))
            .expect("the test photograph is in the repository");
        crate::phone::portrait_of(&photo)
    })
}
