//! Resumable uploads in parts.

use ring::digest;

use super::{
    Body, Call, Method, ProblemCode, ServiceClient, ServiceError,
    contract::{Bytes, StartUpload, UploadState},
    new_idempotency_key,
};
use crate::platform::{KeystoreSigner, SecureRandom};

/// Bytes of one part. At 50 kbit/s a part takes about 3 s: a lost connection loses little, and progress is visible.
pub(super) const PART: usize = 20 * 1024;
/// How often an upload is started before it fails, so that it always ends.
const MAX_PASSES: u32 = 3;

/// A portrait for the service.
#[derive(Clone)]
pub struct Photo<'a> {
    /// The file that the selfie module made: a JPEG without metadata, at most 110 KiB.
    pub jpeg: &'a [u8],
    /// Names of the advice that its photograph did not follow (`selfie::Guidance::code`): it travels with the portrait to
    /// the officer, who decides.
    pub advice: Vec<&'static str>,
}

impl<'a> Photo<'a> {
    /// A portrait whose photograph followed all advice.
    pub fn faultless(jpeg: &'a [u8]) -> Self {
        Self { jpeg, advice: Vec::new() }
    }
}

/// A file to upload.
pub(crate) struct Upload<'a> {
    pub(crate) client: &'a ServiceClient,
    pub(crate) random: &'a dyn SecureRandom,
    pub(crate) key: &'a KeystoreSigner,
    /// Path of the upload at the service.
    pub(crate) path: &'a str,
    pub(crate) content_type: &'static str,
    pub(crate) bytes: &'a [u8],
    /// Names of the advice that the photograph did not follow, for the officer.
    pub(crate) advice: &'a [String],
}

impl Upload<'_> {
    /// Sends the bytes that the service does not hold yet. Calls `started` before the first part and `arrived` after each
    /// part, with the number of bytes that the service holds.
    pub(crate) async fn send(
        &self,
        started: &mut (dyn FnMut(usize) + Send),
        arrived: &mut (dyn FnMut(usize) + Send),
    ) -> Result<(), ServiceError> {
        let mut passes = 0;
        loop {
            passes += 1;
            let sent = match self.start().await {
                Ok(offset) => {
                    started(offset);
                    let Self { client, key, path, bytes, .. } = *self;
                    send_parts(client, key, path, bytes, offset, arrived).await
                }
                Err(error) => Err(error),
            };
            match sent {
                // The service holds another number of bytes than expected, or a file with another digest: ask it again.
                Err(ServiceError::Problem(
                    ProblemCode::OffsetMismatch { .. } | ProblemCode::DigestMismatch,
                )) if passes < MAX_PASSES => {}
                sent => return sent,
            }
        }
    }

    /// Announces the file; returns how many of its bytes the service holds from an earlier run.
    async fn start(&self) -> Result<usize, ServiceError> {
        let idempotency_key = new_idempotency_key(self.random)?;
        let body = Body::json(&StartUpload {
            length: self.bytes.len() as u64,
            sha256: Bytes(digest::digest(&digest::SHA256, self.bytes).as_ref().to_vec()),
            content_type: self.content_type,
            advice: self.advice,
        });
        let call = Call::post(self.path, body, &idempotency_key, self.key);
        let state: UploadState = self.client.call(call).await?.json()?;
        let offset = usize::try_from(state.offset).ok().filter(|offset| *offset <= self.bytes.len());
        offset.ok_or(ServiceError::BadAnswer)
    }
}

/// Appends the bytes from `offset` on to the upload at `path`. Calls `arrived` after each part, with the number of bytes that
/// the service holds.
pub(crate) async fn send_parts(
    client: &ServiceClient,
    key: &KeystoreSigner,
    path: &str,
    bytes: &[u8],
    mut offset: usize,
    arrived: &mut (dyn FnMut(usize) + Send),
) -> Result<(), ServiceError> {
    while offset < bytes.len() {
        let end = (offset + PART).min(bytes.len());
        let call = Call {
            method: Method::Patch,
            target: path.to_owned(),
            body: Body::Part {
                bytes: bytes[offset..end].to_vec(),
                offset: offset as u64,
                complete: end == bytes.len(),
            },
            idempotency_key: None,
            if_none_match: None,
            key: Some(key),
        };
        match client.call(call).await {
            Ok(_) => offset = end,
            // The part had arrived before, but its answer was lost.
            Err(ServiceError::Problem(ProblemCode::OffsetMismatch { offset: held }))
                if usize::try_from(held).is_ok_and(|held| held > offset && held <= bytes.len()) =>
            {
                offset = usize::try_from(held).expect("checked above");
            }
            Err(error) => return Err(error),
        }
        arrived(offset);
    }
    Ok(())
}
