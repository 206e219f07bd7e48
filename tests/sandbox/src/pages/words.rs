//! Words of the pages, Indonesian first.

use ikd_proof::Refusal;

use crate::comparison::{Field, Outcome};
use crate::decision::{Decided, Requirement};
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
pub(super) const fn of_refusal(refusal: Refusal) -> Words {
    match refusal {
        Refusal::Prefix => words(
            "Ini bukan QR IKD. Minta warga membuka KTP Digital di aplikasinya.",
            "This is not an IKD code. Ask the citizen to open the digital KTP in the app.",
        ),
        Refusal::TooLong => {
            words("Teks ini lebih panjang dari QR IKD mana pun.", "This text is longer than any IKD code.")
        }
        Refusal::Base45 => words(
            "Teks QR tidak terbaca utuh. Pindai atau salin sekali lagi.",
            "The code was not read completely. Scan or copy it again.",
        ),
        Refusal::Envelope => words(
            "Isi QR rusak atau diubah. Pindai sekali lagi.",
            "The code is damaged or was changed. Scan it again.",
        ),
        Refusal::OtherReader => words(
            "QR ini dibuat untuk pembaca lain. Minta warga memilih pembaca yang benar.",
            "This code was made for another reader. Ask the citizen to choose the right one.",
        ),
        Refusal::ReaderNotValid => words(
            "Pembaca ini tidak terdaftar atau masa berlakunya lewat. Hubungi pengelola.",
            "This reader is not registered, or no longer. Contact its operator.",
        ),
        Refusal::Sealed => words(
            "QR ini diubah, atau tidak ditujukan untuk pembaca ini.",
            "This code was changed, or is not meant for this reader.",
        ),
        Refusal::Proof => {
            words("Isi QR bukan bukti identitas IKD.", "The content of the code is not an IKD proof.")
        }
        Refusal::View => words("Format data di dalam QR salah.", "The data in the code have a wrong format."),
        Refusal::IssuerUnknown => words(
            "Penerbit data tidak dikenal. Data ini mungkin palsu.",
            "The issuer of these data is not known. They may be forged.",
        ),
        Refusal::IssuerUse => {
            words("Penerbit itu tidak berhak menerbitkan data ini.", "That issuer may not issue these data.")
        }
        Refusal::IssuerNotValid => words(
            "Masa berlaku penerbit sudah lewat atau belum mulai.",
            "The issuer is not valid at this time.",
        ),
        Refusal::IssuerSignature => words(
            "Tanda tangan penerbit tidak cocok. Data ini palsu.",
            "The issuer's signature does not match. The data are forged.",
        ),
        Refusal::ViewExpired => words(
            "Data di ponsel sudah kedaluwarsa. Minta warga menyambungkan ponsel ke internet sekali.",
            "The data on the phone have expired. Ask the citizen to go online once.",
        ),
        Refusal::HolderKey => {
            words("Data tidak terikat pada ponsel mana pun.", "The data are not bound to any phone.")
        }
        Refusal::HolderSignature => words(
            "Bukan ponsel pemilik yang membuat QR ini. Ini salinan.",
            "The holder's phone did not make this code. It is a copy.",
        ),
        Refusal::Audience => {
            words("QR ini dibuat untuk pembaca lain.", "This code was made for another reader.")
        }
        Refusal::TooEarly => words(
            "QR ini berasal dari masa depan. Periksa jam ponsel dan jam pembaca.",
            "This code is from the future. Check the clocks of the phone and of the reader.",
        ),
        Refusal::TooLate => words(
            "QR ini sudah kedaluwarsa: mungkin tangkapan layar. Minta QR yang sedang tampil.",
            "This code has expired: perhaps a screenshot. Ask for the one on the screen now.",
        ),
        Refusal::Replayed => words(
            "QR ini sudah pernah diterima. Minta QR yang sedang tampil.",
            "This code was accepted before. Ask for the one on the screen now.",
        ),
        Refusal::Busy => words(
            "Terlalu banyak QR sekaligus. Tunggu beberapa detik.",
            "Too many codes at once. Wait a few seconds.",
        ),
        Refusal::ViewNotAllowed => words(
            "Pembaca ini tidak berhak melihat data sebanyak itu. Minta warga memilih tampilan dasar.",
            "This reader may not see that much. Ask the citizen to choose the basic view.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

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

    #[test]
    fn every_refusal_has_its_own_words_in_both_languages() {
        let said: HashSet<_> = Refusal::ALL.into_iter().map(|refusal| of_refusal(refusal).id).collect();
        assert_eq!(said.len(), Refusal::ALL.len());
        assert!(Refusal::ALL.into_iter().all(|refusal| of_refusal(refusal).en != of_refusal(refusal).id));
    }
}
