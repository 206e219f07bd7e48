//! What applies to every request: limits by address, faults that a test ordered, headers of every answer.

use std::time::Duration;

use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Problem, call::next_frame};
use crate::{
    clock::http_date,
    net::{Connection, CutPoint, FaultKind, LONGEST_DELAY, Truncated},
    service::{RequestSeen, Shared},
};

/// Largest answer that a fault cuts in half, bytes; answers are far smaller.
const LARGEST_ANSWER: usize = 1 << 20;

pub(super) async fn apply(
    State(service): State<Shared>,
    Extension(connection): Extension<Connection>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().as_str().to_owned();
    let route = route.map_or_else(|| "unknown".to_owned(), |route| route.as_str().to_owned());
    let seen = |status: u16, replayed: bool| {
        service.seen.add(RequestSeen { method: method.clone(), route: route.clone(), status, replayed });
    };
    let fault = service.faults.for_request(&method, request.uri().path());
    let response = match &fault {
        Some(FaultKind::Cut(CutPoint::BeforeRequest)) => {
            seen(0, false);
            return cut(&connection).await;
        }
        Some(FaultKind::Cut(CutPoint::MidRequest)) => {
            seen(0, false);
            let mut body = request.into_body();
            let _ = next_frame(&mut body).await;
            return cut(&connection).await;
        }
        Some(FaultKind::Status { status, retry_after }) => {
            Problem::of_status(*status, *retry_after).into_response()
        }
        _ => match service.limiter.call(connection.peer) {
            Ok(()) => next.run(request).await,
            Err(retry_after) => Problem::rate_limited(retry_after).into_response(),
        },
    };
    let replayed = response.headers().contains_key("idempotency-replayed");
    let mut response = match fault {
        Some(FaultKind::Cut(CutPoint::AfterRequest)) => {
            seen(0, replayed);
            return cut(&connection).await;
        }
        Some(FaultKind::Delay { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms).min(LONGEST_DELAY)).await;
            response
        }
        Some(FaultKind::TruncatedBody) => truncate(response).await,
        _ => response,
    };
    seen(response.status().as_u16(), replayed);
    let headers = response.headers_mut();
    let date = HeaderValue::try_from(http_date(service.clock.now())).expect("a date is plain ASCII");
    headers.insert(header::DATE, date);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Breaks the connection. The answer given here is never written; the wait only lets the connection end first.
async fn cut(connection: &Connection) -> Response {
    connection.cut();
    tokio::time::sleep(Duration::from_secs(5)).await;
    Problem::internal().into_response()
}

async fn truncate(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    match to_bytes(body, LARGEST_ANSWER).await {
        Ok(whole) => Response::from_parts(parts, Truncated::new(&whole).into_body()),
        Err(_) => Response::from_parts(parts, Body::empty()),
    }
}
