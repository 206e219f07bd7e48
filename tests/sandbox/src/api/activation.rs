//! Captcha, activation code and resending.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Call, Problem, registrations::own};
use crate::{
    activation::{self, ActivationError},
    captcha::{self, Captcha},
    documents::DocumentsError,
    drawing,
    registration::State as Stage,
    secret::{decode_exact, encode, random},
    service::Shared,
    store::{CaptchaRow, Tx},
};

#[derive(Deserialize)]
struct Attempt {
    code: String,
    captcha: CaptchaAnswer,
}

#[derive(Deserialize)]
struct CaptchaAnswer {
    id: String,
    answer: String,
}

/// `POST /v1/registrations/{id}/captcha`.
pub(super) async fn captcha(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    service.limiter.guess(&caller.thumbprint).map_err(Problem::rate_limited)?;
    call.change(&service, &caller, |tx, now| {
        let registration = own(tx, &caller, &id, now)?;
        if registration.state != Stage::Activation {
            return Err(Problem::state_conflict(registration.state.name()));
        }
        let made = Captcha::new(drawing::captcha);
        let (captcha_id, expires_at) = (random(), now + captcha::LIFETIME);
        let row = CaptchaRow {
            registration: registration.id,
            image_answer: made.image_answer,
            question_answers: made.question_answers,
            expires_at,
        };
        tx.add_captcha(&captcha_id, &row, now)?;
        let body = json!({
            "id": encode(&captcha_id),
            "image": encode(&made.image),
            "question": {"id": made.question_id, "en": made.question_en},
            "expires_at": expires_at,
        });
        Ok(Answer::json(StatusCode::CREATED, &body))
    })
}

/// `POST /v1/registrations/{id}/activation`. The captcha is checked first, so that a wrong captcha costs no try of the code.
pub(super) async fn activate(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    service.limiter.guess(&caller.thumbprint).map_err(Problem::rate_limited)?;
    let attempt: Attempt = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let mut registration = own(tx, &caller, &id, now)?;
        if registration.state != Stage::Activation {
            return Err(Problem::state_conflict(registration.state.name()));
        }
        if attempt.code.len() != 6 || !attempt.code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::malformed());
        }
        use_captcha(tx, &registration.id, &attempt.captcha, now)?;
        let account = activation::activate(&service, tx, &mut registration, &attempt.code, now)
            .map_err(|error| problem(error, now))?;
        Ok(Answer::json(StatusCode::OK, &json!({"account": encode(&account)})))
    })
}

/// Each captcha can be answered once, right or wrong.
fn use_captcha(
    tx: &Tx<'_>,
    registration: &[u8; 16],
    answer: &CaptchaAnswer,
    now: u64,
) -> Result<(), Problem> {
    let id = decode_exact(&answer.id).ok_or_else(Problem::malformed)?;
    let captcha = tx.captcha(&id)?.filter(|captcha| captcha.registration == *registration);
    let captcha = captcha.ok_or_else(Problem::captcha_expired)?;
    tx.remove_captcha(&id)?;
    if now > captcha.expires_at {
        return Err(Problem::captcha_expired());
    }
    if !captcha::accepts(&captcha.image_answer, &captcha.question_answers, &answer.answer) {
        return Err(Problem::captcha_wrong());
    }
    Ok(())
}

/// `POST /v1/registrations/{id}/activation/resend`.
pub(super) async fn resend(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    call.change(&service, &caller, |tx, now| {
        let mut registration = own(tx, &caller, &id, now)?;
        activation::resend(&service, tx, &mut registration, now).map_err(|error| problem(error, now))?;
        let sent = registration.activation.as_ref().ok_or_else(Problem::internal)?;
        let body = json!({
            "expires_at": sent.expires_at,
            "tries_left": sent.tries_left,
            "resend_at": sent.resend_at,
        });
        Ok(Answer::json(StatusCode::OK, &body))
    })
}

fn problem(error: ActivationError, now: u64) -> Problem {
    match error {
        ActivationError::Wrong { tries_left } => Problem::code_wrong(tries_left),
        ActivationError::Expired => Problem::code_expired(),
        ActivationError::Exhausted => Problem::code_exhausted(),
        ActivationError::State(state) => Problem::state_conflict(state.name()),
        ActivationError::TooSoon { resend_at } => Problem::resend_too_soon(resend_at, now),
        ActivationError::Store(error) | ActivationError::Documents(DocumentsError::Store(error)) => {
            error.into()
        }
        ActivationError::Documents(DocumentsError::Record) => Problem::internal(),
    }
}
