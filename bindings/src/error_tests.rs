//! Tests of the promises of [`IkdError`] for every variant and code.

use std::collections::BTreeSet;

use ikd_core::{
    account::AccountError,
    app::{OpenError, PinError, ReleaseError, VerifyUserError},
    applications::{AnswerError, ApplicationsError, QueueError, parse_id},
    documents::{DocumentsError, SyncError},
    face_check::FaceCheckError,
    identity::{Email, Nik, PersonName, Phone},
    platform::KeystoreError,
    presentation::PresentError,
    registration::{self, ActivationError, RegistrationError},
    service::ProblemCode,
    vault::{Artifact, PinRule, VaultError},
};
use ikd_proof::{Refusal, application::ApplicationId, form::ValueError};

use super::{
    error::{ErrorCode, Guidance, IkdError},
    error_table::answer_refused,
    form::FormFault,
    platform::PlatformError,
    registration::activation_fault,
    text_keys::{error_text, text_keys},
};

/// What a person typed. No error may contain any of it.
const TYPED: &str = "Rahasia 9901010101900001 rahasia@@contoh.invalid";

/// The faults of a form with [`TYPED`] in its entries.
fn faults() -> Vec<FormFault> {
    let entries = [
        Nik::parse(TYPED).err().map(registration::FormFault::Nik),
        Email::parse(TYPED).err().map(registration::FormFault::Email),
        Phone::parse(TYPED).err().map(registration::FormFault::Phone),
        PersonName::parse(&TYPED.repeat(9)).err().map(registration::FormFault::Name),
    ];
    entries.iter().flatten().map(FormFault::from).collect()
}

/// What is wrong with an answer in which [`TYPED`] was typed.
fn answer_problems() -> Vec<IkdError> {
    let errors = [
        Nik::parse(TYPED).err().map(ValueError::from),
        ikd_proof::CivilDate::parse_entry(TYPED).err().map(ValueError::from),
        ikd_proof::Line::new(&TYPED.repeat(99)).err().map(ValueError::from),
        Some(ValueError::NotAnOption),
    ];
    errors
        .into_iter()
        .flatten()
        .map(|error| answer_refused("keterangan", AnswerError::Value(error)))
        .collect()
}

/// One error of each variant. The match makes a new variant a compile error until it is in the list.
fn one_of_each() -> Vec<IkdError> {
    let code = ErrorCode::Internal;
    let all = vec![
        IkdError::InvalidInput { code },
        IkdError::InvalidForm { code, faults: faults() },
        IkdError::InvalidAnswers { code, problems: Vec::new() },
        IkdError::UnsuitablePin { code, rule: PinRule::Date },
        IkdError::WrongPin { code, attempts_left: 1, retry_after_ms: 2 },
        IkdError::WrongCode { code, tries_left: 1 },
        IkdError::Retake { code, guidance: vec![Guidance::FaceTooDark] },
        IkdError::Wait { code, retry_after_ms: 1 },
        IkdError::NotNow { code },
        IkdError::UnlockNeeded { code },
        IkdError::ConnectionNeeded { code },
        IkdError::Refused { code },
        IkdError::AlreadyOpen { code, application: String::new() },
        IkdError::NotAccepted { code, refusal: Refusal::TooLate },
        IkdError::UpdateNeeded { code },
        IkdError::Device { code, transient: true, number: 3 },
        IkdError::Unrecoverable { code },
        IkdError::Cancelled { code },
        IkdError::Defect { code },
    ];
    let kinds: BTreeSet<u8> = all
        .iter()
        .map(|error| match error {
            IkdError::InvalidInput { .. } => 0,
            IkdError::InvalidForm { .. } => 1,
            IkdError::UnsuitablePin { .. } => 2,
            IkdError::WrongPin { .. } => 3,
            IkdError::WrongCode { .. } => 4,
            IkdError::Retake { .. } => 5,
            IkdError::Wait { .. } => 6,
            IkdError::NotNow { .. } => 7,
            IkdError::UnlockNeeded { .. } => 8,
            IkdError::ConnectionNeeded { .. } => 9,
            IkdError::Refused { .. } => 10,
            IkdError::NotAccepted { .. } => 11,
            IkdError::UpdateNeeded { .. } => 12,
            IkdError::Device { .. } => 13,
            IkdError::Unrecoverable { .. } => 14,
            IkdError::Cancelled { .. } => 15,
            IkdError::Defect { .. } => 16,
            IkdError::InvalidAnswers { .. } => 17,
            IkdError::AlreadyOpen { .. } => 18,
        })
        .collect();
    assert_eq!(kinds.len(), all.len());
    all
}

#[test]
fn no_variant_contains_what_was_typed() {
    assert_eq!(faults().len(), 4, "each entry has a fault");
    assert_eq!(answer_problems().len(), 4, "each answer has a problem");
    for error in one_of_each().into_iter().chain(answer_problems()) {
        let printed = format!("{error} {error:?}").to_lowercase();
        assert!(!printed.contains("rahasia") && !printed.contains("9901") && !printed.contains("contoh"));
    }
}

#[test]
fn every_code_has_a_unique_number_and_a_unique_key() {
    let texts: Vec<_> = ErrorCode::ALL.iter().map(|code| error_text(*code).expect("has a text")).collect();
    let numbers: BTreeSet<u16> = texts.iter().map(|text| text.number).collect();
    let keys: BTreeSet<&str> = texts.iter().map(|text| text.key.as_str()).collect();
    assert_eq!((numbers.len(), keys.len()), (texts.len(), texts.len()));
}

#[test]
fn every_key_is_a_valid_resource_name_on_both_platforms() {
    for key in text_keys().expect("there are keys") {
        let plain =
            key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        assert!(plain && key.starts_with(|first: char| first.is_ascii_lowercase()), "{key}");
    }
}

#[test]
fn the_key_of_every_form_fault_is_in_the_list() {
    let keys = text_keys().expect("there are keys");
    assert!(faults().iter().all(|fault| keys.contains(&fault.key)));
}

#[test]
fn an_unexpected_error_of_a_shell_loses_its_text() {
    let thrown = uniffi::UnexpectedUniFFICallbackError::new("NIK 9901010101900001");
    let error = PlatformError::from(thrown);
    assert_eq!(error, PlatformError::Unexpected);
    assert!(!format!("{error} {error:?}").contains("9901"));
}

/// The error of the vault as each error of the core that can contain it is mapped.
fn mapped(error: VaultError) -> Vec<IkdError> {
    vec![
        error.into(),
        OpenError::Vault(error).into(),
        OpenError::Registration(error.into()).into(),
        RegistrationError::Storage(error).into(),
        PinError::Vault(error).into(),
        PinError::Registration(error.into()).into(),
        ReleaseError::NotErased(error).into(),
        AccountError::Vault(error).into(),
        DocumentsError::Vault(error).into(),
        ApplicationsError::Vault(error).into(),
        SyncError::Vault(error).into(),
        PresentError::Vault(error).into(),
        VerifyUserError::Vault(error).into(),
        FaceCheckError::Vault(error).into(),
    ]
}

#[test]
fn no_vault_error_is_unrecoverable_unless_it_is_terminal() {
    let keystore = |number| VaultError::Keystore { transient: false, number };
    for error in [
        VaultError::StorageFull,
        VaultError::Busy,
        VaultError::ClockUnavailable,
        VaultError::Io { kind: VaultError::IO_OTHER },
        VaultError::Io { kind: VaultError::IO_DENIED },
        VaultError::Io { kind: 778 },
        keystore(7),
        keystore(VaultError::KEYSTORE_MISSING),
        keystore(VaultError::KEYSTORE_REFUSED),
        VaultError::Internal { code: VaultError::NO_MEMORY },
        VaultError::Internal { code: VaultError::DATABASE },
    ] {
        assert!(!error.is_terminal(), "{error:?}");
        for mapped in mapped(error) {
            assert!(!matches!(mapped, IkdError::Unrecoverable { .. }), "{error:?}: {mapped:?}");
        }
    }
}

#[test]
fn a_full_disk_is_storage_full_in_every_operation() {
    let full = IkdError::Device { code: ErrorCode::StorageFull, transient: true, number: 0 };
    for mapped in mapped(VaultError::StorageFull) {
        assert_eq!(mapped, full);
    }
}

#[test]
fn only_the_loss_of_the_device_key_is_unrecoverable() {
    for error in [KeystoreError::NotFound, KeystoreError::Invalidated] {
        assert!(matches!(IkdError::from(PresentError::Keystore(error)), IkdError::Device { .. }));
        assert!(matches!(IkdError::from(PinError::from(VaultError::from(error))), IkdError::Device { .. }));
        assert!(matches!(IkdError::from(AccountError::Keystore(error)), IkdError::Unrecoverable { .. }));
    }
}

#[test]
fn every_error_that_asks_for_patience_says_how_long() {
    for error in [
        IkdError::from(VaultError::CoolingDown { retry_after_ms: 7_000 }),
        ProblemCode::RateLimited { retry_after_s: 7 }.into(),
        ProblemCode::Unavailable { retry_after_s: Some(7) }.into(),
        ProblemCode::ResendTooSoon { retry_after_s: 7 }.into(),
        ActivationError::ResendTooSoon { retry_after_ms: 7_000 }.into(),
        ProblemCode::FaceCheckTooSoon { retry_after_s: 7 }.into(),
        FaceCheckError::TooSoon { retry_after_ms: 7_000 }.into(),
    ] {
        assert!(matches!(error, IkdError::Wait { retry_after_ms: 7_000, .. }), "{error:?}");
    }
    let unstated = IkdError::from(ProblemCode::Unavailable { retry_after_s: None });
    assert!(matches!(unstated, IkdError::Wait { retry_after_ms: 60_000, .. }), "{unstated:?}");
}

#[test]
fn an_activation_fault_is_the_same_by_code_as_by_error() {
    for error in [
        ActivationError::NotACode,
        ActivationError::WrongCode { tries_left: 4 },
        ActivationError::CodeExpired,
        ActivationError::CodeExhausted,
        ActivationError::WrongCaptcha,
        ActivationError::ResendTooSoon { retry_after_ms: 7_000 },
        ActivationError::Registration(RegistrationError::WrongStep),
    ] {
        let by_error = error.fault();
        let (IkdError::InvalidInput { code }
        | IkdError::WrongCode { code, .. }
        | IkdError::Wait { code, .. }
        | IkdError::NotNow { code }) = IkdError::from(error.clone())
        else {
            unreachable!("{error:?}");
        };
        assert_eq!(activation_fault(code), Ok(by_error), "{error:?}");
    }
}

#[test]
fn an_unreadable_document_needs_a_connection_to_fetch_it_again() {
    let damaged = VaultError::Corrupt { what: Artifact::Record };
    for error in [DocumentsError::Vault(damaged), DocumentsError::Unreadable] {
        assert_eq!(IkdError::from(error), IkdError::ConnectionNeeded { code: ErrorCode::RecordUnreadable });
    }
}

#[test]
fn an_answer_that_is_no_value_names_its_field_the_check_and_what_to_tell_the_person() {
    let error = answer_refused("tanggal", AnswerError::Value(ValueError::Time));
    let IkdError::InvalidAnswers { code: ErrorCode::AnswersInvalid, problems } = error else {
        unreachable!("{error:?}");
    };
    let [problem] = problems.as_slice() else { unreachable!("{problems:?}") };
    assert_eq!((problem.field.as_deref(), problem.check.as_str()), (Some("tanggal"), "value-time"));
    assert!(!problem.text.id.is_empty() && !problem.text.en.is_empty());
}

#[test]
fn an_application_that_is_open_already_is_named_by_the_id_that_opens_it() {
    let other = ApplicationId([7; 16]);
    let error = IkdError::from(QueueError::Duplicate(other));
    let IkdError::AlreadyOpen { application, .. } = &error else { unreachable!("{error:?}") };
    assert_eq!(parse_id(application), Some(other));
}

#[test]
fn an_unreadable_application_never_leads_to_erasing_the_vault() {
    let error = IkdError::from(ApplicationsError::Unreadable);
    assert_eq!(error, IkdError::Refused { code: ErrorCode::ApplicationUnreadable });
}
