//! A phone that applies for a service: fills the newest form from the record, photographs papers, seals, sends.

use ikd_proof::{
    SealingRandomness, Signer, SoftwareSigner, TrustBundle,
    application::{ApplicationId, SentAttachment, Submission, seal_attachment},
    form::{Answers, Definition, Facts, Opened, SignedDefinition, Value},
};
use serde_json::{Value as Json, json};
use zeroize::Zeroizing;

use super::phone::{Got, Phone, nik, sandbox as start};
use crate::{
    Sandbox,
    application::submission,
    population::Resident,
    secret::{encode, random, sha256},
};

pub(super) async fn sandbox() -> Sandbox {
    let sandbox = start().await;
    sandbox.control().set_limits(crate::Limits::unlimited());
    sandbox
}

/// One phone with one application.
pub(super) struct Applicant<'s> {
    pub(super) phone: Phone<'s>,
    pub(super) person: Resident,
    pub(super) id: [u8; 16],
    pub(super) revision: u64,
    pub(super) form: Definition,
    pub(super) answers: Answers,
    /// Sealed pages: kind, page, sealed bytes.
    pub(super) pages: Vec<(String, u64, Vec<u8>)>,
    sealed: Option<Vec<u8>>,
}

/// A picture of a paper; every seed another one.
pub(super) fn picture(seed: u64) -> Vec<u8> {
    crate::drawing::portrait(seed, ikd_proof::Sex::Male, 40)
}

impl<'s> Applicant<'s> {
    /// A phone with an account, which began a form.
    pub(super) async fn of(sandbox: &'s Sandbox, person: &Resident, service: &str) -> Self {
        let phone = Phone::new(sandbox);
        phone.until_active(&nik(person)).await;
        Self::with(phone, person, service)
    }

    /// A form of a phone that has an account.
    pub(super) fn with(phone: Phone<'s>, person: &Resident, service: &str) -> Self {
        let form = newest(phone.sandbox, service);
        let mut applicant = Self {
            phone,
            person: person.clone(),
            id: random(),
            revision: 1,
            form,
            answers: Answers::new(),
            pages: Vec::new(),
            sealed: None,
        };
        applicant.fill(&[]);
        applicant
    }

    /// Another form of the same phone.
    pub(super) fn again(self, service: &str) -> Self {
        let person = self.person.clone();
        Self::with(self.phone, &person, service)
    }

    pub(super) fn sandbox(&self) -> &'s Sandbox {
        self.phone.sandbox
    }

    /// What the vault would hold: the documents as the service would issue them now.
    pub(super) fn facts(&self) -> Facts {
        let service = &self.sandbox().control().0;
        submission::facts(service, self.person.nik.as_u64(), service.clock.now()).expect("a record")
    }

    /// Types answers as a person does, and fills in the rest from the documents.
    pub(super) fn fill(&mut self, typed: &[(&str, &str)]) {
        let facts = self.facts();
        for (key, text) in typed {
            let field = self.form.field(key).unwrap_or_else(|| panic!("no field {key}"));
            let value = Value::parse(field, text, &facts).unwrap_or_else(|error| panic!("{key}: {error}"));
            self.answers.set(key, Some(value));
        }
        self.answers = self.form.prefill(&facts, &self.answers);
        self.sealed = None;
    }

    /// One page of a paper, sealed as it will be sent.
    pub(super) fn attach(&mut self, kind: &str, jpeg: &[u8]) {
        let page = self.pages.iter().filter(|(other, ..)| other == kind).count() as u64 + 1;
        let bundle = self.bundle();
        let key = bundle.service_key(self.sandbox().control().now()).expect("a key of the service");
        let sealed = seal_attachment(jpeg, &key.key, SealingRandomness::new(random())).expect("sealed");
        self.pages.push((kind.to_owned(), page, sealed));
        self.sealed = None;
    }

    /// One page of each paper that the form wants.
    pub(super) fn attach_what_is_wanted(&mut self) {
        let mut groups = Vec::new();
        let wanted: Vec<_> = self
            .form
            .visible_attachments(&self.answers)
            .iter()
            .filter(|paper| {
                let first_of_group = paper.group.as_ref().is_some_and(|group| {
                    let first = !groups.contains(group);
                    groups.push(group.clone());
                    first
                });
                paper.required || first_of_group
            })
            .map(|paper| paper.kind.clone())
            .collect();
        for (seed, kind) in (1..).zip(wanted) {
            self.attach(&kind, &picture(seed));
        }
    }

    fn bundle(&self) -> TrustBundle {
        let root = ikd_proof::PublicKey::from_compressed(&self.sandbox().trust_root()).expect("a key");
        TrustBundle::open(&self.sandbox().trust_bundle(), &root).expect("a bundle")
    }

    pub(super) fn submission(&self) -> Submission {
        let attachments = self
            .pages
            .iter()
            .map(|(kind, page, sealed)| SentAttachment {
                kind: kind.clone(),
                page: *page,
                sha256: sha256(sealed),
                length: sealed.len() as u64,
            })
            .collect();
        let answers = self.form.visible_answers(&self.answers);
        Submission {
            id: ApplicationId(self.id),
            revision: self.revision,
            service: self.form.service.clone(),
            definition: Definition::hash(&self.form.encode().expect("a definition")),
            answers: Zeroizing::new(answers.encode()),
            attachments,
            queued_at: self.sandbox().control().now(),
            clock_confidence: 2,
            based_on: Vec::new(),
        }
    }

    /// The sealed submission; the same bytes until something is changed.
    pub(super) fn sealed(&mut self) -> Vec<u8> {
        if let Some(sealed) = &self.sealed {
            return sealed.clone();
        }
        let sealed = self.seal(&self.submission(), &self.phone.signer());
        self.sealed = Some(sealed.clone());
        sealed
    }

    pub(super) fn seal<S: Signer>(&self, submission: &Submission, key: &S) -> Vec<u8>
    where
        S::Error: std::fmt::Debug,
    {
        let signed = submission.sign(key).expect("signed");
        let bundle = self.bundle();
        let to = bundle.service_key(self.sandbox().control().now()).expect("a key of the service");
        Submission::seal(&signed, &to.key, SealingRandomness::new(random())).expect("sealed")
    }

    pub(super) fn path(&self) -> String {
        format!("/v1/applications/{}", encode(&self.id))
    }

    pub(super) fn id(&self) -> String {
        encode(&self.id)
    }

    pub(super) fn file(&self, sealed: &[u8]) -> String {
        format!("{}/files/{}", self.path(), encode(&sha256(sealed)))
    }

    /// Announces one file.
    pub(super) async fn announce(&self, sealed: &[u8]) -> Got {
        self.phone.post(&self.file(sealed), &json!({"length": sealed.len()})).await
    }

    /// Sends one file whole.
    pub(super) async fn upload(&self, sealed: &[u8]) {
        let got = self.announce(sealed).await;
        assert!(matches!(got.status, 200 | 201), "{}", got.json());
        let offset = got.json()["offset"].as_u64().expect("an offset") as usize;
        if offset < sealed.len() {
            let got = self.phone.piece(&self.file(sealed), offset, &sealed[offset..], true).await;
            assert_eq!(got.status, 204, "{}", got.json());
        }
    }

    pub(super) async fn upload_all(&self) {
        for (_, _, sealed) in &self.pages {
            self.upload(sealed).await;
        }
    }

    pub(super) fn body(&mut self) -> Json {
        let sealed = self.sealed();
        self.body_of(&sealed)
    }

    pub(super) fn body_of(&self, sealed: &[u8]) -> Json {
        let file = |(_, _, sealed): &(String, u64, Vec<u8>)| json!({"sha256": encode(&sha256(sealed)), "length": sealed.len()});
        let files: Vec<_> = self.pages.iter().map(file).collect();
        json!({"revision": self.revision, "sealed": encode(sealed), "files": files})
    }

    pub(super) async fn put_body(&self, body: &Json) -> Got {
        let body = ("application/json", body.to_string().into_bytes());
        self.phone.send("PUT", &self.path(), Some(body), &[]).await
    }

    /// The submission alone.
    pub(super) async fn put(&mut self) -> Got {
        let body = self.body();
        self.put_body(&body).await
    }

    /// Files, then the submission.
    pub(super) async fn send(&mut self) -> Got {
        self.upload_all().await;
        self.put().await
    }

    /// Files and submission, which are taken.
    pub(super) async fn sent(&mut self) -> Json {
        let got = self.send().await;
        assert!(matches!(got.status, 200 | 201), "{}", got.json());
        got.json()
    }

    /// The status as the phone polls it.
    pub(super) async fn status(&self) -> Json {
        let got = self.phone.get(&self.path()).await;
        assert_eq!(got.status, 200, "{}", got.json());
        got.json()
    }

    pub(super) async fn state(&self) -> String {
        self.status().await["state"].as_str().unwrap_or_default().to_owned()
    }

    /// Sent, reviewed, approved, signed and issued: the status afterwards.
    pub(super) async fn issued(&mut self) -> Json {
        self.sent().await;
        let (office, id) = (self.sandbox().office(), self.id());
        office.review_application(&id).expect("reviewed");
        office.approve_application(&id).expect("approved");
        office.sign_application(&id).expect("signed");
        office.issue_application(&id).expect("issued");
        self.status().await
    }
}

/// The newest definition of a form, as the service gives it out.
pub(super) fn newest(sandbox: &Sandbox, service: &str) -> Definition {
    let signed = sandbox.control().form(service).expect("a form");
    let root = ikd_proof::PublicKey::from_compressed(&sandbox.trust_root()).expect("a key");
    let trust = TrustBundle::open(&sandbox.trust_bundle(), &root).expect("a bundle");
    let opened = SignedDefinition::open(&signed, &trust).expect("signed by the service");
    match opened.read([9, 9, 9]) {
        Ok(Opened::Ready(form)) => *form,
        _ => panic!("{service} is a form that this version can read"),
    }
}

/// An application for another blood type, ready to be sent.
pub(super) async fn blood(sandbox: &Sandbox) -> Applicant<'_> {
    let person = sandbox.population().adult().clone();
    let mut applicant = Applicant::of(sandbox, &person, "golongan-darah").await;
    fill_blood(&mut applicant);
    applicant
}

pub(super) fn fill_blood(applicant: &mut Applicant<'_>) {
    let new = if applicant.person.blood == crate::population::Blood::ONegative { "11" } else { "12" };
    let today = applicant.facts().today.iso();
    applicant.fill(&[
        ("golongan_baru", new),
        ("surat_nomor", "12/LAB/2026"),
        ("surat_tanggal", &today),
        ("surat_penerbit", "RS Contoh"),
    ]);
    applicant.attach_what_is_wanted();
}

/// Whether a software key of another phone signs.
pub(super) fn stranger() -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[7; 32]).expect("a scalar")
}
