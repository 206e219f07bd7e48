//! The library's allocator: the system allocator, with every block overwritten before it is freed.
//!
//! Why: uniffi copies records, options and callback arguments into buffers that it does not wipe, and `ring` and moved
//! values leave copies of keys behind (measured). This allocator overwrites them all with zeros. The cost is one pass
//! over memory that is about to be freed.

use std::alloc::{GlobalAlloc, Layout};

/// Overwrites blocks, then frees them with `A`. A block never grows in place: it moves, and its old place is wiped.
pub(crate) struct Wiping<A>(pub(crate) A);

// SAFETY: blocks come from `A` and return to it with the layout they were allocated with. `realloc` is the trait's
// default: allocate, copy, deallocate. Wiping writes only within the block, which is no longer in use.
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
        // SAFETY: the block is `layout.size()` bytes long, and the caller gives up its ownership.
        unsafe {
            block.write_bytes(0, layout.size());
            // Makes the compiler treat the zeros as read: otherwise it may drop writes before a free.
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

    /// The byte that fills each test block.
    const SECRET: u8 = 0xA5;

    /// The system allocator, which counts the secret bytes in each block when it is freed.
    #[derive(Default)]
    struct Inspector(Mutex<Vec<usize>>);

    // SAFETY: all calls delegate to the system allocator; a block is read while it is still allocated and initialised.
    unsafe impl GlobalAlloc for Inspector {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: the caller keeps the contract of `alloc`.
            unsafe { System.alloc_zeroed(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            // SAFETY: the block is `layout.size()` bytes long, zeroed when it was allocated, and freed after it is
            // read.
            unsafe {
                let bytes = std::slice::from_raw_parts(block, layout.size());
                self.0.lock().unwrap().push(bytes.iter().filter(|byte| **byte == SECRET).count());
                System.dealloc(block, layout);
            }
        }
    }

    /// Allocates a block, fills it with the secret, lets `then` keep or reallocate it, and frees the result.
    fn fill_and_free<A: GlobalAlloc>(
        allocator: &A,
        then: impl FnOnce(&A, *mut u8, Layout) -> (*mut u8, Layout),
    ) {
        let layout = Layout::from_size_align(4096, 16).unwrap();
        // SAFETY: the block is allocated and freed with the same layout, and written within its length.
        unsafe {
            let block = allocator.alloc(layout);
            block.write_bytes(SECRET, layout.size());
            let (block, layout) = then(allocator, block, layout);
            allocator.dealloc(block, layout);
        }
    }

    #[test]
    fn the_system_allocator_frees_a_block_with_the_secret_in_it() {
        let inspector = Inspector::default();
        fill_and_free(&inspector, |_, block, layout| (block, layout));
        assert_eq!(*inspector.0.lock().unwrap(), [4096]);
    }

    #[test]
    fn a_block_is_overwritten_completely_before_it_is_freed() {
        let wiping = Wiping(Inspector::default());
        fill_and_free(&wiping, |_, block, layout| (block, layout));
        assert_eq!(*wiping.0.0.lock().unwrap(), [0]);
    }

    #[test]
    fn a_block_that_grows_is_overwritten_at_its_old_place() {
        let wiping = Wiping(Inspector::default());
        fill_and_free(&wiping, |allocator, block, layout| {
            let larger = Layout::from_size_align(8192, layout.align()).unwrap();
            // SAFETY: the block is of this layout, and is not used again.
            (unsafe { allocator.realloc(block, layout, larger.size()) }, larger)
        });
        assert_eq!(*wiping.0.0.lock().unwrap(), [0, 0]);
    }
}
