//! Lists in pages. The cursor is the id of the last entry of the page before.

use super::{Call, Problem};
use crate::secret::{decode_exact, encode};

/// Entries on one page.
const PAGE: usize = 20;

/// The page that a request asks for, and the cursor of the next one, if there is one.
///
/// # Errors
/// A cursor that is no id is malformed; one that is on no page is not found: the list changed.
pub(super) fn page<'a, T>(
    call: &Call,
    all: &'a [T],
    id: impl Fn(&T) -> [u8; 16],
) -> Result<(&'a [T], Option<String>), Problem> {
    let rest = match call.query("cursor").filter(|cursor| !cursor.is_empty()) {
        None => all,
        Some(cursor) => {
            let last = decode_exact::<16>(cursor).ok_or_else(Problem::malformed)?;
            let at = all.iter().position(|entry| id(entry) == last).ok_or_else(Problem::not_found)?;
            &all[at + 1..]
        }
    };
    let page = &rest[..rest.len().min(PAGE)];
    let next = page.last().filter(|_| page.len() < rest.len()).map(|last| encode(&id(last)));
    Ok((page, next))
}
