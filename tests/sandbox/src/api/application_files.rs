//! `/v1/applications/{id}/files/{sha256}`: the sealed attachments, each named by its digest and sent once, in pieces.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use ikd_proof::application::{ApplicationId, MAX_SEALED_ATTACHMENT};
use serde::Deserialize;
use serde_json::json;

use super::{
    Answer, Call, Caller, Problem,
    applications::takes_files,
    upload::{Piece, arrived, offset_of},
};
use crate::{
    application,
    secret::decode_exact,
    service::Shared,
    store::{Account, ApplicationFile, PhotoOf, Tx, file_id},
};

/// Most files of an account that the service keeps at a time, and most bytes of them: what a phone keeps.
const MOST_FILES: u64 = 120;
const MOST_BYTES: u64 = 20 << 20;

#[derive(Deserialize)]
struct Announced {
    length: u64,
}

/// Whose file it is, and which.
struct Named {
    account: Account,
    application: ApplicationId,
    sha256: [u8; 32],
}

impl Named {
    fn read(
        tx: &Tx<'_>,
        call: &Call,
        caller: &Caller,
        (id, sha256): &(String, String),
    ) -> Result<Self, Problem> {
        let account = call.account(tx, caller)?;
        let application = ApplicationId(decode_exact(id).ok_or_else(Problem::not_found)?);
        let sha256 = decode_exact(sha256).ok_or_else(Problem::not_found)?;
        Ok(Self { account, application, sha256 })
    }

    fn id(&self) -> [u8; 16] {
        file_id(&self.account.id, &self.application.0, &self.sha256)
    }

    fn find(&self, tx: &Tx<'_>) -> Result<Option<ApplicationFile>, Problem> {
        Ok(tx.application_file(&self.id())?)
    }
}

/// `POST`: announces a file. One that is known goes on where it stopped, also when it was sent with an earlier revision.
/// The digest makes a repeat harmless, so it needs no idempotency key.
pub(super) async fn announce(
    State(service): State<Shared>,
    Path(path): Path<(String, String)>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let announced: Announced = call.json()?;
    let now = service.clock.now();
    service.store.run(|tx| {
        let named = Named::read(tx, &call, &caller, &path)?;
        if announced.length == 0 {
            return Err(Problem::malformed());
        }
        if announced.length > MAX_SEALED_ATTACHMENT as u64 {
            return Err(Problem::too_large());
        }
        if let Some(file) = named.find(tx)? {
            // A digest has one length.
            let same = file.photo.length == announced.length;
            let known = json!({"offset": file.photo.offset});
            return if same { Ok(Answer::json(StatusCode::OK, &known)) } else { Err(Problem::malformed()) };
        }
        let application = application::find(tx, &named.application.0, now)?;
        if application.as_ref().is_some_and(|application| application.account != named.account.id) {
            return Err(Problem::not_found());
        }
        takes_files(application.map(|application| application.state))?;
        let (files, bytes) = tx.application_files_of(&named.account.id)?;
        if files >= MOST_FILES || bytes + announced.length > MOST_BYTES {
            return Err(Problem::too_large());
        }
        let what = (announced.length, named.sha256);
        tx.add_application_file(&named.account.id, &named.application, what, now)?;
        Ok(Answer::json(StatusCode::CREATED, &json!({"offset": 0})))
    })
}

/// `HEAD`: how many bytes arrived.
pub(super) async fn offset(
    State(service): State<Shared>,
    Path(path): Path<(String, String)>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let file = service.store.run(|tx| Named::read(tx, &call, &caller, &path)?.find(tx))?;
    offset_of(file.map(|file| file.photo))
}

/// `PATCH`: the next piece.
pub(super) async fn append(
    State(service): State<Shared>,
    Path(path): Path<(String, String)>,
    call: Call,
) -> Result<Answer, Problem> {
    let caller = call.authenticate(&service)?;
    let piece = Piece::of(&call)?;
    // A refusal that changes something (a damaged file starts from zero) must be committed too.
    service.store.run(|tx| {
        let file = Named::read(tx, &call, &caller, &path)?.find(tx)?;
        let file = file.ok_or_else(Problem::not_found)?;
        if piece.repeats_the_end_of(&file.photo, &call.body) {
            return Ok(arrived(file.photo.length));
        }
        if file.photo.complete {
            return Err(Problem::offset_mismatch(file.photo.offset));
        }
        Ok(piece.take(tx, PhotoOf::ApplicationFile(file.id), &file.photo, &call.body)?.0)
    })
}
