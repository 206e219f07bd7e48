//! First answers kept for repeats, and nonces kept against replays.

use rusqlite::{OptionalExtension, params};

use super::{StoreError, Tx, int};

/// How long a first answer is kept for repeats, seconds.
const ANSWERS_KEPT: u64 = 24 * 3600;

/// An answer as it was first given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeptAnswer {
    pub(crate) status: u16,
    /// JSON object of header name and value.
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

/// What is known of an idempotency key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Not seen from this phone.
    New,
    /// The same request was answered before.
    Answer(KeptAnswer),
    /// The key was used for another request.
    Conflict,
}

/// What makes a repeat the same request.
pub(crate) struct RequestIdentity<'a> {
    pub(crate) thumbprint: &'a [u8; 32],
    pub(crate) key: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// SHA-256 of the body.
    pub(crate) digest: &'a [u8; 32],
}

impl Tx<'_> {
    /// What was answered to this request before.
    pub(crate) fn kept_answer(&self, request: &RequestIdentity<'_>, now: u64) -> Result<Kept, StoreError> {
        self.0.execute("DELETE FROM idempotency WHERE at < ?1", [int(now.saturating_sub(ANSWERS_KEPT))])?;
        let found = self
            .0
            .query_row(
                "SELECT method, path, digest, status, headers, body FROM idempotency WHERE thumbprint = ?1 AND key = ?2",
                params![request.thumbprint, request.key],
                |row| {
                    let (method, path, digest): (String, String, [u8; 32]) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let same = method == request.method && path == request.path && digest == *request.digest;
                    Ok((same, KeptAnswer { status: row.get(3)?, headers: row.get(4)?, body: row.get(5)? }))
                },
            )
            .optional()?;
        Ok(match found {
            None => Kept::New,
            Some((true, answer)) => Kept::Answer(answer),
            Some((false, _)) => Kept::Conflict,
        })
    }

    /// Keeps the first answer to a request.
    pub(crate) fn keep_answer(
        &self,
        request: &RequestIdentity<'_>,
        answer: &KeptAnswer,
        now: u64,
    ) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT INTO idempotency (thumbprint, key, method, path, digest, at, status, headers, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                request.thumbprint,
                request.key,
                request.method,
                request.path,
                request.digest,
                int(now),
                answer.status,
                answer.headers,
                answer.body
            ],
        )?;
        Ok(())
    }

    /// Notes a nonce; `false` when this key used it before. `keep_from`: older ones are erased, because a
    /// signature made before that moment is refused for its age.
    pub(crate) fn note_nonce(
        &self,
        thumbprint: &[u8; 32],
        nonce: &[u8; 16],
        created: u64,
        keep_from: u64,
    ) -> Result<bool, StoreError> {
        self.0.execute("DELETE FROM nonce WHERE created < ?1", [int(keep_from)])?;
        let noted = self.0.execute(
            "INSERT OR IGNORE INTO nonce (thumbprint, nonce, created) VALUES (?1, ?2, ?3)",
            params![thumbprint, nonce, int(created)],
        )?;
        Ok(noted == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Store, *};

    fn request<'a>(thumbprint: &'a [u8; 32], path: &'a str, digest: &'a [u8; 32]) -> RequestIdentity<'a> {
        RequestIdentity { thumbprint, key: "0123456789abcdef", method: "POST", path, digest }
    }

    #[test]
    fn a_repeat_gets_the_first_answer_and_another_body_is_a_conflict() {
        let store = Store::memory().expect("opened");
        let answer = KeptAnswer { status: 201, headers: "{}".to_owned(), body: b"first".to_vec() };
        store
            .run(|tx| {
                assert_eq!(tx.kept_answer(&request(&[1; 32], "/a", &[2; 32]), 100)?, Kept::New);
                tx.keep_answer(&request(&[1; 32], "/a", &[2; 32]), &answer, 100)?;
                assert_eq!(
                    tx.kept_answer(&request(&[1; 32], "/a", &[2; 32]), 200)?,
                    Kept::Answer(answer.clone())
                );
                assert_eq!(tx.kept_answer(&request(&[1; 32], "/a", &[3; 32]), 200)?, Kept::Conflict);
                assert_eq!(tx.kept_answer(&request(&[1; 32], "/b", &[2; 32]), 200)?, Kept::Conflict);
                assert_eq!(tx.kept_answer(&request(&[9; 32], "/a", &[2; 32]), 200)?, Kept::New);
                assert_eq!(
                    tx.kept_answer(&request(&[1; 32], "/a", &[2; 32]), 100 + ANSWERS_KEPT + 1)?,
                    Kept::New
                );
                Ok::<_, StoreError>(())
            })
            .expect("ran");
    }

    #[test]
    fn a_nonce_is_new_once_for_each_key() {
        let store = Store::memory().expect("opened");
        store
            .run(|tx| {
                assert!(tx.note_nonce(&[1; 32], &[5; 16], 100, 0)?);
                assert!(!tx.note_nonce(&[1; 32], &[5; 16], 101, 0)?);
                assert!(tx.note_nonce(&[2; 32], &[5; 16], 100, 0)?);
                assert!(
                    tx.note_nonce(&[1; 32], &[5; 16], 900, 500)?,
                    "forgotten once its signature is too old anyway"
                );
                Ok::<_, StoreError>(())
            })
            .expect("ran");
    }
}
