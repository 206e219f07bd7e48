//! `/control` on the pages' port: the counter, the mailbox and the captcha for tests in other languages.
//!
//! It exists only when a token was given at the start. Each request carries the token (`Authorization: Bearer ...`), compared in
//! constant time. Everything goes through the same [`Office`] and [`Control`] as in Rust.

mod applications;

use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use ikd_proof::DocumentType;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    control::{Control, ControlError},
    decision::Statement,
    face_check::{FaceGuidance, FaceRefusal, FaceVerdict},
    limits::Limits,
    mailbox::Mailbox,
    net::{Counters, Fault},
    office::{Approval, Office, OfficeError, Warning},
    records::RecordChange,
    registration::Reason,
    secret::same,
    service::Shared,
    trust::TrustChange,
};

/// What the routes need.
#[derive(Clone)]
pub(crate) struct ControlState {
    pub(crate) service: Shared,
    pub(crate) counters: std::sync::Arc<Counters>,
    pub(crate) token: std::sync::Arc<str>,
}

/// The routes, to be nested under `/control`.
pub(crate) fn router(state: ControlState) -> Router {
    Router::new()
        .route("/captcha/{id}", get(captcha))
        .route("/activation-code", post(activation_code))
        .route("/mail", get(mail))
        .route("/queue", get(queue))
        .route("/registrations/{id}", get(registration))
        .route("/registrations/{id}/approve", post(approve))
        .route("/registrations/{id}/reject", post(reject))
        .route("/registrations/{id}/email", post(correct_email))
        .route("/registrations/{id}/release-old-device", post(release_old_device))
        .route("/pairing-offer", post(pairing_offer))
        .route("/scan-phone", post(scan_phone))
        .route("/face-checks", get(face_checks))
        .route("/face-checks/{id}", post(decide_face))
        .route("/face-verdict", put(set_face_verdict))
        .merge(applications::routes())
        .route("/people", get(people))
        .route("/records/{nik}", post(change_record))
        .route("/accounts/{nik}/block", post(block))
        .route("/accounts/{nik}/documents/{kind}/remove", post(remove_document))
        .route("/faults", put(set_faults))
        .route("/limits/off", post(limits_off))
        .route("/clock", get(clock).post(advance_clock))
        .route("/trust", post(issue_trust))
        .route("/requests", get(requests))
        .route("/traffic", get(traffic).delete(reset_traffic))
        .route("/keys", get(keys))
        .layer(from_fn_with_state(state.clone(), authorise))
        .with_state(state)
}

async fn authorise(State(state): State<ControlState>, request: Request, next: Next) -> Response {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    if same(token.as_bytes(), state.token.as_bytes()) {
        next.run(request).await
    } else {
        refusal(StatusCode::UNAUTHORIZED, "the control token is missing or wrong")
    }
}

fn refusal(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({"error": error}))).into_response()
}

struct Failure(StatusCode, String);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        refusal(self.0, &self.1)
    }
}

impl From<ControlError> for Failure {
    fn from(error: ControlError) -> Self {
        let status = match error {
            ControlError::NotFound => StatusCode::NOT_FOUND,
            ControlError::Record | ControlError::Trust | ControlError::Form => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            ControlError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, error.to_string())
    }
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        let status = match error {
            OfficeError::NotFound => StatusCode::NOT_FOUND,
            OfficeError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::CONFLICT,
        };
        Self(status, error.to_string())
    }
}

type Done = Result<Json<Value>, Failure>;

fn done() -> Done {
    Ok(Json(json!({"ok": true})))
}

async fn captcha(State(state): State<ControlState>, Path(id): Path<String>) -> Done {
    let control = Control(state.service);
    Ok(Json(json!({"answer": control.captcha_answer(&id)?, "words": control.captcha_words(&id)?})))
}

#[derive(Deserialize)]
struct Address {
    email: String,
}

async fn activation_code(State(state): State<ControlState>, Json(address): Json<Address>) -> Done {
    let code = Control(state.service).activation_code(&address.email)?;
    Ok(Json(json!({"code": code.as_str()})))
}

async fn mail(State(state): State<ControlState>) -> Done {
    let mails = Mailbox(state.service).list(None).map_err(ControlError::from)?;
    let list: Vec<_> = mails
        .iter()
        .map(|mail| {
            json!({"id": mail.id, "to": mail.to, "subject": mail.subject, "text": mail.text,
                           "received_at": mail.received_at, "delivery": mail.delivery.name()})
        })
        .collect();
    Ok(Json(json!({"mail": list})))
}

async fn queue(State(state): State<ControlState>) -> Done {
    let queue = Office::new(state.service).queue()?;
    let entries: Vec<_> = queue
        .paired
        .iter()
        .map(|entry| json!({"id": entry.id, "state": entry.state.name(), "form": entry.form}))
        .collect();
    Ok(Json(json!({"queue": entries, "unpaired": queue.unpaired})))
}

async fn registration(State(state): State<ControlState>, Path(id): Path<String>) -> Done {
    let view = Office::new(state.service).registration(&id)?;
    let warning = |warning: &Warning| match warning {
        Warning::Refusal(reason) => reason.name().to_owned(),
        Warning::Differs(field) => format!("{}-differs", field.name()),
    };
    Ok(Json(json!({
        "id": view.id,
        "state": view.state.name(),
        "form": view.form,
        "digits": view.digits,
        "selfie_bytes": view.selfie.map(|selfie| selfie.len()),
        "warnings": view.warnings.iter().map(warning).collect::<Vec<_>>(),
        "second_device": view.second_device,
        "decisions": view.history,
    })))
}

/// The id of a registration that is named by its id, or by the four digits that phone and counter show.
fn named(office: &Office, name: String) -> Result<String, OfficeError> {
    if name.len() != 4 {
        return Ok(name);
    }
    let mut found = None;
    for entry in office.queue()?.paired {
        if office.registration(&entry.id)?.digits.as_deref() == Some(&name) {
            // Digits that two registrations show name neither of them.
            if found.replace(entry.id).is_some() {
                return Err(OfficeError::NotFound);
            }
        }
    }
    found.ok_or(OfficeError::NotFound)
}

/// What the officer of a test states; what is absent was not stated.
#[derive(Deserialize)]
struct Approve {
    #[serde(default)]
    digits: String,
    #[serde(default)]
    face_matches: bool,
    #[serde(default)]
    data_compared: bool,
    #[serde(default)]
    reason: Option<String>,
}

async fn approve(
    State(state): State<ControlState>,
    Path(id): Path<String>,
    Json(body): Json<Approve>,
) -> Done {
    let statement = Statement {
        digits: &body.digits,
        face_matches: body.face_matches,
        data_compared: body.data_compared,
        reason: body.reason.as_deref(),
    };
    let office = Office::new(state.service);
    let approval = office.approve(&named(&office, id)?, &statement)?;
    let (outcome, reason) = match approval {
        Approval::CodeSent => ("code-sent", None),
        Approval::SecondDevice => ("second-device", None),
        Approval::Refused(reason) => ("refused", Some(reason.name())),
    };
    Ok(Json(json!({"outcome": outcome, "reason": reason})))
}

#[derive(Deserialize)]
struct Reject {
    reason: Reason,
    #[serde(default)]
    note: Option<String>,
}

async fn reject(State(state): State<ControlState>, Path(id): Path<String>, Json(body): Json<Reject>) -> Done {
    let office = Office::new(state.service);
    office.reject(&named(&office, id)?, body.reason, body.note.as_deref())?;
    done()
}

async fn correct_email(
    State(state): State<ControlState>,
    Path(id): Path<String>,
    Json(body): Json<Address>,
) -> Done {
    Office::new(state.service).correct_email(&id, &body.email)?;
    done()
}

async fn release_old_device(State(state): State<ControlState>, Path(id): Path<String>) -> Done {
    Office::new(state.service).release_old_device(&id, true)?;
    done()
}

async fn pairing_offer(State(state): State<ControlState>) -> Done {
    let offer = Office::new(state.service).new_pairing_offer()?;
    Ok(Json(json!({"qr_text": offer.qr_text, "expires_at": offer.expires_at})))
}

#[derive(Deserialize)]
struct Scanned {
    qr_text: String,
}

async fn scan_phone(State(state): State<ControlState>, Json(body): Json<Scanned>) -> Done {
    let id = Office::new(state.service).scan_phone(&body.qr_text)?;
    Ok(Json(json!({"id": id})))
}

async fn face_checks(State(state): State<ControlState>) -> Done {
    let waiting = Office::new(state.service).face_checks()?;
    let entries: Vec<_> = waiting
        .iter()
        .map(|entry| json!({"id": entry.id, "nik": entry.nik.digits(), "purpose": entry.purpose.name()}))
        .collect();
    Ok(Json(json!({"face_checks": entries})))
}

/// What the officer of a test decides, or a switch in the officer's place.
#[derive(Deserialize)]
struct Verdict {
    /// `accept`, `retake` or `see-officer`; absent: no switch.
    verdict: Option<String>,
    #[serde(default)]
    guidance: Vec<FaceGuidance>,
}

impl Verdict {
    fn read(self) -> Result<Option<FaceVerdict>, Failure> {
        let unknown = || Failure(StatusCode::UNPROCESSABLE_ENTITY, "there is no such verdict".to_owned());
        self.verdict
            .map(|name| match name.as_str() {
                "accept" => Ok(FaceVerdict::Accept),
                "retake" => Ok(FaceVerdict::Refuse(FaceRefusal::Retake { guidance: self.guidance })),
                "see-officer" => Ok(FaceVerdict::Refuse(FaceRefusal::SeeOfficer)),
                _ => Err(unknown()),
            })
            .transpose()
    }
}

async fn decide_face(
    State(state): State<ControlState>,
    Path(id): Path<String>,
    Json(body): Json<Verdict>,
) -> Done {
    let office = Office::new(state.service);
    match body.read()? {
        Some(FaceVerdict::Accept) => office.accept_face(&id, true)?,
        Some(FaceVerdict::Refuse(FaceRefusal::Retake { guidance })) => {
            office.ask_for_another_face(&id, &guidance)?;
        }
        Some(FaceVerdict::Refuse(FaceRefusal::SeeOfficer)) => office.refuse_face(&id)?,
        None => return Err(Failure(StatusCode::UNPROCESSABLE_ENTITY, "a verdict is needed".to_owned())),
    }
    done()
}

async fn set_face_verdict(State(state): State<ControlState>, Json(body): Json<Verdict>) -> Done {
    Control(state.service).set_face_verdict(body.read()?);
    done()
}

/// The residents for each role, with what a form asks for.
async fn people(State(state): State<ControlState>) -> Json<Value> {
    let population = state.service.records.generated();
    let person = |resident: &crate::population::Resident| {
        json!({"nik": resident.nik.digits(), "name": resident.name, "sex": resident.sex.code(),
               "birth_place": resident.birth_place, "birth_date": resident.birth_date.iso()})
    };
    let (one, other) = population.married_couple();
    Json(json!({
        "adult": person(population.adult()),
        "married_couple": [person(one), person(other)],
        "under_17_unmarried": person(population.under_17_unmarried()),
        "deceased": person(population.deceased()),
        "blocked": person(population.blocked()),
        "under_17_married": person(population.under_17_married(state.service.today())),
        "not_recorded": person(population.not_recorded(state.service.today())),
        "long_name_60": person(population.long_name_60()),
        "child_with_kia": person(population.child_with_kia()),
        "without_parents": person(population.without_parents()),
        "without_mother": person(population.without_mother()),
    }))
}

async fn change_record(
    State(state): State<ControlState>,
    Path(nik): Path<u64>,
    Json(body): Json<RecordChange>,
) -> Done {
    Control(state.service).change_record(nik, &body)?;
    done()
}

#[derive(Deserialize)]
struct Block {
    blocked: bool,
}

async fn block(State(state): State<ControlState>, Path(nik): Path<u64>, Json(body): Json<Block>) -> Done {
    Control(state.service).block_account(nik, body.blocked)?;
    done()
}

async fn remove_document(State(state): State<ControlState>, Path((nik, kind)): Path<(u64, String)>) -> Done {
    let kind = DocumentType::from_name(&kind).ok_or(ControlError::NotFound)?;
    Control(state.service).remove_document(nik, kind)?;
    done()
}

async fn set_faults(State(state): State<ControlState>, Json(faults): Json<Vec<Fault>>) -> Done {
    Control(state.service).set_faults(faults);
    done()
}

async fn limits_off(State(state): State<ControlState>) -> Done {
    Control(state.service).set_limits(Limits::unlimited());
    done()
}

async fn clock(State(state): State<ControlState>) -> Json<Value> {
    Json(json!({"now": state.service.clock.now()}))
}

#[derive(Deserialize)]
struct Advance {
    seconds: i64,
}

async fn advance_clock(State(state): State<ControlState>, Json(body): Json<Advance>) -> Json<Value> {
    state.service.clock.advance(body.seconds);
    Json(json!({"now": state.service.clock.now()}))
}

async fn issue_trust(State(state): State<ControlState>, Json(change): Json<TrustChange>) -> Done {
    let version = Control(state.service).issue_trust_bundle(&change)?;
    Ok(Json(json!({"version": version})))
}

async fn requests(State(state): State<ControlState>) -> Json<Value> {
    Json(json!({"requests": state.service.seen.list()}))
}

async fn traffic(State(state): State<ControlState>) -> Json<Value> {
    let traffic = state.counters.read();
    Json(json!({"up": traffic.up, "down": traffic.down}))
}

async fn reset_traffic(State(state): State<ControlState>) -> Done {
    state.counters.reset();
    done()
}

async fn keys(State(state): State<ControlState>) -> Json<Value> {
    Json(state.service.keys.jwk(&state.service.trust.current().bytes))
}
