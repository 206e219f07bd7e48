//! `GET /v1/account` and `DELETE /v1/devices/current`.

use axum::{extract::State, http::StatusCode};
use serde_json::json;

use super::{Answer, Call, Problem};
use crate::{application, documents, service::Shared};

/// The account's state and the versions that say what changed.
pub(super) async fn read(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let now = service.clock.now();
    let (account, documents, applications) = service.store.run(|tx| {
        let account = call.account(tx, &caller)?;
        let documents = documents::present(tx, &account)?;
        let applications = application::of_account(tx, &account.id, now)?;
        Ok::<_, Problem>((account, documents, applications))
    })?;
    let body = json!({
        "documents_etag": documents::list_etag(&documents),
        "applications_etag": application::list_etag(&applications),
        "trust_version": service.trust.current().bundle.version,
        "state_epoch": account.epoch,
    });
    Ok(Answer::json(StatusCode::OK, &body))
}

/// *Lepas Perangkat*: this phone releases the account.
pub(super) async fn release(State(service): State<Shared>, call: Call) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    call.change(&service, &caller, |tx, _| {
        let account = call.account(tx, &caller)?;
        tx.release_device(&account.id)?;
        Ok(Answer::empty(StatusCode::NO_CONTENT))
    })
}
