//! QR symbols on the screen: half blocks in a terminal, SVG in a page.

mod blocks;
mod live;
mod page;

pub(crate) use blocks::{Blocks, Needs};
pub(crate) use live::{Ended, Live, size};
pub(crate) use page::Page;
