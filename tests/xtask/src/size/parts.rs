//! The parts of a library, from its symbol table: how many bytes each crate contributes.
//!
//! A function counts for the first crate in its name that is not the standard library, so a generic function of the
//! standard library counts for the crate of its type. Data without a symbol is counted by section.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::outcome::Stop;
use crate::run;

/// Parts of an ELF library, largest first. `models` is the size of the face models, which have no symbol.
pub(super) fn of(library: &Path, models: u64) -> Result<Vec<(String, u64)>, Stop> {
    let symbols =
        run::quietly(Command::new("readelf").args(["--symbols", "--wide", "--demangle"]).arg(library))?;
    let sections = run::quietly(Command::new("readelf").args(["--sections", "--wide"]).arg(library))?;
    let mut parts = by_crate(&symbols);
    if parts.is_empty() {
        return Err(Stop::failed(
            "the library has no symbols: check that `strip` of the release profile is \"debuginfo\"",
        ));
    }
    let sizes = section_sizes(&sections);
    let size = |names: &[&str]| names.iter().filter_map(|name| sizes.get(*name)).sum::<u64>();
    let named: u64 = parts.values().sum();
    let all = size(&[".text", ".rodata", ".data.rel.ro", ".data"]);
    let more = [
        ("unwind tables", size(&[".eh_frame", ".eh_frame_hdr", ".gcc_except_table"])),
        ("relocations", size(&[".rela.dyn", ".rela.plt"])),
        ("face models", models),
        // String literals, tables without a symbol and virtual tables.
        ("constants without a name", all.saturating_sub(named + models)),
    ];
    parts.extend(more.map(|(name, bytes)| (name.to_owned(), bytes)));
    let mut parts: Vec<_> = parts.into_iter().filter(|(_, bytes)| *bytes > 0).collect();
    parts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(parts)
}

/// Bytes of code and data with symbols, by crate. An address with two symbols counts once.
fn by_crate(symbols: &str) -> BTreeMap<String, u64> {
    let mut parts: BTreeMap<String, u64> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut file = "";
    for line in symbols.lines() {
        // Number, address, size, type, binding, visibility, section, name, which may contain spaces.
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, address, size, kind, _, _, section, ref name @ ..] = words[..] else { continue };
        match kind {
            "FILE" => file = name.first().copied().unwrap_or_default(),
            "FUNC" | "OBJECT" if section != "UND" => {
                let Some(bytes) = number(size).filter(|bytes| *bytes > 0) else { continue };
                if seen.insert(address.to_owned()) {
                    *parts.entry(crate_of(&name.join(" "), file)).or_default() += bytes;
                }
            }
            _ => {}
        }
    }
    parts
}

/// The crate of a symbol. `file` is its object file, from which C code is recognised.
fn crate_of(symbol: &str, file: &str) -> String {
    const STANDARD: [&str; 4] = ["alloc", "core", "hashbrown", "std"];
    // A path starts a word, and its first segment is the crate: `<rten::ops::Add as rten::operator::Operator>::run`.
    let mut crates =
        symbol.split([' ', '<', '>', '(', ')', '[', ']', ',', '&', '*', '{', '}']).filter_map(|word| {
            let (first, _) = word.split_once("::")?;
            (!first.is_empty() && first.starts_with(|letter: char| letter.is_ascii_alphabetic()))
                .then_some(first)
        });
    match (crates.clone().find(|name| !STANDARD.contains(name)), crates.next()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(_)) => "standard library".to_owned(),
        (None, None) if symbol.starts_with("uniffi_") || symbol.starts_with("UNIFFI_") => "uniffi".to_owned(),
        (None, None) if file.contains("sqlite3") => "SQLite (C)".to_owned(),
        // Besides SQLite, only ring has C and assembly.
        (None, None) if file.ends_with(".c") || file.ends_with(".S") => "ring (C and assembly)".to_owned(),
        (None, None) => "other".to_owned(),
    }
}

/// Decimal, or hexadecimal for numbers that readelf considers too long.
fn number(word: &str) -> Option<u64> {
    match word.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => word.parse().ok(),
    }
}

fn section_sizes(sections: &str) -> BTreeMap<&str, u64> {
    let mut sizes = BTreeMap::new();
    for line in sections.lines() {
        // [number] name type address offset size ...; a number of one digit is written with a space.
        let Some((_, rest)) = line.split_once(']') else { continue };
        let words: Vec<&str> = rest.split_whitespace().collect();
        if let [name, _, _, _, size, ..] = words[..]
            && let Ok(bytes) = u64::from_str_radix(size, 16)
        {
            sizes.insert(name, bytes);
        }
    }
    sizes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const SYMBOLS: &str = "
Symbol table '.symtab' contains 9 entries:
   Num:    Value          Size Type    Bind   Vis      Ndx Name
     0: 0000000000000000     0 NOTYPE  LOCAL  DEFAULT  UND
     1: 0000000000000000     0 FILE    LOCAL  DEFAULT  ABS ikd.4a1b2c-cgu.0
     2: 0000000000001000    64 FUNC    LOCAL  DEFAULT   14 rustls::client::start
     3: 0000000000001000    64 FUNC    LOCAL  DEFAULT   14 rustls::client::same
     4: 0000000000002000 0x1000 FUNC   LOCAL  DEFAULT   10 <core::iter::Map<I,F> as rustls::Codec>::read
     5: 0000000000000000     0 FILE    LOCAL  DEFAULT  ABS sqlite3.c
     6: 0000000000003000   100 FUNC    LOCAL  DEFAULT   14 sqlite3Select
     7: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND malloc@GLIBC_2.2.5 (2)
";

    #[test]
    fn bytes_count_once_for_the_crate_in_the_name() {
        let parts = by_crate(SYMBOLS);
        let expected = [("SQLite (C)", 100), ("rustls", 64 + 4096)];
        assert_eq!(parts, expected.map(|(name, bytes)| (name.to_owned(), bytes)).into());
    }

    #[test]
    fn the_crate_is_found_in_names_of_the_standard_library() {
        let of = |symbol| crate_of(symbol, "ikd.1-cgu.0");
        assert_eq!(of("core::ptr::drop_in_place<alloc::vec::Vec<ikd_core::app::Stage>>"), "ikd_core");
        assert_eq!(
            of("<&mut serde_json::de::Deserializer<R> as serde_core::de::Deserializer>::any"),
            "serde_json"
        );
        assert_eq!(of("alloc::vec::Vec<T,A>::push"), "standard library");
        assert_eq!(of("uniffi_ikd_fn_method_lock_unlock"), "uniffi");
        assert_eq!(crate_of("p256_point_mul", "p256-nistz.c"), "ring (C and assembly)");
    }

    #[test]
    fn sections_are_read_with_one_digit_and_with_two() {
        let sections = "
  [Nr] Name              Type            Address          Off    Size   ES Flg Lk Inf Al
  [ 0]                   NULL            0000000000000000 000000 000000 00      0   0  0
  [ 7] .rodata           PROGBITS        0000000000055000 055000 2382d5 00 AMS  0   0 64
  [14] .text             PROGBITS        000000000036f880 36e880 7bf517 00  AX  0   0 128
";
        let sizes = section_sizes(sections);
        assert_eq!((sizes[".rodata"], sizes[".text"]), (0x0023_82d5, 0x007b_f517));
    }

    #[test]
    fn numbers_are_decimal_or_have_a_prefix() {
        assert_eq!((number("151552"), number("0x25000"), number("?")), (Some(151_552), Some(0x25000), None));
    }
}
