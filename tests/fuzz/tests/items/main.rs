//! Plays every item of the corpus: those that the fuzzer started with, and each that ever broke something.
#![allow(clippy::unwrap_used)]

mod seeds;

use std::path::PathBuf;

use ikd_fuzz::{ITEMS, item};

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/item")
}

#[test]
fn every_item_of_the_corpus_ends_without_a_panic_and_every_seed_is_accepted() {
    for entry in std::fs::read_dir(corpus()).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let accepted = item(&std::fs::read(&file).unwrap());
        assert!(accepted || !name.starts_with("seed-"), "{name}");
    }
}

#[test]
fn the_first_items_are_those_that_this_test_writes_and_one_is_of_each_kind() {
    let seeds = seeds::all();
    for (name, bytes) in &seeds {
        let found = std::fs::read(corpus().join(name));
        assert!(found.is_ok_and(|found| found == *bytes), "{name}: write the seeds again");
    }
    for (number, name) in ITEMS.into_iter().enumerate() {
        assert!(seeds.iter().any(|(_, bytes)| usize::from(bytes[0]) == number), "no seed is a {name}");
    }
}

/// `cargo test -p ikd-fuzz --test items -- --ignored` writes them again, after a change of `seeds.rs` or of a format.
#[test]
#[ignore = "writes into the source folder"]
fn write_the_seeds() {
    std::fs::create_dir_all(corpus()).unwrap();
    for (name, bytes) in seeds::all() {
        std::fs::write(corpus().join(name), bytes).unwrap();
    }
}
