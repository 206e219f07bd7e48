//! The frame header: size, kind and components of the picture (ITU-T T.81, B.2.2).

use super::JpegError;

/// Samples along one side of a block.
const BLOCK: usize = 8;

/// Properties of the picture.
pub(crate) struct Frame {
    /// Width in pixels, not 0.
    pub(crate) width: u16,
    /// Height in pixels, not 0.
    pub(crate) height: u16,
    /// Whether several scans refine the picture.
    pub(super) progressive: bool,
    /// One (grey), three or four.
    pub(super) components: Vec<Component>,
}

/// One colour plane.
pub(super) struct Component {
    pub(super) id: u8,
    /// Sampling factors: samples along each side, relative to `Frame::sampling`.
    horizontal: usize,
    vertical: usize,
    /// Index of its quantisation table.
    pub(super) quantisation: usize,
}

impl Component {
    /// Blocks in each unit of a scan with several components.
    pub(super) fn blocks_per_unit(&self) -> usize {
        self.horizontal * self.vertical
    }
}

impl Frame {
    /// Reads the segment of a frame header. `marker` is one of 0xC0 to 0xCF.
    pub(super) fn read(marker: u8, segment: &[u8]) -> Result<Frame, JpegError> {
        // The others are lossless, hierarchical or coded arithmetically.
        if !matches!(marker, 0xc0..=0xc2) {
            return Err(JpegError::Unsupported);
        }
        let (&[precision, h1, h0, w1, w0, count], list) =
            segment.split_first_chunk::<6>().ok_or(JpegError::Damaged)?;
        let (list, rest) = list.as_chunks::<3>();
        if list.len() != usize::from(count) || !rest.is_empty() {
            return Err(JpegError::Damaged);
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        if width == 0 {
            return Err(JpegError::Damaged);
        }
        // A height of 0 means that it follows after the first scan (DNL), which no usual encoder writes.
        if precision != 8 || height == 0 || !matches!(count, 1 | 3 | 4) {
            return Err(JpegError::Unsupported);
        }
        let mut components: Vec<Component> = Vec::with_capacity(list.len());
        for &[id, sampling, quantisation] in list {
            let (horizontal, vertical) = (usize::from(sampling >> 4), usize::from(sampling & 15));
            let sides = 1..=4;
            let known = components.iter().any(|component| component.id == id);
            if known || !sides.contains(&horizontal) || !sides.contains(&vertical) || quantisation > 3 {
                return Err(JpegError::Damaged);
            }
            components.push(Component { id, horizontal, vertical, quantisation: quantisation.into() });
        }
        Ok(Frame { width, height, progressive: marker == 0xc2, components })
    }

    /// Whether the picture has colours.
    pub(crate) fn colour(&self) -> bool {
        self.components.len() > 1
    }

    /// Whether a colour plane has several blocks in a unit, so that other planes have fewer samples.
    pub(crate) fn subsampled(&self) -> bool {
        self.components.iter().any(|component| component.blocks_per_unit() > 1)
    }

    /// The largest sampling factors.
    fn sampling(&self) -> (usize, usize) {
        let most = |side: fn(&Component) -> usize| self.components.iter().map(side).max().unwrap_or(1);
        (most(|component| component.horizontal), most(|component| component.vertical))
    }

    /// Units of a scan with several components.
    pub(super) fn units(&self) -> usize {
        let (h, v) = self.sampling();
        usize::from(self.width).div_ceil(BLOCK * h) * usize::from(self.height).div_ceil(BLOCK * v)
    }

    /// Samples of all components in complete units.
    pub(super) fn samples(&self) -> usize {
        let blocks: usize = self.components.iter().map(Component::blocks_per_unit).sum();
        self.units() * blocks * BLOCK * BLOCK
    }

    /// Blocks of a scan with this component alone: only blocks with pixels, without the padding to complete units.
    pub(super) fn blocks(&self, component: &Component) -> usize {
        let (h, v) = self.sampling();
        let columns = (usize::from(self.width) * component.horizontal).div_ceil(h * BLOCK);
        let rows = (usize::from(self.height) * component.vertical).div_ceil(v * BLOCK);
        columns * rows
    }
}
