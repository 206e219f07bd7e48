//! The fields of a document and the sentences of the activity log, in both languages.
//!
//! Field names are translated; values stay as printed on the document.

use std::fmt::Debug;

use ikd_core::{
    activity::{ActivityEvent, SyncOutcome},
    presentation::Audience,
};
use ikd_proof::{CivilDate, Document, Sex, civil::Address, date::WIB_OFFSET_SECONDS, document::Body};
use ikd_texts::Value;

use super::{Lang, Texts};

/// The name of a field and its value.
type Field = (&'static str, String);

/// The fields of a document, in its printed order.
pub(crate) fn fields(texts: &Texts, document: &Document) -> Vec<Field> {
    let say = |id, en| if texts.lang == Lang::Id { id } else { en };
    let row = |id, en, value: &str| (say(id, en), value.to_owned());
    let sex = |sex| row("Jenis kelamin", "Sex", if sex == Sex::Male { texts.male } else { texts.female });
    let born = |place: &str, date: CivilDate| {
        row("Tempat/tgl. lahir", "Place and date of birth", &format!("{place}, {}", date.dmy()))
    };
    let parent = |id, en, name: Option<&ikd_proof::Name>| row(id, en, name.map_or("-", |name| name.as_str()));
    let nik = row("NIK", "NIK", &document.subject.digits());
    let mut all = match &document.body {
        Body::Ktp(ktp) => vec![
            nik,
            row("Nama", "Name", ktp.name.as_str()),
            born(ktp.birth_place.as_str(), ktp.birth_date),
            sex(ktp.sex),
            row("Golongan darah", "Blood type", ktp.blood.label()),
            row("Alamat", "Address", &address(&ktp.address)),
            row("Agama", "Religion", ktp.religion.label()),
            row("Status perkawinan", "Marital status", ktp.marital_status.ktp_label()),
            row("Pekerjaan", "Occupation", ktp.occupation.as_str()),
            row("Kewarganegaraan", "Citizenship", ktp.citizenship.label()),
            row("Dikeluarkan di", "Issued in", ktp.issued_in.as_str()),
        ],
        Body::FamilyCard(card) => {
            let mut rows = vec![
                row("Nomor KK", "Card number", &card.number.digits()),
                row("Kepala keluarga", "Head of the family", card.head.as_str()),
                row("Alamat", "Address", &address(&card.address)),
            ];
            rows.extend(card.members.iter().map(|member| {
                let (name, relation) = (member.name.as_str(), member.relation.label());
                row("Anggota", "Member", &format!("{name}, {relation}, {}", member.birth_date.dmy()))
            }));
            rows
        }
        Body::BirthCertificate(birth) => vec![
            row("Nomor akta", "Certificate number", birth.number.as_str()),
            nik,
            row("Nama anak", "Name of the child", birth.child.as_str()),
            born(birth.birth_place.as_str(), birth.birth_date),
            sex(birth.sex),
            parent("Ayah", "Father", birth.father.as_ref()),
            parent("Ibu", "Mother", birth.mother.as_ref()),
            row("Dicatat di", "Registered in", birth.registered_at.as_str()),
            row("Tanggal pencatatan", "Registered on", &birth.registered_on.dmy()),
        ],
        Body::Kia(kia) => vec![
            nik,
            row("Nama", "Name", kia.name.as_str()),
            born(kia.birth_place.as_str(), kia.birth_date),
            sex(kia.sex),
            row("Nomor KK", "Family card", &kia.family_card.digits()),
            row("Kepala keluarga", "Head of the family", kia.family_head.as_str()),
            row("Nomor akta kelahiran", "Birth certificate", kia.birth_certificate.as_str()),
            row("Agama", "Religion", kia.religion.label()),
            row("Alamat", "Address", &address(&kia.address)),
        ],
        Body::Biodata(bio) => vec![
            nik,
            row("Nama", "Name", bio.name.as_str()),
            born(bio.birth_place.as_str(), bio.birth_date),
            sex(bio.sex),
            row("Nomor KK", "Family card", &bio.family_card.digits()),
            row("Hubungan keluarga", "Relation to the head", bio.relation.label()),
            row("Alamat", "Address", &address(&bio.address)),
            row("Agama", "Religion", bio.religion.label()),
            row("Status perkawinan", "Marital status", bio.marital_status.label()),
            row("Pendidikan", "Education", bio.education.as_str()),
            row("Pekerjaan", "Occupation", bio.occupation.as_str()),
            parent("Ayah", "Father", bio.father.as_ref()),
            parent("Ibu", "Mother", bio.mother.as_ref()),
        ],
        Body::Npwp(npwp) => vec![
            row("NPWP", "NPWP", npwp.number.as_str()),
            row("Nama", "Name", npwp.name.as_str()),
            row("Kantor pajak", "Tax office", npwp.tax_office.as_str()),
            row("Tanggal terdaftar", "Registered on", &npwp.registered_on.dmy()),
        ],
    };
    let until =
        document.valid_until.map_or_else(|| say("seumur hidup", "for life").to_owned(), CivilDate::dmy);
    all.push((say("Berlaku hingga", "Valid until"), until));
    all
}

fn address(address: &Address) -> String {
    let Address { street, rt, rw, village, district, regency, province, .. } = address;
    let places = [street, village, district, regency, province].map(|line| line.as_str());
    let [street, places @ ..] = places;
    format!("{street}, RT {rt}/RW {rw}, {}", places.join(", "))
}

/// The line of an event in the activity log. `audiences` contains the names of the reader classes.
pub(crate) fn event(texts: &Texts, audiences: &[Audience], event: &ActivityEvent) -> String {
    let catalogue = texts.catalogue();
    let words = |family, value: &dyn Debug| Value::Words(catalogue.of(family, value));
    match *event {
        ActivityEvent::Unlocked { wrong_before } if wrong_before > 0 => {
            catalogue.filled("activity_unlocked_after_wrong", &[("wrong_before", wrong_before.into())])
        }
        ActivityEvent::Synced(SyncOutcome { added, changed, removed }) => {
            let counts = [("added", added.into()), ("changed", changed.into()), ("removed", removed.into())];
            catalogue.filled("activity_synced", &counts)
        }
        ActivityEvent::DocumentUpdated { kind, version } => {
            let values = [("kind", words("document", &kind)), ("version", version.into())];
            catalogue.filled("activity_document_updated", &values)
        }
        ActivityEvent::DocumentRemoved { kind } => {
            catalogue.filled("activity_document_removed", &[("kind", words("document", &kind))])
        }
        ActivityEvent::ShowingStarted { view, audience } => {
            let class = audiences.iter().find(|class| class.number == audience);
            let name = class.map_or_else(|| "-".to_owned(), |class| (texts.audience_name)(class));
            let values = [("audience", Value::Words(&name)), ("view", words("view", &view))];
            catalogue.filled("activity_showing_started", &values)
        }
        ActivityEvent::ShowingEnded { codes, .. } => {
            catalogue.filled("activity_showing_ended", &[("codes", codes.into())])
        }
        ActivityEvent::Activated | ActivityEvent::Unlocked { .. } | ActivityEvent::PinChanged => {
            catalogue.of("activity", event).to_owned()
        }
    }
}

/// Date and time in western Indonesia; `-` if the time has no calendar date.
pub(crate) fn moment(at: u64) -> String {
    let Ok(seconds) = i64::try_from(at) else { return "-".to_owned() };
    let Ok(day) = CivilDate::from_unix(seconds, WIB_OFFSET_SECONDS) else { return "-".to_owned() };
    let minutes = (seconds + i64::from(WIB_OFFSET_SECONDS)).rem_euclid(86_400) / 60;
    format!("{} {:02}:{:02} WIB", day.dmy(), minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_printed_in_western_indonesian_time() {
        assert_eq!(moment(0), "01-01-1970 07:00 WIB");
        assert_eq!(moment(1_795_305_600), "22-11-2026 07:00 WIB");
        assert_eq!(moment(u64::MAX), "-");
    }

    #[test]
    fn an_unlock_shows_the_wrong_pins_before_it() {
        let said = event(super::super::of(Lang::En), &[], &ActivityEvent::Unlocked { wrong_before: 2 });
        assert!(said.contains("2 wrong PINs"), "{said}");
    }
}
