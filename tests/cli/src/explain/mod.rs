//! The core's errors as sentences that say what to do next: the catalogue text for the key in the boundary's table
//! (`bindings/src/error_table/mod.rs`). Only errors that concern this program's folder have their own text.

mod applications;
mod face;

use std::fmt;

use ikd_core::{
    app::{BlockCheckError, BlockReason, OpenError, PinError, UnusableReason},
    documents::{DocumentsError, SyncError},
    platform::KeystoreError,
    presentation::PresentError,
    registration::{
        ActivationError, AmendError, ConsentError, FormFault, FormHint, GiveUpError, PairingError,
        RegistrationError, SubmitError,
    },
    service::{
        FieldFault, ProblemCode, ServiceError,
        contract::{RejectionOption, RejectionReason},
    },
    trust::RefreshError,
    vault::{Artifact, PinRule, VaultError},
};
use ikd_texts::{Value, key, key_of};

pub(crate) use applications::{
    applications, attach, code_of, discard, paper, queue, refresh_applications, send, start,
};
use face::still;
pub(crate) use face::{face_check, face_guidance, face_refusal, live, photo, portrait};

use crate::{failure::Failure, texts::Texts};

/// Numbers of the boundary's defect codes.
const INTERNAL: u16 = 901;
const BAD_ARGUMENT: u16 = 905;
const MODELS_UNUSABLE: u16 = 906;

/// A sentence for the person, and its code for the lines of JSON: the key of the text without its family.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// Stable, kebab-case.
    pub(crate) code: String,
    /// In the language of the texts.
    pub(crate) sentence: String,
}

impl Explanation {
    fn new(family: &str, key: &str, sentence: impl Into<String>) -> Self {
        let code = key.strip_prefix(family).unwrap_or(key).trim_start_matches('_').replace('_', "-");
        Self { code, sentence: sentence.into() }
    }

    /// The text of a value of an enum.
    fn of(texts: &Texts, family: &str, value: impl fmt::Debug) -> Self {
        let key = key_of(family, value);
        Self::new(family, &key, texts.catalogue().plain(&key))
    }

    /// One sentence on each line, with the code of the first.
    fn all(explanations: impl IntoIterator<Item = Self>) -> Self {
        let mut all = explanations.into_iter();
        let first = all.next().unwrap_or_else(|| Self { code: "failed".to_owned(), sentence: String::new() });
        all.fold(first, |first, next| Self { sentence: first.sentence + "\n" + &next.sentence, ..first })
    }
}

impl From<Explanation> for Failure {
    fn from(Explanation { code, sentence }: Explanation) -> Self {
        Self::new(code, sentence)
    }
}

fn plain(texts: &Texts, key: &str) -> Explanation {
    Explanation::new("error", key, texts.catalogue().plain(key))
}

fn filled(texts: &Texts, key: &str, name: &str, value: Value<'_>) -> Explanation {
    Explanation::new("error", key, texts.catalogue().filled(key, &[(name, value)]))
}

fn wait(texts: &Texts, key: &str, ms: u64) -> Explanation {
    filled(texts, key, "wait", Value::Words(&texts.catalogue().wait(ms)))
}

fn defect(texts: &Texts, key: &str, number: u16) -> Explanation {
    filled(texts, key, "number", number.into())
}

pub(crate) fn open(texts: &Texts, error: &OpenError) -> Explanation {
    match error {
        OpenError::DataFolder => Explanation::new("", "home_not_writable", texts.home_not_writable),
        OpenError::Trust(_) => Explanation::new("", "home_damaged", texts.home_damaged),
        OpenError::Vault(error) => vault(texts, error),
        OpenError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn service(texts: &Texts, error: &ServiceError) -> Explanation {
    let key = match error {
        ServiceError::Offline => "error_offline",
        ServiceError::TimedOut => "error_timed_out",
        ServiceError::Untrusted => "error_service_untrusted",
        ServiceError::CertificateDate => "error_certificate_date",
        ServiceError::BadAnswer => "error_bad_answer",
        ServiceError::Keystore(error) => device_key(error),
        ServiceError::Random(_) => "error_resources_failed",
        ServiceError::Problem(ProblemCode::RateLimited { retry_after_s }) => {
            return wait(texts, "error_rate_limited", retry_after_s.saturating_mul(1000));
        }
        ServiceError::Problem(ProblemCode::FaceCheckTooSoon { retry_after_s }) => {
            return wait(texts, "error_face_check_too_soon", retry_after_s.saturating_mul(1000));
        }
        ServiceError::Problem(problem) => match problem {
            ProblemCode::Unavailable { .. } => "error_service_unavailable",
            ProblemCode::Internal => "error_service_failed",
            ProblemCode::UpgradeRequired => "error_app_too_old",
            ProblemCode::TermsOutdated => "error_terms_too_old",
            ProblemCode::AccountBlocked => "error_account_blocked",
            ProblemCode::DeviceReleased => "error_device_released",
            ProblemCode::StateConflict => "error_wrong_stage",
            ProblemCode::FormInvalid(faults) => return form_refused(texts, faults),
            ProblemCode::NotAJpeg | ProblemCode::TooLarge => "error_photo_refused",
            ProblemCode::PairingUnknown => "error_not_a_pairing_qr",
            ProblemCode::PairingUsed => "error_pairing_used",
            ProblemCode::PairingExpired => "error_pairing_expired",
            ProblemCode::CaptchaWrong | ProblemCode::CaptchaExpired => "error_wrong_captcha",
            ProblemCode::CodeWrong { tries_left } => {
                return filled(texts, "error_wrong_code", "tries_left", (*tries_left).into());
            }
            ProblemCode::CodeExpired => "error_code_expired",
            ProblemCode::CodeExhausted => "error_code_exhausted",
            ProblemCode::ResendTooSoon { .. } => "error_resend_too_soon",
            ProblemCode::FaceAnswerInvalid => "error_face_check_mismatch",
            ProblemCode::RateLimited { .. }
            | ProblemCode::FaceCheckTooSoon { .. }
            | ProblemCode::Malformed
            | ProblemCode::SignatureInvalid
            | ProblemCode::ClockSkew
            | ProblemCode::Replayed
            | ProblemCode::IdempotencyConflict
            | ProblemCode::NotFound
            | ProblemCode::ConsentInvalid
            | ProblemCode::UnsupportedType
            | ProblemCode::OffsetMismatch { .. }
            | ProblemCode::DigestMismatch
            | ProblemCode::PossessionInvalid
            | ProblemCode::FilesMissing { .. }
            | ProblemCode::RevisionConflict
            | ProblemCode::DuplicateApplication { .. }
            | ProblemCode::ApplicationInvalid(_)
            | ProblemCode::ServiceKeyRetired
            | ProblemCode::SubmissionInvalid
            | ProblemCode::PresenceMissing
            | ProblemCode::DefinitionOutdated { .. }
            | ProblemCode::Unknown { .. } => "error_service_refused",
        },
    };
    plain(texts, key)
}

fn device_key(error: &KeystoreError) -> &'static str {
    match error {
        KeystoreError::NotFound | KeystoreError::Invalidated => "error_keys_lost",
        _ => keystore(error),
    }
}

fn keystore(error: &KeystoreError) -> &'static str {
    match error {
        KeystoreError::AuthRequired => "error_step_up_required",
        _ => "error_keystore_failed",
    }
}

pub(crate) fn registration(texts: &Texts, error: &RegistrationError) -> Explanation {
    match error {
        RegistrationError::WrongStep => plain(texts, "error_wrong_stage"),
        RegistrationError::Storage(error) => vault(texts, error),
        RegistrationError::Keystore(error) => plain(texts, device_key(error)),
        RegistrationError::Random(_) => plain(texts, "error_resources_failed"),
        RegistrationError::Service(error) => service(texts, error),
        RegistrationError::Mismatch => plain(texts, "error_bad_answer"),
    }
}

pub(crate) fn refresh(texts: &Texts, error: &RefreshError) -> Explanation {
    match error {
        RefreshError::Service(error) => service(texts, error),
        RefreshError::Bundle(_) => plain(texts, "error_not_authentic"),
    }
}

pub(crate) fn consent(texts: &Texts, error: &ConsentError) -> Explanation {
    match error {
        ConsentError::AppOutdated => plain(texts, "error_terms_too_old"),
        ConsentError::NothingAccepted => plain(texts, "error_wrong_stage"),
        ConsentError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn form_entry(texts: &Texts, entry: &FormFault) -> Explanation {
    let (key, catalogue) = (key("form", entry.code()), texts.catalogue());
    let sentence = match entry {
        FormFault::RefusedByService(field) => {
            catalogue.filled(&key, &[("field", Value::Words(catalogue.of("field", field)))])
        }
        _ => catalogue.plain(&key).to_owned(),
    };
    Explanation { code: entry.code().to_owned(), sentence }
}

pub(crate) fn form_entries(texts: &Texts, entries: &[FormFault]) -> Explanation {
    Explanation::all(entries.iter().map(|entry| form_entry(texts, entry)))
}

fn form_refused(texts: &Texts, faults: &[FieldFault]) -> Explanation {
    let faults = faults.iter().map(|fault| FormFault::RefusedByService(fault.field));
    form_entries(texts, &faults.collect::<Vec<_>>())
}

pub(crate) fn form_warning(texts: &Texts, warning: &FormHint) -> String {
    let key = key("form", warning.code());
    match warning.suggestion() {
        Some(suggestion) => texts.catalogue().filled(&key, &[("suggestion", Value::Words(suggestion))]),
        None => texts.catalogue().plain(&key).to_owned(),
    }
}

pub(crate) fn submit(texts: &Texts, error: &SubmitError) -> Explanation {
    match error {
        SubmitError::FormRefused(faults) => form_refused(texts, faults),
        SubmitError::PhotoRefused => plain(texts, "error_photo_refused"),
        SubmitError::TermsOutdated => plain(texts, "error_terms_too_old"),
        SubmitError::AppOutdated => plain(texts, "error_app_too_old"),
        SubmitError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn amend(texts: &Texts, error: &AmendError) -> Explanation {
    match error {
        AmendError::NotOffered => plain(texts, "error_wrong_stage"),
        AmendError::Invalid(check) => form_entries(texts, &check.faults),
        AmendError::Photo(error) => photo(texts, error),
        AmendError::Submit(error) => submit(texts, error),
        AmendError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn pairing(texts: &Texts, error: &PairingError) -> Explanation {
    match error {
        PairingError::NotAPairingQr => plain(texts, "error_not_a_pairing_qr"),
        PairingError::Untrusted => plain(texts, "error_pairing_untrusted"),
        PairingError::Expired => plain(texts, "error_pairing_expired"),
        PairingError::Used => plain(texts, "error_pairing_used"),
        PairingError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn give_up(texts: &Texts, error: &GiveUpError) -> Explanation {
    match error {
        GiveUpError::NeedsService => plain(texts, "error_giving_up_needs_service"),
        GiveUpError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn rejection(texts: &Texts, reason: RejectionReason) -> Explanation {
    Explanation::of(texts, "rejection", reason)
}

pub(crate) fn rejection_option(texts: &Texts, way: RejectionOption) -> &'static str {
    texts.catalogue().of("rejection_option", way)
}

pub(crate) fn activation(texts: &Texts, error: &ActivationError) -> Explanation {
    match error {
        ActivationError::NotACode => plain(texts, "error_not_a_code"),
        ActivationError::WrongCode { tries_left } => {
            filled(texts, "error_wrong_code", "tries_left", (*tries_left).into())
        }
        ActivationError::CodeExpired => plain(texts, "error_code_expired"),
        ActivationError::CodeExhausted => plain(texts, "error_code_exhausted"),
        ActivationError::WrongCaptcha => plain(texts, "error_wrong_captcha"),
        ActivationError::ResendTooSoon { .. } => plain(texts, "error_resend_too_soon"),
        ActivationError::Registration(error) => registration(texts, error),
    }
}

fn pin_rule(texts: &Texts, rule: PinRule) -> Explanation {
    Explanation::of(texts, "pin_rule", rule)
}

pub(crate) fn pin(texts: &Texts, error: &PinError) -> Explanation {
    match error {
        PinError::NotAPin => plain(texts, "error_not_a_pin"),
        PinError::Differ => plain(texts, "error_pins_differ"),
        PinError::Rejected(rule) => pin_rule(texts, *rule),
        PinError::Vault(error) => vault(texts, error),
        PinError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn vault(texts: &Texts, error: &VaultError) -> Explanation {
    let key = match error {
        VaultError::WrongPin { left, retry_after_ms } => {
            let wrong = filled(texts, "error_wrong_pin", "attempts_left", (*left).into());
            return match retry_after_ms {
                0 => wrong,
                ms => Explanation {
                    sentence: format!("{} {}", wrong.sentence, cooling_down(texts, *ms).sentence),
                    ..wrong
                },
            };
        }
        VaultError::CoolingDown { retry_after_ms } => return cooling_down(texts, *retry_after_ms),
        VaultError::PinRejected { rule } => return pin_rule(texts, *rule),
        // Here another program uses the folder; the catalogue's text assumes that it is the app itself.
        VaultError::Busy => return Explanation::new("", "home_in_use", texts.home_in_use),
        VaultError::TooLarge { .. } => return defect(texts, "error_bad_argument", BAD_ARGUMENT),
        VaultError::Internal { code: VaultError::NO_RANDOMNESS | VaultError::NO_MEMORY } => {
            "error_resources_failed"
        }
        VaultError::Internal { .. } => return defect(texts, "error_internal", INTERNAL),
        VaultError::Absent | VaultError::AlreadyProvisioned => "error_wrong_stage",
        VaultError::Locked => "error_locked",
        VaultError::Wiped { .. } => "error_wiped",
        VaultError::Keystore { .. } => "error_keystore_failed",
        VaultError::KeyLost => "error_keys_lost",
        VaultError::RollbackDetected { .. } => "error_rolled_back",
        VaultError::Corrupt { .. } | VaultError::WeakKdf => "error_damaged",
        VaultError::UnsupportedVersion { .. } => "error_files_too_new",
        VaultError::StorageFull => "error_storage_full",
        VaultError::Io { .. } => "error_storage_failed",
        VaultError::ClockUnavailable => "error_clock_failed",
    };
    plain(texts, key)
}

/// The explanation for a PIN attempt before the delay has passed.
pub(crate) fn cooling_down(texts: &Texts, retry_after_ms: u64) -> Explanation {
    wait(texts, "error_cooling_down", retry_after_ms)
}

pub(crate) fn blocked(texts: &Texts, reason: BlockReason) -> Explanation {
    Explanation::of(texts, "block", reason)
}

pub(crate) fn block_check(texts: &Texts, error: &BlockCheckError) -> Explanation {
    match error {
        BlockCheckError::Service(error) => service(texts, error),
        BlockCheckError::Keystore(error) => plain(texts, keystore(error)),
        BlockCheckError::Vault(error) => vault(texts, error),
    }
}

pub(crate) fn unusable(texts: &Texts, reason: UnusableReason) -> Explanation {
    Explanation::of(texts, "unusable", reason)
}

pub(crate) fn documents(texts: &Texts, error: &DocumentsError) -> Explanation {
    match error {
        DocumentsError::Vault(VaultError::Corrupt { what: Artifact::Record })
        | DocumentsError::Unreadable => plain(texts, "error_record_unreadable"),
        DocumentsError::Vault(error) => vault(texts, error),
        DocumentsError::NotFound => plain(texts, "error_document_not_found"),
        DocumentsError::Untrusted => plain(texts, "error_not_authentic"),
    }
}

pub(crate) fn sync(texts: &Texts, error: &SyncError) -> Explanation {
    match error {
        SyncError::Vault(error) => vault(texts, error),
        SyncError::Service(error) => service(texts, error),
        SyncError::Untrusted => plain(texts, "error_not_authentic"),
        SyncError::Rollback => plain(texts, "error_service_rolled_back"),
        SyncError::Unreadable => plain(texts, "error_record_unreadable"),
    }
}

pub(crate) fn present(texts: &Texts, error: &PresentError) -> Explanation {
    match error {
        PresentError::Vault(error) => vault(texts, error),
        PresentError::NoView => plain(texts, "error_no_view"),
        PresentError::ViewExpired => plain(texts, "error_view_expired"),
        PresentError::NotForThisReader => plain(texts, "error_reader_not_allowed"),
        PresentError::StepUpRequired => plain(texts, "error_step_up_required"),
        PresentError::Keystore(error) => plain(texts, keystore(error)),
        PresentError::Random(_) => plain(texts, "error_resources_failed"),
        PresentError::Proof(_) => plain(texts, "error_record_unreadable"),
        PresentError::Symbol(_) => defect(texts, "error_internal", INTERNAL),
    }
}

#[cfg(test)]
mod tests;
