//! ZIP archives: JAR, AAR and APK. Entries are read and written as Android needs them: no encryption, no ZIP64.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::outcome::Stop;

/// Compression methods of ZIP.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Android's extra field that pads an entry to a border. apksigner keeps the border when it signs.
const ALIGNMENT_FIELD: u16 = 0xd935;

/// MS-DOS date 1981-01-01, so that the same input gives the same archive.
const DATE: u16 = 1 << 9 | 1 << 5 | 1;

/// A file in an archive.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its path in the archive.
    pub(super) name: String,
    method: u16,
    crc: u32,
    size: usize,
    /// Where its bytes begin in the archive.
    pub(super) offset: usize,
    /// Its bytes as they are in the archive.
    raw: Vec<u8>,
}

impl Entry {
    /// Whether it is stored and not compressed.
    pub(super) fn is_stored(&self) -> bool {
        self.method == STORED
    }

    /// Its contents.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Stop> {
        let mut bytes = Vec::with_capacity(self.size);
        match self.method {
            STORED => bytes.extend_from_slice(&self.raw),
            DEFLATED => {
                DeflateDecoder::new(self.raw.as_slice())
                    .read_to_end(&mut bytes)
                    .map_err(|error| Stop::failed(format!("{} is damaged: {error}", self.name)))?;
            }
            other => return Err(Stop::failed(format!("{}: unknown compression {other}", self.name))),
        }
        Ok(bytes)
    }
}

/// The files of an archive, in its order; folders are left out.
pub(super) fn read(file: &Path) -> Result<Vec<Entry>, Stop> {
    let bytes = fs::read(file)
        .map_err(|error| Stop::failed(format!("{} cannot be read: {error}", file.display())))?;
    entries(&bytes).ok_or_else(|| Stop::failed(format!("{} is not a ZIP archive", file.display())))
}

fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    // The last record of the archive; a comment may follow it.
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = short(bytes, end + 10)?;
    let mut at = long(bytes, end + 16)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let (name, extra, comment) = (short(bytes, at + 28)?, short(bytes, at + 30)?, short(bytes, at + 32)?);
        let (packed, size) = (long(bytes, at + 20)?, long(bytes, at + 24)?);
        let local = long(bytes, at + 42)?;
        let offset = local + 30 + short(bytes, local + 26)? + short(bytes, local + 28)?;
        let entry = Entry {
            name: String::from_utf8(bytes.get(at + 46..at + 46 + name)?.to_vec()).ok()?,
            method: u16::try_from(short(bytes, at + 10)?).ok()?,
            crc: u32::try_from(long(bytes, at + 16)?).ok()?,
            size,
            offset,
            raw: bytes.get(offset..offset + packed)?.to_vec(),
        };
        if !entry.name.ends_with('/') {
            entries.push(entry);
        }
        at += 46 + name + extra + comment;
    }
    Some(entries)
}

/// The bytes that groups of files take in an archive, largest first.
pub(super) fn sizes(
    file: &Path,
    group: impl Fn(&str) -> &'static str,
) -> Result<Vec<(&'static str, usize)>, Stop> {
    let mut groups: BTreeMap<&'static str, usize> = BTreeMap::new();
    for entry in read(file)? {
        *groups.entry(group(&entry.name)).or_default() += entry.raw.len();
    }
    let mut groups: Vec<(&'static str, usize)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(groups)
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()
}

/// Unpacks an archive into a folder.
pub(super) fn unpack(file: &Path, folder: &Path) -> Result<(), Stop> {
    for entry in read(file)? {
        // A name from a download never leaves the folder.
        if entry.name.split('/').any(|part| part == "..") || entry.name.starts_with('/') {
            return Err(Stop::failed(format!("{} has a file outside of itself", file.display())));
        }
        let target = folder.join(&entry.name);
        let bytes = entry.bytes()?;
        fs::create_dir_all(target.parent().unwrap_or(folder))
            .and_then(|()| fs::write(&target, bytes))
            .map_err(|error| Stop::failed(format!("{} cannot be unpacked: {error}", entry.name)))?;
    }
    Ok(())
}

/// An archive that is written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Writer {
    /// Adds an entry of another archive as it is, on a border of `border` bytes if it is stored.
    pub(super) fn copy(&mut self, entry: &Entry, border: usize) {
        self.put(&entry.name, entry.method, entry.crc, entry.size, &entry.raw, border);
    }

    /// Adds a file and compresses it.
    pub(super) fn compressed(&mut self, name: &str, contents: &[u8]) {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        let raw = encoder.write_all(contents).and_then(|()| encoder.finish());
        let raw = raw.expect("writing into memory does not fail");
        self.put(name, DEFLATED, crc(contents), contents.len(), &raw, 1);
    }

    /// Adds a file as it is, on a border of `border` bytes.
    pub(super) fn stored(&mut self, name: &str, contents: &[u8], border: usize) {
        self.put(name, STORED, crc(contents), contents.len(), contents, border);
    }

    fn put(&mut self, name: &str, method: u16, crc: u32, size: usize, raw: &[u8], border: usize) {
        let local = self.bytes.len();
        let mut extra = Vec::new();
        if method == STORED {
            let padding = (local + 30 + name.len() + 6).wrapping_neg() % border;
            for word in [usize::from(ALIGNMENT_FIELD), 2 + padding, border] {
                extra.extend(u16::try_from(word).unwrap_or_default().to_le_bytes());
            }
            extra.resize(6 + padding, 0);
        }
        // Version 2.0, no flags, the method, midnight, the date, checksum, both sizes, lengths of name and extra field.
        let mut fields = Vec::new();
        for word in [20, 0, method, 0, DATE] {
            fields.extend(word.to_le_bytes());
        }
        fields.extend(crc.to_le_bytes());
        for length in [raw.len(), size] {
            fields.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        }
        fields.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        let extra_length = u16::try_from(extra.len()).unwrap_or(u16::MAX).to_le_bytes();
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&fields);
        self.bytes.extend(extra_length);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(&extra);
        self.bytes.extend(raw);
        // The directory repeats the fields after its own version; the entry has no extra field and no comment there.
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&fields);
        self.directory.extend([0; 12]);
        self.directory.extend(u32::try_from(local).unwrap_or(u32::MAX).to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
    }

    /// The whole archive.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        for length in [self.directory.len(), start] {
            self.bytes.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        }
        self.bytes.extend([0, 0]);
        self.bytes
    }
}

fn crc(contents: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(contents);
    crc.sum()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut archive = Writer::default();
        archive.compressed("a/text", b"hello hello hello hello");
        archive.stored("lib/x.so", b"machine code", 16384);
        archive.stored("resources.arsc", b"table", 4);
        archive.finish()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let found = entries(&written()).unwrap();
        let contents: Vec<(String, Vec<u8>)> =
            found.iter().map(|entry| (entry.name.clone(), entry.bytes().unwrap())).collect();
        assert_eq!(contents[0], ("a/text".to_owned(), b"hello hello hello hello".to_vec()));
        assert_eq!(contents[1], ("lib/x.so".to_owned(), b"machine code".to_vec()));
        assert_eq!(contents.len(), 3);
    }

    #[test]
    fn stored_files_begin_on_their_border_also_when_copied() {
        let found = entries(&written()).unwrap();
        assert!(found[1].is_stored() && !found[0].is_stored());
        assert_eq!((found[1].offset % 16384, found[2].offset % 4), (0, 0));
        let mut copy = Writer::default();
        copy.compressed("first", b"other");
        found.iter().for_each(|entry| copy.copy(entry, 16384));
        let copied = entries(&copy.finish()).unwrap();
        assert_eq!(copied[2].offset % 16384, 0);
        assert_eq!(copied[1].bytes().unwrap(), found[0].bytes().unwrap());
    }

    #[test]
    fn other_tools_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.zip");
        fs::write(&file, written()).unwrap();
        let mut list = std::process::Command::new("python3");
        list.args(["-m", "zipfile", "-t"]).arg(&file);
        assert!(crate::run::quietly(&mut list).is_ok());
    }

    #[test]
    fn a_file_that_would_leave_the_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Writer::default();
        archive.compressed("../out", b"x");
        let file = folder.path().join("a.zip");
        fs::write(&file, archive.finish()).unwrap();
        assert!(unpack(&file, &folder.path().join("in")).is_err());
        assert!(entries(b"not an archive").is_none());
    }
}
