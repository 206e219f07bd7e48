//! A simulated office behind a scripted network: it keeps files and applications, signs receipts, and its network fails
//! where a test wants it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ikd_proof::{
    application::{ApplicationId, Receipt},
    testing::{ISSUER, name, signer},
};
use serde_json::{Value, json};

use super::phone::START_S;
use crate::service::{HttpRequest, HttpResponse, Method, Transport, TransportError, TransportFuture};

/// When the network fails, for good until it is repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Before this request arrives.
    Before,
    /// After it was acted on: its answer is lost.
    After,
}

#[derive(Default)]
pub(super) struct State {
    /// Length announced, and bytes.
    pub(super) files: BTreeMap<String, (u64, Vec<u8>)>,
    /// Revision, sealed bytes and files of each accepted submission, oldest first.
    pub(super) accepted: Vec<(String, u64, Vec<u8>, Vec<String>)>,
    /// Method and target of each request that arrived.
    pub(super) log: Vec<String>,
    /// Bytes of parts that were appended.
    pub(super) appended: usize,
    /// Problem for the next PUTs: status and body.
    pub(super) refuse: Option<(u16, String)>,
    /// The bundle that it gives out.
    pub(super) trust: Vec<u8>,
    /// ETag and statuses.
    pub(super) statuses: Vec<Value>,
    /// The only status of the next list.
    pub(super) once: Option<Value>,
    /// Where the list goes on.
    pub(super) next: Option<String>,
    /// The form of this service is in the list and not there.
    pub(super) lost_form: Option<String>,
    /// Signed forms with the digests of their payloads, by service and version.
    pub(super) forms: BTreeMap<(String, u64), (Vec<u8>, [u8; 32])>,
    /// The receipts are signed by a key that nobody trusts.
    pub(super) forged: bool,
    cut: Option<(usize, Cut)>,
    seen: usize,
}

#[derive(Default)]
pub(super) struct Office(Mutex<State>);

impl Office {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The network fails at request `at`, counted from 0 from now on.
    pub(super) fn cut(&self, at: usize, cut: Cut) {
        let mut state = self.state();
        (state.cut, state.seen) = (Some((at, cut)), 0);
    }

    /// The network works again. Returns whether it failed.
    pub(super) fn repair(&self) -> bool {
        let mut state = self.state();
        let failed = state.cut.is_some_and(|(at, _)| state.seen > at);
        state.cut = None;
        failed
    }

    pub(super) fn puts(&self) -> usize {
        self.state().log.iter().filter(|line| line.starts_with("PUT")).count()
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut state = self.state();
        let seen = state.seen;
        state.seen += 1;
        match state.cut {
            Some((at, Cut::Before)) if seen >= at => return Err(TransportError::Offline),
            Some((at, Cut::After)) if seen > at => return Err(TransportError::Offline),
            _ => {}
        }
        let response = state.act(request);
        match state.cut {
            Some((at, Cut::After)) if seen == at => Err(TransportError::Offline),
            _ => Ok(response),
        }
    }
}

impl Transport for Office {
    fn authority(&self) -> &str {
        "localhost"
    }

    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.answer(&request)
        })
    }
}

fn reply(status: u16, body: &Value) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_string().into_bytes() }
}

pub(super) fn problem(code: &str, members: Value) -> String {
    let mut body = json!({ "type": format!("urn:ikd:problem:{code}") });
    let members = members.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(members);
    body.to_string()
}

fn failed(status: u16, code: &str, members: Value) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: problem(code, members).into_bytes() }
}

pub(super) fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

impl State {
    fn act(&mut self, request: &HttpRequest) -> HttpResponse {
        self.log.push(format!("{} {}", request.method.as_str(), request.target));
        let path: Vec<&str> = request.target.split('/').skip(2).collect();
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let header =
            |name: &str| request.headers.iter().find(|(field, _)| *field == name).map(|(_, v)| v.clone());
        match (request.method, path.as_slice()) {
            (Method::Get, ["trust"]) => {
                HttpResponse { status: 200, headers: Vec::new(), body: self.trust.clone() }
            }
            (Method::Get, ["account"]) => {
                let etag =
                    format!("{}", self.statuses.iter().map(Value::to_string).collect::<String>().len());
                reply(
                    200,
                    &json!({"documents_etag": "d", "trust_version": 3, "state_epoch": 1, "applications_etag": etag}),
                )
            }
            (Method::Get, ["applications"]) => {
                let statuses = self.once.take().map_or_else(|| self.statuses.clone(), |once| vec![once]);
                reply(200, &json!({ "applications": statuses, "next": self.next }))
            }
            (Method::Get, ["forms"]) => {
                let forms = self.forms.iter().map(|((service, version), (_, hash))| {
                    json!({"service": service, "version": version, "sha256": URL_SAFE_NO_PAD.encode(hash)})
                });
                reply(200, &json!({ "forms": forms.collect::<Vec<_>>() }))
            }
            (Method::Get, ["forms", service, _]) if self.lost_form.as_deref() == Some(*service) => {
                failed(404, "not-found", json!({}))
            }
            (Method::Get, ["forms", service, version]) => {
                let (signed, _) = &self.forms[&((*service).to_owned(), version.parse().unwrap())];
                HttpResponse { status: 200, headers: Vec::new(), body: signed.clone() }
            }
            (Method::Post, ["applications", _, "files", digest]) => {
                let length = body["length"].as_u64().unwrap();
                let held = &self.files.entry((*digest).to_owned()).or_insert((length, Vec::new())).1;
                reply(201, &json!({ "offset": held.len() }))
            }
            (Method::Head, ["applications", _, "files", digest]) => match self.files.get(*digest) {
                None => HttpResponse { status: 404, headers: Vec::new(), body: Vec::new() },
                Some((length, held)) => {
                    let headers = [("upload-offset", held.len() as u64), ("upload-length", *length)];
                    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_string()));
                    HttpResponse { status: 204, headers: headers.into(), body: Vec::new() }
                }
            },
            (Method::Patch, ["applications", _, "files", digest]) => {
                let offset: usize = header("upload-offset").unwrap().parse().unwrap();
                let (_, held) = self.files.get_mut(*digest).unwrap();
                if offset != held.len() {
                    return failed(409, "offset-mismatch", json!({ "offset": held.len() }));
                }
                held.extend_from_slice(&request.body);
                self.appended += request.body.len();
                HttpResponse { status: 204, headers: Vec::new(), body: Vec::new() }
            }
            (Method::Put, ["applications", id]) => self.put(id, &body),
            (Method::Post, ["applications", id, "withdrawal"]) => {
                let Some(revision) =
                    self.accepted.iter().rev().find(|entry| entry.0 == *id).map(|entry| entry.1)
                else {
                    return failed(404, "not-found", json!({}));
                };
                reply(
                    200,
                    &json!({"id": id, "revision": revision, "seq": 90, "state": "withdrawn", "at": START_S + 9}),
                )
            }
            _ => failed(404, "not-found", json!({})),
        }
    }

    fn put(&mut self, id: &str, body: &Value) -> HttpResponse {
        if let Some((status, body)) = &self.refuse {
            return HttpResponse { status: *status, headers: Vec::new(), body: body.clone().into_bytes() };
        }
        let revision = body["revision"].as_u64().unwrap();
        let sealed = bytes(body["sealed"].as_str().unwrap());
        let files: Vec<String> = body["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file["sha256"].as_str().unwrap().to_owned())
            .collect();
        let complete = |digest: &String| {
            self.files.get(digest).is_some_and(|(length, held)| held.len() as u64 == *length)
        };
        let missing: Vec<_> = files.iter().filter(|digest| !complete(digest)).collect();
        if !missing.is_empty() {
            return failed(409, "files-missing", json!({ "missing": missing }));
        }
        let newest = self.accepted.iter().filter(|entry| entry.0 == id).map(|entry| entry.1).max();
        let known = self.accepted.iter().find(|entry| entry.0 == id && entry.1 == revision);
        match known {
            Some(known) if known.2 != sealed => return failed(409, "revision-conflict", json!({})),
            Some(_) => {}
            None if newest.is_some_and(|newest| newest > revision) => {
                return failed(409, "revision-conflict", json!({}));
            }
            None => self.accepted.push((id.to_owned(), revision, sealed.clone(), files)),
        }
        let receipt = Receipt {
            id: ApplicationId(bytes(id).try_into().unwrap()),
            revision,
            sealed_hash: Receipt::hash_of(&sealed),
            number: name("PD-0001"),
            office: name("DUKCAPIL CONTOH"),
            received_at: START_S + 5,
            promise_until: None,
            example: true,
        };
        let receipt = receipt.issue(&signer(if self.forged { 0x77 } else { ISSUER })).unwrap();
        let status = json!({"id": id, "revision": revision, "seq": 1, "state": "received", "at": START_S});
        reply(201, &json!({ "receipt": URL_SAFE_NO_PAD.encode(receipt), "status": status }))
    }
}

/// A status of the service.
pub(super) fn status(id: ApplicationId, revision: u64, seq: u64, state: &str, more: Value) -> Value {
    let id = crate::service::contract::Id(id.0).to_text();
    let mut status = json!({"id": id, "revision": revision, "seq": seq, "state": state, "at": START_S + seq});
    status.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    status
}
