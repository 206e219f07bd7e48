//! Forms that are filled in as a person would, each with its witnesses and papers.

use super::applicant::Applicant;
use crate::population::Resident;

/// Two witnesses whose records say what the form says.
pub(super) fn fill_witnesses(applicant: &mut Applicant<'_>) {
    let population = applicant.sandbox().population();
    let (one, two) = (population.long_name_60().clone(), population.without_mother().clone());
    applicant.fill(&[
        ("saksi1_nama", &one.name),
        ("saksi1_nik", &one.nik.digits()),
        ("saksi1_kewarganegaraan", "1"),
        ("saksi2_nama", &two.name),
        ("saksi2_nik", &two.nik.digits()),
        ("saksi2_kewarganegaraan", "1"),
    ]);
}

/// A birth, for a parent of the first family.
pub(super) fn fill_birth(applicant: &mut Applicant<'_>, name: &str, order: &str) {
    let today = applicant.facts().today.iso();
    applicant.fill(&[
        ("asal_usul", "1"),
        ("anak_nama", name),
        ("anak_jenis_kelamin", "2"),
        ("tempat_dilahirkan", "1"),
        ("tempat_kelahiran", "99.71"),
        ("anak_tanggal_lahir", &today),
        ("pukul", "07:30"),
        ("jenis_kelahiran", "1"),
        ("anak_ke", order),
        ("penolong", "2"),
        ("berat", "3100"),
        ("panjang", "49"),
        ("agama", "1"),
        ("golongan_darah", "0"),
        ("ayah_data", "1"),
        ("ibu_data", "1"),
    ]);
    fill_witnesses(applicant);
    applicant.attach_what_is_wanted();
}

/// The death of a member of the family.
pub(super) fn fill_death(applicant: &mut Applicant<'_>, dead: &Resident, successor: Option<&Resident>) {
    let today = applicant.facts().today.iso();
    applicant.fill(&[
        ("almarhum", &dead.nik.digits()),
        ("tanggal", &today),
        ("sebab", "1"),
        ("tempat", "99.71"),
        ("yang_menerangkan", "1"),
        ("dasar", "1"),
    ]);
    fill_witnesses(applicant);
    if let Some(successor) = successor {
        applicant.fill(&[("kepala_baru", &successor.nik.digits())]);
    }
    applicant.attach_what_is_wanted();
}
