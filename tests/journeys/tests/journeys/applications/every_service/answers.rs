//! What a person types, service by service: complete, without errors, and as the record has it.

use ikd_core::identity::RegionCode;
use ikd_journeys::World;
use ikd_sandbox::{
    RecordChange,
    population::{Family, Population, Resident},
};

use super::Typed;

/// The wife in the first family: a member, not the head.
pub(in super::super) fn wife(population: &Population) -> &Resident {
    population.married_couple().1
}

pub(super) fn print_biodata(_: &World) -> Typed {
    Typed::of(&[("tujuan", "Pendaftaran sekolah")])
}

pub(super) fn other_purpose(_: &World) -> Typed {
    Typed::of(&[("tujuan", "Lamaran kerja")])
}

pub(super) fn print_card(_: &World) -> Typed {
    Typed::of(&[("alasan", "2")])
}

/// The fourth reason asks for words, in every form that has reasons.
pub(super) fn other_reason(_: &World) -> Typed {
    Typed::of(&[("alasan", "4"), ("alasan_lain", "Alasan contoh")])
}

/// Two blood types that the record does not have.
fn bloods(world: &World) -> [String; 2] {
    let recorded = world.population().adult().blood.code();
    let others: Vec<_> = [12, 11, 10].into_iter().filter(|code| *code != recorded).collect();
    [others[0].to_string(), others[1].to_string()]
}

pub(super) fn blood(world: &World) -> Typed {
    let [code, _] = bloods(world);
    Typed::of(&[
        ("golongan_baru", &code),
        ("surat_nomor", "LAB/2026/12"),
        ("surat_tanggal", &world.today().iso()),
        ("surat_penerbit", "RS Contoh Sehat"),
    ])
}

pub(super) fn other_blood(world: &World) -> Typed {
    let [_, code] = bloods(world);
    Typed::of(&[("golongan_baru", &code)])
}

/// Two witnesses whose records say what the form says.
fn witnesses(world: &World) -> Typed {
    let (one, two) = (world.population().long_name_60(), world.population().without_mother());
    Typed::of(&[
        ("saksi1_nama", &one.name),
        ("saksi1_nik", &one.nik.digits()),
        ("saksi1_kewarganegaraan", "1"),
        ("saksi2_nama", &two.name),
        ("saksi2_nik", &two.nik.digits()),
        ("saksi2_kewarganegaraan", "1"),
    ])
}

/// How a child was born, to known parents who are both on the family card.
fn delivery(world: &World, order: &str) -> Typed {
    let facts = Typed::of(&[
        ("asal_usul", "1"),
        ("tempat_dilahirkan", "1"),
        ("tempat_kelahiran", "99.71"),
        ("pukul", "07:30"),
        ("jenis_kelahiran", "1"),
        ("anak_ke", order),
        ("penolong", "2"),
        ("berat", "3100"),
        ("panjang", "49"),
        ("ayah_data", "1"),
        ("ibu_data", "1"),
    ]);
    facts.and(&witnesses(world))
}

pub(super) fn birth(world: &World) -> Typed {
    birth_of(world, "BUNGA CONTOH", "4")
}

/// The birth of a child of this name, today.
pub(in super::super) fn birth_of(world: &World, name: &str, order: &str) -> Typed {
    let child = Typed::of(&[
        ("anak_nama", name),
        ("anak_jenis_kelamin", "2"),
        ("anak_tanggal_lahir", &world.today().iso()),
        ("agama", "1"),
        ("golongan_darah", "0"),
    ]);
    child.and(&delivery(world, order))
}

pub(super) fn other_name(_: &World) -> Typed {
    Typed::of(&[("anak_nama", "BUNGA UMPAMA CONTOH")])
}

/// The record has no certificate of the child who is on the family card.
pub(super) fn without_certificate(world: &World) {
    let none = RecordChange { birth_certificate: Some(false), ..RecordChange::default() };
    let child = world.population().child_with_kia().nik.as_u64();
    world.sandbox.control().change_record(child, &none).expect("changed");
}

pub(super) fn certificate(world: &World) -> Typed {
    let child = world.population().child_with_kia().nik.digits();
    Typed::of(&[("anak", &child)]).and(&delivery(world, "1"))
}

pub(super) fn other_order(_: &World) -> Typed {
    Typed::of(&[("anak_ke", "2")])
}

pub(super) fn death_of_the_wife(world: &World) -> Typed {
    death_of(world, wife(world.population()))
}

/// The death of a member of the family, today.
pub(in super::super) fn death_of(world: &World, dead: &Resident) -> Typed {
    let facts = Typed::of(&[
        ("almarhum", &dead.nik.digits()),
        ("tanggal", &world.today().iso()),
        ("sebab", "1"),
        ("tempat", "99.71"),
        ("yang_menerangkan", "1"),
        ("dasar", "1"),
    ]);
    facts.and(&witnesses(world))
}

/// A letter of the police asks for other papers than a letter of a doctor.
pub(super) fn other_basis(_: &World) -> Typed {
    Typed::of(&[("dasar", "2")])
}

pub(super) fn own_card(_: &World) -> Typed {
    Typed::of(&[("alasan", "3")])
}

pub(super) fn move_nearby(world: &World) -> Typed {
    move_to(district(world))
}

/// A move of one person to a village of this district.
pub(in super::super) fn move_to(district: RegionCode) -> Typed {
    Typed::of(&[
        ("tujuan_jalan", "Jl. Pindah 7"),
        ("tujuan_rt", "3"),
        ("tujuan_rw", "4"),
        ("tujuan_wilayah", &district.to_string()),
        ("tujuan_desa", "Desa Tujuan"),
        ("tujuan_rumah", "1"),
        ("alasan", "1"),
        ("kk_tinggal", "4"),
        ("kk_pindah", "2"),
    ])
}

pub(super) fn other_street(_: &World) -> Typed {
    Typed::of(&[("tujuan_jalan", "Jl. Betul 9")])
}

/// The district of the first family.
pub(in super::super) fn district(world: &World) -> RegionCode {
    district_of(&world.population().families[0])
}

/// The district of a family: its card is numbered there.
pub(in super::super) fn district_of(family: &Family) -> RegionCode {
    let number = family.card_number / 10_000_000_000;
    RegionCode::district(u32::try_from(number).expect("six digits")).expect("a district")
}
