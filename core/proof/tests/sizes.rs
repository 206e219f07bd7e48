//! A smaller QR is easier to scan: 600 characters are version 15 at error correction M.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ikd_proof::{
    KtpClaims, View,
    testing::{self, NOW, full_view, line, moment, view_named},
};

fn characters(view: &View) -> usize {
    let size = testing::qr_text(view, moment(NOW, [1; 8])).len();
    println!(
        "name of {} letters, {}: {size} characters",
        view.claims.name.as_str().len(),
        view.claims.kind().name()
    );
    size
}

/// A name of two words with `letters` characters, including the space.
fn name_of(letters: usize) -> String {
    format!("CONTOH {}", "A".repeat(letters - 7))
}

#[test]
fn a_basic_view_fits_600_characters_for_names_up_to_34_letters() {
    for letters in [9, 20, 26, 34] {
        assert!(characters(&view_named(&name_of(letters))) <= 600, "{letters} letters");
    }
}

#[test]
fn a_basic_view_with_the_longest_legal_name_fits_656_characters() {
    assert!(characters(&view_named(&name_of(60))) <= 656);
}

#[test]
fn a_typical_full_view_fits_800_characters() {
    assert!(characters(&full_view()) <= 800);
}

#[test]
fn a_full_view_of_the_longest_name_in_the_longest_named_village_fits_938_characters() {
    let mut view = view_named(&name_of(60));
    let long = |letters: usize| line(&"A".repeat(letters));
    // Of all 83,762 villages of Kepmendagri 300.2.2-2138/2025, the longest chain of four names has 29, 39, 24 and 17
    // letters. The other lines have a usual length.
    view.claims.ktp = full_view().claims.ktp.map(|ktp| KtpClaims {
        village: long(17),
        district: long(24),
        regency: long(39),
        province: long(29),
        birth_place: long(14),
        street: long(28),
        occupation: long(15),
        ..ktp
    });
    assert!(characters(&view) <= 938);
}
