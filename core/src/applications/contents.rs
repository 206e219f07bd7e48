//! Opening an application: its form, answers and papers, for the screen that fills it in.

use ikd_proof::{
    Nik,
    application::ApplicationId,
    form::{Answers, Definition, Problem},
};

use super::{
    Application, Applications, ApplicationsError,
    answer::filled,
    record,
    review::{HeldPaper, counts, sent_pages},
};
use crate::{
    documents::DocumentsError,
    identity::{Region, RegionCode, region},
};

/// A person that a field of type member offers.
#[derive(Clone, PartialEq, Eq)]
pub struct MemberChoice {
    /// NIK.
    pub nik: Nik,
    /// Name, as the family card has it.
    pub name: String,
}

/// Everything of one application. Personal: no `Debug`, and nothing of it is kept by the core after this returns.
pub struct Contents {
    /// As in the list.
    pub application: Application,
    /// The form that it is filled in with.
    pub definition: Definition,
    /// What was answered.
    pub answers: Answers,
    /// Whether answers and papers may be changed.
    pub editable: bool,
    /// Keys of the fields that are shown now.
    pub visible: Vec<String>,
    /// Keys of the fields that cannot be changed.
    pub locked: Vec<String>,
    /// Kinds of the papers that the answers ask for now.
    pub asked: Vec<String>,
    /// Kinds of the papers that can be changed: all that are asked for in a draft; in a correction the
    /// marked ones, and those that only the corrected answers ask for.
    pub open_papers: Vec<String>,
    /// The papers.
    pub papers: Vec<HeldPaper>,
    /// What [`Applications::review`] finds; empty unless it may be changed.
    pub problems: Vec<Problem>,
    /// Whom fields of type member offer.
    pub members: Vec<MemberChoice>,
}

impl Applications {
    /// Opens an application.
    pub fn open(&self, id: ApplicationId) -> Result<Contents, ApplicationsError> {
        let known = self.known()?;
        let (record, definition, answers, pages) = self.0.context.unlocked.with(|session| {
            let record = record::load(session, id)?;
            let definition = record::form(session, id, &record, self.0.context.app_version)?;
            let answers = record::answers(session, id, &definition)?;
            let pages = record::pages(session, Some(id))?;
            Ok::<_, ApplicationsError>((record, definition, answers, pages))
        })?;
        let editable = record.is_editable();
        let answers = if editable { filled(&record, &definition, &known.facts, &answers) } else { answers };
        let shown = definition.visible(&answers);
        let keys = |wanted: &dyn Fn(&ikd_proof::form::Field) -> bool| {
            definition.fields().filter(|field| wanted(field)).map(|field| field.key.clone()).collect()
        };
        let visible = keys(&|field| shown.contains(field.key.as_str()));
        let locked = keys(&|field| {
            !editable
                || definition.is_locked(field, &known.facts, &answers)
                || !record.opens_field(&field.key, shown.contains(field.key.as_str()))
        });
        let asked: Vec<_> = definition
            .visible_attachments(&answers)
            .into_iter()
            .map(|attachment| attachment.kind.clone())
            .collect();
        let open_papers =
            asked.iter().filter(|kind| editable && record.opens_paper(kind, true)).cloned().collect();
        let papers = pages
            .iter()
            .map(|page| HeldPaper { kind: page.kind.clone(), page: page.page, bytes: page.meta.bytes })
            .collect();
        let problems = match editable {
            true => {
                let pages = sent_pages(&definition, &answers, pages);
                definition.check(&answers, &counts(&pages), &known.facts)
            }
            false => Vec::new(),
        };
        let members = known.facts.members();
        let members = members
            .map(|member| MemberChoice { nik: member.nik, name: member.name.as_str().to_owned() })
            .collect();
        let application = self.view(id, &record, Some(&definition));
        Ok(Contents {
            application,
            editable,
            visible,
            locked,
            asked,
            open_papers,
            papers,
            problems,
            members,
            answers,
            definition,
        })
    }

    /// The provinces, or the regions inside one, for fields of type region. The fictional province is there only if the
    /// holder's documents are examples.
    pub fn regions(&self, inside: Option<RegionCode>) -> Result<Vec<Region>, DocumentsError> {
        if let Some(code) = inside {
            return Ok(region::inside(code));
        }
        let examples = self.0.documents.list()?.iter().any(|document| document.example);
        let fictional =
            RegionCode::province(region::FICTIONAL_PROVINCE).filter(|_| examples).and_then(region::find);
        Ok(region::provinces().chain(fictional).collect())
    }
}
