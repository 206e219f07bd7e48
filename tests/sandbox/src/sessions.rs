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
    /// Officer and end of each session, by hash of its token.
    open: Mutex<HashMap<[u8; 32], (String, u64)>>,
}

impl Sessions {
    pub(crate) fn new(name: String, code: String) -> Self {
        Self { name, code, open: Mutex::new(HashMap::new()) }
    }

    /// Opens a session and returns its token; `None` when name or code is wrong.
    pub(crate) fn open(&self, name: &str, code: &str, now: u64) -> Option<String> {
        // Both are compared whatever the first comparison gives, so that the time taken says nothing about either.
        let known = same(name.as_bytes(), self.name.as_bytes());
        if !(known & same(code.as_bytes(), self.code.as_bytes())) {
            return None;
        }
        let token = random::<32>();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, (_, until)| *until > now);
        open.insert(sha256(&token), (name.to_owned(), now + SESSION));
        Some(encode(&token))
    }

    /// The officer whose session the token opens, while it has not ended.
    pub(crate) fn officer(&self, token: &str, now: u64) -> Option<String> {
        let token = decode_exact::<32>(token)?;
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&sha256(&token)).filter(|(_, until)| *until > now).map(|(officer, _)| officer.clone())
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
        assert_eq!(sessions.officer(&token, SESSION - 1).as_deref(), Some("petugas"));
        assert_eq!(sessions.officer(&token, SESSION), None);
        assert_eq!(sessions.officer("", 0), None);
    }
}
