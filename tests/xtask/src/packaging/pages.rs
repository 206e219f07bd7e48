//! Memory pages of 16 KB: the argument of the linker, and a check of its output.

use std::path::Path;
use std::process::Command;

use crate::outcome::Stop;
use crate::run;

/// Android 15 devices may use pages of 16 KB, and Google Play requires every 64-bit library to support them
/// (developer.android.com/guide/practices/page-sizes). Such a library also works with pages of 4 KB.
const BYTES: u64 = 16 * 1024;

/// The argument of the linker, as rustc takes it. It is the default only since NDK r28.
pub(crate) fn link_argument() -> String {
    format!("link-arg=-Wl,-z,max-page-size={BYTES}")
}

/// Fails unless every loaded segment of a library is aligned to such pages. `readelf` is LLVM's or GNU's.
pub(crate) fn check(readelf: &Path, library: &Path) -> Result<(), Stop> {
    let headers = run::quietly(Command::new(readelf).arg("-lW").arg(library))?;
    match smallest(&headers) {
        Some(bytes) if bytes >= BYTES => Ok(()),
        Some(bytes) => {
            Err(Stop::failed(format!("the library is linked for pages of {bytes} bytes, not {BYTES}")))
        }
        None => Err(Stop::failed("the library has no loaded segment")),
    }
}

/// The smallest alignment of a loaded segment: the last word of each LOAD line.
fn smallest(headers: &str) -> Option<u64> {
    headers
        .lines()
        .filter(|line| line.trim_start().starts_with("LOAD "))
        .map(|line| {
            let digits = line.split_whitespace().next_back()?.strip_prefix("0x")?;
            u64::from_str_radix(digits, 16).ok()
        })
        // A line that cannot be parsed counts as unaligned.
        .map(Option::unwrap_or_default)
        .min()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_gets_pages_of_16_kb() {
        assert_eq!(link_argument(), "link-arg=-Wl,-z,max-page-size=16384");
    }

    #[test]
    fn the_smallest_alignment_counts() {
        let headers = "  Type           Offset   VirtAddr           FileSiz  Flg Align\n\
                       \x20 PHDR           0x000040 0x0000000000000040 0x000268 R   0x8\n\
                       \x20 LOAD           0x000000 0x0000000000000000 0x0a5bd4 R   0x4000\n\
                       \x20 LOAD           0x0a5be0 0x00000000000a9be0 0x1b1a10 R E 0x1000\n";
        assert_eq!(smallest(headers), Some(0x1000));
        assert_eq!(smallest(&headers.replace("0x1000", "0x4000")), Some(BYTES));
        assert_eq!(smallest(&headers.replace("0x1000", "?")), Some(0));
        assert_eq!(smallest(""), None);
    }
}
