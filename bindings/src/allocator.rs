//! The library's allocator: the system's, with every block overwritten before it is given back.
//!
//! Why: what crosses the boundary inside records, options and callbacks is copied by uniffi into buffers that nobody wipes,
//! and `ring` and moved values leave copies of keys behind (notes on the boundary, measured). Here they all end as zeros.
//! The cost is one pass over memory that is about to be freed.

use std::alloc::{GlobalAlloc, Layout, System};

/// Overwrites blocks before freeing them. Growing in place is given up for it: a block that moves is wiped where it was.
pub(crate) struct Wiping;

// SAFETY: blocks come from `System` and go back to it with the layout they were asked for. `realloc` is the trait's own:
// allocate, copy, deallocate. Wiping writes within the block, which nobody uses any more.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is `layout.size()` bytes long and is the caller's to give away.
        unsafe {
            block.write_bytes(0, layout.size());
            // Makes the compiler believe that somebody reads the zeros: writes before a free may be dropped otherwise.
            std::arch::asm!("/* {0} */", in(reg) block, options(nostack, preserves_flags, readonly));
            System.dealloc(block, layout);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Reads freed memory on purpose, through a block of the same size that the system hands out again. That it is the
    /// same block is likely, not certain: the test asks until it is.
    #[test]
    fn what_is_freed_has_been_overwritten() {
        let layout = Layout::from_size_align(4096, 16).unwrap();
        for _ in 0..1000 {
            // SAFETY: plain use of an allocator; the second block is read only where the system zeroed or we wrote.
            unsafe {
                let first = Wiping.alloc(layout);
                first.write_bytes(0xA5, layout.size());
                Wiping.dealloc(first, layout);
                let second = Wiping.alloc_zeroed(layout);
                let same = first == second;
                Wiping.dealloc(second, layout);
                let third = System.alloc(layout);
                let bytes = std::slice::from_raw_parts(third.add(64), layout.size() - 64);
                let left = bytes.iter().filter(|byte| **byte == 0xA5).count();
                System.dealloc(third, layout);
                assert_eq!(left, 0);
                if same {
                    return;
                }
            }
        }
        unreachable!("the system never gave the same block twice");
    }
}
