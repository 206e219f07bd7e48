//! Files that a command reads; `-` is standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// Largest file, in bytes: larger than any photograph, picture of a code or key set.
const MOST: u64 = 64 * 1024 * 1024;

/// Whether the name stands for standard input.
pub(crate) fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

/// Reads the whole file; `None` if it cannot be read or is too large.
pub(crate) fn read(file: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let source: Box<dyn Read> =
        if is_standard(file) { Box::new(io::stdin().lock()) } else { Box::new(File::open(file).ok()?) };
    let read = source.take(MOST + 1).read_to_end(&mut bytes).ok()?;
    (u64::try_from(read).ok()? <= MOST).then_some(bytes)
}
