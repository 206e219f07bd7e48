//! `openapi.yaml` and the code name the same things. (What goes over the wire is compared by the contract suite.)

use std::collections::BTreeSet;

use super::phone::{client, client_speaking, sandbox};

const OPENAPI: &str = include_str!("../../../openapi.yaml");

/// "METHOD /path" of the file, by its indentation.
fn described() -> BTreeSet<String> {
    let (mut path, mut operations) = ("", BTreeSet::new());
    for line in OPENAPI.lines() {
        if let Some(start) = line.strip_prefix("  /") {
            path = start.trim_end_matches(':');
        } else if let Some(method) = line.strip_prefix("    ").and_then(|rest| rest.strip_suffix(':'))
            && ["get", "post", "patch", "head", "delete", "put"].contains(&method)
        {
            operations.insert(format!("{} /{path}", method.to_uppercase()));
        }
    }
    operations
}

/// A path with something of the right form in it.
fn filled(path: &str) -> String {
    let path = path.replace("{id}", "AAAAAAAAAAAAAAAAAAAAAA").replace("{sha256}", &"A".repeat(43));
    path.replace("{service}", "cetak-kk").replace("{version}", "1")
}

#[tokio::test]
async fn every_described_operation_is_served_and_no_other_method() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let described = described();
    assert_eq!(described.len(), 31);
    let paths: BTreeSet<_> =
        described.iter().filter_map(|operation| operation.split_once(' ')).map(|(_, p)| p).collect();
    for path in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let url = format!("{}{}", sandbox.api_url(), filled(path));
            let method_name = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
            let status = client.request(method_name, url).send().await.expect("an answer").status().as_u16();
            let is_described = described.contains(&format!("{method} {path}"));
            assert_eq!(status != 405, is_described, "{method} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn no_answer_may_be_kept_by_a_cache() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let operations = described();
    let operations = operations.iter().filter_map(|operation| operation.split_once(' '));
    for (method, path) in operations.chain([("GET", "/v1/unknown"), ("PUT", "/v1/trust")]) {
        let url = format!("{}{}", sandbox.api_url(), filled(path));
        let method_name = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let answer = client.request(method_name, url).send().await.expect("an answer");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{method} {path}");
    }
}

#[tokio::test]
async fn the_trust_bundle_may_not_be_kept_by_a_cache_either_time() {
    let sandbox = sandbox().await;
    let url = format!("{}/v1/trust", sandbox.api_url());
    let first = client(&sandbox).get(&url).send().await.expect("an answer");
    let again = client(&sandbox).get(&url).header("if-none-match", first.headers()["etag"].clone());
    let again = again.send().await.expect("an answer");
    let kept = [&first, &again].map(|answer| (answer.status().as_u16(), &answer.headers()["cache-control"]));
    assert_eq!(
        kept,
        [(200, &"no-store".parse().expect("a value")), (304, &"no-store".parse().expect("a value"))]
    );
}

#[test]
fn every_problem_code_of_the_code_is_described() {
    let source = include_str!("../problem.rs").split("#[cfg(test)]").next().expect("code before tests");
    let codes = source.split('"').filter(|text| {
        text.len() > 6
            && text.contains(|c: char| c == '-' || c.is_ascii_lowercase())
            && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase())
    });
    // Answers to requests that no operation describes, and words that are no codes.
    let apart = [
        "method-not-allowed",
        "content-type",
        "retry-after",
        "fields",
        "offset",
        "problems",
        "missing",
        "revision",
        "service",
        "version",
        "status",
    ];
    let codes: BTreeSet<_> = codes.filter(|code| !apart.contains(code)).collect();
    assert!(codes.len() > 25, "{codes:?}");
    for code in codes {
        assert!(OPENAPI.contains(code), "{code} is not described");
    }
}

#[tokio::test]
async fn both_versions_of_http_are_spoken() {
    let sandbox = sandbox().await;
    let url = format!("{}/v1/trust", sandbox.api_url());
    for (offered, expected) in [("h2", reqwest::Version::HTTP_2), ("http/1.1", reqwest::Version::HTTP_11)] {
        let answer = client_speaking(&sandbox, &[offered]).get(&url).send().await.expect("an answer");
        assert_eq!((answer.status().as_u16(), answer.version()), (200, expected));
    }
    assert!(sandbox.traffic().up > 0 && sandbox.traffic().down > 0);
}
