//! The sandbox, and people who register.

use std::sync::OnceLock;

use ikd_core::registration::{Details, FormInput};
use ikd_proof::{CivilDate, ReaderPrivateKey};
use ikd_sandbox::{
    CutPoint, Fault, FaultKind, Limits, ReaderKey, Sandbox, SandboxConfig, Storage,
    population::{Population, Resident},
};
use tempfile::TempDir;

use crate::{LinkQuality, Phone, SlowLink};

/// A sandbox, and a folder for the disks of phones.
pub struct World {
    /// The service, the counter, the mailbox and the population.
    pub sandbox: Sandbox,
    /// The link between phones and the sandbox, unless they are connected directly.
    link: Option<SlowLink>,
    pub(crate) disk: TempDir,
}

/// A person who fills in the form.
#[derive(Clone)]
pub struct Applicant {
    /// The person's NIK in the population record.
    pub nik: u64,
    /// The email address that receives the code.
    pub email: String,
    /// What the person types into the form.
    pub input: FormInput,
}

impl World {
    /// Starts a sandbox without rate limits. If the environment variable `IKD_SLOW_LINK` is set, phones are connected
    /// over [`LinkQuality::SLOW`], so that every journey can be run over it.
    pub async fn new() -> Self {
        let world = Self::nearby().await;
        if std::env::var_os("IKD_SLOW_LINK").is_some() {
            world.connected(LinkQuality::SLOW).await
        } else {
            world
        }
    }

    async fn nearby() -> Self {
        Self::stored(Storage::Memory, TempDir::new().expect("a temporary folder")).await
    }

    pub(crate) async fn stored(storage: Storage, disk: TempDir) -> Self {
        let config = SandboxConfig { limits: Limits::unlimited(), storage, ..SandboxConfig::default() };
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        Self { sandbox, link: None, disk }
    }

    /// The same, with a link of this quality between all phones and the service. Losses are the same in each run.
    pub async fn over(quality: LinkQuality) -> Self {
        Self::nearby().await.connected(quality).await
    }

    async fn connected(mut self, quality: LinkQuality) -> Self {
        let port = self.sandbox.api_url().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        self.link = Some(SlowLink::to(port.expect("the address ends with a port"), quality, 1).await);
        self
    }

    /// The link.
    ///
    /// # Panics
    /// If the world was made without one.
    pub fn link(&self) -> &SlowLink {
        self.link.as_ref().expect("the world was made with a link")
    }

    /// Where phones find the service.
    pub(crate) fn service_url(&self) -> String {
        match &self.link {
            Some(link) => format!("https://localhost:{}", link.port()),
            None => self.sandbox.api_url(),
        }
    }

    /// A phone with an empty disk.
    pub fn new_phone(&self, name: &str) -> Phone {
        Phone::new(self, self.disk.path().join(name))
    }

    /// An adult of the population, with the data that both form shapes require.
    pub fn adult(&self) -> Applicant {
        applicant_of(self.sandbox.population().adult())
    }

    /// Cuts every exchange before the service reads it, until [`World::network_returns`].
    pub fn network_goes(&self) {
        self.sandbox.control().set_faults(vec![Fault {
            method: None,
            path: "/v1".to_owned(),
            skip: 0,
            times: 1000,
            kind: FaultKind::Cut(CutPoint::BeforeRequest),
        }]);
    }

    /// Removes all faults.
    pub fn network_returns(&self) {
        self.sandbox.control().set_faults(Vec::new());
    }

    /// Today at the service, in western Indonesia.
    pub fn today(&self) -> CivilDate {
        let now = i64::try_from(self.sandbox.control().now()).expect("the time fits in an i64");
        CivilDate::from_unix(now, 7 * 3600).expect("the day can be represented")
    }

    /// Private keys of the demo reader.
    pub fn reader_keys(&self) -> Vec<ReaderPrivateKey> {
        self.sandbox.reader_keys().iter().map(ReaderKey::private_key).collect()
    }

    /// The residents of the sandbox, by the part that each plays.
    pub fn population(&self) -> &Population {
        self.sandbox.population()
    }
}

/// A resident who fills in the form with the data of the record.
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

/// The portrait made from a real photograph, once per process.
pub(crate) fn portrait() -> &'static [u8] {
    static PORTRAIT: OnceLock<Vec<u8>> = OnceLock::new();
    PORTRAIT.get_or_init(|| {
        let photo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/photos/selfie.jpg"))
            .expect("the test photograph is in the repository");
        crate::phone::portrait_of(&photo)
    })
}
