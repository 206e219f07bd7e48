//! Huffman codes, and reading them from the bits of a scan (ITU-T T.81, annexes C and F).

use super::JpegError;

/// Codes up to this length, in bits, need one table look-up.
const FAST: u32 = 9;

/// A table of codes of 1 to 16 bits and their symbols.
pub(super) struct Table {
    /// Length and symbol by the next `FAST` bits; length 0 if the code is longer or does not exist.
    fast: [(u8, u8); 1 << FAST],
    /// By length: the first 16-bit value that does not start with a code of this length or shorter.
    limit: [u32; 17],
    /// By length: the difference between the index of a symbol and its code.
    offset: [i32; 17],
    symbols: [u8; 256],
}

impl Table {
    /// Builds the codes from the number of codes of each length from 1 to 16, and their symbols in order. `None` if the
    /// codes do not fit, or a code consists only of ones, which the standard reserves.
    pub(super) fn new(counts: &[u8; 16], given: &[u8]) -> Option<Table> {
        let mut table =
            Table { fast: [(0, 0); 1 << FAST], limit: [0; 17], offset: [0; 17], symbols: [0; 256] };
        table.symbols.get_mut(..given.len())?.copy_from_slice(given);
        let (mut code, mut place) = (0u32, 0usize);
        for length in 1..=16u32 {
            let count = u32::from(counts[length as usize - 1]);
            table.offset[length as usize] = place as i32 - code as i32;
            for _ in 0..count {
                if code + 1 >= 1 << length {
                    return None;
                }
                let symbol = *given.get(place)?;
                if length <= FAST {
                    let first = (code << (FAST - length)) as usize;
                    table.fast[first..][..1 << (FAST - length)].fill((length as u8, symbol));
                }
                code += 1;
                place += 1;
            }
            table.limit[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Some(table)
    }

    /// Length and symbol of the code at the start of these 16 bits.
    #[inline(always)]
    fn find(&self, next: u32) -> Result<(u32, u8), JpegError> {
        match self.fast[(next >> (16 - FAST)) as usize] {
            (0, _) => self.find_long(next),
            (length, symbol) => Ok((u32::from(length), symbol)),
        }
    }

    #[cold]
    fn find_long(&self, next: u32) -> Result<(u32, u8), JpegError> {
        let length = (FAST + 1..=16).find(|&l| next < self.limit[l as usize]).ok_or(JpegError::Damaged)?;
        let place = (next >> (16 - length)) as i32 + self.offset[length as usize];
        let symbol = usize::try_from(place).ok().and_then(|place| self.symbols.get(place));
        Ok((length, *symbol.ok_or(JpegError::Damaged)?))
    }
}

/// The tables defined so far.
#[derive(Default)]
pub(super) struct Tables {
    dc: [Option<Box<Table>>; 4],
    ac: [Option<Box<Table>>; 4],
}

impl Tables {
    /// Reads a DHT segment.
    pub(super) fn define(&mut self, mut segment: &[u8]) -> Result<(), JpegError> {
        while let Some((&place, rest)) = segment.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(JpegError::Damaged)?;
            let len = counts.iter().map(|&count| usize::from(count)).sum();
            let (symbols, rest) = rest.split_at_checked(len).ok_or(JpegError::Damaged)?;
            let class = match place >> 4 {
                // The symbol of a DC code is a number of bits.
                0 if symbols.iter().all(|&size| size <= 15) => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(JpegError::Damaged),
            };
            let slot = class.get_mut(usize::from(place & 15)).ok_or(JpegError::Damaged)?;
            *slot = Some(Box::new(Table::new(counts, symbols).ok_or(JpegError::Damaged)?));
            segment = rest;
        }
        Ok(())
    }

    /// The DC table with this index; `Damaged` if it was not defined.
    pub(super) fn dc(&self, index: usize) -> Result<&Table, JpegError> {
        self.dc.get(index).and_then(Option::as_deref).ok_or(JpegError::Damaged)
    }

    /// The AC table with this index; `Damaged` if it was not defined.
    pub(super) fn ac(&self, index: usize) -> Result<&Table, JpegError> {
        self.ac.get(index).and_then(Option::as_deref).ok_or(JpegError::Damaged)
    }
}

/// Reads bits up to the next marker. Reading more bits than there are is `Damaged`.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    /// Index of the next byte that is not in `buffer` yet.
    at: usize,
    /// Bits read ahead, the next one in the highest place, followed by zeros.
    buffer: u64,
    /// Number of bits in `buffer`.
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Bits<'a> {
        Bits { data, at: 0, buffer: 0, count: 0 }
    }

    /// Reads ahead until the buffer has more than 32 bits, or all bits up to the marker.
    #[inline(always)]
    fn refill(&mut self) {
        if self.count <= 32 {
            let word = self.data.get(self.at..).and_then(|rest| rest.first_chunk::<4>());
            match word.map(|word| u32::from_be_bytes(*word)) {
                Some(word) if !has_ff(word) => {
                    self.buffer |= u64::from(word) << (32 - self.count);
                    self.count += 32;
                    self.at += 4;
                }
                _ => self.refill_bytewise(),
            }
        }
    }

    #[inline(never)]
    fn refill_bytewise(&mut self) {
        while self.count <= 32 {
            let step = match self.data.get(self.at..) {
                // A byte 0xFF is followed by 0x00, so that it does not look like a marker.
                Some([0xff, 0, ..]) => 2,
                Some([0xff, ..] | []) | None => return,
                Some(_) => 1,
            };
            self.buffer |= u64::from(self.data[self.at]) << (56 - self.count);
            self.count += 8;
            self.at += step;
        }
    }

    #[inline(always)]
    fn drop(&mut self, bits: u32) -> Result<(), JpegError> {
        self.count = self.count.checked_sub(bits).ok_or(JpegError::Damaged)?;
        self.buffer <<= bits;
        Ok(())
    }

    /// Reads a number of `bits` bits, at most 16.
    pub(super) fn number(&mut self, bits: u32) -> Result<u32, JpegError> {
        self.refill();
        let number = (self.buffer >> 32) as u32;
        self.drop(bits)?;
        Ok(number.checked_shr(32 - bits).unwrap_or(0))
    }

    /// Skips bits.
    pub(super) fn skip(&mut self, mut bits: u32) -> Result<(), JpegError> {
        while bits > 0 {
            self.refill();
            let step = bits.min(32);
            self.drop(step)?;
            bits -= step;
        }
        Ok(())
    }

    /// Reads a code, and skips the bits of the value after it. The low half of the symbol is their number.
    #[inline(always)]
    pub(super) fn symbol(&mut self, table: &Table) -> Result<u8, JpegError> {
        self.refill();
        let (length, symbol) = table.find((self.buffer >> 48) as u32)?;
        self.drop(length + u32::from(symbol & 15))?;
        Ok(symbol)
    }

    /// Reads the restart marker `number` (0 to 7), which must come now.
    pub(super) fn restart(&mut self, number: u8) -> Result<(), JpegError> {
        if self.left_over() {
            return Err(JpegError::Damaged);
        }
        let fill = self.data[self.at..].iter().take_while(|&&byte| byte == 0xff).count();
        if fill == 0 || self.data.get(self.at + fill) != Some(&(0xd0 + number)) {
            return Err(JpegError::Damaged);
        }
        *self = Bits { data: self.data, at: self.at + fill + 1, buffer: 0, count: 0 };
        Ok(())
    }

    /// The index of the next marker, or of the end of the data.
    ///
    /// Some cameras write a few extra bytes before the marker; decoders skip them. Extra bytes without any marker after
    /// them are the filling of a file that was not completely written.
    pub(super) fn end(mut self) -> Result<usize, JpegError> {
        if !self.left_over() {
            return Ok(self.at);
        }
        let rest = &self.data[self.at..];
        let marker = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff));
        marker.map(|marker| self.at + marker).ok_or(JpegError::Damaged)
    }

    /// Whether complete bytes are left before the marker; fewer than eight bits are padding.
    fn left_over(&mut self) -> bool {
        self.refill_bytewise();
        self.count >= 8
    }
}

/// Whether one of the four bytes is 255.
fn has_ff(word: u32) -> bool {
    (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080 != 0
}
