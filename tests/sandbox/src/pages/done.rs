//! What the counter says after a step. The address of the page has only the name of a fixed text, so that a forged link
//! cannot make the page say anything else.

use maud::{Markup, html};
use serde::Deserialize;

use super::Pages;
use super::error::PageError;
use super::guard::Visit;
use super::layout::{Tone, notice};
use super::words::{Words, words};
use crate::registration::State;

/// What the last step came to, in the address of the page that follows it.
#[derive(Default, Deserialize)]
pub(super) struct Outcomes {
    done: Option<String>,
    /// The registration that was decided, when the page shows another.
    of: Option<String>,
}

/// The address of the page after a decision: the next citizen who waits for one, or the queue when there is none.
pub(super) fn next_page(pages: &Pages, decided: &str, done: &str) -> Result<String, PageError> {
    let queue = pages.desk.queue()?;
    let next = queue.paired.iter().find(|entry| entry.state == State::Decision && entry.id != decided);
    Ok(match next {
        Some(next) => format!("/counter/registrations/{}?done={done}&of={decided}", next.id),
        None => format!("/counter?done={done}&of={decided}"),
    })
}

/// What the last step came to, in words; `shown` is the registration that the page is about.
pub(super) fn said(pages: &Pages, visit: &Visit, outcomes: &Outcomes, shown: Option<&str>) -> Option<Markup> {
    let (tone, text) = outcomes.done.as_deref().and_then(done_words)?;
    let text = text.get(visit.language);
    let other = outcomes.of.as_deref().filter(|of| Some(*of) != shown);
    // No link to a registration that does not exist.
    let Some(decided) = other.and_then(|of| pages.desk.registration(of).ok()) else {
        return Some(notice(tone, text));
    };
    let nik = decided.form.nik().map_or_else(String::new, |nik| format!(" NIK {}", nik.masked()));
    let (class, role) = match tone {
        Tone::Done => ("notice done", "status"),
        Tone::Problem => ("notice problem", "alert"),
    };
    Some(html! {
        p class=(class) role=(role) {
            (words("Pendaftaran sebelumnya", "The previous registration").get(visit.language)) (nik) ": " (text) " "
            a href={ "/counter/registrations/" (decided.id) } { (words("Lihat lagi pendaftaran itu", "See that registration again").get(visit.language)) }
        }
    })
}

fn done_words(name: &str) -> Option<(Tone, Words)> {
    Some(match name {
        "paired" => (
            Tone::Done,
            words(
                "Ponsel sudah dipasangkan. Bandingkan angka, wajah dan data.",
                "The phone is paired. Compare the digits, the face and the data.",
            ),
        ),
        "code-sent" => (
            Tone::Done,
            words(
                "Disetujui. Kode aktivasi sudah dikirim ke email warga.",
                "Approved. The activation code was sent to the citizen's email.",
            ),
        ),
        "second-device" => (
            Tone::Problem,
            words(
                "Ponsel lain masih memegang akun ini. Lepaskan ponsel lama supaya kode dikirim.",
                "Another phone still holds this account. Release the old phone, then the code is sent.",
            ),
        ),
        "refused" => (
            Tone::Problem,
            words(
                "Data kependudukan tidak mengizinkan, jadi pendaftaran ditolak. Warga melihat alasannya di ponsel.",
                "The population record does not allow it, so the registration was rejected. The citizen sees the reason on the phone.",
            ),
        ),
        "rejected" => (
            Tone::Done,
            words(
                "Ditolak. Warga melihat alasannya di ponsel.",
                "Rejected. The citizen sees the reason on the phone.",
            ),
        ),
        "face-accepted" => {
            (Tone::Done, words("Wajah diterima oleh petugas.", "The face was accepted by the officer."))
        }
        "face-retake" => (
            Tone::Done,
            words(
                "Foto baru diminta. Warga melihat petunjuknya di ponsel.",
                "A new photo was asked for. The citizen sees the guidance on the phone.",
            ),
        ),
        "face-refused" => (
            Tone::Done,
            words("Warga diminta datang ke loket.", "The citizen was asked to come to the counter."),
        ),
        "application-review" => (
            Tone::Done,
            words(
                "Pemeriksaan dimulai. Bandingkan isian, data kependudukan dan foto surat.",
                "The review began. Compare the answers, the population record and the photos of papers.",
            ),
        ),
        "application-changed" => (
            Tone::Problem,
            words(
                "Data kependudukan berubah sejak formulir diisi. Warga diminta memperbarui isiannya.",
                "The population record changed since the form was filled in. The citizen is asked to bring it up to date.",
            ),
        ),
        "application-correct" => (
            Tone::Done,
            words(
                "Perbaikan diminta. Warga melihat bagian yang ditandai di ponsel.",
                "A correction was asked for. The citizen sees the marked parts on the phone.",
            ),
        ),
        "application-visit" => (
            Tone::Done,
            words(
                "Warga diminta datang. Tempat dan yang dibawa terlihat di ponsel.",
                "The citizen was asked to come. Place and papers are shown on the phone.",
            ),
        ),
        "application-refused" => (
            Tone::Done,
            words(
                "Ditolak. Warga melihat alasannya di ponsel.",
                "Refused. The citizen sees the reason on the phone.",
            ),
        ),
        "application-approved" => {
            (Tone::Done, words("Disetujui. Kirim untuk ditandatangani.", "Approved. Send it to be signed."))
        }
        "application-signing" => (
            Tone::Done,
            words(
                "Dikirim kepada kepala dinas untuk ditandatangani.",
                "Sent to the head of the office to be signed.",
            ),
        ),
        "application-issued" => (
            Tone::Done,
            words(
                "Diterbitkan. Dokumen baru sampai di ponsel warga pada penyelarasan berikutnya.",
                "Issued. The new documents arrive at the citizen's phone with its next synchronisation.",
            ),
        ),
        "email" => (Tone::Done, words("Alamat email sudah diperbaiki.", "The email address was corrected.")),
        "released" => (
            Tone::Done,
            words(
                "Ponsel lama sudah dilepas. Kode aktivasi sudah dikirim.",
                "The old phone was released. The activation code was sent.",
            ),
        ),
        _ => return None,
    })
}
