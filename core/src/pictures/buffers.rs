//! Buffers for pixels and for what is computed from them, used again from frame to frame.
//!
//! Promise: a buffer is wiped when it is dropped, before it is kept for the next use or freed.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
};

use ikd_pixels::Scratch;

/// Where dropped buffers are kept. A clone is a handle to the same place.
///
/// A live session has one for all its frames. Each frame needs the same sizes, so that from the second frame on no
/// buffer is allocated.
#[derive(Clone, Default)]
pub(crate) struct Buffers(Arc<Shelves>);

#[derive(Default)]
struct Shelves {
    /// By the type of the elements, a `Vec<Vec<T>>`.
    kept: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
    scratch: Mutex<Vec<Scratch>>,
}

impl Shelves {
    /// Calls `work` with the kept buffers of one type.
    fn with_kept<T: Element, R>(&self, work: impl FnOnce(&mut Vec<Vec<T>>) -> R) -> R {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let shelf = all.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(Vec::<Vec<T>>::new()));
        work(shelf.downcast_mut().expect("each shelf has the type that it is kept under"))
    }
}

/// What a buffer can contain.
pub(crate) trait Element: Copy + Default + Send + 'static {}

impl<T: Copy + Default + Send + 'static> Element for T {}

impl Buffers {
    /// A buffer of zeros.
    pub(crate) fn zeroed<T: Element>(&self, len: usize) -> Buffer<T> {
        let mut content = self.take(len);
        // What is kept is wiped, so that only what is longer has to be written.
        content.resize(len, T::default());
        Buffer { content, home: Some(self.clone()) }
    }

    /// An empty buffer to be extended up to `capacity`.
    pub(crate) fn empty<T: Element>(&self, capacity: usize) -> Buffer<T> {
        let mut content = self.take(capacity);
        content.clear();
        Buffer { content, home: Some(self.clone()) }
    }

    /// Lends what the loops over pixels compute with, and wipes it.
    pub(crate) fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let kept = || self.0.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = kept().pop().unwrap_or_default();
        let result = work(&mut scratch);
        scratch.wipe();
        kept().push(scratch);
        result
    }

    /// A vector of zeros of any length: the smallest kept one that is large enough, or a new one.
    fn take<T: Element>(&self, capacity: usize) -> Vec<T> {
        self.0.with_kept(|shelf| {
            let fits = shelf.iter().enumerate().filter(|(_, kept)| kept.capacity() >= capacity);
            match fits.min_by_key(|(_, kept)| kept.capacity()).map(|(at, _)| at) {
                Some(at) => shelf.swap_remove(at),
                None => Vec::with_capacity(capacity),
            }
        })
    }
}

/// Elements that are wiped when dropped.
pub(crate) struct Buffer<T: Element> {
    content: Vec<T>,
    home: Option<Buffers>,
}

/// Pixels of a picture of a person.
pub(crate) type Pixels = Buffer<u8>;

impl<T: Element> Buffer<T> {
    /// A buffer of zeros that is freed when dropped.
    pub(crate) fn zeroed(len: usize) -> Buffer<T> {
        Buffer::from_vec(vec![T::default(); len])
    }

    /// Takes over a vector, to wipe it when dropped.
    pub(crate) fn from_vec(content: Vec<T>) -> Buffer<T> {
        Buffer { content, home: None }
    }

    /// Appends up to the capacity; what exceeds it is dropped, because a buffer that grows leaves a copy behind.
    pub(crate) fn extend(&mut self, elements: impl Iterator<Item = T>) {
        let free = self.content.capacity() - self.content.len();
        self.content.extend(elements.take(free));
    }

    /// Removes all elements but the first `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        wipe(&mut self.content[len..]);
        self.content.truncate(len);
    }

    /// Where buffers made from this one come from.
    pub(crate) fn home(&self) -> Buffers {
        self.home.clone().unwrap_or_default()
    }
}

impl<T: Element> Drop for Buffer<T> {
    fn drop(&mut self) {
        wipe(&mut self.content);
        if let Some(home) = &self.home {
            let content = std::mem::take(&mut self.content);
            home.0.with_kept(|shelf| shelf.push(content));
        }
    }
}

/// Fills with zeros, also if nothing reads them any more.
///
/// `Zeroizing<Vec<u8>>` writes byte by byte, twice. A fill followed by a barrier wipes 36 MB in a few milliseconds.
fn wipe<T: Element>(content: &mut [T]) {
    content.fill(T::default());
    zeroize::optimization_barrier(content);
}

impl<T: Element> Clone for Buffer<T> {
    fn clone(&self) -> Buffer<T> {
        let mut copy = match &self.home {
            Some(home) => home.zeroed(self.len()),
            None => Buffer::zeroed(self.len()),
        };
        copy.copy_from_slice(self);
        copy
    }
}

impl<T: Element> Deref for Buffer<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.content
    }
}

impl<T: Element> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(buffers: &Buffers) -> Vec<Vec<u8>> {
        buffers.0.with_kept(|shelf| shelf.clone())
    }

    #[test]
    fn a_dropped_buffer_is_used_again_for_the_next_of_its_size() {
        let buffers = Buffers::default();
        let place = buffers.zeroed::<u8>(1000).as_ptr();
        assert_eq!(buffers.zeroed::<u8>(900).as_ptr(), place);
        assert_eq!(kept(&buffers).len(), 1);
        drop(buffers.zeroed::<u8>(2000));
        assert_eq!(kept(&buffers).len(), 2);
    }

    #[test]
    fn a_buffer_is_wiped_before_it_is_kept() {
        let buffers = Buffers::default();
        let mut buffer = buffers.zeroed::<u8>(100);
        buffer.fill(7);
        drop(buffer);
        assert_eq!(kept(&buffers), [[0; 100]]);
    }

    #[test]
    fn a_kept_buffer_has_zeros_at_any_length() {
        let buffers = Buffers::default();
        let mut buffer = buffers.zeroed::<u8>(100);
        buffer.fill(7);
        buffer.truncate(50);
        drop(buffer);
        assert_eq!(kept(&buffers), [[0; 50]]);
        assert_eq!(buffers.zeroed::<u8>(100)[..], [0; 100]);
    }

    #[test]
    fn a_buffer_does_not_grow_beyond_its_capacity() {
        let mut buffer = Buffers::default().empty::<u8>(8);
        let place = buffer.as_ptr();
        buffer.extend(0..200);
        assert_eq!((buffer.as_ptr(), &buffer[..8]), (place, &[0, 1, 2, 3, 4, 5, 6, 7][..]));
    }

    #[test]
    fn a_copy_comes_from_the_same_place_as_its_original() {
        let buffers = Buffers::default();
        let mut first = buffers.zeroed::<u8>(10);
        first[3] = 5;
        let copy = first.clone();
        assert_eq!(copy[..], first[..]);
        drop((first, copy));
        assert_eq!(kept(&buffers).len(), 2);
    }
}
