#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::platform::testing::{Fault, FaultKeystore, TestPhone};

fn header() -> Header {
    Header {
        vault_id: [0xAB; 16],
        epoch: 7,
        attempts: 3,
        wait: Some(Wait {
            ms: 60_000,
            since: BootReading { wall_ms: 1_795_305_600_000, boot_ms: 12_345, boot_id: [0xCD; 16] },
        }),
        pin: PinSlot {
            generation: 2,
            cost: KdfCost::CANDIDATES[0],
            salt: [1; 16],
            sealed: [2; super::super::slot::SLOT_LEN],
            prf_kind: PrfKind::EcdhP256,
        },
        manifest_n: 42,
        dek_epoch: 1,
        account_status: AccountStatus::Blocked,
    }
}

fn phone_with_epochs(epochs: &[u32]) -> TestPhone {
    let phone = TestPhone::new(1);
    for epoch in epochs {
        phone.keystore.create_key(&epoch_alias(*epoch), EPOCH_SPEC).unwrap();
    }
    phone
}

#[test]
fn a_header_opens_with_its_epochs_key() {
    let phone = phone_with_epochs(&[7]);
    let blob = header().seal(phone.keystore.as_ref()).unwrap();
    assert!(Header::open(&blob, phone.keystore.as_ref()).unwrap() == header());
}

#[test]
fn the_length_of_a_sealed_header_does_not_depend_on_its_content() {
    let phone = phone_with_epochs(&[7]);
    let short = Header { wait: None, attempts: 0, manifest_n: 0, ..header() };
    let lengths = [header(), short].map(|header| header.seal(phone.keystore.as_ref()).unwrap().len());
    assert_eq!(lengths[0], lengths[1]);
}

#[test]
fn every_altered_bit_of_a_header_is_detected() {
    let phone = phone_with_epochs(&[7]);
    let blob = header().seal(phone.keystore.as_ref()).unwrap();
    for at in 0..blob.len() {
        for bit in 0..8 {
            let mut altered = blob.clone();
            altered[at] ^= 1 << bit;
            assert!(Header::open(&altered, phone.keystore.as_ref()).is_err(), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn every_truncation_of_a_header_is_detected() {
    let phone = phone_with_epochs(&[7]);
    let blob = header().seal(phone.keystore.as_ref()).unwrap();
    for len in 0..blob.len() {
        assert!(Header::open(&blob[..len], phone.keystore.as_ref()).is_err());
    }
}

#[test]
fn an_old_header_is_a_rollback_and_a_header_without_any_epoch_key_is_lost() {
    let phone = phone_with_epochs(&[7]);
    let blob = header().seal(phone.keystore.as_ref()).unwrap();
    let open_on = |epochs: &[u32]| Header::open(&blob, phone_with_epochs(epochs).keystore.as_ref()).err();
    assert_eq!(open_on(&[8]), Some(VaultError::RollbackDetected { what: Artifact::Header }));
    assert_eq!(open_on(&[]), Some(VaultError::KeyLost));
}

#[test]
fn only_invalidated_and_refused_mean_loss_or_damage_of_the_header() {
    let phone = phone_with_epochs(&[7]);
    let blob = header().seal(phone.keystore.as_ref()).unwrap();
    let error_for = |failure| {
        let keystore = FaultKeystore::new(phone.keystore.clone(), 0, Fault::FailBefore(failure));
        Header::open(&blob, &keystore).err().unwrap()
    };
    assert_eq!(error_for(KeystoreError::Invalidated), VaultError::KeyLost);
    assert_eq!(error_for(KeystoreError::Refused), VaultError::Corrupt { what: Artifact::Header });
    for failure in [KeystoreError::AuthRequired, KeystoreError::Failed { transient: false, number: 7 }] {
        assert!(matches!(error_for(failure), VaultError::Keystore { .. }), "{failure:?}");
    }
}

#[test]
fn cbor_that_is_not_deterministic_is_refused() {
    let cbor = header().encode(VERSION);
    let decode = |cbor: &[u8]| Header::decode(cbor, VERSION);
    assert!(decode(&cbor).is_some());
    assert!(decode(&[cbor.as_slice(), &[0]].concat()).is_none(), "trailing byte");
    let longer_epoch = [&cbor[..20], &[0x18, 7], &cbor[21..]].concat();
    assert_eq!(cbor[20], 7);
    assert!(decode(&longer_epoch).is_none(), "an integer longer than needed");
    for len in 0..cbor.len() {
        assert!(decode(&cbor[..len]).is_none(), "truncated to {len}");
    }
}

#[test]
fn more_than_ten_attempts_in_a_header_are_refused() {
    let cbor = Header { attempts: 11, ..header() }.encode(VERSION);
    assert!(Header::decode(&cbor, VERSION).is_none());
}

#[test]
fn an_unknown_account_status_is_refused() {
    let mut cbor = header().encode(VERSION);
    *cbor.last_mut().unwrap() = 3;
    assert!(Header::decode(&cbor, VERSION).is_none());
}

#[test]
fn a_version_1_header_has_a_good_account_and_is_refused_as_version_2() {
    let cbor = header().encode(WITHOUT_ACCOUNT_STATUS);
    assert!(Header::decode(&cbor, WITHOUT_ACCOUNT_STATUS).unwrap().account_status == AccountStatus::Good);
    assert!(Header::decode(&cbor, WITHOUT_PRF_KIND).is_none());
    assert!(Header::decode(&header().encode(WITHOUT_PRF_KIND), WITHOUT_ACCOUNT_STATUS).is_none());
}

#[test]
fn a_version_2_header_has_an_hmac_key_and_is_refused_as_version_3() {
    let cbor = header().encode(WITHOUT_PRF_KIND);
    assert!(Header::decode(&cbor, WITHOUT_PRF_KIND).unwrap().pin.prf_kind == PrfKind::Hmac);
    assert!(Header::decode(&cbor, VERSION).is_none());
    assert!(Header::decode(&header().encode(VERSION), WITHOUT_PRF_KIND).is_none());
}

#[test]
fn an_unknown_kind_of_hardware_key_is_refused() {
    let mut cbor = header().encode(VERSION);
    // The slot's kind stands before member 6.
    let at = cbor.windows(5).position(|five| five == [1, 6, 0xf6, 7, 0xf6]).unwrap();
    cbor[at] = 2;
    assert!(Header::decode(&cbor, VERSION).is_none());
}
