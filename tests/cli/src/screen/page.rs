//! A local page that shows the current code and reloads itself, for terminals that are too small. It is a file, so no
//! port is open. Each code replaces the whole file, and the file is removed when the showing ends.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use ikd_core::presentation::Symbol;

use super::blocks::QUIET_ZONE;
use crate::{failure::Failure, home::replace, texts::Texts};

/// Seconds after which a browser reloads the page. A code is valid for 30 s and replaced after 15 s, so a code shown
/// this much longer is still valid.
const LOAD_AGAIN_S: u32 = 3;

/// The page.
pub(crate) struct Page {
    file: PathBuf,
    texts: &'static Texts,
}

impl Page {
    /// Prepares a page in this folder.
    pub(crate) fn new(folder: &Path, texts: &'static Texts) -> Self {
        Self { file: folder.join("qr.html"), texts }
    }

    /// The page's `file://` address.
    pub(crate) fn address(&self) -> String {
        let path = std::path::absolute(&self.file).unwrap_or_else(|_| self.file.clone());
        let mut address = String::from("file://");
        for byte in path.to_string_lossy().bytes() {
            match byte {
                b'/' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
                byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
                byte => {
                    let _ = write!(address, "%{byte:02X}");
                }
            }
        }
        address
    }

    /// Replaces the page with this code.
    pub(crate) fn show(&self, symbol: &Symbol, reader: &str) -> Result<(), Failure> {
        let html = html(self.texts, symbol, reader);
        replace(&self.file, html.as_bytes(), true)
            .map_err(|_| Failure::new("file-not-written", self.texts.file_not_written))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // If the removal fails, the code on the page still expires within a minute.
        let _ = fs::remove_file(&self.file);
    }
}

fn html(texts: &Texts, symbol: &Symbol, reader: &str) -> String {
    let side = symbol.width() + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..symbol.width() {
        for x in (0..symbol.width()).filter(|x| symbol.is_dark(*x, y)) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
        }
    }
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"refresh\" content=\"{LOAD_AGAIN_S}\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{title}</title>\
         <style>body{{margin:1rem;font:1.1rem system-ui,sans-serif;text-align:center;background:#fff;color:#000}}\
         svg{{width:min(95vw,80vh);height:auto}}</style></head>\n\
         <body><h1>{title}</h1><p>{reader}</p>\
         <svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>\
         <p>{note}</p></body></html>\n",
        lang = texts.code,
        title = texts.page_title,
        reader = escaped(reader),
        note = texts.page_note,
    )
}

/// Escapes text for HTML. The reader's name comes from the trust bundle, which is signed but not written by this
/// program.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, character| {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            character => out.push(character),
        }
        out
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::texts::{Lang, of};

    fn symbol() -> Symbol {
        Symbol::of_text("IKD1:TEST").unwrap()
    }

    #[test]
    fn the_page_reloads_itself_and_names_the_reader() {
        let html = html(of(Lang::En), &symbol(), "Bank <A> & Co");
        assert!(html.contains("http-equiv=\"refresh\"") && html.contains("Bank &lt;A&gt; &amp; Co"));
    }

    #[test]
    fn every_dark_module_is_in_the_picture() {
        let symbol = symbol();
        let dark = (0..symbol.width()).flat_map(|y| (0..symbol.width()).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| symbol.is_dark(*x, *y)).count();
        assert_eq!(html(of(Lang::Id), &symbol, "").matches("h1v1h-1z").count(), dark);
    }

    #[test]
    fn the_page_is_removed_when_the_showing_ends() {
        let folder = tempfile::tempdir().unwrap();
        let page = Page::new(folder.path(), of(Lang::En));
        assert!(page.show(&symbol(), "R").is_ok());
        assert!(folder.path().join("qr.html").exists() && page.address().ends_with("/qr.html"));
        drop(page);
        assert!(!folder.path().join("qr.html").exists());
    }
}
