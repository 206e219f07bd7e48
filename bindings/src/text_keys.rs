//! Keys of the texts that people read. The texts are in the shells, written from the catalogue in `bindings/texts`; with
//! the list of keys a shell's test sees that none is missing.

use ikd_core::{
    registration::{FormFault, FormHint},
    time::ClockTrust,
};
use ikd_texts::key;

use crate::{
    activity::ActivityEvent,
    app::DeviceWarning,
    applications::{LeftReason, NoticeKind, PaperAdvice, ReasonCode, ReturnReason, StateKind},
    documents::{Blood, Citizenship, DocumentKind, MaritalStatus, Relation, Religion},
    error::{Direction, ErrorCode, Guidance, IkdError, PinRule, Refusal},
    face_check::{FaceCheckState, FaceGuidance, FacePurpose, FaceRefusalReason},
    form::{FormField, Sex},
    form_problem::ProblemSeverity,
    guard::guarded,
    platform::{BiometricPurpose, BiometricStatus},
    presenter::{ShowWarning, ViewKind},
    registration::Language,
    stage::{BlockReason, ConflictOption, RejectionOption, RejectionReason, Step, UnusableReason},
};

/// A code of [`IkdError`], with its number and the key of its text.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ErrorText {
    /// The code.
    pub code: ErrorCode,
    /// For support; never changes its meaning.
    pub number: u16,
    /// Key of its text.
    pub key: String,
}

/// Number and text key of an error's code.
#[uniffi::export]
pub fn error_text(code: ErrorCode) -> Result<ErrorText, IkdError> {
    guarded(|| Ok(ErrorText { code, number: code as u16, key: code.key() }))
}

macro_rules! families {
    ($($family:literal $values:ident { $($variant:ident)+ })+) => {
        /// Each enum whose values a shell shows to a person: its family of texts and the names of its variants.
        const FAMILIES: &[(&str, &[&str])] = &[$(($family, &[$(stringify!($variant),)+]),)+];

        // A variant that is not listed does not compile.
        $(const _: fn(&$values) = |value| match value { $($values::$variant { .. } => (),)+ };)+
    };
}

families! {
    "activity" ActivityEvent {
        Activated Unlocked PinChanged Synced DocumentUpdated DocumentRemoved ShowingStarted ShowingEnded
    }
    "application" StateKind {
        Draft Queued Sending Received InReview VisitNeeded Correct Approved Signing Issued Refused Withdrawn Expired
    }
    "application_next" StateKind {
        Draft Queued Sending Received InReview VisitNeeded Correct Approved Signing Issued Refused Withdrawn Expired
    }
    "biometric" BiometricPurpose { VerifyUser }
    "biometric" BiometricStatus { Ready NotEnrolled Unavailable LockedOut }
    "block" BlockReason { AccountBlocked DeviceReleased }
    "blood" Blood {
        Unknown A B Ab O APositive ANegative BPositive BNegative AbPositive AbNegative OPositive ONegative
    }
    "citizenship" Citizenship { Wni Wna }
    "clock" ClockTrust { InSync Deviates Unknown }
    "conflict_option" ConflictOption { ReleaseAtCounter ReleaseOnOldPhone GiveUp }
    "device_warning" DeviceWarning { NoScreenLock SoftwareKeys }
    "document" DocumentKind { Ktp FamilyCard BirthCertificate Kia Biodata Npwp }
    "face_check" FaceCheckState { Open Pending Accepted Refused Expired }
    "face_guidance" FaceGuidance { TooDark Blurry RemoveGlasses RemoveMask LookStraight Other }
    "face_purpose" FacePurpose { Application Recovery }
    "face_refusal" FaceRefusalReason { Retake SeeOfficer }
    "field" FormField { Nik Email Phone Name Sex BirthPlace BirthDate }
    "guidance" Guidance {
        HoldPhoneUpright TooDarkScene NoFace MultipleFaces FaceOutOfFrame MoveCloser MoveBack CentreFace RemoveMask
        RemoveGlasses LevelHead LookStraight FaceTooDark TooBright Backlit UnevenLight HoldStill Blurry OpenEyes
        CloseMouth UncoverForehead
    }
    "move_phone" Direction { Left Right Up Down }
    "turn_head" Direction { Left Right Up Down }
    "language" Language { Indonesian English }
    "left" LeftReason { Metered NotTried Failed Returned Changed Blocked FaceCheckNeeded }
    "marital_status" MaritalStatus {
        BelumKawin KawinTercatat KawinBelumTercatat CeraiHidupTercatat CeraiHidupBelumTercatat CeraiMati
    }
    "notice" NoticeKind { Changed CorrectionDue Visit Returned FaceCheckNeeded Deadline DraftEnds Report }
    "paper_advice" PaperAdvice { TooSmall TooDark Blurry Glare CutOff }
    "pin_rule" PinRule {
        Format FewDigits Series Repetition Pairs Palindrome Runs Keypad Date Personal LikeOld
    }
    "problem" ProblemSeverity { Fault Warning Note }
    "reason" ReasonCode {
        Unreadable NotOriginal WrongKind Incomplete MismatchRecord MismatchPaper WitnessInvalid NotEligible Duplicate
        RecordChanged Other
    }
    "refusal" Refusal {
        Prefix TooLong Base45 Envelope OtherReader ReaderNotValid Sealed Proof View IssuerUnknown IssuerUse
        IssuerNotValid IssuerSignature ViewExpired HolderKey HolderSignature Audience TooEarly TooLate Replayed Busy
        ViewNotAllowed
    }
    "rejection" RejectionReason { FaceMismatch DataMismatch NotEligible NoRecord Deceased Blocked Other }
    "rejection_option" RejectionOption { Form Photo Restart }
    "relation" Relation {
        KepalaKeluarga Suami Istri Anak Menantu Cucu Orangtua Mertua FamiliLain Pembantu Lainnya
    }
    "religion" Religion { Islam Kristen Katholik Hindu Budha Khonghucu Kepercayaan }
    "returned" ReturnReason { Invalid PresenceMissing Duplicate OutdatedForm Conflict OutboxChanged }
    "sex" Sex { Male Female }
    "show_warning" ShowWarning { ClockUnchecked ClockDeviates ViewRunsOut ViewMayHaveRunOut }
    "step" Step {
        OfficerNotice Terms Form Selfie Uploading OfficePairing AwaitingDecision Activation CreatePin Rejected Conflict
        Expired
    }
    "unusable" UnusableReason { Wiped Damaged RolledBack KeyLost TooNew Temporary }
    "view" ViewKind { Basic FullKtp }
}

/// Keys that belong to no value of an enum: an event or a notice that reads otherwise for a value of its data, and parts
/// of `{wait}`.
const MORE: [&str; 7] = [
    "activity_unlocked_after_wrong",
    "duration_hours",
    "duration_minutes",
    "duration_seconds",
    "notice_deadline_passed",
    "notice_report_passed",
    "notice_visit_undated",
];

/// Every key that a catalogue must have: for each error code, each fault and hint of the form, and each value of an enum
/// that a shell shows to a person. In order, each once.
#[uniffi::export]
pub fn text_keys() -> Result<Vec<String>, IkdError> {
    guarded(|| {
        let mut keys: Vec<String> = ErrorCode::ALL.iter().map(|code| code.key()).collect();
        keys.extend(FormFault::CODES.iter().chain(FormHint::CODES).map(|code| key("form", code)));
        for (family, variants) in FAMILIES {
            keys.extend(variants.iter().map(|variant| key(family, variant)));
        }
        keys.extend(MORE.map(str::to_owned));
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ikd_texts::{Catalogue, PLACEHOLDERS, names_in, placeholders};

    use super::*;

    /// Both catalogues, with the name of their language.
    fn both() -> [(&'static str, &'static Catalogue); 2] {
        [("id", Catalogue::indonesian()), ("en", Catalogue::english())]
    }

    #[test]
    fn each_key_has_a_text_in_both_languages_and_no_text_is_without_a_key() {
        let keys: BTreeSet<String> = text_keys().expect("there are keys").into_iter().collect();
        for (language, catalogue) in both() {
            let texts: BTreeSet<String> = catalogue.forms().map(|(key, _)| key.to_owned()).collect();
            let differs: Vec<_> = keys.symmetric_difference(&texts).collect();
            assert!(differs.is_empty(), "{language}: {differs:?}");
        }
    }

    #[test]
    fn each_form_of_a_text_has_the_placeholders_that_the_code_fills() {
        for (language, catalogue) in both() {
            for (key, forms) in catalogue.forms() {
                let filled: BTreeSet<&str> = placeholders(key).iter().copied().collect();
                for form in forms {
                    let names = names_in(form).map(BTreeSet::from_iter);
                    assert_eq!(names.as_ref(), Some(&filled), "{language}: {key}: {form}");
                }
            }
        }
    }

    #[test]
    fn no_text_is_empty_or_has_spaces_around_it_or_two_in_a_row() {
        for (language, catalogue) in both() {
            for (key, form) in
                catalogue.forms().flat_map(|(key, forms)| forms.into_iter().map(move |form| (key, form)))
            {
                let tidy = !form.is_empty() && form.trim() == form && !form.contains("  ");
                assert!(tidy, "{language}: {key}: {form:?}");
            }
        }
    }

    #[test]
    fn only_english_has_plural_forms_and_only_where_one_number_chooses() {
        for (language, catalogue) in both() {
            for (key, forms) in catalogue.forms().filter(|(_, forms)| forms.len() > 1) {
                assert!(
                    language == "en" && placeholders(key).len() == 1 && forms[0] != forms[1],
                    "{language}: {key}"
                );
            }
        }
    }

    #[test]
    fn no_text_was_left_untranslated() {
        let (id, en) = (Catalogue::indonesian(), Catalogue::english());
        let same = id.forms().zip(en.forms()).filter(|(id, en)| id == en).map(|((key, _), _)| key);
        // A language is called by its own name, for those who cannot read the other.
        let own = |key: &&str| !key.starts_with("blood_") && !key.starts_with("language_");
        let same: Vec<_> = same.filter(own).collect();
        assert_eq!(same, ["field_email", "field_nik", "religion_hindu", "religion_islam"]);
    }

    #[test]
    fn placeholders_are_listed_only_for_keys_that_exist() {
        let keys = text_keys().expect("there are keys");
        let unknown: Vec<_> =
            PLACEHOLDERS.iter().filter(|(name, _)| !keys.iter().any(|key| key == name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn a_title_stands_for_one_thing() {
        for (language, catalogue) in both() {
            for family in [
                "application_",
                "document_",
                "field_",
                "notice_",
                "refusal_",
                "relation_",
                "show_warning_",
                "step_",
                "view_",
            ] {
                let titles = catalogue.forms().filter(|(key, _)| key.starts_with(family));
                let titles: Vec<_> = titles.flat_map(|(_, forms)| forms).collect();
                let different: BTreeSet<_> = titles.iter().collect();
                assert_eq!(different.len(), titles.len(), "{language}: {family}");
            }
        }
    }
}
