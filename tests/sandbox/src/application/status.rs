//! What the contract tells about an application.

use serde_json::{Value as Json, json};

use super::ApplicationState;
use crate::{pairing::OFFICE, secret::encode, store::Application};

/// The status of the contract.
pub(crate) fn status(application: &Application) -> Json {
    let mut status = json!({
        "id": encode(&application.id),
        "service": application.service,
        "revision": application.revision,
        "seq": application.seq,
        "state": application.state.name(),
        "at": application.changed_at,
        "number": application.number,
        "office": OFFICE.1,
        "received_at": application.received_at,
    });
    let mut add = |name: &str, value: Option<Json>| {
        if let (Some(status), Some(value)) = (status.as_object_mut(), value) {
            status.insert(name.to_owned(), value);
        }
    };
    let detail = &application.detail;
    add("promise_until", application.promise_until.map(Json::from));
    add("expires_at", application.expires_at().map(Json::from));
    add("visit", detail.visit.as_ref().map(|visit| json!(visit)));
    add("correction", detail.correction.as_ref().map(|correction| json!(correction)));
    add("refusal", detail.refusal.as_ref().map(|refusal| json!(refusal)));
    add("result", detail.result.as_ref().map(|result| json!(result)));
    add("report_by", detail.report_by.as_ref().map(|day| json!(day)));
    if application.state == ApplicationState::Issued {
        add("documents", Some(json!(detail.documents)));
    }
    status
}
