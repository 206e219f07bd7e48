//! File names as people type them or drag them into a terminal.

use std::path::{Path, PathBuf};

/// The path that `entry` means. If a file with exactly this name exists, it is that file. Otherwise the additions of
/// shells and terminals are removed: quotes, a backslash before a space, `file://`, and `~` for `home`.
pub(crate) fn path_of(entry: &str, home: Option<&Path>) -> PathBuf {
    if Path::new(entry).exists() {
        return PathBuf::from(entry);
    }
    let name = unquoted(entry.trim());
    if let Some(address) = name.strip_prefix("file://") {
        return PathBuf::from(decoded(address.strip_prefix("localhost").unwrap_or(address)));
    }
    match (name.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    }
}

/// Resolves shell quoting: 'single', "double", and escaped\ spaces. On Windows the backslash is kept: it separates
/// folders.
fn unquoted(word: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut characters = word.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') if !cfg!(windows) => out.extend(characters.next()),
            _ => out.push(character),
        }
    }
    // A quote that is not closed is a character of the name.
    if quote.is_some() { word.to_owned() } else { out }
}

/// Decodes percent-encoding (RFC 3986): `%20` is a space. A `%` without two hexadecimal digits after it is kept.
fn decoded(address: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = address.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        let digits = rest.get(..2).filter(|_| byte == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(escaped.unwrap_or(byte));
        bytes = if escaped.is_some() { &rest[2..] } else { rest };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn typed_quoted_and_dragged_names_resolve_to_the_same_file() {
        let home = Path::new("/data/warga");
        for entry in [
            "~/foto saya.jpg",
            "/data/warga/foto saya.jpg",
            r"/data/warga/foto\ saya.jpg",
            "'/data/warga/foto saya.jpg' ",
            "\"/data/warga/foto saya.jpg\"",
            "file:///data/warga/foto%20saya.jpg",
            "file://localhost/data/warga/foto%20saya.jpg",
        ] {
            let expected = Path::new("/data/warga/foto saya.jpg");
            assert_eq!(path_of(entry, Some(home)), expected, "{entry}");
        }
    }

    #[test]
    fn unclosed_quotes_and_incomplete_percent_escapes_are_kept() {
        assert_eq!(path_of("it's.jpg", None), Path::new("it's.jpg"));
        assert_eq!(path_of(r"'it'\''s.jpg'", None), Path::new("it's.jpg"));
        assert_eq!(path_of("file:///a%2", None), Path::new("/a%2"));
        assert_eq!(path_of("file:///100%25", None), Path::new("/100%"));
        assert_eq!(path_of("~/a.jpg", None), Path::new("~/a.jpg"));
    }

    #[test]
    fn the_exact_name_of_an_existing_file_is_not_unquoted() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join(r"a\ b.jpg");
        std::fs::write(&odd, b"").unwrap();
        assert_eq!(path_of(odd.to_str().unwrap(), None), odd);
    }
}
