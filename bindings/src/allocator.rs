//! The library's allocator: the system's, with every block overwritten before it is given back.
//!
//! Why: what crosses the boundary inside records, options and callbacks is copied by uniffi into buffers that nobody wipes,
//! and `ring` and moved values leave copies of keys behind (notes on the boundary, measured). Here they all end as zeros.
//! The cost is one pass over memory that is about to be freed.

use std::alloc::{GlobalAlloc, Layout};

/// Overwrites blocks before handing them to `A` to be freed. Growing in place is given up for it: a block that moves is
/// wiped where it was.
pub(crate) struct Wiping<A>(pub(crate) A);

// SAFETY: blocks come from `A` and go back to it with the layout they were asked for. `realloc` is the trait's own:
// allocate, copy, deallocate. Wiping writes within the block, which nobody uses any more.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is `layout.size()` bytes long and is the caller's to give away.
        unsafe {
            block.write_bytes(0, layout.size());
            // Makes the compiler believe that somebody reads the zeros: writes before a free may be dropped otherwise.
            std::arch::asm!("/* {0} */", in(reg) block, options(nostack, preserves_flags, readonly));
            self.0.dealloc(block, layout);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{alloc::System, sync::Mutex};

    use super::*;

    /// The bytes that each test block is filled with.
    const SECRET: u8 = 0xA5;

    /// The system's allocator, which looks at each block that it gets back: how many bytes of a secret are in it.
    #[derive(Default)]
    struct Inspector(Mutex<Vec<usize>>);

    // SAFETY: everything is the system's; a block is read while it is still allocated, where it was written before.
    unsafe impl GlobalAlloc for Inspector {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: the caller keeps the contract of `alloc`.
            unsafe { System.alloc_zeroed(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            // SAFETY: the block is `layout.size()` bytes long, zeroed when it was made, and freed after it was read.
            unsafe {
                let bytes = std::slice::from_raw_parts(block, layout.size());
                self.0.lock().unwrap().push(bytes.iter().filter(|byte| **byte == SECRET).count());
                System.dealloc(block, layout);
            }
        }
    }

    /// Makes a block, fills it, and gives it back after `then` made another of it, or left it.
    fn left_in_freed_blocks<A: GlobalAlloc>(
        allocator: &A,
        then: impl FnOnce(&A, *mut u8, Layout) -> (*mut u8, Layout),
    ) {
        let layout = Layout::from_size_align(4096, 16).unwrap();
        // SAFETY: plain use of an allocator; the block is written over its whole length.
        unsafe {
            let block = allocator.alloc(layout);
            block.write_bytes(SECRET, layout.size());
            let (block, layout) = then(allocator, block, layout);
            allocator.dealloc(block, layout);
        }
    }

    #[test]
    fn a_block_without_wiping_is_found_full() {
        let inspector = Inspector::default();
        left_in_freed_blocks(&inspector, |_, block, layout| (block, layout));
        assert_eq!(*inspector.0.lock().unwrap(), [4096]);
    }

    #[test]
    fn a_block_is_overwritten_to_its_last_byte_before_it_is_freed() {
        let wiping = Wiping(Inspector::default());
        left_in_freed_blocks(&wiping, |_, block, layout| (block, layout));
        assert_eq!(*wiping.0.0.lock().unwrap(), [0]);
    }

    #[test]
    fn a_block_that_grows_is_overwritten_where_it_was() {
        let wiping = Wiping(Inspector::default());
        left_in_freed_blocks(&wiping, |allocator, block, layout| {
            let larger = Layout::from_size_align(8192, layout.align()).unwrap();
            // SAFETY: the block is of this layout, and is not used again.
            (unsafe { allocator.realloc(block, layout, larger.size()) }, larger)
        });
        assert_eq!(*wiping.0.0.lock().unwrap(), [0, 0]);
    }
}
