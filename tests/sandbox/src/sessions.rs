//! Signing in at the counter: one officer's name and code, and sessions that end after a working day.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    office::{Office, OfficeError},
    secret::{decode_exact, encode, random, same, sha256},
};

/// How long an officer stays signed in, seconds.
const SESSION: u64 = 8 * 3600;

/// Who may sign in, and who is signed in.
pub(crate) struct Sessions {
    pub(crate) name: String,
    pub(crate) code: String,
    /// By hash of the token: until when.
    open: Mutex<HashMap<[u8; 32], u64>>,
}

impl Sessions {
    pub(crate) fn new(name: String, code: String) -> Self {
        Self { name, code, open: Mutex::new(HashMap::new()) }
    }
}

impl Office {
    /// Signs an officer in; gives the session's token.
    ///
    /// # Errors
    /// [`OfficeError::SignIn`], [`OfficeError::TooMany`].
    pub fn sign_in(&self, name: &str, code: &str) -> Result<String, OfficeError> {
        self.0.limiter.sign_in().map_err(|retry_after| OfficeError::TooMany { retry_after })?;
        let sessions = &self.0.sessions;
        // Both are compared whatever the first gives, so that time says nothing.
        let (name, code) = (
            same(name.as_bytes(), sessions.name.as_bytes()),
            same(code.as_bytes(), sessions.code.as_bytes()),
        );
        if !(name & code) {
            return Err(OfficeError::SignIn);
        }
        let token = random::<32>();
        let now = self.0.clock.now();
        let mut open = sessions.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, until| *until > now);
        open.insert(sha256(&token), now + SESSION);
        Ok(encode(&token))
    }

    /// Whether a token is that of a session that is still open.
    pub fn is_signed_in(&self, token: &str) -> bool {
        let Some(token) = decode_exact::<32>(token) else { return false };
        let open = self.0.sessions.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&sha256(&token)).is_some_and(|until| *until > self.0.clock.now())
    }

    /// Ends a session.
    pub fn sign_out(&self, token: &str) {
        if let Some(token) = decode_exact::<32>(token) {
            self.0.sessions.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&sha256(&token));
        }
    }
}
