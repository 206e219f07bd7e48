//! Reads the orientation of the picture from Exif; all other Exif data is ignored.
//!
//! Exif is a small TIFF file (Exif 2.32, 4.5): a byte order, and directories of entries of 12 bytes.

use super::picture::Orientation;

/// Number of the orientation tag.
const ORIENTATION: u16 = 0x0112;

/// The orientation that makes the picture upright, from an Exif block without its "Exif\0\0". If the block has none or
/// is invalid, the picture is not rotated.
pub(crate) fn orientation(tiff: &[u8]) -> Orientation {
    find(tiff).and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms)
}

fn find(tiff: &[u8]) -> Option<u8> {
    let order = match tiff.first_chunk::<4>()? {
        b"II*\0" => Order::LittleEndian,
        b"MM\0*" => Order::BigEndian,
        _ => return None,
    };
    let directory = tiff.get(usize::try_from(order.u32(tiff, 4)?).ok()?..)?;
    let entries = usize::from(order.u16(directory, 0)?);
    let entry = directory
        .get(2..)?
        .chunks_exact(12)
        .take(entries)
        .find(|entry| order.u16(entry, 0) == Some(ORIENTATION))?;
    if order.u32(entry, 4)? != 1 {
        return None;
    }
    // The standard requires a SHORT, but some programs write a BYTE or a LONG.
    let value = match order.u16(entry, 2)? {
        1 => u32::from(*entry.get(8)?),
        3 => u32::from(order.u16(entry, 8)?),
        4 => order.u32(entry, 8)?,
        _ => return None,
    };
    u8::try_from(value).ok()
}

#[derive(Clone, Copy)]
enum Order {
    LittleEndian,
    BigEndian,
}

impl Order {
    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Order::LittleEndian => u16::from_le_bytes(bytes),
            Order::BigEndian => u16::from_be_bytes(bytes),
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Order::LittleEndian => u32::from_le_bytes(bytes),
            Order::BigEndian => u32::from_be_bytes(bytes),
        })
    }
}
