use ikd_core::selfie::PortraitError;

use super::*;
use crate::texts::{self, Lang};

const BOTH: [Lang; 2] = [Lang::Id, Lang::En];

#[test]
fn a_full_disk_has_the_same_text_in_every_operation() {
    for texts in BOTH.map(texts::of) {
        let full = VaultError::StorageFull;
        let said = [
            vault(texts, &full),
            pin(texts, &PinError::Registration(full.into())),
            registration(texts, &RegistrationError::Storage(full)),
            documents(texts, &DocumentsError::Vault(full)),
            sync(texts, &SyncError::Vault(full)),
        ];
        assert!(said.iter().all(|said| *said == plain(texts, "error_storage_full")), "{said:?}");
    }
}

#[test]
fn the_code_is_the_key_of_the_text_without_its_family() {
    let texts = texts::of(Lang::En);
    let explained = [
        vault(texts, &VaultError::StorageFull),
        vault(texts, &VaultError::Busy),
        vault(texts, &VaultError::WrongPin { left: 1, retry_after_ms: 272_000 }),
        pin(texts, &PinError::Rejected(PinRule::Pairs)),
        rejection(texts, RejectionReason::FaceMismatch),
        form_entries(texts, &[FormFault::BirthPlace, FormFault::SexMissing]),
    ];
    let codes: Vec<_> = explained.iter().map(|explained| explained.code.as_str()).collect();
    let expected = ["storage-full", "home-in-use", "wrong-pin", "pairs", "face-mismatch", "birth-place"];
    assert_eq!(codes, expected);
    assert_eq!(explained[5].sentence.lines().count(), 2);
}

#[test]
fn every_error_key_in_this_file_has_a_text() {
    let source = include_str!("mod.rs");
    let named: Vec<_> = source.split('"').filter(|text| text.starts_with("error_")).collect();
    let catalogue = texts::of(Lang::Id).catalogue();
    let unknown: Vec<_> =
        named.iter().filter(|name| !catalogue.forms().any(|(key, _)| key == **name)).collect();
    assert!(named.len() > 60 && unknown.is_empty(), "{} named, without a text: {unknown:?}", named.len());
}

#[test]
fn placeholders_are_filled_and_texts_contain_the_wait() {
    for texts in BOTH.map(texts::of) {
        let filled = [
            vault(texts, &VaultError::WrongPin { left: 1, retry_after_ms: 272_000 }),
            vault(texts, &VaultError::Internal { code: VaultError::DATABASE }),
            vault(texts, &VaultError::CoolingDown { retry_after_ms: 272_000 }),
            service(texts, &ServiceError::Problem(ProblemCode::RateLimited { retry_after_s: 272 })),
            activation(texts, &ActivationError::WrongCode { tries_left: 4 }),
            portrait(texts, &PortraitError::Size),
            form_entry(texts, &FormFault::RefusedByService(ikd_core::service::contract::FormField::Email)),
        ];
        assert!(filled.iter().all(|said| !said.sentence.contains(['{', '}'])), "{filled:?}");
        assert!(
            filled[0].sentence.contains("1 ")
                && filled[0].sentence.contains("4 m")
                && filled[2].sentence.contains(" 32 "),
            "{filled:?}"
        );
    }
}
