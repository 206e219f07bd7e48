//! `POST /v1/views`.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Call, Problem};
use crate::{
    secret::{decode, encode},
    service::Shared,
    views::{self, ViewsError},
};

/// Views of one request at most.
const MOST: usize = 4;

#[derive(Deserialize)]
struct Wanted {
    possessions: Vec<String>,
}

pub(super) async fn issue(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let wanted: Wanted = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let account = call.account(tx, &caller)?;
        if !(1..=MOST).contains(&wanted.possessions.len()) {
            return Err(Problem::malformed());
        }
        let possessions = wanted.possessions.iter().enumerate();
        let possessions: Vec<_> = possessions
            .map(|(index, text)| decode(text).ok_or_else(|| Problem::possession_invalid(index)))
            .collect::<Result<_, _>>()?;
        let views =
            views::issue(&service, tx, &account, &caller.thumbprint, &possessions, now).map_err(problem)?;
        let views: Vec<_> = views.iter().map(|view| encode(view)).collect();
        Ok(Answer::json(StatusCode::OK, &json!({"views": views})))
    })
}

fn problem(error: ViewsError) -> Problem {
    match error {
        ViewsError::Possession { index } => Problem::possession_invalid(index),
        ViewsError::NoKtp => Problem::not_found(),
        ViewsError::Store(error) => error.into(),
        ViewsError::Record => Problem::internal(),
    }
}
