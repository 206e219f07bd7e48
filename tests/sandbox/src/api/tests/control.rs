//! The control interface for other languages.

use serde_json::{Value, json};

use super::phone::{Phone, client, id_of, nik};
use crate::{Sandbox, SandboxConfig, SandboxError};

const TOKEN: &str = "a-token-of-this-test";

async fn sandbox(token: Option<&str>) -> Sandbox {
    let config = SandboxConfig { control_token: token.map(str::to_owned), ..SandboxConfig::default() };
    Sandbox::start(config).await.expect("started")
}

async fn ask(sandbox: &Sandbox, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = format!("{}control{path}", sandbox.pages().index);
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let mut request = client(sandbox).request(method, url).header("authorization", format!("Bearer {TOKEN}"));
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn control_does_not_exist_without_a_token_and_refuses_a_wrong_one() {
    assert_eq!(ask(&sandbox(None).await, "GET", "/queue", None).await.0, 404);
    assert_eq!(ask(&sandbox(Some("another-token-0123")).await, "GET", "/queue", None).await.0, 401);
    let short = SandboxConfig { control_token: Some("short".to_owned()), ..SandboxConfig::default() };
    assert_eq!(Sandbox::start(short).await.err(), Some(SandboxError::ControlToken));
}

#[tokio::test]
async fn officer_mailbox_and_captcha_can_be_used_over_http() {
    let sandbox = sandbox(Some(TOKEN)).await;
    let phone = Phone::new(&sandbox);
    let registration = phone.until_decision(&nik(sandbox.population().adult())).await;
    let id = id_of(&registration);
    let (_, queue) = ask(&sandbox, "GET", "/queue", None).await;
    assert_eq!((&queue["queue"][0]["id"], &queue["queue"][0]["state"]), (&json!(id), &json!("decision")));
    let (_, view) = ask(&sandbox, "GET", &format!("/registrations/{id}"), None).await;
    assert_eq!((view["digits"].as_str().map(str::len), &view["warnings"]), (Some(4), &json!([])));
    let approve = format!("/registrations/{id}/approve");
    let (status, refused) = ask(&sandbox, "POST", &approve, Some(json!({"digits": view["digits"]}))).await;
    assert_eq!((status, &refused["error"]), (409, &json!("not stated: face, data")));
    let statement = json!({"digits": view["digits"], "face_matches": true, "data_compared": true});
    let (_, approved) = ask(&sandbox, "POST", &approve, Some(statement)).await;
    assert_eq!(approved["outcome"], "code-sent");
    let (_, code) = ask(&sandbox, "POST", "/activation-code", Some(json!({"email": phone.email}))).await;
    assert_eq!(code["code"], phone.code());
    let attempt = phone.attempt(&registration, &phone.code()).await;
    let captcha = format!("/captcha/{}", attempt["captcha"]["id"].as_str().expect("an id"));
    assert_eq!(ask(&sandbox, "GET", &captcha, None).await.1["answer"], attempt["captcha"]["answer"]);
    let fault = json!([{"path": "/v1/trust", "times": 1, "kind": {"status": {"status": 503}}}]);
    assert_eq!(ask(&sandbox, "PUT", "/faults", Some(fault)).await.0, 200);
    assert_eq!(phone.get("/v1/trust").await.problem(), "unavailable");
    let (_, seen) = ask(&sandbox, "GET", "/requests", None).await;
    let first = json!({"method": "POST", "route": "/v1/registrations", "status": 201, "replayed": false});
    assert_eq!(seen["requests"][0], first);
}
