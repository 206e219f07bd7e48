//! The command line, killed for real.
