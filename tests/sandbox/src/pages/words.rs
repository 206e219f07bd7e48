//! Words of the pages, Indonesian first.

use ikd_proof::Refusal;
use ikd_texts::Catalogue;

use super::application_words::of_obstacle;
use crate::comparison::{Field, Outcome};
use crate::decision::{Decided, Requirement};
use crate::face_check::FaceGuidance;
use crate::office::OfficeError;
use crate::pairing::PairingError;
use crate::registration::{Language, Reason, State};

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub id: &'static str,
    pub en: &'static str,
}

/// A text in both languages.
pub(super) const fn words(id: &'static str, en: &'static str) -> Words {
    Words { id, en }
}

impl Words {
    /// The text in one language.
    pub(super) const fn get(self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.id,
            Language::English => self.en,
        }
    }
}

/// Where a registration stands, in the officer's words.
pub(super) const fn of_state(state: State) -> Words {
    match state {
        State::Photo => words("Menunggu foto", "Waiting for the photo"),
        State::Pairing => words("Menunggu dipasangkan dengan ponsel", "Waiting to be paired with the phone"),
        State::Decision => words("Menunggu keputusan", "Waiting for the decision"),
        State::Activation => words("Disetujui, kode sudah dikirim", "Approved, the code was sent"),
        State::Rejected => words("Ditolak", "Rejected"),
        State::Conflict => words(
            "Disetujui, tetapi ponsel lain masih memegang akun",
            "Approved, but another phone holds the account",
        ),
        State::Active => words("Aktif", "Active"),
        State::Expired => words("Kedaluwarsa", "Expired"),
    }
}

/// What a field of the form is called.
pub(super) const fn of_field(field: Field) -> Words {
    match field {
        Field::Nik => words("NIK", "NIK"),
        Field::Name => words("Nama", "Name"),
        Field::Sex => words("Jenis kelamin", "Sex"),
        Field::BirthPlace => words("Tempat lahir", "Place of birth"),
        Field::BirthDate => words("Tanggal lahir", "Date of birth"),
    }
}

/// Fields in a row, as in the middle of a sentence: "nama, jenis kelamin dan tanggal lahir".
pub(super) fn of_fields(fields: &[Field], language: Language) -> String {
    let name = |field: &Field| match field {
        Field::Nik => of_field(*field).get(language).to_owned(),
        _ => of_field(*field).get(language).to_lowercase(),
    };
    let names: Vec<_> = fields.iter().map(name).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} {} {last}", others.join(", "), words("dan", "and").get(language))
        }
        _ => names.concat(),
    }
}

/// How one field compares.
pub(super) const fn of_outcome(outcome: Outcome) -> Words {
    match outcome {
        Outcome::Same => words("Sama", "Same"),
        Outcome::Different => words("BERBEDA", "DIFFERENT"),
        Outcome::NotAsked => words("Tidak ditanya", "Not asked"),
        Outcome::NoRecord => words("Tidak ada di data kependudukan", "Not in the population record"),
        Outcome::NotOpened => words("Belum dibuka", "Not opened yet"),
    }
}

/// What was decided, in the history of a registration.
pub(super) const fn of_decided(decided: Decided) -> Words {
    match decided {
        Decided::Approved => words("Disetujui", "Approved"),
        Decided::RefusedByRecord => words(
            "Disetujui petugas, ditolak oleh data kependudukan",
            "Approved by the officer, refused by the population record",
        ),
        Decided::Rejected => words("Ditolak", "Rejected"),
        Decided::OldPhoneReleased => words("Ponsel lama dilepas", "Old phone released"),
    }
}

/// What an approval still needs, as a line that leads to the place where it is given.
pub(super) const fn of_requirement(requirement: Requirement) -> Words {
    match requirement {
        Requirement::Digits => words(
            "Ponsel: minta warga membacakan empat angka, lalu centang pernyataannya.",
            "Phone: have the citizen read out the four digits, then tick the statement.",
        ),
        Requirement::Face => words(
            "Wajah: bandingkan kedua foto dengan orangnya, lalu centang pernyataannya.",
            "Face: compare both photos with the person, then tick the statement.",
        ),
        Requirement::Data => words(
            "Data: bandingkan datanya, lalu centang pernyataannya.",
            "Data: compare the data, then tick the statement.",
        ),
        Requirement::Reason => words(
            "Alasan: tulis mengapa disetujui walaupun berbeda, paling sedikit 10 huruf.",
            "Reason: write why you approve although the data differ, at least 10 letters.",
        ),
    }
}

/// Reasons that an officer can choose, in the order of the form.
pub(super) const REASONS: [Reason; 7] = [
    Reason::FaceMismatch,
    Reason::DataMismatch,
    Reason::NotEligible,
    Reason::NoRecord,
    Reason::Deceased,
    Reason::Blocked,
    Reason::Other,
];

/// Why a registration is refused.
pub(super) const fn of_reason(reason: Reason) -> Words {
    match reason {
        Reason::FaceMismatch => words(
            "Wajah berbeda dari foto pada data kependudukan",
            "The face differs from the photo in the population record",
        ),
        Reason::DataMismatch => {
            words("Data berbeda dari data kependudukan", "The data differ from the population record")
        }
        Reason::NotEligible => words("Belum 17 tahun dan belum kawin", "Under 17 and not married"),
        Reason::NoRecord => words(
            "Tidak ada di data kependudukan, atau KTP-el belum direkam",
            "No population record, or no recorded electronic KTP",
        ),
        Reason::Deceased => words("Tercatat meninggal dunia", "Recorded as deceased"),
        Reason::Blocked => words("Data kependudukan diblokir", "The population record is blocked"),
        Reason::Other => {
            words("Alasan lain (wajib ditulis di pesan)", "Another reason (write it in the message)")
        }
    }
}

/// What should be better on the next portrait, in the officer's words.
pub(super) const fn of_face_guidance(guidance: FaceGuidance) -> Words {
    match guidance {
        FaceGuidance::TooDark => words("Terlalu gelap", "Too dark"),
        FaceGuidance::Blurry => words("Kabur", "Blurry"),
        FaceGuidance::RemoveGlasses => words("Kacamata menutupi mata", "Glasses hide the eyes"),
        FaceGuidance::RemoveMask => {
            words("Wajah tertutup masker atau benda lain", "A mask or something else hides the face")
        }
        FaceGuidance::LookStraight => words("Wajah tidak menghadap lurus", "The face is turned or tilted"),
        FaceGuidance::Other => words("Lainnya", "Something else"),
    }
}

/// What went wrong at the counter and what to do next.
pub(super) const fn of_office_error(error: OfficeError) -> Words {
    match error {
        OfficeError::SignIn => words(
            "Nama atau kode salah. Periksa keduanya, lalu coba lagi.",
            "The name or the code is wrong. Check both and try again.",
        ),
        OfficeError::TooMany { .. } => words("Terlalu banyak percobaan.", "Too many attempts."),
        OfficeError::NotFound => words(
            "Pendaftaran ini tidak ada, atau sudah tidak ada. Kembali ke antrean.",
            "This registration does not exist, or no longer exists. Go back to the queue.",
        ),
        OfficeError::State(_) => words(
            "Status pendaftaran ini sudah berubah, jadi langkah itu tidak berlaku lagi. Periksa statusnya sekarang.",
            "The state of this registration has changed, so that step no longer applies. Check its state now.",
        ),
        OfficeError::NotStated(_) => {
            words("Belum disetujui. Yang masih kurang:", "Not approved. What is missing:")
        }
        OfficeError::ReleaseNotAsked => words(
            "Ponsel lama belum dilepas: centang dahulu bahwa warga di depan Anda memintanya.",
            "The old phone was not released: first tick that the citizen in front of you asks for it.",
        ),
        OfficeError::NoteMissing => words(
            "Belum ditolak: untuk alasan lain, tulis alasannya di pesan untuk warga.",
            "Not rejected: for another reason, write it in the message to the citizen.",
        ),
        OfficeError::Email => words(
            "Itu bukan alamat email yang lengkap, misalnya nama@contoh.id.",
            "That is not a complete email address, such as nama@contoh.id.",
        ),
        OfficeError::Note => words(
            "Tulisannya terlalu panjang: paling banyak 500 huruf.",
            "The text is too long: at most 500 letters.",
        ),
        OfficeError::NoteControl => words(
            "Tulisannya memuat karakter yang tidak dapat ditampilkan, misalnya pindah baris.",
            "The text has characters that cannot be shown, such as a line break.",
        ),
        OfficeError::FaceNotCompared => words(
            "Belum diterima: centang dahulu bahwa Anda sudah membandingkan kedua foto.",
            "Not accepted: first tick that you have compared both photos.",
        ),
        OfficeError::FaceGuidanceMissing => words(
            "Foto baru belum diminta: pilih yang perlu diperbaiki.",
            "No new photo was asked for: choose what should be better.",
        ),
        OfficeError::FaceDecided => words(
            "Pemeriksaan ini sudah diputuskan, atau sudah kedaluwarsa.",
            "This check was decided, or has expired.",
        ),
        OfficeError::Application(_) => words(
            "Status permohonan ini sudah berubah, jadi langkah itu tidak berlaku lagi. Periksa statusnya sekarang.",
            "The state of this application has changed, so that step no longer applies. Check its state now.",
        ),
        OfficeError::NothingMarked => words(
            "Perbaikan belum diminta: tandai dahulu bagian yang harus diperbaiki.",
            "No correction was asked for: first mark what is to be corrected.",
        ),
        OfficeError::UnknownPart => words(
            "Formulir ini tidak memiliki bagian itu. Muat ulang halaman.",
            "The form has no such part. Load the page again.",
        ),
        OfficeError::Days => {
            words("Tulis jumlah hari dari 1 sampai 60.", "Write a number of days from 1 to 60.")
        }
        OfficeError::VisitIncomplete => words(
            "Kunjungan belum diminta: tulis tempatnya dan apa yang harus dibawa.",
            "No visit was asked for: write where to come and what to bring.",
        ),
        OfficeError::FaceNotAccepted => words(
            "Belum disetujui: formulir ini meminta wajah pemohon. Putuskan dahulu pemeriksaan wajahnya.",
            "Not approved: this form asks for the applicant's face. Decide its face check first.",
        ),
        OfficeError::ApplicationErrors => words(
            "Belum disetujui: menurut data kependudukan hari ini, isian formulir tidak sah. Minta perbaikan atau tolak.",
            "Not approved: by the population record of today, the form has errors. Ask for a correction, or refuse.",
        ),
        OfficeError::Outcome(obstacle) => of_obstacle(obstacle),
        OfficeError::Pairing(PairingError::Expired) => words(
            "Kode di ponsel sudah kedaluwarsa. Minta warga menampilkan kode baru.",
            "The code on the phone has expired. Ask the citizen to show a new one.",
        ),
        OfficeError::Pairing(PairingError::Used) => words(
            "Kode itu sudah dipakai. Minta warga menampilkan kode baru.",
            "That code was used before. Ask the citizen to show a new one.",
        ),
        OfficeError::Pairing(PairingError::State(_)) => words(
            "Pendaftaran di ponsel itu tidak sedang menunggu dipasangkan.",
            "The registration on that phone is not waiting to be paired.",
        ),
        OfficeError::Pairing(PairingError::Unknown) => words(
            "Itu bukan kode pemasangan dari ponsel warga yang mendaftar di sini. Kode itu diawali IKDQ1:",
            "That is not the pairing code of a phone that registers here. Such a code starts with IKDQ1:",
        ),
        OfficeError::Pairing(PairingError::Store(_)) | OfficeError::Store(_) => {
            words("Layanan sedang gangguan. Coba lagi.", "The service failed. Try again.")
        }
    }
}

/// Why a shown QR is not accepted, and what the person at the desk should do.
pub(super) fn of_refusal(refusal: Refusal) -> Words {
    let (id, en) = (Catalogue::indonesian(), Catalogue::english());
    words(id.of("refusal", refusal), en.of("refusal", refusal))
}

/// An advice of the camera, by its name; the name itself where there are no words for it.
pub(super) fn of_advice(name: &str, language: Language) -> String {
    let catalogue = match language {
        Language::Indonesian => Catalogue::indonesian(),
        Language::English => Catalogue::english(),
    };
    let key = format!("guidance_{}", name.to_lowercase());
    if catalogue.forms().any(|(known, _)| known == key) {
        catalogue.plain(&key).to_owned()
    } else {
        name.to_owned()
    }
}

/// What to do at the field of a text that was not kept.
pub(super) const fn of_wrong_note(error: OfficeError) -> Words {
    match error {
        OfficeError::NoteControl => words("Tulis dalam satu baris biasa.", "Write one ordinary line."),
        _ => words("Persingkat tulisan ini.", "Shorten this text."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_in_a_row_as_people_say_them() {
        let (indonesian, english) = (Language::Indonesian, Language::English);
        let fields = [Field::Name, Field::Sex, Field::BirthDate];
        assert_eq!(of_fields(&fields, indonesian), "nama, jenis kelamin dan tanggal lahir");
        assert_eq!(of_fields(&fields[..2], english), "name and sex");
        assert_eq!(of_fields(&[Field::Nik], english), "NIK");
        assert_eq!(of_fields(&[], english), "");
    }
}
