//! Protects the pages from the rest of the web: headers, cookies, and proof that a form is ours.
//!
//! The pages speak plain http on the loopback interface, so that people do not learn to click a certificate warning
//! away. The protection that TLS would give comes from here: another host name is refused (DNS rebinding), every form
//! carries a token bound to the browser's own cookie, another site's request is refused by its headers, and nothing may
//! be framed, cached, scripted or loaded from elsewhere.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Form;
use axum::body::Body;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::Pages;
use super::error::PageError;
use crate::registration::Language;

/// Nothing but our own style sheet, pictures within the page, and forms to ourselves. No script at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

pub(super) const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

const BROWSER: &str = "ikd_browser";
const SESSION: &str = "ikd_counter";
const LANGUAGE: &str = "ikd_language";
/// `Secure` is left out because the pages are plain http on loopback; cookies never leave the machine.
const ATTRIBUTES: &str = "HttpOnly; SameSite=Strict; Path=/";

/// Bytes of all text fields of one form.
const MOST_TEXT: usize = 64 * 1024;
/// Names in a form: ours have at most a handful, but for the marks of an application, two at each of 80 fields.
const MOST_FIELDS: usize = 256;

/// The random name of a browser, without which no form is accepted.
#[derive(Clone)]
struct Browser(String);

/// Refuses other host names, gives every browser its cookie and every answer its headers.
pub(super) async fn dress(State(pages): State<Arc<Pages>>, mut request: Request, next: Next) -> Response {
    let mut response = if is_loopback(request.headers()) {
        let known = cookie(request.headers(), BROWSER).filter(|name| is_token(name));
        let fresh = known.is_none();
        let browser = known.unwrap_or_else(|| pages.new_token());
        request.extensions_mut().insert(Browser(browser.clone()));
        let mut response = next.run(request).await;
        if fresh {
            append_cookie(&mut response, BROWSER, &browser);
        }
        response
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "IKD sandbox: localhost only\n").into_response()
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether the browser asked for this machine by a name that no other site can give it.
fn is_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

/// Our tokens are base64url; anything else in their place is not ours.
fn is_token(text: &str) -> bool {
    (16..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
}

fn append_cookie(response: &mut Response, name: &str, value: &str) {
    let life = if value.is_empty() { "; Max-Age=0" } else { "" };
    if let Ok(value) = HeaderValue::from_str(&format!("{name}={value}; {ATTRIBUTES}{life}")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Gives the browser the session's secret, in a cookie that no script can read and no other site can send.
pub(super) fn open_session(mut response: Response, session: &str) -> Response {
    append_cookie(&mut response, SESSION, session);
    response
}

/// Removes the cookie of the session.
pub(super) fn close_session(mut response: Response) -> Response {
    append_cookie(&mut response, SESSION, "");
    response
}

/// Keeps the language in a cookie.
pub(super) fn keep_language(mut response: Response, language: Language) -> Response {
    append_cookie(&mut response, LANGUAGE, language.code());
    response
}

/// An officer who is signed in.
#[derive(Clone)]
pub(super) struct SignedIn {
    /// The name that the officer signed in with.
    pub name: String,
    /// Secret of the session.
    pub session: String,
}

/// Who looks at a page, and how.
pub(super) struct Visit {
    pub language: Language,
    /// Path of this page, without query; ASCII.
    pub path: String,
    /// The officer, if the browser has an open session.
    pub officer: Option<SignedIn>,
    csrf: String,
}

impl Visit {
    /// The hidden field that every form needs.
    pub(super) fn csrf_field(&self) -> Markup {
        html! { input type="hidden" name="csrf" value=(self.csrf); }
    }

    fn of(parts: &Parts, pages: &Pages) -> Self {
        let session = cookie(&parts.headers, SESSION);
        let officer =
            session.and_then(|session| Some(SignedIn { name: pages.desk.signed_in(&session)?, session }));
        let browser = parts.extensions.get::<Browser>().map_or("", |browser| &browser.0);
        let language = cookie(&parts.headers, LANGUAGE).and_then(|code| Language::from_code(&code));
        // A form can only be sent again with GET to a page that has one.
        let path = match parts.method {
            Method::GET | Method::HEAD => parts.uri.path(),
            _ => "/",
        };
        Self {
            language: language.unwrap_or(Language::Indonesian),
            path: if is_plain_path(path) { path.to_owned() } else { "/".to_owned() },
            csrf: pages.csrf_token(browser, officer.as_ref().map(|officer| officer.session.as_str())),
            officer,
        }
    }
}

/// Whether a path is one of ours: letters, digits and dashes between single slashes, so that nothing leads elsewhere.
pub(super) fn is_plain_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.contains("//")
        && path.len() <= 200
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b))
}

impl FromRequestParts<Arc<Pages>> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<Pages>) -> Result<Self, PageError> {
        Ok(Self::of(parts, pages))
    }
}

/// A visit by a signed-in officer; other visitors are sent to the sign-in.
pub(super) struct Officer(pub Visit, pub SignedIn);

impl FromRequestParts<Arc<Pages>> for Officer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<Pages>) -> Result<Self, Response> {
        let visit = Visit::of(parts, pages);
        match visit.officer.clone() {
            Some(officer) => Ok(Self(visit, officer)),
            None => Err(Redirect::to("/counter/sign-in").into_response()),
        }
    }
}

/// A form that came from one of our own pages in this browser. There is no other way to read one.
pub(super) struct Posted {
    pub visit: Visit,
    fields: HashMap<String, String>,
    /// The uploaded file, if there was one with bytes in it.
    pub picture: Option<Vec<u8>>,
}

impl Posted {
    /// A text field without the space around it; empty when it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    /// The text fields by name, as they were sent.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The officer who sent it.
    ///
    /// # Errors
    /// [`PageError::SignIn`] when no officer is signed in (any more).
    pub(super) fn officer(&self) -> Result<&SignedIn, PageError> {
        self.visit.officer.as_ref().ok_or(PageError::SignIn)
    }
}

impl FromRequest<Arc<Pages>> for Posted {
    type Rejection = PageError;

    async fn from_request(request: Request<Body>, pages: &Arc<Pages>) -> Result<Self, PageError> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts, pages);
        if !is_same_origin(&parts.headers) {
            return Err(PageError::ForeignForm);
        }
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        let is_multipart = kind.starts_with("multipart/form-data");
        let request = Request::from_parts(parts, body);
        let (fields, picture) = if is_multipart {
            read_multipart(request).await?
        } else {
            (read_urlencoded(request).await?, None)
        };
        let given = fields.get("csrf").map_or("", String::as_str);
        if !pages.is_same(given, &visit.csrf) {
            return Err(PageError::ForeignForm);
        }
        Ok(Self { visit, fields, picture })
    }
}

/// Browsers say where a request comes from. One from another site is refused before its token is checked.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        // Under `Referrer-Policy: no-referrer` browsers send "null" from our own pages too.
        (Some(origin), Some(host)) => origin == "null" || origin.strip_prefix("http://") == Some(host),
        _ => true,
    }
}

async fn read_urlencoded(request: Request) -> Result<HashMap<String, String>, PageError> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, MOST_TEXT).await.map_err(|_| PageError::TooLarge)?;
    let request = Request::from_parts(parts, Body::from(bytes));
    let Form(pairs): Form<Vec<(String, String)>> =
        Form::from_request(request, &()).await.map_err(|_| PageError::Malformed)?;
    if pairs.len() > MOST_FIELDS {
        return Err(PageError::Malformed);
    }
    Ok(pairs.into_iter().collect())
}

async fn read_multipart(request: Request) -> Result<(HashMap<String, String>, Option<Vec<u8>>), PageError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| PageError::Malformed)?;
    let (mut fields, mut picture, mut left) = (HashMap::new(), None, MOST_TEXT);
    for _ in 0..MOST_FIELDS {
        let Some(field) = form.next_field().await.map_err(of_multipart)? else {
            return Ok((fields, picture));
        };
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(of_multipart)?;
        if is_file {
            picture = (!bytes.is_empty()).then(|| bytes.to_vec());
        } else {
            left = left.checked_sub(bytes.len()).ok_or(PageError::TooLarge)?;
            fields.insert(name, String::from_utf8(bytes.to_vec()).map_err(|_| PageError::Malformed)?);
        }
    }
    Err(PageError::Malformed)
}

fn of_multipart(error: MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { PageError::TooLarge } else { PageError::Malformed }
}
