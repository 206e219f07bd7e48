#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::platform::testing::FixedRandom;

const RID: Rid = [9; 32];

fn keys(store: u8, dek: u8) -> RecordKeys {
    in_epoch(store, dek, 1)
}

fn in_epoch(store: u8, dek: u8, epoch: u32) -> RecordKeys {
    RecordKeys::new([store; 16], &SecretKey::from_slice(&[dek; 32]).unwrap(), epoch)
}

fn place() -> Place<'static> {
    Place { table: Table(1), rid: &RID, ver: 7, part: Part::Body }
}

fn sealed(content: &[u8]) -> Vec<u8> {
    keys(1, 2).seal(&FixedRandom::new(1), place(), content).unwrap()
}

fn damaged(result: Result<SecretBytes, VaultError>) -> bool {
    matches!(result, Err(VaultError::Corrupt { what: Artifact::Record }))
}

#[test]
fn a_record_opens_where_it_was_sealed() {
    for len in [0, 1, 251, 252, 253, 954, 5_000, 300_000] {
        let content: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
        assert_eq!(&*keys(1, 2).open(place(), &sealed(&content)).unwrap(), content);
    }
}

#[test]
fn a_record_moved_to_another_place_does_not_open() {
    let blob = sealed(b"content");
    let other: Rid = [8; 32];
    for moved in [
        Place { table: Table(2), ..place() },
        Place { rid: &other, ..place() },
        Place { ver: 8, ..place() },
        Place { part: Part::Meta, ..place() },
    ] {
        assert!(damaged(keys(1, 2).open(moved, &blob)));
    }
    assert!(damaged(keys(3, 2).open(place(), &blob)), "another vault");
    assert!(damaged(keys(1, 3).open(place(), &blob)), "another key");
    assert!(damaged(in_epoch(1, 2, 2).open(place(), &blob)), "another DEK epoch");
}

/// The frame's plain fields are compared before decryption. If an attacker rewrites them to match, the tag must fail.
#[test]
fn a_record_with_rewritten_plain_fields_does_not_open() {
    let mut table = sealed(b"content");
    table[7] = 2;
    assert!(damaged(keys(1, 2).open(Place { table: Table(2), ..place() }, &table)));
    let mut version = sealed(b"content");
    version[15] = 8;
    assert!(damaged(keys(1, 2).open(Place { ver: 8, ..place() }, &version)));
    let mut epoch = sealed(b"content");
    epoch[19] = 2;
    assert!(damaged(in_epoch(1, 2, 2).open(place(), &epoch)));
}

#[test]
fn every_altered_bit_of_a_record_is_detected() {
    let blob = sealed(b"content");
    for at in 0..blob.len() {
        for bit in 0..8 {
            let mut altered = blob.clone();
            altered[at] ^= 1 << bit;
            assert!(keys(1, 2).open(place(), &altered).is_err(), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn every_truncation_and_extension_of_a_record_is_detected() {
    let blob = sealed(b"content");
    for len in 0..blob.len() {
        assert!(damaged(keys(1, 2).open(place(), &blob[..len])), "{len}");
    }
    assert!(damaged(keys(1, 2).open(place(), &[blob.as_slice(), &[0]].concat())));
}

#[test]
fn a_newer_format_is_reported_as_unsupported() {
    let mut blob = sealed(b"content");
    blob[4] = 2;
    let outcome = keys(1, 2).open(place(), &blob);
    assert!(matches!(outcome, Err(VaultError::UnsupportedVersion { found: 2, max: 1 })));
}

/// Lengths worked out by hand from the paper's rule: 2^E scale, floor(log2 E)+1 mantissa bits.
#[test]
fn padding_follows_padme_with_a_minimum() {
    for (len, padded) in [
        (0, 256),
        (256, 256),
        (257, 272),
        (300, 304),
        (960, 960),
        (961, 992),
        (1_025, 1_088),
        (300_004, 303_104),
    ] {
        assert_eq!(padded_len(len), padded, "{len}");
    }
}

#[test]
fn padding_never_costs_more_than_12_percent_above_the_minimum() {
    for len in (256..400_000).step_by(37) {
        let padded = padded_len(len);
        assert!(padded >= len && (padded - len) * 100 <= len * 12, "{len}");
    }
}

#[test]
fn padding_that_is_not_zero_or_not_the_right_length_is_refused() {
    let plain = pad(b"content").unwrap().to_vec();
    let unpad_copy = |plain: &[u8]| unpad(SecretBytes::copy_of(plain));
    assert_eq!(&*unpad_copy(&plain).unwrap(), b"content");
    let mut dirty = plain.clone();
    dirty[255] = 1;
    assert!(unpad_copy(&dirty).is_none());
    assert!(unpad_copy(&[plain.as_slice(), &[0]].concat()).is_none());
    assert!(unpad_copy(&[0xff; 256]).is_none());
    assert!(unpad_copy(&[0; 3]).is_none());
}

#[test]
fn the_longest_meta_fits_in_1_kib_when_sealed() {
    let blob = keys(1, 2).seal(&FixedRandom::new(1), place(), &[1; MAX_META + 2]).unwrap();
    assert!(blob.len() <= 1024);
    let longer = keys(1, 2).seal(&FixedRandom::new(1), place(), &[1; MAX_META + 3]).unwrap();
    assert!(longer.len() > 1024);
}

#[test]
fn record_ids_differ_by_table_key_and_store() {
    let rid = keys(1, 2).rid(Table(1), b"key");
    assert_eq!(rid, keys(1, 2).rid(Table(1), b"key"));
    assert_ne!(rid, keys(1, 2).rid(Table(2), b"key"));
    assert_ne!(rid, keys(1, 2).rid(Table(1), b"kez"));
    assert_ne!(rid, keys(3, 2).rid(Table(1), b"key"));
}
