//! Plays every file of the corpus: the inputs that the fuzzer started with, and each that ever broke something.
#![allow(clippy::unwrap_used, clippy::panic)]

mod seeds;

use std::path::PathBuf;

use ikd_fuzz::Reached;

/// The folder of a target's corpus.
fn corpus(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

/// Runs a target on each of its files. Returns how far each came.
fn replay(target: &str, run: fn(&[u8]) -> Reached) -> Vec<(String, Reached)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(corpus(target)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut results = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let reached = run(&std::fs::read(file).unwrap());
        if name.starts_with("seed-") {
            let refused = reached == Reached::Refused;
            assert_eq!(refused, name.starts_with("seed-refused"), "{name}: {reached:?}");
        }
        results.push((name, reached));
    }
    results
}

fn count(results: &[(String, Reached)], reached: Reached) -> usize {
    results.iter().filter(|(_, result)| *result == reached).count()
}

#[test]
fn every_still_of_the_corpus_ends_without_a_panic_and_some_give_a_portrait() {
    let results = replay("still", ikd_fuzz::still);
    assert!(count(&results, Reached::Portrait) >= 3, "{results:?}");
    assert!(count(&results, Reached::Assessed) >= 10, "{results:?}");
    assert!(count(&results, Reached::Refused) >= 5, "{results:?}");
}

#[test]
fn every_frame_of_the_corpus_ends_without_a_panic_and_is_assessed_if_it_is_valid() {
    let results = replay("frame", ikd_fuzz::frame);
    assert!(count(&results, Reached::Assessed) >= 5, "{results:?}");
}

#[test]
fn the_corpus_is_small() {
    let files = ["still", "frame"].into_iter().flat_map(|target| std::fs::read_dir(corpus(target)).unwrap());
    let bytes: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(bytes < 300_000, "{bytes} bytes");
}

#[test]
fn the_first_inputs_are_those_that_this_test_writes() {
    for (target, name, bytes) in seeds::all() {
        let file = corpus(target).join(&name);
        assert!(
            std::fs::read(&file).is_ok_and(|found| found == bytes),
            "{target}/{name}: write the seeds again"
        );
    }
}

/// `cargo test -p ikd-fuzz --test replay -- --ignored` writes them again, after a change of `seeds.rs`.
#[test]
#[ignore = "writes into the source folder"]
fn write_the_seeds() {
    for (target, name, bytes) in seeds::all() {
        std::fs::create_dir_all(corpus(target)).unwrap();
        std::fs::write(corpus(target).join(name), bytes).unwrap();
    }
}
