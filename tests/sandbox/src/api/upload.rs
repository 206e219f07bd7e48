//! A photograph in pieces, resumable (IETF draft-ietf-httpbis-resumable-upload): what registrations, face checks
//! and applications share.
//!
//! A piece is stored only when it arrived completely, because its signature covers all of it. The phone chooses the size.
//! The offset makes a repeat harmless, so pieces need no idempotency key.

use axum::http::StatusCode;
use image::{ImageFormat, ImageReader, Limits};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Call, Problem};
use crate::{
    secret::{decode_exact, sha256},
    store::{Photo, PhotoOf, Tx},
};

/// Largest photograph, bytes.
pub(super) const LARGEST: u64 = 112_640;
/// Most pieces of advice to one photograph, and the longest name of one.
const MOST_ADVICE: usize = 32;
const LONGEST_ADVICE: usize = 32;
/// Largest side of the picture, pixels.
const LARGEST_SIDE: u32 = 4096;

/// Body of the request that announces a photograph.
#[derive(Deserialize)]
pub(super) struct Announcement {
    length: u64,
    sha256: String,
    content_type: String,
    /// Names of the advice that the photograph did not follow.
    #[serde(default)]
    advice: Vec<String>,
}

impl Announcement {
    /// Its length and digest, if the service takes such a photograph.
    fn check(&self) -> Result<(u64, [u8; 32]), Problem> {
        if self.content_type != "image/jpeg" {
            return Err(Problem::unsupported_type());
        }
        if self.length > LARGEST {
            return Err(Problem::too_large());
        }
        let is_name = |name: &String| {
            (1..=LONGEST_ADVICE).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        };
        // A newer app may give advice that this service has no words for.
        if self.advice.len() > MOST_ADVICE || !self.advice.iter().all(is_name) {
            return Err(Problem::malformed());
        }
        let hash = decode_exact::<32>(&self.sha256).filter(|_| self.length > 0);
        Ok((self.length, hash.ok_or_else(Problem::malformed)?))
    }
}

impl Announcement {
    /// Takes the announcement: the same photograph goes on where it stopped, another one starts over.
    pub(super) fn take(&self, tx: &Tx<'_>, of: PhotoOf, held: Option<&Photo>) -> Result<Answer, Problem> {
        let announced = self.check()?;
        let offset = match resumes_at(held, announced) {
            Some(offset) => offset,
            None => {
                tx.start_photo(of, announced)?;
                0
            }
        };
        tx.set_photo_advice(of, &self.advice.join(" "))?;
        Ok(Answer::json(StatusCode::CREATED, &json!({"offset": offset})))
    }
}

/// The answer to `HEAD`: how many bytes are here.
pub(super) fn offset_of(photo: Option<Photo>) -> Result<Answer, Problem> {
    let photo = photo.ok_or_else(Problem::not_found)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT)
        .with("upload-offset", photo.offset)
        .with("upload-length", photo.length)
        .with("upload-complete", if photo.complete { "?1" } else { "?0" }))
}

/// Bytes that are here of the photograph that is announced, if it is the one that was announced before.
fn resumes_at(held: Option<&Photo>, (length, sha256): (u64, [u8; 32])) -> Option<u64> {
    held.filter(|photo| photo.sha256 == sha256 && photo.length == length).map(|photo| photo.offset)
}

/// The next piece, as its headers describe it.
pub(super) struct Piece {
    offset: u64,
    last: bool,
}

impl Piece {
    /// Reads the headers of a request.
    pub(super) fn of(call: &Call) -> Result<Self, Problem> {
        if call.media_type()? != "application/partial-upload" {
            return Err(Problem::unsupported_type());
        }
        let offset = call.header("upload-offset")?.and_then(|text| text.parse().ok());
        let last = match call.header("upload-complete")? {
            Some("?1") => true,
            Some("?0") => false,
            _ => return Err(Problem::malformed()),
        };
        Ok(Self { offset: offset.ok_or_else(Problem::malformed)?, last })
    }

    /// Whether it is the last piece of a photograph that is complete: the answer to it was lost.
    pub(super) fn repeats_the_end_of(&self, photo: &Photo, body: &[u8]) -> bool {
        photo.complete && self.offset.checked_add(body.len() as u64) == Some(photo.length)
    }

    /// Takes the piece. A photograph that is damaged starts from zero, which is answered, not an error, so that it is
    /// committed. Returns the answer, and whether the photograph is complete.
    pub(super) fn take(
        &self,
        tx: &Tx<'_>,
        of: PhotoOf,
        photo: &Photo,
        body: &[u8],
    ) -> Result<(Answer, bool), Problem> {
        let received = self.received(photo, body)?;
        let mut bytes = tx.photo_bytes(of)?;
        bytes.extend_from_slice(body);
        if let Some(refusal) = self.last.then(|| damage(of, photo, &bytes)).flatten() {
            tx.start_photo(of, (photo.length, photo.sha256))?;
            return Ok((refusal.answer(), false));
        }
        tx.set_photo_bytes(of, &bytes, self.last)?;
        Ok((arrived(received), self.last))
    }

    /// How many bytes are here with this piece, if it is the next one.
    fn received(&self, photo: &Photo, body: &[u8]) -> Result<u64, Problem> {
        if self.offset != photo.offset {
            return Err(Problem::offset_mismatch(photo.offset));
        }
        let received = self.offset.checked_add(body.len() as u64);
        let received =
            received.filter(|received| *received <= photo.length).ok_or_else(Problem::too_large)?;
        if self.last != (received == photo.length) {
            return Err(Problem::malformed());
        }
        Ok(received)
    }
}

/// The answer when so many bytes are here.
pub(super) fn arrived(bytes: u64) -> Answer {
    Answer::empty(StatusCode::NO_CONTENT).with("upload-offset", bytes)
}

/// Why the complete photograph is not taken; then it starts from zero.
fn damage(of: PhotoOf, photo: &Photo, bytes: &[u8]) -> Option<Problem> {
    // What is inside a sealed file is seen when the application is opened.
    let sealed = matches!(of, PhotoOf::ApplicationFile(_));
    if sha256(bytes) != photo.sha256 {
        Some(Problem::digest_mismatch())
    } else if !sealed && !is_jpeg(bytes) {
        Some(Problem::not_a_jpeg())
    } else {
        None
    }
}

/// Whether the bytes decode as a JPEG of a sensible size: the officer's page must be able to show it.
///
/// The decoder fills the rest of a truncated photograph with grey, so the end marker is checked: a phone's encoder always
/// writes it.
pub(crate) fn is_jpeg(bytes: &[u8]) -> bool {
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
