//! Resumable uploads in parts.
//!
//! The service keeps a part only when all of it has arrived. So parts start small and grow while they arrive: a
//! connection that breaks after a few kilobytes still carries some of them, and a good one needs few requests.

use std::{iter, ops::Range};

use ring::digest;

use super::{
    Body, Call, Method, ProblemCode, ServiceClient, ServiceError,
    contract::{Bytes, StartUpload, UploadState},
    new_idempotency_key,
};
use crate::platform::{KeystoreSigner, SecureRandom};

/// Bytes of the first part, and of the first one after a failure. At 50 kbit/s it takes less than a second.
const FIRST_PART: usize = 4 * 1024;
/// Most bytes of a part. At 50 kbit/s it takes about 5 s: progress stays visible.
pub(super) const LARGEST_PART: usize = 32 * 1024;
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

/// Sizes of the parts that arrive one after the other: each twice as large as the one before, up to [`LARGEST_PART`].
fn part_sizes() -> impl Iterator<Item = usize> + Send {
    iter::successors(Some(FIRST_PART), |size| Some((size * 2).min(LARGEST_PART)))
}

/// How many parts carry a file of `bytes`, if each arrives at the first attempt.
pub(crate) fn count_parts(bytes: u64) -> u64 {
    let (mut left, mut parts) = (bytes, 0);
    for size in part_sizes().take_while(|size| *size < LARGEST_PART) {
        if left == 0 {
            return parts;
        }
        left = left.saturating_sub(size as u64);
        parts += 1;
    }
    parts + left.div_ceil(LARGEST_PART as u64)
}

fn part(bytes: &[u8], range: Range<usize>) -> Body {
    let (offset, complete) = (range.start as u64, range.end == bytes.len());
    Body::Part { bytes: bytes[range].to_vec(), offset, complete }
}

/// Appends the bytes from `offset` on to the upload at `path`, in parts that start small and grow. A part that is
/// repeated after a failure is a small one again. Calls `arrived` after each part, with the number of bytes that the
/// service holds.
pub(crate) async fn send_parts(
    client: &ServiceClient,
    key: &KeystoreSigner,
    path: &str,
    bytes: &[u8],
    mut offset: usize,
    arrived: &mut (dyn FnMut(usize) + Send),
) -> Result<(), ServiceError> {
    let mut sizes = part_sizes();
    while offset < bytes.len() {
        let size = sizes.next().expect("the sizes do not end");
        let mut end = (offset + size).min(bytes.len());
        let first = Call {
            method: Method::Patch,
            target: path.to_owned(),
            body: part(bytes, offset..end),
            idempotency_key: None,
            if_none_match: None,
            key: Some(key),
        };
        let mut smaller = |call: &mut Call<'_>| {
            sizes = part_sizes();
            let size = sizes.next().expect("the sizes do not end");
            end = (offset + size).min(bytes.len());
            call.body = part(bytes, offset..end);
        };
        let sent = client.call_changing(first, &mut smaller).await;
        match sent {
            Ok(_) => offset = end,
            // The part had arrived before, or more than that, but its answer was lost.
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;
    use crate::{
        platform::{KeyAuth, KeySpec, KeyUse, testing::TestPhone},
        service::{HttpRequest, HttpResponse, Transport, TransportError, TransportFuture},
        time::ServiceClock,
    };

    const KIB: usize = 1024;

    /// A service that keeps an upload, over connections that break once so many bytes of parts have crossed.
    struct Service {
        /// Bytes of parts that a connection carries.
        carries: usize,
        /// The answer to a part that arrived is lost each time before a connection breaks.
        loses_answers: bool,
        state: Mutex<State>,
    }

    #[derive(Default)]
    struct State {
        held: Vec<u8>,
        /// What the present connection has carried.
        crossed: usize,
        /// Offset and size of each part that was sent.
        sent: Vec<(usize, usize)>,
    }

    impl Service {
        fn act(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let field =
                |name| request.headers.iter().find(|(field, _)| *field == name).map(|(_, v)| v.as_str());
            let offset =
                field("upload-offset").and_then(|text| text.parse().ok()).expect("a part has an offset");
            state.sent.push((offset, request.body.len()));
            state.crossed += request.body.len();
            if state.crossed > self.carries {
                state.crossed = 0;
                return Err(TransportError::Offline);
            }
            if offset != state.held.len() {
                let body =
                    format!(r#"{{"type":"urn:ikd:problem:offset-mismatch","offset":{}}}"#, state.held.len());
                return Ok(HttpResponse { status: 409, headers: Vec::new(), body: body.into_bytes() });
            }
            state.held.extend_from_slice(&request.body);
            if self.loses_answers && state.held.len() % (8 * KIB) == 4 * KIB {
                return Err(TransportError::Offline);
            }
            Ok(HttpResponse { status: 204, headers: Vec::new(), body: Vec::new() })
        }
    }

    impl Transport for Service {
        fn authority(&self) -> &str {
            "localhost"
        }

        fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
            Box::pin(std::future::ready(self.act(&request)))
        }
    }

    /// Sends so many bytes. Returns the outcome, the parts that were sent, and whether the service has all bytes.
    async fn send(
        bytes: usize,
        carries: usize,
        loses_answers: bool,
    ) -> (Result<(), ServiceError>, Vec<(usize, usize)>, bool) {
        let folder = tempfile::TempDir::new().expect("a folder");
        let phone = TestPhone::new(1);
        let platform = phone.platform();
        let clock = Arc::new(ServiceClock::open(platform.clock.clone(), folder.path().join("clock.json")));
        let service = Arc::new(Service { carries, loses_answers, state: Mutex::default() });
        let client = ServiceClient::new(service.clone(), clock, &platform, "0.1.0".to_owned());
        let spec = KeySpec { usage: KeyUse::Sign, auth: KeyAuth::Always };
        let key = KeystoreSigner::create(platform.keystore.clone(), "ikd.device.test", spec).expect("a key");
        let file: Vec<u8> = (0..bytes).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
        let outcome = send_parts(&client, &key, "/v1/file", &file, 0, &mut |_| {}).await;
        let state = service.state.lock().unwrap_or_else(PoisonError::into_inner);
        (outcome, state.sent.clone(), state.held == file)
    }

    #[tokio::test]
    async fn parts_start_small_and_double_up_to_the_largest() {
        let (outcome, sent, complete) = send(100 * KIB, usize::MAX, false).await;
        assert_eq!((outcome, complete), (Ok(()), true));
        let sizes: Vec<_> = sent.into_iter().map(|(_, size)| size / KIB).collect();
        assert_eq!(sizes, [4, 8, 16, 32, 32, 8]);
    }

    #[tokio::test]
    async fn the_count_of_parts_is_that_of_the_requests() {
        for bytes in
            [0, 1, 4095, 4096, 4097, 12 * KIB, 28 * KIB, 28 * KIB + 1, 60 * KIB, 60 * KIB + 1, 400 * KIB]
        {
            let (_, sent, _) = send(bytes, usize::MAX, false).await;
            assert_eq!(count_parts(bytes as u64), sent.len() as u64, "{bytes}");
        }
        assert!(count_parts(u64::MAX) > 0, "it ends");
    }

    #[tokio::test(start_paused = true)]
    async fn a_repeated_part_is_small_again_so_that_connections_that_carry_little_are_enough() {
        let (outcome, sent, complete) = send(100 * KIB, 4 * KIB, false).await;
        assert_eq!((outcome, complete), (Ok(()), true));
        assert!(sent.windows(2).all(|two| two[1].0 > two[0].0 || two[1].1 == FIRST_PART), "{sent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_repeat_of_a_part_whose_answer_was_lost_goes_on_behind_what_arrived() {
        let (outcome, sent, complete) = send(100 * KIB, usize::MAX, true).await;
        assert_eq!((outcome, complete), (Ok(()), true));
        assert!(sent.len() > 10, "no answer was lost: {sent:?}");
    }
}
