//! A browser for tests of the pages.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt;

use super::testing::{Asked, TestDesk};
use crate::registration::State;

/// A browser that keeps its cookies and reads the token out of the pages it was shown.
pub(super) struct Browser {
    pages: Router,
    cookies: Vec<(String, String)>,
    pub asked: Asked,
    pub officers: Asked,
}

/// What came back.
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub text: String,
}

impl Browser {
    pub(super) fn at(state: State) -> Self {
        Self::over(TestDesk::new(state))
    }

    pub(super) fn over(desk: TestDesk) -> Self {
        let (asked, officers) = (desk.asked.clone(), desk.officers.clone());
        Self { pages: super::over(Arc::new(desk)), cookies: Vec::new(), asked, officers }
    }

    /// One whose officer is signed in.
    pub(super) async fn signed_in(state: State) -> Self {
        Self::signed_in_over(TestDesk::new(state)).await
    }

    pub(super) async fn signed_in_over(desk: TestDesk) -> Self {
        let mut browser = Self::over(desk);
        browser.sign_in().await;
        browser
    }

    pub(super) async fn sign_in(&mut self) {
        let answer = self.submit("/counter/sign-in", "/counter/sign-in", "name=petugas&code=1234").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends a form as it is, with no token but what is in `body`.
    pub(super) async fn post(&mut self, path: &str, body: &str) -> Answer {
        let request = self.request(Method::POST, path);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    /// Opens a page and sends one of its forms, token and all.
    pub(super) async fn submit(&mut self, page: &str, path: &str, body: &str) -> Answer {
        let token = self.token(page).await;
        self.post(path, &format!("csrf={token}&{body}")).await
    }

    /// The token in the first form of a page.
    pub(super) async fn token(&mut self, page: &str) -> String {
        let shown = self.get(page).await.text;
        let (_, rest) = shown.split_once("name=\"csrf\" value=\"").expect("every form has a token");
        rest.split('"').next().expect("the value ends").to_owned()
    }

    pub(super) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8080")
            .header(header::COOKIE, cookies.join("; "))
    }

    pub(super) async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.pages.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().expect("ASCII").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("name=value");
            self.cookies.retain(|(kept, _)| kept != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let bytes = axum::body::to_bytes(body, 10_000_000).await.expect("a page");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("tests do not panic while they hold it").clone()
    }

    /// Who decided, for each decision.
    pub(super) fn officers(&self) -> Vec<String> {
        self.officers.lock().expect("tests do not panic while they hold it").clone()
    }
}
