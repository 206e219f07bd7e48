//! Every service, each as one row of a table: who applies, what is typed, what an officer marks, and what must be on
//! the phone once it is issued. The tests here go through all rows; what only one service knows is in the files beside.

mod answers;
mod arrivals;
mod decided;
mod issued;
mod offline;

use std::collections::BTreeSet;

use ikd_core::face_check::{FaceCheckState, FacePurpose, FaceReference, Photo};
use ikd_journeys::applicant_of;
use ikd_proof::form::{Answers, Definition, Presence, Texts};
use ikd_sandbox::{
    MarkCode,
    population::{Population, Resident},
};

use super::{held::Held, *};
pub(super) use answers::{birth_of, death_of, district, district_of, move_to, wife};

/// One service.
pub(super) struct Row {
    /// Its id.
    pub(super) service: &'static str,
    /// Who applies.
    pub(super) who: fn(&Population) -> &Resident,
    /// What the record must be like before.
    pub(super) before: fn(&World),
    /// What is typed, in the order of the form.
    pub(super) typed: fn(&World) -> Typed,
    /// What is typed in a correction: the field that the officer marks, then those that only its new answer shows.
    pub(super) corrected: fn(&World) -> Typed,
    /// Why it is refused.
    pub(super) refused: MarkCode,
    /// What is on the phone once it is issued. None of it is there before.
    pub(super) arrives: fn(&Seen<'_>) -> Vec<(&'static str, bool)>,
}

#[rustfmt::skip]
pub(super) const SERVICES: [Row; 8] = {
    use self::{answers as a, arrivals as n};
    use MarkCode as C;
    const fn any(_: &World) {}
    [
        Row { service: "cetak-biodata", who: Population::adult, before: any, typed: a::print_biodata,
            corrected: a::other_purpose, refused: C::Other, arrives: n::printed_biodata },
        Row { service: "cetak-kk", who: Population::adult, before: any, typed: a::print_card,
            corrected: a::other_reason, refused: C::NotEligible, arrives: n::printed_card },
        Row { service: "golongan-darah", who: Population::adult, before: any, typed: a::blood,
            corrected: a::other_blood, refused: C::MismatchPaper, arrives: n::blood },
        Row { service: "kelahiran", who: Population::adult, before: any, typed: a::birth,
            corrected: a::other_name, refused: C::WrongKind, arrives: n::newborn },
        Row { service: "kelahiran-ber-nik", who: Population::adult, before: a::without_certificate,
            typed: a::certificate, corrected: a::other_order, refused: C::WitnessInvalid, arrives: n::certificate },
        Row { service: "kematian", who: Population::adult, before: any, typed: a::death_of_the_wife,
            corrected: a::other_basis, refused: C::Unreadable, arrives: n::death_of_the_wife },
        Row { service: "pisah-kk", who: wife, before: any, typed: a::own_card,
            corrected: a::other_reason, refused: C::MismatchRecord, arrives: n::own_card },
        Row { service: "surat-pindah", who: wife, before: any, typed: a::move_nearby,
            corrected: a::other_street, refused: C::Incomplete, arrives: n::moved },
    ]
};

/// The row of a service.
pub(super) fn row(service: &str) -> &'static Row {
    SERVICES.iter().find(|row| row.service == service).expect("a service of the table")
}

/// What a person typed: keys of fields and texts.
#[derive(Clone, Default)]
pub(super) struct Typed(pub(super) Vec<(&'static str, String)>);

impl Typed {
    pub(super) fn of(pairs: &[(&'static str, &str)]) -> Self {
        Self(pairs.iter().map(|(key, text)| (*key, (*text).to_owned())).collect())
    }

    /// What was typed last into a field.
    pub(super) fn get(&self, key: &str) -> &str {
        let found = self.0.iter().rev().find(|(typed, _)| *typed == key);
        found.map(|(_, text)| text.as_str()).expect("the test types it")
    }

    /// The same with other answers after it.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self([self.0.as_slice(), &other.0].concat())
    }
}

/// What a row compares: the phone's documents before and now.
pub(super) struct Seen<'a> {
    pub(super) who: &'a Resident,
    pub(super) population: &'a Population,
    pub(super) typed: &'a Typed,
    pub(super) before: &'a Held,
    pub(super) now: &'a Held,
    /// What came of it in words.
    pub(super) result: Option<&'a Texts>,
}

/// A phone whose holder applies for one service.
pub(super) struct Case {
    pub(super) row: &'static Row,
    pub(super) world: World,
    pub(super) phone: Phone,
    pub(super) applications: Applications,
}

impl Case {
    pub(super) async fn of(row: &'static Row) -> Self {
        Self::by(row, row.who).await
    }

    /// The service is used by somebody else than in the table.
    pub(super) async fn by(row: &'static Row, who: impl Fn(&Population) -> &Resident) -> Self {
        let world = World::new().await;
        (row.before)(&world);
        let mut phone = world.new_phone("a");
        phone.register(&applicant_of(who(world.population()))).await;
        let applications = applications(&mut phone);
        Self { row, world, phone, applications }
    }

    pub(super) fn who(&self) -> &Resident {
        (self.row.who)(self.world.population())
    }

    pub(super) fn typed(&self) -> Typed {
        (self.row.typed)(&self.world)
    }

    /// An empty draft; the officer has accepted the face, if the form asks for it.
    pub(super) async fn begun(&mut self) -> ApplicationId {
        let id = self.applications.start(self.row.service).expect("a draft begins");
        if self.applications.open(id).expect("opens").definition.presence == Presence::Face {
            let check = self.show_face(id).await;
            self.world.sandbox.office().accept_face(&check, true).expect("accepted");
        }
        id
    }

    /// Shows the face for an application; the check as the officer finds it.
    pub(super) async fn show_face(&mut self, id: ApplicationId) -> String {
        let checks = self.phone.app().face_checks().clone();
        let asked = checks.request(FacePurpose::Application, FaceReference::new(id.0)).await;
        assert!(matches!(asked, Ok(FaceCheckState::Open { .. })), "{asked:?}");
        let answered = checks.answer(&Photo::faultless(Phone::portrait())).await;
        assert_eq!(answered, Ok(FaceCheckState::Pending));
        let waiting = self.world.sandbox.office().face_checks().expect("the list");
        waiting.last().expect("the check waits").id.clone()
    }

    /// Types answers, and adds the papers that they ask for.
    pub(super) fn fill(&self, id: ApplicationId, typed: &Typed) {
        for (key, text) in &typed.0 {
            let set = self.applications.set(id, key, text);
            set.unwrap_or_else(|error| panic!("{}: {key}: {error}", self.row.service));
        }
        let contents = self.applications.open(id).expect("opens");
        for kind in wanted(&contents.definition, &contents.answers) {
            let paper = Paper { jpeg: Phone::portrait() };
            self.applications.attach(id, &kind, 1, paper).expect("the page is added");
        }
    }

    /// Begins, fills in, queues and sends.
    pub(super) async fn sent(&mut self) -> ApplicationId {
        let typed = self.typed();
        self.sent_with(&typed).await
    }

    pub(super) async fn sent_with(&mut self, typed: &Typed) -> ApplicationId {
        let id = self.begun().await;
        self.fill(id, typed);
        self.send(id).await;
        id
    }

    /// Queues and sends what is filled in.
    pub(super) async fn send(&mut self, id: ApplicationId) {
        queue(&mut self.phone, id).await;
        let report = send(&self.applications).await;
        assert_eq!(report.sent, [id], "{}: {report:?}", self.row.service);
        assert_eq!(state(&self.applications, id), "received", "{}", self.row.service);
    }

    pub(super) fn state(&self, id: ApplicationId) -> State {
        let list = self.applications.list().expect("the list");
        list.into_iter().find(|application| application.id == id).expect("in the list").state
    }

    /// Asks the service for news, which must be about this application.
    pub(super) async fn refresh(&mut self, id: ApplicationId) -> RefreshOutcome {
        let outcome = self.applications.refresh().await.expect("the status arrives");
        assert_eq!(outcome.changed, [id], "{}", self.row.service);
        outcome
    }

    pub(super) async fn sync(&mut self) -> Held {
        self.phone.app().documents().sync().await.expect("documents arrive");
        Held::of(&mut self.phone)
    }

    /// The office issues it. What the row says is on the phone after a sync, and not before; and the documents that the
    /// status names are those that changed.
    pub(super) async fn arrives(&mut self, id: ApplicationId, typed: &Typed) {
        let service = self.row.service;
        let before = Held::of(&mut self.phone);
        issue(&self.world, id);
        assert!(self.refresh(id).await.sync_documents, "{service}");
        let State::Issued { documents, result } = self.state(id) else { panic!("{service}: not issued") };
        for (fact, there) in self.facts(typed, &before, &before, None) {
            assert!(!there, "{service}: {fact}, before it was issued");
        }
        let now = self.sync().await;
        for (fact, there) in self.facts(typed, &before, &now, result.as_ref()) {
            assert!(there, "{service}: not so: {fact}");
        }
        let named: BTreeSet<_> = documents.into_iter().collect();
        assert_eq!(named, now.changed_since(&before), "{service}: the documents that the status names");
    }

    fn facts(
        &self,
        typed: &Typed,
        before: &Held,
        now: &Held,
        result: Option<&Texts>,
    ) -> Vec<(&'static str, bool)> {
        let population = self.world.population();
        let facts = (self.row.arrives)(&Seen { who: self.who(), population, typed, before, now, result });
        assert!(!facts.is_empty(), "{}: nothing is expected", self.row.service);
        facts
    }
}

/// Kinds of the papers that the form wants: those that are required, and the first of each group.
fn wanted(definition: &Definition, answers: &Answers) -> Vec<String> {
    let mut groups = BTreeSet::new();
    let asked = definition.visible_attachments(answers).into_iter();
    let of_group = asked.filter(|paper| {
        paper.required || paper.group.as_ref().is_some_and(|group| groups.insert(group.clone()))
    });
    of_group.map(|paper| paper.kind.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_of_the_app_has_its_row() {
    let world = World::new().await;
    let offered = applications(&mut world.new_phone("a")).services();
    let offered: Vec<_> = offered.iter().map(|service| service.id.as_str()).collect();
    assert_eq!(SERVICES.map(|row| row.service).as_slice(), offered);
}
