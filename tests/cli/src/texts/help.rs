//! The command-line help in Indonesian. clap generates the English help from `args`; this file replaces each of its
//! texts and the words that clap adds.

use clap::{
    Arg, Command, CommandFactory as _, Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::Lang;
use crate::args::Args;

/// The command line, with its help in this language.
pub(crate) fn command(lang: Lang) -> Command {
    match lang {
        Lang::En => Args::command(),
        Lang::Id => translated(Args::command(), "ikd").after_help(AFTER),
    }
}

/// The Indonesian text for a command-line error; help and version are unchanged.
pub(crate) fn error_id(error: &Error) -> String {
    if !error.use_stderr() {
        return error.to_string();
    }
    let about = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => format!(": {text}"),
        Some(ContextValue::Strings(texts)) => format!(": {}", texts.join(", ")),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let what = match error.kind() {
        ErrorKind::UnknownArgument => "argumen tidak dikenal",
        ErrorKind::InvalidSubcommand => "perintah tidak dikenal",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "nilai tidak sah",
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => "nilai kurang",
        ErrorKind::TooManyValues => "nilai terlalu banyak",
        ErrorKind::ArgumentConflict => "argumen ini tidak dapat dipakai bersama argumen lain",
        ErrorKind::MissingRequiredArgument => "argumen wajib belum diberikan",
        _ => "baris perintah salah",
    };
    let details = [ContextKind::InvalidSubcommand, ContextKind::InvalidArg, ContextKind::InvalidValue];
    let mut said = format!("kesalahan: {what}{}", details.into_iter().map(about).collect::<String>());
    let parts = [
        about(ContextKind::ValidValue).replacen(':', "pilihan:", 1),
        about(ContextKind::Usage).replace("Usage:", USAGE),
        "Keterangan lengkap: '--help'.\n".to_owned(),
    ];
    for part in parts.iter().filter(|part| !part.is_empty()) {
        said.push_str("\n\n");
        said.push_str(part);
    }
    said
}

const USAGE: &str = "Pemakaian:";
const TEMPLATE: &str = "{about-with-newline}\nPemakaian: {usage}\n\n{all-args}{after-help}";
const AFTER: &str = "Kode keluar: 0 selesai, 1 gagal atau ditolak, 2 baris perintah atau jawaban salah, 130 Ctrl-C.\n\
    Alat mencetak satu baris JSON untuk tiap masukan: input, ok, code (\"ok\" atau alasannya), dan hasilnya.\n\
    Di tempat berkas dibaca, - berarti masukan standar. `ikd completions SHELL` dan `ikd man DIR` mencetak pelengkap dan halaman man.";

/// The help texts, keyed by command or `command.argument`.
const TEXTS: &[(&str, &str)] = &[
    (
        "ikd",
        "IKD di komputer: mendaftar, menerima dokumen, dan menampilkan QR yang berganti sendiri, dengan layanan yang berjalan di dalam program ini. Semuanya contoh; tidak ada yang keluar dari komputer ini.\n\nTanpa perintah, program menjalankan seluruh perjalanan; Enter memakai jawaban di dalam kurung siku.",
    ),
    (
        "ikd.lang",
        "Bahasa teks dan pertanyaan: id atau en [bawaan: dari LC_ALL, LC_MESSAGES atau LANG; selain itu bahasa Indonesia]",
    ),
    ("ikd.help", "Tampilkan bantuan"),
    ("ikd.version", "Tampilkan versi"),
    (
        "journey",
        "Seluruh perjalanan: mendaftar, disetujui, aktivasi, membuat PIN, menerima dokumen, menampilkan QR",
    ),
    (
        "journey.auto",
        "Pakai semua jawaban bawaan tanpa bertanya, di folder sementara yang baru kecuali --home diberikan",
    ),
    (
        "journey.json",
        "Cetak satu objek JSON untuk tiap langkah, dan hasilnya paling akhir. Gambar yang disebut di sana (qr_png) disimpan: di folder demo, atau sebagai berkas sementara bila foldernya sementara",
    ),
    (
        "journey.photo",
        "Foto untuk mendaftar (JPEG atau PNG) pengganti foto contoh; petugas demo menganggapnya foto orang yang mendaftar. - berarti masukan standar, dengan --auto",
    ),
    (
        "journey.pin",
        "PIN yang dibuat atau dipakai membuka kunci, pengganti PIN contoh; pengguna lain komputer ini dapat melihatnya",
    ),
    (
        "journey.home",
        "Folder demo: berkas ponsel dan berkas layanan [bawaan: ikd-demo di folder data Anda]",
    ),
    (
        "journey.person",
        "Siapa yang mendaftar: formulir menawarkan data orang ini. Perlu folder demo yang belum berisi perjalanan

- ordinary: sudah kawin, punya tiga anak: menerima setiap jenis dokumen
- long-name: nama 60 huruf, batas menurut peraturan; disetujui
- one-name: nama satu kata, dari masa sebelum dua kata diwajibkan; disetujui
- no-parents: orang tuanya tidak diketahui; disetujui
- deceased: kematiannya tercatat: persetujuan petugas berakhir dengan penolakan
- blocked: data kependudukannya diblokir: ditolak
- under-17: di bawah 17 tahun dan belum pernah kawin: ditolak
- no-ktp: sudah cukup umur, tetapi KTP belum pernah direkam: ditolak

",
    ),
    ("journey.seed", "Tokoh rekaan mana yang ada; kunci, kode dan id tetap acak"),
    ("sandbox", "Layanan saja, dengan halaman untuk petugas, kotak email dan pembaca; sampai Ctrl-C"),
    ("sandbox.port", "Port layanan (TLS); halaman memakai port berikutnya. 0: dua port bebas"),
    ("sandbox.data", "Simpan semuanya di berkas ini, dan lanjutkan dari sana [bawaan: di memori]"),
    ("sandbox.seed", "Tokoh rekaan mana yang ada"),
    ("sandbox.smtp", "Kirim juga email lewat server ini, tanpa enkripsi"),
    (
        "sandbox.keys",
        "Tulis kunci uji ke berkas ini untuk alat lain: kunci privat pembaca, kunci publik penerbit (JWK set)",
    ),
    (
        "sandbox.control",
        "Buka antarmuka kendali di port halaman untuk yang memegang token ini",
    ),
    ("nik", "Baca isi NIK: satu baris JSON untuk tiap NIK; kode keluar 1 bila ada yang tidak sah"),
    (
        "nik.numbers",
        "Spasi, titik dan tanda hubung di dalam nomor diterima; - membaca satu nomor dari tiap baris masukan standar",
    ),
    (
        "assess",
        "Periksa apakah foto dapat dipakai sebagai swafoto: satu baris JSON untuk tiap foto; kode keluar 1 bila ada yang tidak",
    ),
    ("assess.photos", "JPEG atau PNG; - berarti masukan standar"),
    (
        "assess.live",
        "Ikuti rekaman kamera sebagai gantinya (YUV4MPEG2 4:2:0, atau folder gambar, sepuluh per detik menurut urutan nama): satu baris untuk setiap perubahan petunjuk; kode keluar 1 jika gambarnya tidak pernah baik selama satu detik",
    ),
    (
        "assess.view",
        "Tulis fotonya sebagai PNG dengan hasil temuan digambar di atasnya: wajah, garis wajah, dan bingkai potret",
    ),
    (
        "assess-paper",
        "Buat berkas yang akan dikirim dari foto surat, dan sarankan perbaikannya: satu baris JSON untuk tiap foto; kode keluar 1 bila ada yang tidak terbaca",
    ),
    ("assess-paper.photos", "JPEG atau PNG; - berarti masukan standar"),
    ("assess-paper.out", "Tempat menulis JPEG dari satu foto"),
    ("portrait", "Buat potret yang akan dikirim ke layanan: dipotong, kecil, tanpa metadata"),
    ("portrait.photo", "JPEG atau PNG dengan satu wajah; - berarti masukan standar"),
    ("portrait.out", "Tempat menulis JPEG, tidak pernah menimpa fotonya; - berarti keluaran standar"),
    ("portrait.json", "Cetak cara pembuatannya dan mutunya menurut ISO/IEC 29794-5 sebagai satu baris JSON"),
    ("show", "QR yang berganti sendiri dari folder demo yang sudah terdaftar; menanyakan PIN, tanpa layanan"),
    ("show.home", "Folder perjalanan yang sudah selesai [bawaan: ikd-demo di folder data Anda]"),
    ("show.view", "Isi kode\n\n- basic: NIK, nama, tanggal lahir\n- ktp: semua yang ada di KTP\n\n"),
    (
        "show.png",
        "Tulis tiap kode sebagai gambar ke folder ini, dengan satu baris JSON, tidak digambar di terminal",
    ),
    (
        "show.count",
        "Berhenti setelah sekian kode; tiap kode ditampilkan sampai kode berikutnya [bawaan: sampai q; dengan --png 1]",
    ),
    ("show.pin_stdin", "Baca PIN dari baris pertama masukan standar, dan sekali lagi bila PIN diminta lagi"),
    (
        "face-check",
        "Tunjukkan sekali lagi wajah pemilik folder demo yang sudah terdaftar kepada layanannya: satu baris JSON untuk tiap keadaan; kode keluar 1 bila potretnya tidak diterima",
    ),
    ("face-check.home", "Folder perjalanan yang sudah selesai [bawaan: ikd-demo di folder data Anda]"),
    ("face-check.photo", "Foto dengan satu wajah (JPEG atau PNG), yang dibuat menjadi potret"),
    (
        "face-check.purpose",
        "Yang memintanya, dengan id yang diberikan ponsel: 16 bita, base64url tanpa padding",
    ),
    ("face-check.wait", "Tunggu petugas, yang membandingkan kedua gambar di halaman loket"),
    (
        "face-check.verdict",
        "Mainkan keputusan ini; tidak ada yang melihat potretnya\n\n- accept: potret diterima\n- retake: potret lain diminta\n- see-officer: orangnya diminta datang ke loket\n\n",
    ),
    ("face-check.pin_stdin", "Baca PIN dari baris pertama masukan standar"),
    ("services", "Layanan yang dapat diajukan: id, nama, versi, lamanya, dan yang perlu disiapkan"),
    (
        "services.home",
        "Folder perjalanan, yang formulirnya mungkin lebih baru [bawaan: ikd-demo di folder data Anda, jika tidak ada formulir program ini]",
    ),
    ("services.json", "Satu baris JSON untuk tiap layanan"),
    ("form", "Formulir sebuah layanan sebagai JSON: isian, dokumen, pemeriksaan, dan teksnya"),
    ("form.service", "Id layanan"),
    (
        "form.home",
        "Folder perjalanan, yang formulirnya mungkin lebih baru [bawaan: ikd-demo di folder data Anda, jika tidak ada formulir program ini]",
    ),
    (
        "apply",
        "Ajukan permohonan dengan jawaban dari sebuah berkas: diperiksa, diantrekan, dan dikirim; kode keluar 2 bila ada jawaban yang salah, dengan satu baris JSON untuk tiap masalah",
    ),
    ("apply.service", "Id layanan"),
    ("apply.home", "Folder perjalanan yang sudah selesai [bawaan: ikd-demo di folder data Anda]"),
    ("apply.answers", "Sebuah objek JSON: nama isian di formulir dengan yang akan diketik"),
    (
        "apply.attach",
        "Foto sebuah dokumen (JPEG atau PNG) dan jenisnya; beberapa foto sejenis menjadi halaman-halamannya",
    ),
    (
        "apply.face",
        "Foto dengan satu wajah (JPEG atau PNG), untuk formulir yang memintanya. Tanpa foto ini permohonan diantrekan: `ikd face-check` menunjukkan wajah, lalu `ikd track` mengirimnya",
    ),
    ("apply.offline", "Antrekan saja: `ikd track` mengirimnya"),
    ("apply.json", "Cetak permohonannya, dan catatan dari formulirnya, sebagai baris JSON"),
    ("apply.pin_stdin", "Baca PIN dari baris pertama masukan standar"),
    (
        "track",
        "Sampai di mana permohonan di sebuah folder demo, dan langkah berikutnya; yang menunggu dikirim ikut dikirim",
    ),
    ("track.id", "Id sebuah permohonan [bawaan: semua]"),
    ("track.home", "Folder perjalanan yang sudah selesai [bawaan: ikd-demo di folder data Anda]"),
    ("track.json", "Satu baris JSON untuk tiap permohonan"),
    (
        "track.wait",
        "Tunggu sampai keadaannya ini, selama petugas memutuskan di halaman loket; kode keluar 1 bila berakhir lain",
    ),
    ("track.pin_stdin", "Baca PIN dari baris pertama masukan standar"),
    (
        "verify",
        "Baca kode seperti pembaca terdaftar: satu baris JSON untuk tiap kode; kode keluar 1 bila ada yang ditolak",
    ),
    ("verify.codes", "Teks kode, atau gambarnya (PNG atau JPEG); - berarti masukan standar"),
    (
        "verify.keys",
        "Kunci privat pembaca dan daftar kepercayaannya, seperti ditulis `ikd sandbox --keys`; - berarti masukan standar [bawaan: pembaca demo]",
    ),
    ("verify.at", "Nilai kesegaran kode pada waktu ini, detik sejak 1970 [bawaan: sekarang]"),
    ("verify.home", "Folder perjalanan yang pembaca demonya membaca [bawaan: ikd-demo di folder data Anda]"),
    ("completions", "Cetak pelengkap perintah untuk sebuah shell"),
    ("completions.shell", "Shell mana: bash, elvish, fish, powershell atau zsh"),
    ("man", "Tulis halaman man untuk tiap perintah ke sebuah folder"),
    ("man.folder", "Foldernya"),
];

fn text(key: &str) -> &'static str {
    TEXTS.iter().find(|(name, _)| *name == key).map_or("", |(_, text)| text)
}

/// `called`: the command as typed, `ikd` or `ikd journey`.
fn translated(mut command: Command, called: &str) -> Command {
    let name = command.get_name().to_owned();
    let usage = command.clone().bin_name(called).render_usage().to_string();
    let mut usage =
        usage.replace("Usage: ", "").replace("[OPTIONS]", "[OPSI]").replace("[COMMAND]", "[PERINTAH]");
    if !usage.contains("[OPSI]") {
        // Global arguments can follow every command.
        usage = usage.replacen(called, &format!("{called} [OPSI]"), 1);
    }
    let long = text(&name);
    let short = long.split("\n\n").next().unwrap_or(long);
    command = command
        .about(short)
        .override_usage(usage)
        .help_template(TEMPLATE)
        .subcommand_help_heading("Perintah");
    if short != long {
        command = command.long_about(long);
    }
    let ids: Vec<_> = command.get_arguments().map(|arg| arg.get_id().clone()).collect();
    for id in ids {
        let key = format!("{name}.{id}");
        command = command.mut_arg(id, |arg| argument(arg, text(&key)));
    }
    let names: Vec<_> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |command| translated(command, &format!("{called} {name}")));
    }
    command
}

fn argument(arg: Arg, text: &str) -> Arg {
    let heading = if arg.is_positional() { "Argumen" } else { "Opsi" };
    let default = match arg.get_default_values() {
        [] => String::new(),
        values => format!("[bawaan: {}]", values.join(std::ffi::OsStr::new(", ")).to_string_lossy()),
    };
    let short = text.split("\n\n").next().unwrap_or(text);
    let spaced = if text.ends_with('\n') || default.is_empty() { "" } else { " " };
    let takes_value = arg.get_action().takes_values();
    arg.help(format!("{short} {default}").trim_end().to_owned())
        .long_help(format!("{text}{spaced}{default}"))
        .help_heading(heading)
        .hide_default_value(takes_value)
        .hide_possible_values(takes_value)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The key of every command and argument, with its possible values.
    fn keys() -> Vec<(String, Vec<String>)> {
        let root = Args::command();
        let mut keys = Vec::new();
        for command in std::iter::once(&root).chain(root.get_subcommands()) {
            keys.push((command.get_name().to_owned(), Vec::new()));
            for arg in command.get_arguments() {
                let values = arg.get_possible_values();
                let values = if arg.get_action().takes_values() { values } else { Vec::new() };
                let values = values.iter().map(|value| value.get_name().to_owned()).collect();
                keys.push((format!("{}.{}", command.get_name(), arg.get_id()), values));
            }
        }
        keys
    }

    #[test]
    fn every_command_argument_and_value_is_explained_in_indonesian() {
        let keys = keys();
        for (key, values) in &keys {
            assert!(!text(key).is_empty(), "{key}");
            assert!(values.iter().all(|value| text(key).contains(value)), "{key}: {values:?}");
        }
        assert!(TEXTS.iter().all(|(key, _)| keys.iter().any(|(name, _)| name == key)));
    }

    #[test]
    fn the_indonesian_help_contains_no_english_text_of_clap() {
        let root = command(Lang::Id);
        let names = root.get_subcommands().map(|command| command.get_name().to_owned());
        for name in std::iter::once(None).chain(names.map(Some)) {
            let line = ["ikd"].into_iter().chain(name.as_deref()).chain(["--help"]);
            let help = command(Lang::Id).try_get_matches_from(line).unwrap_err();
            let help = error_id(&help);
            for word in [
                "Usage",
                "OPTIONS",
                "COMMAND",
                "Options",
                "Arguments",
                "Commands",
                "default:",
                "Print",
                "Possible",
            ] {
                assert!(!help.contains(word), "{name:?}, {word}: {help}");
            }
        }
    }

    #[test]
    fn a_wrong_command_line_is_explained_in_indonesian() {
        let error = command(Lang::Id).try_get_matches_from(["ikd", "nik"]).unwrap_err();
        let said = error_id(&error);
        assert!(
            said.starts_with("kesalahan: argumen wajib") && said.contains("Pemakaian: ikd nik"),
            "{said}"
        );
        assert!(!said.contains("Usage"), "{said}");
        let error = command(Lang::Id).try_get_matches_from(["ikd", "show", "--view", "x"]).unwrap_err();
        assert!(error_id(&error).contains("pilihan: basic, ktp"), "{}", error_id(&error));
    }
}
