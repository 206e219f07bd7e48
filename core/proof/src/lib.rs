//! What crosses from a citizen's phone to a reader.
