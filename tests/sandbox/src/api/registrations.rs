//! `/v1/registrations`: create, read, amend, withdraw.
//!
//! A new registration is checked only against itself. Whether the NIK exists, or belongs to a minor, to a blocked record or
//! to a deceased person, changes neither the path through the code nor the answer until an officer has paired.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use ikd_proof::{Consent, ConsentReceipt};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Call, Caller, Problem, unless_known};
use crate::{
    lifecycle,
    registration::{Form, Language, State as Stage},
    secret::{decode, decode_exact, encode, random, sha256},
    service::{Service, Shared},
    store::{KeyStanding, PhotoOf, Registration, Tx},
};

#[derive(Deserialize)]
struct NewRegistration {
    form: Value,
    device_key: String,
    consent: String,
    language: String,
}

#[derive(Deserialize)]
struct Amendment {
    #[serde(default)]
    form: Option<Value>,
    #[serde(default)]
    photo: bool,
}

/// `POST /v1/registrations`, signed by the key in the body.
pub(super) async fn create(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    service.limiter.registration(call.peer).map_err(Problem::rate_limited)?;
    let new: NewRegistration = call.json()?;
    let device_key = decode_exact::<33>(&new.device_key).ok_or_else(Problem::malformed)?;
    let caller = call.authenticate_with(&service, &device_key)?;
    call.change(&service, &caller, |tx, now| {
        match caller.standing {
            KeyStanding::Registering => {}
            KeyStanding::Active(_) => return Err(Problem::state_conflict(Stage::Active.name())),
            KeyStanding::Released(_) => return Err(Problem::device_released()),
        }
        let language = Language::from_code(&new.language).ok_or_else(Problem::malformed)?;
        let form = Form::read(&new.form).map_err(Problem::form_invalid)?;
        let consent = decode(&new.consent).ok_or_else(Problem::malformed)?;
        check_consent(&service, &consent, &device_key)?;
        // A phone has one registration at a time: an earlier one that was not finished is erased.
        for earlier in tx.registrations_of(&caller.thumbprint)? {
            tx.erase_registration(&earlier.id)?;
        }
        let id = random();
        let receipt = ConsentReceipt::of(&consent, id, now)
            .issue(&service.keys.receipts.signer)
            .map_err(|_| Problem::internal())?;
        tx.add_key(&caller.thumbprint, &caller.public_key, now)?;
        let registration = Registration {
            id,
            thumbprint: caller.thumbprint,
            state: Stage::Photo,
            form,
            language,
            created_at: now,
            expires_at: now + lifecycle::LIFETIME,
            consent,
            consent_receipt: receipt,
            photo: None,
            pairing_token: None,
            pairing_statement: None,
            activation: None,
            rejection: None,
            account: None,
        };
        tx.add_registration(&registration)?;
        let body = json!({
            "id": encode(&id),
            "expires_at": registration.expires_at,
            "consent_receipt": encode(&registration.consent_receipt),
        });
        let location = format!("/v1/registrations/{}", encode(&id));
        Ok(Answer::json(StatusCode::CREATED, &body).with("location", location))
    })
}

/// The consent must be one of this key, to the terms in force.
fn check_consent(service: &Service, bytes: &[u8], device_key: &[u8; 33]) -> Result<(), Problem> {
    let consent = Consent::open(bytes).map_err(|_| Problem::consent_invalid())?;
    if consent.device_key.as_bytes() != device_key {
        return Err(Problem::consent_invalid());
    }
    let terms = service.policy().terms;
    if consent.terms.as_str() != terms {
        return Err(Problem::terms_outdated(&terms));
    }
    Ok(())
}

/// The caller's own registration. That of another caller is `not-found`.
pub(super) fn own(tx: &Tx<'_>, caller: &Caller, id: &str, now: u64) -> Result<Registration, Problem> {
    let id = decode_exact(id).ok_or_else(Problem::not_found)?;
    lifecycle::find(tx, &id, now)?
        .filter(|registration| registration.thumbprint == caller.thumbprint)
        .ok_or_else(Problem::not_found)
}

/// `GET /v1/registrations/{id}`.
pub(super) async fn read(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let now = service.clock.now();
    let registration = service.store.run(|tx| own(tx, &caller, &id, now))?;
    let body = describe(&registration);
    let etag = encode(&sha256(body.to_string().as_bytes())[..16]);
    unless_known(&call, &etag, Answer::json(StatusCode::OK, &body))
}

/// A registration as the phone sees it.
fn describe(registration: &Registration) -> Value {
    let mut body = json!({"state": registration.state.name(), "expires_at": registration.expires_at});
    if matches!(registration.state, Stage::Decision | Stage::Activation | Stage::Conflict | Stage::Active) {
        body["pairing_statement"] = registration.pairing_statement.as_deref().map(encode).into();
    }
    match registration.state {
        Stage::Photo => {
            let photo = registration.photo.as_ref();
            body["photo"] =
                json!({"length": photo.map(|p| p.length), "offset": photo.map_or(0, |p| p.offset)});
        }
        Stage::Activation => {
            if let Some(activation) = &registration.activation {
                body["activation"] = json!({
                    "email_hint": registration.form.email_hint(),
                    "expires_at": activation.expires_at,
                    "tries_left": activation.tries_left,
                    "resend_at": activation.resend_at,
                });
            }
        }
        Stage::Rejected => {
            if let Some(rejection) = &registration.rejection {
                body["rejection"] = json!({
                    "reason": rejection.reason.name(),
                    "note": rejection.note,
                    "options": rejection.reason.options(),
                });
            }
        }
        // For an app that did not receive the answer to its activation.
        Stage::Active => body["account"] = registration.account.as_ref().map(|id| encode(id)).into(),
        Stage::Pairing | Stage::Decision | Stage::Conflict | Stage::Expired => {}
    }
    body
}

/// `POST /v1/registrations/{id}/amendment`: after a rejection, as far as its reason allows.
pub(super) async fn amend(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let amendment: Amendment = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let mut registration = own(tx, &caller, &id, now)?;
        let conflict = Problem::state_conflict(registration.state.name());
        let Some(rejection) = registration.rejection.take().filter(|_| registration.state == Stage::Rejected)
        else {
            return Err(conflict);
        };
        let options = rejection.reason.options();
        if amendment.form.is_none() && !amendment.photo {
            return Err(Problem::malformed());
        }
        if amendment.form.is_some() && !options.contains(&"form")
            || amendment.photo && !options.contains(&"photo")
        {
            return Err(conflict);
        }
        if let Some(form) = &amendment.form {
            registration.form = Form::read(form).map_err(Problem::form_invalid)?;
        }
        registration.state = if amendment.photo { Stage::Photo } else { Stage::Pairing };
        registration.pairing_token = None;
        registration.pairing_statement = None;
        registration.expires_at = now + lifecycle::LIFETIME;
        if amendment.photo {
            tx.erase_photo(PhotoOf::Registration(registration.id))?;
        }
        tx.save_registration(&registration)?;
        Ok(Answer::json(StatusCode::OK, &json!({"state": registration.state.name()})))
    })
}

/// `DELETE /v1/registrations/{id}`: withdraws and erases it, unless it became an account.
pub(super) async fn give_up(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    call.change(&service, &caller, |tx, now| {
        let registration = own(tx, &caller, &id, now)?;
        if registration.state == Stage::Active {
            return Err(Problem::state_conflict(Stage::Active.name()));
        }
        tx.erase_registration(&registration.id)?;
        Ok(Answer::empty(StatusCode::NO_CONTENT))
    })
}
