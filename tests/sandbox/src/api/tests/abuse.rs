//! Probing, forging, replaying, and networks that lose answers.

use serde_json::json;

use super::phone::{Got, Phone, client, client_speaking, nik, sandbox};
use crate::{
    CutPoint, Fault, FaultKind, Limits, Rate, Reason, RecordChange,
    secret::{encode, random},
};

/// A fault for the next request to a path.
fn fault(path: &str, kind: FaultKind) -> Fault {
    Fault { method: None, path: path.to_owned(), skip: 0, times: 1, kind }
}

#[tokio::test]
async fn a_new_registration_gets_the_same_answer_for_every_well_formed_nik() {
    let sandbox = sandbox().await;
    let people = sandbox.population();
    let unknown = "9999990101900001".to_owned();
    let niks = [people.adult(), people.under_17_unmarried(), people.deceased(), people.blocked()].map(nik);
    let mut shapes = Vec::new();
    for nik in niks.into_iter().chain([unknown]) {
        let phone = Phone::new(&sandbox);
        let got = phone.post("/v1/registrations", &phone.registration(&nik)).await;
        let mut headers: Vec<_> = got.headers.keys().map(|name| name.as_str().to_owned()).collect();
        headers.sort();
        let body = got.json();
        let names: Vec<_> = body.as_object().expect("an object").keys().cloned().collect();
        let registration = format!("/v1/registrations/{}", body["id"].as_str().expect("an id"));
        let photo = crate::drawing::portrait(7, ikd_proof::Sex::Female, 30);
        phone.upload(&registration, &photo).await;
        let waiting = phone.get(&registration).await;
        let waiting_names: Vec<_> = waiting.json().as_object().expect("an object").keys().cloned().collect();
        shapes.push((got.status, headers, names, got.bytes.len(), waiting.bytes.len(), waiting_names));
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:?}");
}

#[tokio::test]
async fn an_approval_is_refused_when_the_record_rules_the_citizen_out() {
    let sandbox = sandbox().await;
    let people = sandbox.population();
    let refusals = [
        (nik(people.under_17_unmarried()), Reason::NotEligible),
        (nik(people.deceased()), Reason::Deceased),
        (nik(people.blocked()), Reason::Blocked),
        ("9999990101900001".to_owned(), Reason::NoRecord),
    ];
    for (nik, reason) in refusals {
        let phone = Phone::new(&sandbox);
        let registration = phone.until_decision(&nik).await;
        let approval = phone.officer_approves(&registration);
        assert_eq!(approval, Ok(crate::Approval::Refused(reason)));
        assert_eq!(phone.get(&registration).await.json()["rejection"]["reason"], reason.name());
    }
}

#[tokio::test]
async fn requests_without_a_good_signature_change_nothing() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    let unsigned =
        client(&sandbox).get(format!("{}{registration}", sandbox.api_url())).send().await.expect("an answer");
    assert_eq!(Got::of(unsigned).await.problem(), "signature-invalid");
    let stranger = Phone::new(&sandbox);
    assert_eq!(stranger.get(&registration).await.problem(), "signature-invalid", "an unknown key");
    stranger.register(&nik(sandbox.population().blocked())).await;
    assert_eq!(stranger.get(&registration).await.problem(), "not-found", "another's registration");
    assert_eq!(phone.get("/v1/account").await.problem(), "not-found");
    assert_eq!(phone.get("/v1/nothing").await.problem(), "not-found");
    assert_eq!(phone.get("/v1/views").await.problem(), "method-not-allowed");
}

#[tokio::test]
async fn a_wrong_clock_is_answered_with_the_services_date() {
    let sandbox = sandbox().await;
    let mut phone = Phone::new(&sandbox);
    phone.clock_error = -86_400;
    let got = phone.post("/v1/registrations", &phone.registration(&nik(sandbox.population().adult()))).await;
    assert_eq!((got.status, got.problem().as_str()), (401, "clock-skew"));
    assert!(got.header("date").ends_with("GMT"));
    phone.clock_error = -299;
    let got = phone.post("/v1/registrations", &phone.registration(&nik(sandbox.population().adult()))).await;
    assert_eq!(got.status, 201);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_body_is_refused() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let body = phone.registration(&nik(sandbox.population().adult()));
    let key = encode(&random::<16>());
    let first = phone.post_as("/v1/registrations", &body, &key).await;
    let second = phone.post_as("/v1/registrations", &body, &key).await;
    assert_eq!((first.status, &first.bytes), (second.status, &second.bytes));
    assert_eq!(second.header("idempotency-replayed"), "true");
    let other = phone.post_as("/v1/registrations", &phone.registration("9999990101900001"), &key).await;
    assert_eq!(other.problem(), "idempotency-conflict");
    assert_eq!(sandbox.office().queue().expect("read").len(), 1);
}

#[tokio::test]
async fn a_pairing_code_works_for_one_phone_and_only_until_it_expires() {
    let sandbox = sandbox().await;
    let photo = crate::drawing::portrait(7, ikd_proof::Sex::Female, 30);
    let (one, two) = (Phone::new(&sandbox), Phone::new(&sandbox));
    let mut paths = Vec::new();
    for phone in [&one, &two] {
        let registration = phone.register(&nik(sandbox.population().adult())).await;
        phone.upload(&registration, &photo).await;
        paths.push(format!("{registration}/pairing"));
    }
    let offer = sandbox.office().new_pairing_offer().expect("an offer");
    let token = json!({"token": encode(&offer.token)});
    let first = one.post(&paths[0], &token).await;
    assert_eq!(first.status, 200);
    assert_eq!(two.post(&paths[1], &token).await.problem(), "pairing-used");
    assert_eq!(one.post(&paths[0], &token).await.bytes, first.bytes, "its own user may ask again");
    assert_eq!(
        two.post(&paths[1], &json!({"token": encode(&random::<16>())})).await.problem(),
        "pairing-unknown"
    );
    let late = sandbox.office().new_pairing_offer().expect("an offer");
    sandbox.control().advance_clock(121);
    assert_eq!(
        two.post(&paths[1], &json!({"token": encode(&late.token)})).await.problem(),
        "pairing-expired"
    );
}

#[tokio::test]
async fn a_request_cut_anywhere_is_done_once_when_sent_again_under_its_key() {
    let places = [CutPoint::BeforeRequest, CutPoint::MidRequest, CutPoint::AfterRequest];
    for (at, version) in places.into_iter().flat_map(|at| [(at, "h2"), (at, "http/1.1")]) {
        let sandbox = sandbox().await;
        let mut phone = Phone::new(&sandbox);
        phone.client = client_speaking(&sandbox, &[version]);
        let body = phone.registration(&nik(sandbox.population().adult()));
        let fault = fault("/v1/registrations", FaultKind::Cut(at));
        sandbox.control().set_faults(vec![fault]);
        let key = [("idempotency-key", "the-same-key-0123")];
        let json = || Some(("application/json", body.to_string().into_bytes()));
        assert!(phone.try_send("POST", "/v1/registrations", json(), &key).await.is_err());
        let done = sandbox.office().queue().expect("read").len();
        assert_eq!(done, usize::from(at == CutPoint::AfterRequest), "{at:?} {version}");
        let got = phone.send("POST", "/v1/registrations", json(), &key).await;
        assert_eq!(got.status, 201);
        assert_eq!(got.header("idempotency-replayed") == "true", at == CutPoint::AfterRequest);
        assert_eq!(sandbox.office().queue().expect("read").len(), 1);
    }
}

#[tokio::test]
async fn a_truncated_answer_is_detected() {
    let sandbox = sandbox().await;
    sandbox.control().set_faults(vec![fault("/v1/trust", FaultKind::TruncatedBody)]);
    let url = format!("{}/v1/trust", sandbox.api_url());
    let broken = match client(&sandbox).get(&url).send().await {
        Ok(response) => response.bytes().await.is_err(),
        Err(_) => true,
    };
    assert!(broken);
    let whole = client(&sandbox).get(&url).send().await.expect("an answer").bytes().await.expect("a body");
    assert_eq!(whole.to_vec(), sandbox.first_trust_bundle());
}

#[tokio::test]
async fn a_request_signed_for_another_host_is_refused() {
    let sandbox = sandbox().await;
    let mut phone = Phone::new(&sandbox);
    phone.client = client_speaking(&sandbox, &["http/1.1"]);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    phone.authority = Some("ikd.example".to_owned());
    assert_eq!(phone.get(&registration).await.problem(), "signature-invalid");
    phone.authority = Some("LOCALHOST:1".to_owned());
    assert_eq!(phone.get(&registration).await.status, 200, "a forwarder may listen on another port");
}

#[tokio::test]
async fn a_signature_is_accepted_once() {
    let sandbox = sandbox().await;
    let mut phone = Phone::new(&sandbox);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    phone.nonce = Some([7; 16]);
    assert_eq!(phone.get(&registration).await.status, 200);
    assert_eq!(phone.get(&registration).await.problem(), "replayed");
}

#[tokio::test]
async fn a_wrong_certificate_is_refused_by_a_phone_that_pins() {
    let sandbox = sandbox().await;
    let fault =
        Fault { method: None, path: String::new(), skip: 0, times: 1, kind: FaultKind::WrongCertificate };
    sandbox.control().set_faults(vec![fault]);
    let url = format!("{}/v1/trust", sandbox.api_url());
    assert!(client(&sandbox).get(&url).send().await.is_err());
    assert!(client(&sandbox).get(&url).send().await.is_ok());
}

#[tokio::test]
async fn ordered_errors_and_rates_are_problems_with_a_time_to_wait() {
    let sandbox = sandbox().await;
    let url = format!("{}/v1/trust", sandbox.api_url());
    let error = |status| fault("/v1/trust", FaultKind::Status { status, retry_after: Some(7) });
    sandbox.control().set_faults(vec![error(429), error(500)]);
    let limited = Got::of(client(&sandbox).get(&url).send().await.expect("an answer")).await;
    assert_eq!((limited.problem().as_str(), limited.header("retry-after")), ("rate-limited", "7"));
    let failed = Got::of(client(&sandbox).get(&url).send().await.expect("an answer")).await;
    assert_eq!((failed.status, failed.problem().as_str()), (500, "internal"));
    let tight = Rate { burst: 1.0, per_second: 0.01 };
    sandbox.control().set_limits(Limits { key: tight, ..Limits::default() });
    let phone = Phone::new(&sandbox);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    let again = phone.get(&registration).await;
    assert_eq!((again.status, again.problem().as_str()), (429, "rate-limited"));
}

#[tokio::test]
async fn uploads_resume_where_they_stopped_and_a_damaged_one_starts_from_zero() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    let path = format!("{registration}/photo");
    let photo = crate::drawing::portrait(7, ikd_proof::Sex::Female, 30);
    let announce = |bytes: &[u8]| json!({"length": bytes.len(), "sha256": encode(&crate::secret::sha256(bytes)), "content_type": "image/jpeg"});
    assert_eq!(phone.post(&path, &announce(&photo)).await.json(), json!({"offset": 0}));
    assert_eq!(phone.piece(&path, 0, &photo[..1000], false).await.header("upload-offset"), "1000");
    assert_eq!(phone.piece(&path, 0, &photo[..1000], false).await.json()["offset"], 1000);
    let head = phone.send("HEAD", &path, None, &[]).await;
    assert_eq!(
        (head.status, head.header("upload-offset"), head.header("upload-complete")),
        (204, "1000", "?0")
    );
    assert_eq!(
        phone.post(&path, &announce(&photo)).await.json(),
        json!({"offset": 1000}),
        "the upload of the same photo continues"
    );
    let mut damaged = photo[1000..].to_vec();
    damaged[0] ^= 1;
    assert_eq!(phone.piece(&path, 1000, &damaged, true).await.problem(), "digest-mismatch");
    assert_eq!(phone.piece(&path, 1000, &photo[1000..], true).await.json()["offset"], 0);
    let text = b"no picture at all".to_vec();
    assert_eq!(phone.post(&path, &announce(&text)).await.json(), json!({"offset": 0}));
    assert_eq!(phone.piece(&path, 0, &text, true).await.problem(), "not-a-jpeg");
    let cut = photo[..photo.len() * 9 / 10].to_vec();
    assert_eq!(phone.post(&path, &announce(&cut)).await.json(), json!({"offset": 0}));
    assert_eq!(phone.piece(&path, 0, &cut, true).await.problem(), "not-a-jpeg", "a photograph cut short");
    let large = json!({"length": 112_641, "sha256": encode(&[0; 32]), "content_type": "image/jpeg"});
    assert_eq!(phone.post(&path, &large).await.problem(), "too-large");
    phone.upload(&registration, &photo).await;
    assert_eq!(phone.state(&registration).await, "pairing");
}

#[tokio::test]
async fn an_offset_that_no_photograph_has_is_refused_and_nothing_breaks() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    let path = format!("{registration}/photo");
    let photo = crate::drawing::portrait(7, ikd_proof::Sex::Female, 30);
    let announcement = json!({"length": photo.len(), "sha256": encode(&crate::secret::sha256(&photo)), "content_type": "image/jpeg"});
    phone.post(&path, &announcement).await;
    let far = usize::try_from(u64::MAX).expect("a 64-bit machine");
    assert_eq!(phone.piece(&path, far, &photo, true).await.problem(), "offset-mismatch");
    phone.upload(&registration, &photo).await;
    assert_eq!(phone.piece(&path, far, &photo, true).await.problem(), "state-conflict");
    assert_eq!(phone.state(&registration).await, "pairing");
}

/// A field that is altered after signing; each of these means something to the service.
#[tokio::test]
async fn an_altered_header_field_is_detected() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let registration = phone.register(&nik(sandbox.population().adult())).await;
    let etag = phone.get(&registration).await.header("etag").to_owned();
    let honest = [
        ("ikd-app", "0.1.0"),
        ("if-none-match", etag.as_str()),
        ("upload-offset", "0"),
        ("upload-complete", "?0"),
    ];
    assert_eq!(phone.send("GET", &registration, None, &honest).await.status, 304);
    for (altered, value) in
        [("ikd-app", "9.0.0"), ("if-none-match", "\"\""), ("upload-offset", "1"), ("upload-complete", "?1")]
    {
        let got = phone.send_altered("GET", &registration, None, &honest, (altered, value)).await;
        assert_eq!(got.problem(), "signature-invalid", "{altered}");
    }
    let body = || Some(("application/json", b"{}".to_vec()));
    let altered = ("content-type", "text/plain");
    let path = format!("{registration}/amendment");
    assert_eq!(phone.send_altered("POST", &path, body(), &[], altered).await.problem(), "signature-invalid");
}

#[tokio::test]
async fn each_bad_body_is_refused_with_its_own_problem() {
    let sandbox = sandbox().await;
    let phone = Phone::new(&sandbox);
    let good = phone.registration(&nik(sandbox.population().adult()));
    let mut form = good.clone();
    form["form"]["phone"] = json!("0812");
    let got = phone.post("/v1/registrations", &form).await;
    assert_eq!(
        (got.status, got.json()["fields"].clone()),
        (422, json!([{"field": "phone", "code": "format"}]))
    );
    let mut consent = good.clone();
    consent["consent"] = Phone::new(&sandbox).registration("9999990101900001")["consent"].clone();
    assert_eq!(phone.post("/v1/registrations", &consent).await.problem(), "consent-invalid");
    let change =
        crate::TrustChange { terms: Some("ikd-terms-2".to_owned()), ..crate::TrustChange::default() };
    assert_eq!(sandbox.control().issue_trust_bundle(&change), Ok(2));
    let outdated = phone.post("/v1/registrations", &good).await;
    assert_eq!(
        (outdated.problem().as_str(), outdated.json()["terms"].clone()),
        ("terms-outdated", json!("ikd-terms-2"))
    );
    let body = ("text/plain", b"x".to_vec());
    let key = encode(&random::<16>());
    let got = phone.send("POST", "/v1/registrations", Some(body), &[("idempotency-key", &key)]).await;
    assert_eq!(got.problem(), "unsupported-type");
    let huge = ("application/json", vec![b' '; 40_000]);
    assert_eq!(phone.send("POST", "/v1/registrations", Some(huge), &[]).await.problem(), "too-large");
    let old = phone.send("GET", "/v1/account", None, &[("ikd-app", "0.0.9")]).await;
    assert_eq!(old.problem(), "signature-invalid", "nothing is told to a key that is not known");
}

#[tokio::test]
async fn a_blocked_account_and_a_released_phone_are_refused_on_every_call() {
    let sandbox = sandbox().await;
    let adult = sandbox.population().adult();
    let phone = Phone::new(&sandbox);
    phone.until_active(&nik(adult)).await;
    sandbox.control().block_account(adult.nik.as_u64(), true).expect("blocked");
    for path in ["/v1/account", "/v1/documents"] {
        assert_eq!(phone.get(path).await.problem(), "account-blocked");
    }
    sandbox.control().block_account(adult.nik.as_u64(), false).expect("free again");
    assert_eq!(phone.get("/v1/account").await.status, 200);
    let old = phone.send("GET", "/v1/account", None, &[("ikd-app", "0.0.9")]).await;
    assert_eq!((old.status, old.problem().as_str()), (426, "upgrade-required"));
    assert_eq!(phone.delete("/v1/devices/current").await.status, 204);
    assert_eq!(phone.get("/v1/account").await.problem(), "device-released");
    let change = RecordChange { name: Some(String::new()), ..RecordChange::default() };
    assert!(sandbox.control().change_record(adult.nik.as_u64(), &change).is_err());
}
