//! Applications and forms: what an officer does, for tests in other languages.

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use ikd_proof::form::{Promise, Texts};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlState, Done, done};
use crate::{
    application::{ApplicationState, Mark, MarkCode, decided::ApplicationDecision},
    control::Control,
    office::{ApplicationEntry, FieldView, Office, OfficeError, PaperView},
};

pub(super) fn routes() -> Router<ControlState> {
    Router::new()
        .route("/applications", get(list))
        .route("/applications/{id}", get(read))
        .route("/applications/{id}/correction", post(correction))
        .route("/applications/{id}/visit", post(visit))
        .route("/applications/{id}/refusal", post(refusal))
        .route("/applications/{id}/arrive", post(arrive))
        .route("/applications/{id}/{step}", post(step))
        .route("/forms/{service}/raise", post(raise))
}

fn entry(entry: &ApplicationEntry) -> Value {
    json!({
        "id": entry.id, "number": entry.number, "service": entry.service, "nik": entry.nik.digits(),
        "state": entry.state.name(), "revision": entry.revision,
    })
}

fn texts(texts: &[Texts]) -> Vec<&str> {
    texts.iter().map(|text| text.en.as_str()).collect()
}

fn moved(state: ApplicationState) -> Done {
    Ok(Json(json!({"state": state.name()})))
}

async fn list(State(state): State<ControlState>) -> Done {
    let entries = Office::new(state.service).applications()?;
    Ok(Json(json!({"applications": entries.iter().map(entry).collect::<Vec<_>>()})))
}

async fn read(State(state): State<ControlState>, Path(id): Path<String>) -> Done {
    let view = Office::new(state.service).application(&id)?;
    let field = |field: &FieldView| {
        json!({"key": field.key, "answer": field.answer, "record": field.record, "differs": field.compared.differs(),
               "changed": field.changed, "notes": texts(&field.notes)})
    };
    let mut body = entry(&view.entry);
    body["fields"] = view.fields().map(field).collect();
    let paper = |paper: &PaperView| json!({"kind": paper.kind, "pages": paper.pages.len()});
    body["papers"] = view.papers.iter().map(paper).collect();
    body["notes"] = json!(texts(&view.notes));
    let decision = |decision: &ApplicationDecision| {
        json!({"at": decision.at, "officer": decision.officer, "revision": decision.revision,
               "step": decision.step.name(), "state": decision.state.name()})
    };
    body["history"] = view.history.iter().map(decision).collect();
    Ok(Json(body))
}

#[derive(Deserialize)]
struct Correction {
    items: Vec<Mark>,
    #[serde(default)]
    days: Option<u16>,
}

async fn correction(
    State(state): State<ControlState>,
    Path(id): Path<String>,
    Json(body): Json<Correction>,
) -> Done {
    moved(Office::new(state.service).ask_for_correction(&id, body.items, body.days)?)
}

#[derive(Deserialize)]
struct Visit {
    place: String,
    days: u16,
    bring: String,
}

async fn visit(State(state): State<ControlState>, Path(id): Path<String>, Json(body): Json<Visit>) -> Done {
    moved(Office::new(state.service).ask_for_visit(&id, &body.place, body.days, &body.bring)?)
}

#[derive(Deserialize)]
struct Refusal {
    code: MarkCode,
    #[serde(default)]
    note: Option<String>,
}

async fn refusal(
    State(state): State<ControlState>,
    Path(id): Path<String>,
    Json(body): Json<Refusal>,
) -> Done {
    moved(Office::new(state.service).refuse_application(&id, body.code, body.note.as_deref())?)
}

async fn arrive(State(state): State<ControlState>, Path(id): Path<String>) -> Done {
    Control(state.service).arrive(&id)?;
    done()
}

/// The steps that need nothing to be said.
async fn step(State(state): State<ControlState>, Path((id, step)): Path<(String, String)>) -> Done {
    let office = Office::new(state.service);
    moved(match step.as_str() {
        "review" => office.review_application(&id)?,
        "approve" => office.approve_application(&id)?,
        "sign" => office.sign_application(&id)?,
        "issue" => office.issue_application(&id)?,
        _ => return Err(OfficeError::NotFound.into()),
    })
}

#[derive(Deserialize)]
struct Raise {
    /// Whether drafts with an older version are still accepted.
    #[serde(default = "yes")]
    older_accepted: bool,
    /// Hours that the office promises from now on; 0: it promises nothing.
    #[serde(default)]
    promise_hours: Option<u64>,
    /// Lowest version of the app.
    #[serde(default)]
    min_app: Option<[u64; 3]>,
}

fn yes() -> bool {
    true
}

async fn raise(
    State(state): State<ControlState>,
    Path(service): Path<String>,
    Json(body): Json<Raise>,
) -> Done {
    let version = Control(state.service).raise_form(&service, body.older_accepted, |form| {
        if let Some(hours) = body.promise_hours {
            let text = Texts::new("Janji kantor contoh.", "Promise of the example office.");
            form.promise = (hours > 0).then_some(Promise { hours, text });
        }
        form.min_app = body.min_app.unwrap_or(form.min_app);
    })?;
    Ok(Json(json!({"version": version})))
}
