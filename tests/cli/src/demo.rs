//! The phone's environment, in this process: the service, and automatic answers as officer, mailbox and captcha solver
//! when the person leaves these to the demo. Everything uses the interfaces that the sandbox offers its pages and
//! tests.

use ikd_core::identity::Sex;
use ikd_proof::{CivilDate, date::WIB_OFFSET_SECONDS};
use ikd_sandbox::{
    Approval, CounterView, FaceVerdict, Line, Mark, MarkCode, Office, Outcome, Pages, Part, Reason, Sandbox,
    SandboxConfig, SandboxError, State, Statement, Storage, compare,
    population::{Population, Resident},
};
use zeroize::Zeroizing;

use crate::{
    args::Person,
    failure::Failure,
    home::{Home, replace},
    steps::Bytes,
    texts::Texts,
};

/// A running demo.
pub(crate) struct Demo {
    sandbox: Sandbox,
    person: Person,
}

/// The example's person, in the fields of the form.
pub(crate) struct Example {
    /// Sixteen digits.
    pub(crate) nik: String,
    /// As recorded.
    pub(crate) name: String,
    /// As recorded.
    pub(crate) sex: Sex,
    /// As recorded.
    pub(crate) birth_place: String,
    /// `DD-MM-YYYY`.
    pub(crate) birth_date: String,
}

impl Demo {
    /// Starts the service on a home and continues from its data. Writes the app's configuration and the reader's keys.
    pub(crate) async fn start(
        home: &Home,
        seed: u64,
        person: Person,
        texts: &Texts,
    ) -> Result<Self, Failure> {
        let storage = Storage::File(home.file("service.db"));
        let config = SandboxConfig { storage, seed, ..SandboxConfig::default() };
        let sandbox = Sandbox::start(config).await.map_err(|error| not_started(texts, error))?;
        home.build_app(
            &sandbox.trust_root(),
            &sandbox.first_trust_bundle(),
            host_of(&sandbox.api_url()),
            texts,
        )?;
        let demo = Self { sandbox, person };
        demo.leave_keys(home, texts)?;
        Ok(demo)
    }

    /// Writes the demo reader's keys with the current trust bundle, and the authority's certificate.
    pub(crate) fn leave_keys(&self, home: &Home, texts: &Texts) -> Result<(), Failure> {
        let keys = serde_json::to_vec_pretty(&self.sandbox.keys_jwk()).expect("a JSON value serialises");
        replace(&home.file("reader.json"), &keys, true)
            .and_then(|()| {
                replace(&home.file("authority.pem"), self.sandbox.authority_pem().as_bytes(), false)
            })
            .map_err(|_| Failure::new("home-not-writable", texts.home_not_writable))
    }

    /// Address of the service.
    pub(crate) fn api_url(&self) -> String {
        self.sandbox.api_url()
    }

    /// The root certificate that the phone pins.
    pub(crate) fn authority_pem(&self) -> &str {
        self.sandbox.authority_pem()
    }

    /// Addresses of the pages, and the officer's sign-in.
    pub(crate) fn pages(&self) -> Pages {
        self.sandbox.pages()
    }

    /// Bytes at the service's socket since it started.
    pub(crate) fn bytes(&self) -> Bytes {
        let traffic = self.sandbox.traffic();
        Bytes { up: traffic.up, down: traffic.down }
    }

    /// The keys for an independent reader, as `--keys` writes them.
    pub(crate) fn keys(&self) -> serde_json::Value {
        self.sandbox.keys_jwk()
    }

    /// The person who registers in this journey.
    pub(crate) fn example(&self) -> Example {
        let people = self.sandbox.population();
        let resident = match self.person {
            Person::Ordinary => people.adult(),
            Person::LongName => people.long_name_60(),
            Person::OneName => one_name(people),
            Person::NoParents => people.without_parents(),
            Person::Deceased => people.deceased(),
            Person::Blocked => people.blocked(),
            Person::Under17 => people.under_17_unmarried(),
            Person::NoKtp => no_ktp(people),
        };
        let Resident { nik, name, sex, birth_place, birth_date, .. } = resident;
        let (year, month, day) = (birth_date.year(), birth_date.month(), birth_date.day());
        Example {
            nik: nik.digits(),
            name: name.clone(),
            sex: *sex,
            birth_place: birth_place.clone(),
            birth_date: format!("{day:02}-{month:02}-{year:04}"),
        }
    }

    /// Creates a pairing QR at the counter; returns its text.
    pub(crate) fn officer_shows_qr(&self) -> Option<String> {
        self.sandbox.office().new_pairing_offer().ok().map(|offer| offer.qr_text)
    }

    /// The registration whose four digits on the officer's screen match the phone's, as the officer sees it.
    pub(crate) fn officer_finds(&self, digits: &str) -> Option<CounterView> {
        let office = self.sandbox.office();
        let waiting = office.queue().ok()?.paired.into_iter().rev();
        waiting
            .filter(|entry| entry.state == State::Decision)
            .filter_map(|entry| office.registration(&entry.id).ok())
            .find(|seen| seen.digits.as_deref() == Some(digits))
    }

    /// Whether the demo's officer accepts the face. The photographs show public figures and the record's portraits are
    /// drawings, so they can never match. A rule replaces the comparison: `photographs`, as the selfies that the phone
    /// makes of them, show the example's person and no other.
    pub(crate) fn officer_knows_face(
        &self,
        seen: &CounterView,
        mut photographs: impl Iterator<Item = Vec<u8>>,
    ) -> bool {
        let is_example = seen.form.nik == self.example().nik;
        is_example && seen.selfie.as_ref().is_some_and(|selfie| photographs.any(|known| known == *selfie))
    }

    /// Approves the registration: digits, face and data agree.
    pub(crate) fn officer_approves(&self, id: &str, digits: &str) -> Option<Approval> {
        self.sandbox.office().approve(id, &Statement::confirmed(digits)).ok()
    }

    /// Rejects the registration; returns whether the counter accepted this.
    pub(crate) fn officer_refuses(&self, id: &str, reason: Reason, note: Option<&str>) -> bool {
        self.sandbox.office().reject(id, reason, note).is_ok()
    }

    /// Releases the account from the phone that holds it. Takes the newest conflict, because this demo has one phone.
    /// Returns whether this succeeded.
    pub(crate) fn officer_releases(&self) -> bool {
        let office = self.sandbox.office();
        let conflict = office
            .queue()
            .ok()
            .and_then(|queue| queue.paired.into_iter().rev().find(|e| e.state == State::Conflict));
        conflict.is_some_and(|entry| office.release_old_device(&entry.id, true).is_ok())
    }

    /// The demo's officer carries out an application: review, approval, signature, issue. Returns whether the counter
    /// accepted all of it.
    pub(crate) fn officer_issues(&self, application: &str) -> bool {
        let office = self.sandbox.office();
        [
            Office::review_application,
            Office::approve_application,
            Office::sign_application,
            Office::issue_application,
        ]
        .into_iter()
        .all(|step| step(&office, application).is_ok())
    }

    /// The demo's officer reads an application, and asks to correct an answer. Returns whether the counter accepted it.
    pub(crate) fn officer_asks_for_correction(&self, application: &str, field: &str) -> bool {
        let office = self.sandbox.office();
        let mark = Mark { part: Part::Field(field.to_owned()), code: MarkCode::Incomplete, note: None };
        office.review_application(application).is_ok()
            && office.ask_for_correction(application, vec![mark], None).is_ok()
    }

    /// Decides about answers to face checks in place of the officer; `None`: the officer decides.
    pub(crate) fn set_face_verdict(&self, verdict: Option<FaceVerdict>) {
        self.sandbox.control().set_face_verdict(verdict);
    }

    /// The activation code in the newest mail to an address.
    pub(crate) fn mailed_code(&self, email: &str) -> Option<Zeroizing<String>> {
        self.sandbox.control().activation_code(email).ok()
    }

    /// The answer to a captcha.
    pub(crate) fn captcha_answer(&self, id: &str) -> Option<String> {
        self.sandbox.control().captcha_number(id).ok()
    }

    /// Stops the service.
    pub(crate) async fn stop(self) {
        self.sandbox.stop().await;
    }
}

/// An adult who may register and has a name of one word; if the seed has none, the ordinary person.
fn one_name(people: &Population) -> &Resident {
    let mut adults = today().into_iter().flat_map(|today| people.adults(today));
    adults.find(|resident| !resident.name.contains(' ')).unwrap_or_else(|| people.adult())
}

/// An adult without a KTP.
fn no_ktp(people: &Population) -> &Resident {
    today().map_or_else(|| people.adult(), |today| people.not_recorded(today))
}

/// The fields in which the form differs from the record.
pub(crate) fn differing(seen: &CounterView) -> Vec<Line> {
    compare(&seen.form, seen.record_seen())
        .into_iter()
        .filter(|line| line.outcome == Outcome::Different)
        .collect()
}

/// Today's date in western Indonesia, from the system clock: tools have no phone clock.
pub(crate) fn today() -> Option<CivilDate> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    CivilDate::from_unix(i64::try_from(now.as_secs()).ok()?, WIB_OFFSET_SECONDS).ok()
}

/// Host and port of an address.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// The failure for a service that did not start.
pub(crate) fn not_started(texts: &Texts, error: SandboxError) -> Failure {
    match error {
        SandboxError::Port { port } => Failure::new("port-taken", (texts.port_taken)(port)),
        SandboxError::ControlToken => Failure::usage(texts.token_too_short),
        SandboxError::Store(_) => Failure::new("data-unusable", texts.data_unusable),
        SandboxError::Authority(_) | SandboxError::Trust(_) | SandboxError::Forms => {
            Failure::new("service-not-started", texts.service_not_started)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_keeps_its_port() {
        assert_eq!(host_of("http://localhost:4002/counter"), "localhost:4002");
    }

    #[test]
    fn today_is_a_valid_date() {
        assert!(today().is_some());
    }
}
