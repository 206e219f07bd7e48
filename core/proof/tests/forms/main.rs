//! The eight forms of `core/forms`: what a family can and cannot send, and properties that hold for any answers.
#![allow(clippy::unwrap_used, clippy::panic)]

mod births;
mod deaths;
mod properties;
#[path = "../random/mod.rs"]
mod random;
mod services;
mod texts;
mod tried;

use ikd_proof::form::{Answers, Definition, Opened, testing::facts};

const FORMS: [&[u8]; 8] = [
    include_bytes!("../../../forms/cetak-kk.cbor"),
    include_bytes!("../../../forms/cetak-biodata.cbor"),
    include_bytes!("../../../forms/golongan-darah.cbor"),
    include_bytes!("../../../forms/surat-pindah.cbor"),
    include_bytes!("../../../forms/pisah-kk.cbor"),
    include_bytes!("../../../forms/kelahiran.cbor"),
    include_bytes!("../../../forms/kelahiran-ber-nik.cbor"),
    include_bytes!("../../../forms/kematian.cbor"),
];

fn forms() -> Vec<Definition> {
    let open = |payload: &&[u8]| match Definition::read(payload, [0, 1, 0]).unwrap() {
        Opened::Ready(definition) => *definition,
        Opened::NeedsUpdate { service, .. } => panic!("{service} needs an update"),
    };
    FORMS.iter().map(open).collect()
}

fn form(service: &str) -> Definition {
    forms().into_iter().find(|form| form.service == service).unwrap()
}

#[test]
fn the_eight_services_have_their_ids_and_no_form_comes_near_its_limits() {
    let services: Vec<_> = forms().into_iter().map(|form| form.service).collect();
    let expected = [
        "cetak-kk",
        "cetak-biodata",
        "golongan-darah",
        "surat-pindah",
        "pisah-kk",
        "kelahiran",
        "kelahiran-ber-nik",
        "kematian",
    ];
    assert_eq!(services, expected);
    assert!(FORMS.iter().all(|payload| payload.len() <= 16 * 1024));
    assert!(forms().iter().all(|form| form.fields().count() <= 60));
}

#[test]
fn a_form_is_written_as_it_was_read() {
    for (form, payload) in forms().iter().zip(FORMS) {
        assert_eq!(form.encode().unwrap(), payload, "{}", form.service);
    }
}

#[test]
fn every_required_field_that_documents_can_fill_is_filled_on_a_phone_with_them() {
    for form in forms() {
        let filled = form.prefill(&facts(), &Answers::new());
        let locked = form.fields().filter(|f| f.locked && f.required && f.key.starts_with("pe"));
        for field in locked {
            assert!(filled.get(&field.key).is_some(), "{}: {}", form.service, field.key);
        }
    }
}
