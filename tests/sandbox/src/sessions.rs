//! Officers' sessions at the counter: one officer's name and code, and sessions that end after a working day.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::secret::{decode_exact, encode, random, same, sha256};

/// How long an officer stays signed in, seconds.
const SESSION: u64 = 8 * 3600;

/// The officer's credentials and the open sessions.
pub(crate) struct Sessions {
    pub(crate) name: String,
    pub(crate) code: String,
    /// End of each session, by hash of its token.
    open: Mutex<HashMap<[u8; 32], u64>>,
}

impl Sessions {
    pub(crate) fn new(name: String, code: String) -> Self {
        Self { name, code, open: Mutex::new(HashMap::new()) }
    }

    /// Opens a session and returns its token; `None` when name or code is wrong.
    pub(crate) fn open(&self, name: &str, code: &str, now: u64) -> Option<String> {
        // Both are compared whatever the first comparison gives, so that the time taken says nothing about either.
        let (name, code) =
            (same(name.as_bytes(), self.name.as_bytes()), same(code.as_bytes(), self.code.as_bytes()));
        if !(name & code) {
            return None;
        }
        let token = random::<32>();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, until| *until > now);
        open.insert(sha256(&token), now + SESSION);
        Some(encode(&token))
    }

    /// Whether the token belongs to a session that has not ended.
    pub(crate) fn is_open(&self, token: &str, now: u64) -> bool {
        let Some(token) = decode_exact::<32>(token) else { return false };
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&sha256(&token)).is_some_and(|until| *until > now)
    }

    /// Ends a session.
    pub(crate) fn close(&self, token: &str) {
        if let Some(token) = decode_exact::<32>(token) {
            self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&sha256(&token));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_needs_the_right_name_and_the_right_code_and_ends_after_a_working_day() {
        let sessions = Sessions::new("petugas".to_owned(), "abcdefghjk".to_owned());
        assert_eq!(sessions.open("lain", "abcdefghjk", 0), None);
        assert_eq!(sessions.open("petugas", "abcdefghjl", 0), None);
        let token = sessions.open("petugas", "abcdefghjk", 0).expect("opened");
        assert!(sessions.is_open(&token, SESSION - 1));
        assert!(!sessions.is_open(&token, SESSION));
        assert!(!sessions.is_open("", 0));
    }
}
