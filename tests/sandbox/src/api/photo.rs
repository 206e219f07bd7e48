//! `/v1/registrations/{id}/photo`: the selfie in pieces, resumable (IETF draft-ietf-httpbis-resumable-upload).
//!
//! A piece is stored only when it arrived completely, because its signature covers all of it. The phone chooses the size.
//! The offset makes a repeat harmless, so pieces need no idempotency key.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use image::{ImageFormat, ImageReader, Limits};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Call, Problem, registrations::own};
use crate::{
    registration::State as Stage,
    secret::{decode_exact, sha256},
    service::Shared,
};

/// Largest photograph, bytes.
const LARGEST: u64 = 112_640;
/// Largest side of the picture, pixels.
const LARGEST_SIDE: u32 = 4096;

#[derive(Deserialize)]
struct Announcement {
    length: u64,
    sha256: String,
    content_type: String,
}

/// `POST`: announces a photograph. The same one again keeps what arrived; another one starts from zero.
pub(super) async fn announce(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let announcement: Announcement = call.json()?;
    call.change(&service, &caller, |tx, now| {
        let registration = own(tx, &caller, &id, now)?;
        if registration.state != Stage::Photo {
            return Err(Problem::state_conflict(registration.state.name()));
        }
        if announcement.content_type != "image/jpeg" {
            return Err(Problem::unsupported_type());
        }
        if announcement.length > LARGEST {
            return Err(Problem::too_large());
        }
        let hash = decode_exact::<32>(&announcement.sha256).filter(|_| announcement.length > 0);
        let hash = hash.ok_or_else(Problem::malformed)?;
        let same =
            registration.photo.filter(|photo| photo.sha256 == hash && photo.length == announcement.length);
        let offset = match same {
            Some(photo) => photo.offset,
            None => {
                tx.set_photo(&registration.id, Some((announcement.length, hash)))?;
                0
            }
        };
        Ok(Answer::json(StatusCode::CREATED, &json!({"offset": offset})))
    })
}

/// `HEAD`: how many bytes arrived.
pub(super) async fn offset(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let now = service.clock.now();
    let registration = service.store.run(|tx| own(tx, &caller, &id, now))?;
    let photo = registration.photo.ok_or_else(Problem::not_found)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT)
        .with("upload-offset", photo.offset)
        .with("upload-length", photo.length)
        .with("upload-complete", if photo.complete { "?1" } else { "?0" }))
}

/// `PATCH`: the next piece.
pub(super) async fn append(
    State(service): State<Shared>,
    Path(id): Path<String>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    if call.media_type()? != "application/partial-upload" {
        return Err(Problem::unsupported_type());
    }
    let offset: u64 =
        call.header("upload-offset")?.and_then(|text| text.parse().ok()).ok_or_else(Problem::malformed)?;
    let last = match call.header("upload-complete")? {
        Some("?1") => true,
        Some("?0") => false,
        _ => return Err(Problem::malformed()),
    };
    let now = service.clock.now();
    // A refusal that changes something (a damaged photograph starts from zero) must be committed too.
    service.store.run(|tx| {
        let mut registration = own(tx, &caller, &id, now)?;
        let Some(photo) = registration.photo.clone() else {
            return Err(Problem::state_conflict(registration.state.name()));
        };
        if registration.state != Stage::Photo {
            // The answer to the last piece was lost: the phone is told that all bytes arrived.
            let end = offset.checked_add(call.body.len() as u64);
            let repeated = photo.complete && end == Some(photo.length);
            return if repeated {
                Ok(Answer::empty(StatusCode::NO_CONTENT).with("upload-offset", photo.length))
            } else {
                Err(Problem::state_conflict(registration.state.name()))
            };
        }
        if offset != photo.offset {
            return Err(Problem::offset_mismatch(photo.offset));
        }
        let received = offset.checked_add(call.body.len() as u64);
        let received =
            received.filter(|received| *received <= photo.length).ok_or_else(Problem::too_large)?;
        if last != (received == photo.length) {
            return Err(Problem::malformed());
        }
        let mut bytes = tx.photo_bytes(&registration.id)?;
        bytes.extend_from_slice(&call.body);
        if last {
            let refusal = if sha256(&bytes) != photo.sha256 {
                Some(Problem::digest_mismatch())
            } else if !is_jpeg(&bytes) {
                Some(Problem::not_a_jpeg())
            } else {
                None
            };
            if let Some(refusal) = refusal {
                tx.set_photo(&registration.id, Some((photo.length, photo.sha256)))?;
                return Ok(refusal.answer());
            }
        }
        tx.set_photo_bytes(&registration.id, &bytes, last)?;
        if last {
            registration.state = Stage::Pairing;
            tx.save_registration(&registration)?;
        }
        Ok(Answer::empty(StatusCode::NO_CONTENT).with("upload-offset", received))
    })
}

/// Whether the bytes decode as a JPEG of a sensible size: the officer's page must be able to show it.
///
/// The decoder fills the rest of a truncated photograph with grey, so the end marker is checked: a phone's encoder always
/// writes it.
fn is_jpeg(bytes: &[u8]) -> bool {
    if !bytes.ends_with(&[0xff, 0xd9]) {
        return false;
    }
    let mut reader = ImageReader::with_format(std::io::Cursor::new(bytes), ImageFormat::Jpeg);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(64 << 20);
    reader.limits(limits);
    reader.decode().is_ok()
}
