//! The core's errors in plain words, each with what to do next. Only the kind of an error is told: nothing that was entered,
//! no path, no text from outside.

use ikd_core::{
    app::{BlockCheckError, BlockReason, OpenError, PinError, UnusableReason},
    documents::{DocumentsError, SyncError},
    identity::DateError,
    presentation::PresentError,
    registration::{
        ActivationError, AmendError, ConsentError, FormFault, FormHint, GiveUpError, PairingError,
        PhotoError, RegistrationError, SubmitError,
    },
    selfie::{PortraitError, StillError},
    service::{
        ProblemCode, ServiceError,
        contract::{FormField, RejectionOption, RejectionReason},
    },
    trust::RefreshError,
    vault::{PinRule, VaultError},
};

use crate::{failure::Failure, texts::Texts};

pub(crate) fn open(texts: &Texts, error: &OpenError) -> Failure {
    Failure::new(match error {
        OpenError::DataFolder => texts.home_not_writable.to_owned(),
        OpenError::Trust(_) => texts.home_damaged.to_owned(),
        OpenError::Vault(error) => vault(texts, error),
        OpenError::Registration(error) => registration(texts, error),
    })
}

pub(crate) fn service(texts: &Texts, error: &ServiceError) -> String {
    match error {
        ServiceError::Offline => texts.offline.to_owned(),
        ServiceError::TimedOut => texts.timed_out.to_owned(),
        ServiceError::Untrusted => texts.untrusted_service.to_owned(),
        ServiceError::CertificateDate => texts.certificate_date.to_owned(),
        ServiceError::BadAnswer => texts.bad_answer.to_owned(),
        ServiceError::Keystore(_) | ServiceError::Random(_) => texts.keystore_failed.to_owned(),
        ServiceError::Problem(problem) => match problem {
            ProblemCode::RateLimited { retry_after_s } => (texts.too_many_requests)(*retry_after_s),
            ProblemCode::Unavailable { .. } | ProblemCode::Internal => texts.service_down.to_owned(),
            ProblemCode::UpgradeRequired => texts.upgrade_needed.to_owned(),
            ProblemCode::ClockSkew => texts.clock_wrong.to_owned(),
            ProblemCode::AccountBlocked => texts.account_blocked.to_owned(),
            ProblemCode::DeviceReleased => texts.device_released.to_owned(),
            ProblemCode::StateConflict => texts.state_changed.to_owned(),
            _ => texts.service_refused.to_owned(),
        },
    }
}

pub(crate) fn registration(texts: &Texts, error: &RegistrationError) -> String {
    match error {
        RegistrationError::WrongStep => texts.state_changed.to_owned(),
        RegistrationError::Storage(error) => vault(texts, error),
        RegistrationError::Keystore(_) | RegistrationError::Random(_) => texts.keystore_failed.to_owned(),
        RegistrationError::Service(error) => service(texts, error),
        RegistrationError::Mismatch => texts.untrusted_answer.to_owned(),
    }
}

pub(crate) fn refresh(texts: &Texts, error: &RefreshError) -> String {
    match error {
        RefreshError::Service(error) => service(texts, error),
        RefreshError::Bundle(_) => texts.untrusted_answer.to_owned(),
    }
}

pub(crate) fn consent(texts: &Texts, error: &ConsentError) -> String {
    match error {
        ConsentError::AppOutdated => texts.upgrade_needed.to_owned(),
        ConsentError::NothingAccepted => texts.state_changed.to_owned(),
        ConsentError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn form_entry(texts: &Texts, entry: &FormFault) -> String {
    match entry {
        FormFault::Nik(error) => (texts.nik_fault)(*error).to_owned(),
        FormFault::Email(_) => texts.email_fault.to_owned(),
        FormFault::Phone(_) => texts.phone_fault.to_owned(),
        FormFault::Name(_) => texts.name_fault.to_owned(),
        FormFault::SexMissing => texts.sex_fault.to_owned(),
        FormFault::BirthPlace => texts.birth_place_fault.to_owned(),
        FormFault::BirthDate(DateError::Format) => texts.birth_date_fault.to_owned(),
        FormFault::BirthDate(DateError::NoSuchDay) => texts.birth_date_no_such_day.to_owned(),
        FormFault::BornInFuture => texts.born_in_future.to_owned(),
        FormFault::RefusedByService(field) => (texts.field_refused)(form_field(texts, *field)),
    }
}

fn form_field(texts: &Texts, field: FormField) -> &'static str {
    match field {
        FormField::Nik => texts.ask_nik,
        FormField::Email => texts.ask_email,
        FormField::Phone => texts.ask_phone,
        FormField::Name => texts.ask_name,
        FormField::Sex => texts.ask_sex,
        FormField::BirthPlace => texts.ask_birth_place,
        FormField::BirthDate => texts.ask_birth_date,
    }
}

pub(crate) fn form_warning(texts: &Texts, warning: &FormHint) -> String {
    match warning {
        FormHint::Nik(warning) => (texts.nik_warning)(*warning).to_owned(),
        FormHint::Email(_) => texts.email_warning.to_owned(),
        FormHint::Phone(_) => texts.phone_warning.to_owned(),
        FormHint::Name(_) => texts.name_warning.to_owned(),
    }
}

pub(crate) fn portrait(texts: &Texts, error: &PortraitError) -> String {
    match error {
        PortraitError::Retake(codes) => {
            let sentences: Vec<_> = codes.iter().map(|code| (texts.guidance)(*code)).collect();
            sentences.join("\n")
        }
        PortraitError::Still(StillError::TooManyBytes | StillError::TooManyPixels) => {
            texts.photo_too_large.to_owned()
        }
        PortraitError::Still(StillError::Unsupported) => texts.photo_unsupported.to_owned(),
        PortraitError::Still(StillError::Damaged) => texts.photo_damaged.to_owned(),
        PortraitError::TooFewBytes { .. } | PortraitError::Size | PortraitError::Models(_) => {
            texts.photo_not_used.to_owned()
        }
    }
}

pub(crate) fn photo(texts: &Texts, error: &PhotoError) -> String {
    match error {
        PhotoError::NotAJpeg | PhotoError::TooLarge { .. } => texts.photo_not_used.to_owned(),
        PhotoError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn submit(texts: &Texts, error: &SubmitError) -> String {
    match error {
        SubmitError::FormRefused(faults) => {
            let faults = faults.iter().map(|fault| (texts.field_refused)(form_field(texts, fault.field)));
            faults.collect::<Vec<_>>().join("\n")
        }
        SubmitError::PhotoRefused => texts.photo_refused.to_owned(),
        SubmitError::TermsOutdated => texts.terms_outdated.to_owned(),
        SubmitError::AppOutdated => texts.upgrade_needed.to_owned(),
        SubmitError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn amend(texts: &Texts, error: &AmendError) -> String {
    match error {
        AmendError::NotOffered => texts.state_changed.to_owned(),
        AmendError::Invalid(check) => {
            let faults: Vec<_> = check.faults.iter().map(|entry| form_entry(texts, entry)).collect();
            faults.join("\n")
        }
        AmendError::Photo(error) => photo(texts, error),
        AmendError::Submit(error) => submit(texts, error),
        AmendError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn pairing(texts: &Texts, error: &PairingError) -> String {
    match error {
        PairingError::NotAPairingQr => texts.not_a_pairing_qr.to_owned(),
        PairingError::Untrusted => texts.untrusted_counter.to_owned(),
        PairingError::Expired => texts.pairing_expired.to_owned(),
        PairingError::Used => texts.pairing_used.to_owned(),
        PairingError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn give_up(texts: &Texts, error: &GiveUpError) -> String {
    match error {
        GiveUpError::NeedsService => texts.giving_up_needs_service.to_owned(),
        GiveUpError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn rejection(texts: &Texts, reason: RejectionReason) -> &'static str {
    match reason {
        RejectionReason::FaceMismatch => texts.face_mismatch,
        RejectionReason::DataMismatch => texts.data_mismatch,
        RejectionReason::NotEligible => texts.not_eligible,
        RejectionReason::NoRecord => texts.no_record,
        RejectionReason::Deceased => texts.deceased,
        RejectionReason::Blocked => texts.account_blocked,
        RejectionReason::Other => texts.rejected_otherwise,
    }
}

pub(crate) fn way(texts: &Texts, way: RejectionOption) -> &'static str {
    match way {
        RejectionOption::Form => texts.way_form,
        RejectionOption::Photo => texts.way_photo,
        RejectionOption::Restart => texts.way_restart,
    }
}

pub(crate) fn activation(texts: &Texts, error: &ActivationError) -> String {
    match error {
        ActivationError::NotACode => texts.not_a_code.to_owned(),
        ActivationError::WrongCode { tries_left } => (texts.wrong_code)(*tries_left),
        ActivationError::CodeExpired => texts.code_expired.to_owned(),
        ActivationError::CodeExhausted => texts.code_exhausted.to_owned(),
        ActivationError::WrongCaptcha => texts.wrong_captcha.to_owned(),
        ActivationError::ResendTooSoon { .. } => texts.resend_too_soon.to_owned(),
        ActivationError::Registration(error) => registration(texts, error),
    }
}

fn pin_rule(texts: &Texts, rule: PinRule) -> &'static str {
    match rule {
        PinRule::Format => texts.not_a_pin,
        PinRule::Date | PinRule::Personal => texts.pin_personal,
        PinRule::LikeOld => texts.pin_like_old,
        PinRule::FewDigits
        | PinRule::Series
        | PinRule::Repetition
        | PinRule::Pairs
        | PinRule::Palindrome
        | PinRule::Runs
        | PinRule::Keypad => texts.pin_too_easy,
    }
}

pub(crate) fn pin(texts: &Texts, error: &PinError) -> String {
    match error {
        PinError::NotAPin => texts.not_a_pin.to_owned(),
        PinError::Differ => texts.pins_differ.to_owned(),
        PinError::Rejected(rule) => pin_rule(texts, *rule).to_owned(),
        PinError::Vault(error) => vault(texts, error),
        PinError::Registration(error) => registration(texts, error),
    }
}

pub(crate) fn vault(texts: &Texts, error: &VaultError) -> String {
    match error {
        VaultError::WrongPin { left, retry_after_ms } => {
            (texts.wrong_pin)(*left, retry_after_ms.div_ceil(1000))
        }
        VaultError::CoolingDown { retry_after_ms } => (texts.wait_before_pin)(retry_after_ms.div_ceil(1000)),
        VaultError::PinRejected { rule } => pin_rule(texts, *rule).to_owned(),
        VaultError::Wiped { .. } => texts.vault_wiped.to_owned(),
        VaultError::StorageFull => texts.disk_full.to_owned(),
        VaultError::Busy => texts.home_in_use.to_owned(),
        VaultError::UnsupportedVersion { .. } => texts.vault_too_new.to_owned(),
        VaultError::KeyLost => texts.vault_key_lost.to_owned(),
        VaultError::RollbackDetected { .. } => texts.vault_rolled_back.to_owned(),
        VaultError::Corrupt { .. } | VaultError::WeakKdf => texts.vault_damaged.to_owned(),
        VaultError::Keystore { .. } => texts.keystore_failed.to_owned(),
        VaultError::Absent | VaultError::AlreadyProvisioned | VaultError::Locked => {
            texts.state_changed.to_owned()
        }
        _ => texts.vault_failed.to_owned(),
    }
}

pub(crate) fn blocked(texts: &Texts, reason: BlockReason) -> &'static str {
    match reason {
        BlockReason::AccountBlocked => texts.account_blocked,
        BlockReason::DeviceReleased => texts.device_released,
    }
}

pub(crate) fn block_check(texts: &Texts, error: &BlockCheckError) -> String {
    match error {
        BlockCheckError::Service(error) => service(texts, error),
        BlockCheckError::Keystore(_) => texts.keystore_failed.to_owned(),
        BlockCheckError::Vault(error) => vault(texts, error),
    }
}

pub(crate) fn unusable(texts: &Texts, reason: UnusableReason) -> &'static str {
    match reason {
        UnusableReason::Wiped => texts.vault_wiped,
        UnusableReason::Damaged => texts.vault_damaged,
        UnusableReason::RolledBack => texts.vault_rolled_back,
        UnusableReason::KeyLost => texts.vault_key_lost,
        UnusableReason::TooNew => texts.vault_too_new,
        UnusableReason::Temporary => texts.vault_failed,
    }
}

pub(crate) fn documents(texts: &Texts, error: &DocumentsError) -> String {
    match error {
        DocumentsError::Vault(error) => vault(texts, error),
        DocumentsError::NotFound | DocumentsError::Unreadable => texts.document_unreadable.to_owned(),
        DocumentsError::Untrusted => texts.document_untrusted.to_owned(),
    }
}

pub(crate) fn sync(texts: &Texts, error: &SyncError) -> String {
    match error {
        SyncError::Vault(error) => vault(texts, error),
        SyncError::Service(error) => service(texts, error),
        SyncError::Untrusted => texts.document_untrusted.to_owned(),
        SyncError::Rollback => texts.document_older.to_owned(),
        SyncError::Unreadable => texts.document_unreadable.to_owned(),
    }
}

pub(crate) fn present(texts: &Texts, error: &PresentError) -> String {
    match error {
        PresentError::Vault(error) => vault(texts, error),
        PresentError::NoView => texts.no_view.to_owned(),
        PresentError::ViewExpired => texts.view_expired.to_owned(),
        PresentError::NotForThisReader => texts.no_reader_for_view.to_owned(),
        PresentError::StepUpRequired => texts.presence_again.to_owned(),
        PresentError::Keystore(_) | PresentError::Random(_) => texts.keystore_failed.to_owned(),
        PresentError::Proof(_) | PresentError::Symbol(_) => texts.no_code_made.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{self, Lang};

    #[test]
    fn a_full_disk_is_called_a_full_disk_wherever_it_is_met() {
        for texts in [texts::of(Lang::Id), texts::of(Lang::En)] {
            let full = VaultError::StorageFull;
            let said = [
                vault(texts, &full),
                pin(texts, &PinError::Registration(full.into())),
                registration(texts, &RegistrationError::Storage(full)),
                documents(texts, &DocumentsError::Vault(full)),
                sync(texts, &SyncError::Vault(full)),
            ];
            assert!(said.iter().all(|text| text == texts.disk_full), "{said:?}");
        }
    }
}
