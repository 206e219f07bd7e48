//! Words about applications, Indonesian first.

use ikd_proof::form::Texts;

use super::words::{Words, words};
use crate::application::{ApplicationState, MarkCode, decided::ApplicationStep, obstacle::Obstacle};
use crate::registration::Language;

/// A text of a form in the officer's language.
pub(super) trait InLanguage {
    fn in_language(&self, language: Language) -> &str;
}

impl InLanguage for Texts {
    fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::English => &self.en,
        }
    }
}

/// Where an application stands, in the officer's words.
pub(super) const fn of_application_state(state: ApplicationState) -> Words {
    match state {
        ApplicationState::Received => words("Diterima, belum diperiksa", "Received, not reviewed"),
        ApplicationState::InReview => words("Sedang diperiksa", "In review"),
        ApplicationState::VisitNeeded => words("Warga diminta datang", "The citizen was asked to come"),
        ApplicationState::Correct => words("Menunggu perbaikan", "Waiting for a correction"),
        ApplicationState::Approved => words("Disetujui", "Approved"),
        ApplicationState::Signing => words("Menunggu tanda tangan (TTE)", "Waiting for the signature (TTE)"),
        ApplicationState::Issued => words("Diterbitkan", "Issued"),
        ApplicationState::Refused => words("Ditolak", "Refused"),
        ApplicationState::Withdrawn => words("Ditarik oleh warga", "Withdrawn by the citizen"),
        ApplicationState::Expired => words("Kedaluwarsa", "Expired"),
    }
}

/// What an officer did with an application.
pub(super) const fn of_step(step: ApplicationStep) -> Words {
    match step {
        ApplicationStep::Review => words("Mulai diperiksa", "Review begun"),
        ApplicationStep::Correction => words("Perbaikan diminta", "Correction asked for"),
        ApplicationStep::Visit => words("Warga diminta datang", "Visit asked for"),
        ApplicationStep::Refusal => words("Ditolak", "Refused"),
        ApplicationStep::Approval => words("Disetujui", "Approved"),
        ApplicationStep::Signing => words("Dikirim untuk ditandatangani (TTE)", "Sent to be signed (TTE)"),
        ApplicationStep::Issue => words("Diterbitkan", "Issued"),
    }
}

/// Why a part is marked or an application refused, in the officer's words.
pub(super) const fn of_mark(code: MarkCode) -> Words {
    match code {
        MarkCode::Unreadable => words("Foto tidak terbaca", "The photo cannot be read"),
        MarkCode::NotOriginal => words("Bukan dokumen asli", "Not the original"),
        MarkCode::WrongKind => {
            words("Dokumen lain dari yang diminta", "Another paper than the one asked for")
        }
        MarkCode::Incomplete => words("Tidak lengkap", "Incomplete"),
        MarkCode::MismatchRecord => {
            words("Berbeda dari data kependudukan", "Differs from the population record")
        }
        MarkCode::MismatchPaper => words("Berbeda dari dokumennya", "Differs from the paper"),
        MarkCode::WitnessInvalid => words("Saksi tidak memenuhi syarat", "The witness may not be one"),
        MarkCode::NotEligible => words("Tidak memenuhi syarat", "Not eligible"),
        MarkCode::Duplicate => words("Sudah pernah diajukan atau dicatat", "Applied for or recorded before"),
        MarkCode::RecordChanged => {
            words("Data kependudukan sudah berubah", "The population record has changed")
        }
        MarkCode::Other => {
            words("Alasan lain (wajib ditulis di pesan)", "Another reason (write it in the message)")
        }
    }
}

/// Why the record cannot be changed as the application asks.
pub(super) const fn of_obstacle(obstacle: Obstacle) -> Words {
    match obstacle {
        Obstacle::NoSuchCard => words(
            "Tidak dapat dilaksanakan: tidak ada kartu keluarga dengan nomor ini.",
            "It cannot be carried out: there is no family card with this number.",
        ),
        Obstacle::CardElsewhere => words(
            "Tidak dapat dilaksanakan: kartu keluarga ini beralamat di kecamatan lain dari alamat tujuan.",
            "It cannot be carried out: this family card is in another district than the new address.",
        ),
        Obstacle::NoSuchDistrict => words(
            "Tidak dapat dilaksanakan: kecamatan ini tidak ada di data wilayah.",
            "It cannot be carried out: the register has no such district.",
        ),
        Obstacle::Address => words(
            "Tidak dapat dilaksanakan: alamat ini tidak dapat ditulis di dokumen.",
            "It cannot be carried out: no document can hold this address.",
        ),
        Obstacle::NoSuchPerson(_) => words(
            "Tidak dapat dilaksanakan: orang ini tidak ada di data kependudukan, atau sudah tercatat meninggal.",
            "It cannot be carried out: this person is not in the register, or the death is recorded.",
        ),
        Obstacle::Other => words(
            "Tidak dapat dilaksanakan: data kependudukan tidak dapat diubah seperti ini. Minta perbaikan atau tolak.",
            "It cannot be carried out: the record cannot be changed like this. Ask for a correction, or refuse.",
        ),
    }
}
