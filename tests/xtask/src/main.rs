//! Build and check steps.
fn main() {}
