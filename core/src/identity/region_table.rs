//! The embedded table of region codes and names, 57 KB, read in place.
//!
//! Format and sources: `core/assets/regions/README.md`. Promises: reading is total on any bytes (a damaged table has
//! fewer regions but never causes a panic). A lookup decodes one block and allocates one name.

use std::sync::LazyLock;

const EMBEDDED: &[u8] = include_bytes!("../../assets/regions/regions.bin");
const MAGIC: &[u8] = b"IKR1";
/// First byte value of name tokens; lower values are record controls.
const FIRST_TOKEN: u8 = 0x20;
const END: u8 = 0x00;
const EARLIER_NAME: u8 = 0x01;
const RECORD: u8 = 0x10;
const FLAG_NUMBER: u8 = 0x01;
const FLAG_LEGACY: u8 = 0x02;
const FLAG_SUCCESSOR: u8 = 0x04;
const FLAGS: u8 = FLAG_NUMBER | FLAG_LEGACY | FLAG_SUCCESSOR;

/// The table with the current and the legacy regions.
pub(super) fn embedded() -> &'static Table<'static> {
    static TABLE: LazyLock<Table<'static>> =
        LazyLock::new(|| Table::parse(EMBEDDED).expect("the embedded table is valid: a test reads it"));
    &TABLE
}

/// A table with its header parsed.
pub(super) struct Table<'a> {
    tokens: Vec<&'a str>,
    index: &'a [u8],
    blocks: &'a [u8],
}

/// A region as stored, with names as tokens.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// Last two digits of a district's code; 0 for the region that heads its block.
    pub(super) number: u8,
    /// No longer in force.
    pub(super) legacy: bool,
    /// Six digits of the current region that replaced a legacy one.
    pub(super) successor: Option<u32>,
    name: &'a [u8],
    earlier_name: Option<&'a [u8]>,
}

impl<'a> Table<'a> {
    /// Parses the header; `None` if it is invalid.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (&count, mut rest) = rest.split_first()?;
        let mut tokens = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let (&length, after) = rest.split_first()?;
            let (token, after) = after.split_at_checked(usize::from(length))?;
            tokens.push(str::from_utf8(token).ok()?);
            rest = after;
        }
        let (heads, rest) = rest.split_first_chunk::<2>()?;
        let (index, blocks) = rest.split_at_checked(usize::from(u16::from_be_bytes(*heads)) * 4)?;
        Some(Self { tokens, index, blocks })
    }

    /// The four-digit codes of the blocks, in order; the code of a province ends in 00.
    pub(super) fn heads(&self) -> impl Iterator<Item = u16> + '_ {
        self.index.chunks_exact(4).map(|entry| u16::from_be_bytes([entry[0], entry[1]]))
    }

    /// The records of the block with the code `head`, starting with that region itself; empty if there is no such
    /// block.
    pub(super) fn block(&self, head: u16) -> Records<'a> {
        let (entries, _) = self.index.as_chunks::<4>();
        let found = entries.binary_search_by_key(&head, |e| u16::from_be_bytes([e[0], e[1]]));
        let bytes = found.ok().and_then(|at| {
            let entry = entries.get(at)?;
            self.blocks.get(usize::from(u16::from_be_bytes([entry[2], entry[3]]))..)
        });
        Records { bytes: bytes.unwrap_or_default(), previous: None }
    }

    /// The name of a record.
    pub(super) fn name(&self, record: &Record<'_>) -> String {
        self.spell(record.name)
    }

    /// The name of the code in an earlier table, if it differs.
    pub(super) fn earlier_name(&self, record: &Record<'_>) -> Option<String> {
        record.earlier_name.map(|tokens| self.spell(tokens))
    }

    fn spell(&self, name: &[u8]) -> String {
        name.iter()
            .filter_map(|token| self.tokens.get(usize::from(token.checked_sub(FIRST_TOKEN)?)))
            .copied()
            .collect()
    }
}

/// The records of one block.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    previous: Option<u8>,
}

impl<'a> Records<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(byte)
    }

    fn text(&mut self) -> &'a [u8] {
        let end = self.bytes.iter().position(|b| *b < FIRST_TOKEN).unwrap_or(self.bytes.len());
        let (name, rest) = self.bytes.split_at(end);
        self.bytes = rest;
        name
    }

    fn record(&mut self) -> Option<Record<'a>> {
        let control = self.byte()?;
        if control == END || control & !FLAGS != RECORD {
            return None;
        }
        let number = match self.previous {
            _ if control & FLAG_NUMBER != 0 => self.byte()?,
            Some(previous) => previous.checked_add(1)?,
            None => 0,
        };
        self.previous = Some(number);
        let successor = if control & FLAG_SUCCESSOR == 0 {
            None
        } else {
            let regency = u16::from_be_bytes([self.byte()?, self.byte()?]);
            Some(u32::from(regency) * 100 + u32::from(self.byte()?))
        };
        let name = self.text();
        let earlier_name = (self.bytes.first() == Some(&EARLIER_NAME)).then(|| {
            self.byte();
            self.text()
        });
        Some(Record { number, legacy: control & FLAG_LEGACY != 0, successor, name, earlier_name })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let record = self.record();
        if record.is_none() {
            self.bytes = &[];
        }
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every record with its six-digit code.
    fn all<'a>(table: &'a Table<'a>) -> impl Iterator<Item = (u32, Record<'a>)> + 'a {
        table.heads().flat_map(|head| {
            table.block(head).map(move |record| (u32::from(head) * 100 + u32::from(record.number), record))
        })
    }

    fn count(legacy: bool, level: fn(u32) -> bool) -> usize {
        all(embedded()).filter(|(code, record)| record.legacy == legacy && level(*code)).count()
    }

    fn province(code: u32) -> bool {
        code.is_multiple_of(10_000)
    }

    fn regency(code: u32) -> bool {
        code.is_multiple_of(100) && !province(code)
    }

    fn district(code: u32) -> bool {
        !code.is_multiple_of(100)
    }

    #[test]
    fn the_table_has_as_many_regions_as_its_sources() {
        assert_eq!((count(false, province), count(false, regency), count(false, district)), (38, 514, 7285));
        assert_eq!((count(true, province), count(true, regency), count(true, district)), (0, 28, 594));
    }

    #[test]
    fn codes_are_sorted_and_unique() {
        let codes: Vec<u32> = all(embedded()).map(|(code, _)| code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_name_is_ascii_without_surplus_spaces() {
        for (code, record) in all(embedded()) {
            let name = embedded().name(&record);
            assert!(!name.is_empty() && name == name.trim() && !name.contains("  "), "{code}");
            assert!(name.chars().all(|c| c.is_ascii_graphic() || c == ' '), "{code}");
        }
    }

    #[test]
    fn every_successor_is_a_current_region() {
        let current: std::collections::HashSet<u32> =
            all(embedded()).filter(|(_, record)| !record.legacy).map(|(code, _)| code).collect();
        let successors: Vec<u32> = all(embedded()).filter_map(|(_, record)| record.successor).collect();
        assert!(successors.iter().all(|code| current.contains(code)));
        assert_eq!(successors.len(), 28 + 587);
    }

    #[test]
    fn the_table_has_at_most_60_kib() {
        assert!(EMBEDDED.len() <= 60 * 1024, "{} bytes", EMBEDDED.len());
    }

    #[test]
    fn a_truncated_table_is_read_without_panic() {
        for length in (0..EMBEDDED.len()).step_by(97) {
            if let Some(table) = Table::parse(&EMBEDDED[..length]) {
                all(&table).for_each(|(_, record)| drop((table.name(&record), table.earlier_name(&record))));
            }
        }
    }

    #[test]
    fn a_damaged_table_is_read_without_panic() {
        for at in (0..EMBEDDED.len()).step_by(211) {
            for value in [0x00, 0x01, 0x17, 0xff] {
                let mut bytes = EMBEDDED.to_vec();
                bytes[at] = value;
                if let Some(table) = Table::parse(&bytes) {
                    let near = table.heads().take(3).chain(table.heads().skip(at / 110).take(3));
                    near.flat_map(|head| table.block(head)).for_each(|record| drop(table.name(&record)));
                }
            }
        }
    }
}
