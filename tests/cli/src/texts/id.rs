//! What the program says in Indonesian, the first language of the product.

use ikd_core::{
    identity::{NikError, NikWarning},
    selfie::Guidance,
};
use ikd_proof::DocumentType;
use ikd_sandbox::Field;

use super::{Lang, Texts, kilobytes};

/// The Indonesian catalogue.
pub(super) static TEXTS: Texts = Texts {
    lang: Lang::Id,
    code: "id",

    yes: "y",
    no: "t",
    yes_words: &["y", "ya"],
    no_words: &["t", "tidak"],
    answer_yes_or_no: "Jawab dengan y (ya) atau t (tidak).",
    answer_a_number: |most| format!("Jawab dengan angka 1 sampai {most}."),
    your_choice: "Pilihan Anda",
    nobody_answers: "Tidak ada jawaban lain yang dapat diberikan di sini, jadi program berhenti.",
    go_on_with_enter: "Lanjut dengan",
    check_again_with_enter: "Periksa lagi dengan",
    use_what_is_here: "Dokumen yang sudah ada di ponsel ini tetap dapat dipakai.",
    try_again: "Coba lagi? (y/t)",
    done_after: |seconds| format!("selesai ({} detik)", format!("{seconds:.1}").replace('.', ",")),
    bytes_up_down: |up, down| format!("{} terkirim, {} diterima", kilobytes(up, ','), kilobytes(down, ',')),

    title: "IKD di komputer ini",
    introduction: "Inilah seluruh perjalanan menuju Identitas Kependudukan Digital, dari pendaftaran sampai QR yang berganti sendiri. Program ini berperan sebagai ponsel; layanan, loket petugas dan kotak email berjalan di dalamnya. Semua orang dan dokumen hanyalah contoh, tidak ada yang keluar dari komputer ini, dan Enter memakai jawaban di dalam kurung siku.",
    window_small: |columns, rows, has_columns, has_rows| {
        format!(
            "Jendela ini {has_columns} x {has_rows} karakter; QR di akhir memerlukan {columns} x {rows}. Perbesar jendela atau perkecil hurufnya sebelum itu. Di jendela kecil QR dibuka di peramban, dan tombol t menampilkan teksnya."
        )
    },
    home_found: |folder| format!("Sudah ada perjalanan di {folder}."),
    go_on: "lanjutkan dari tempat berhenti",
    start_over: "hapus dan mulai dari awal",
    starting_service: "Menjalankan layanan",
    pages_are_at: |address| format!("Halaman untuk peramban (loket, kotak email, pembaca): {address}"),
    stopped_goes_on: "\nBerhenti. Tidak ada yang hilang: jalankan lagi, dan perjalanan berlanjut di sini.",
    all_done: "Selesai",
    bytes_in_all: |bytes| format!("Data yang dipakai seluruhnya: {bytes}."),
    what_next: |folder| {
        format!(
            "Berkas ponsel tersimpan di {folder}.\n`cargo run` melanjutkannya; `cargo run -- show` menampilkan QR tanpa layanan; `cargo run -- --help` menampilkan perintah lainnya."
        )
    },

    welcome: "Selamat datang",
    welcome_says: "Ponsel ini belum menyimpan identitas digital. Ada dua bentuk formulir; yang pendek lebih cepat.",
    which_form: "Formulir yang mana",
    short_form: "pendek: NIK, email, nomor ponsel",
    long_form: "panjang: juga nama, jenis kelamin, tempat dan tanggal lahir",
    officer_notice: "Sebelum mulai: harus ada petugas",
    officer_notice_says: "Petugas di loket Dukcapil membandingkan Anda dengan foto Anda lalu menyetujui. Di sini Anda dapat berperan sebagai petugas di peramban, atau membiarkan demo melakukannya.",
    terms: "Ketentuan",
    accept_terms: "Apakah Anda menyetujui ketentuan ini? (y/t)",
    terms_declined: "Kalau begitu tidak ada yang dikirim. Jalankan lagi bila Anda berubah pikiran.",
    form: "Data Anda",
    form_says: "Jawaban yang ditawarkan milik orang rekaan. Orang lain yang dapat dicoba (meninggal, diblokir, di bawah 17 tahun, nama 60 huruf, nama satu kata) ada di `cargo run -- journey --help`, pada --person.",
    ask_nik: "NIK (16 angka)",
    ask_name: "Nama lengkap, seperti di KTP",
    ask_sex: "Jenis kelamin (laki-laki atau perempuan)",
    male: "laki-laki",
    female: "perempuan",
    ask_birth_place: "Tempat lahir",
    ask_birth_date: "Tanggal lahir (HH-BB-TTTT)",
    ask_email: "Email",
    ask_phone: "Nomor ponsel",
    selfie: "Swafoto",
    selfie_says: "Pada ponsel, fotonya diambil sekarang. Berikan JPEG atau PNG dengan satu wajah, atau pakai contohnya. Wajah dicari di komputer ini; yang dikirim hanyalah potret kecil tanpa tempat, waktu atau nama perangkat.",
    ask_photo: "Foto (nama berkas)",
    example_photo: "foto contoh",
    looking_for_face: "Mencari wajah",
    portrait_made: |width, height, bytes| format!("Potretnya {width} x {height} piksel, {bytes} bita."),
    portrait_enlarged: "Potret ini diperbesar: foto yang lebih besar akan lebih jelas.",
    sending: "Mengirim formulir dan potret",

    pairing: "Di loket: menghubungkan ponsel dan petugas",
    pairing_says: "Layar petugas menampilkan QR yang dipindai ponsel Anda. Dengan itu pendaftaran ini terikat pada loket tempat Anda berdiri. Di peramban, Anda dapat menjadi petugasnya:",
    counter_is_at: |address, name, code| format!("{address}   nama: {name}   kode: {code}"),
    pairing_question: "Enter: petugas demo menampilkan QR dan ponsel memindainya.\nAtau tempel teks QR loket; t menampilkan teks QR ponsel ini",
    own_qr_says: "Inilah yang akan dipindai loket; berlaku dua menit:",
    counter_of: |office| format!("QR yang dipindai milik: {office}"),
    decision: "Keputusan petugas",
    decision_says: |office| {
        format!(
            "Ponsel dan loket {office} menampilkan empat angka yang sama bila tidak ada perangkat lain di antaranya. Petugas membandingkannya, lalu membandingkan formulir dan potret Anda dengan data kependudukan."
        )
    },
    digits_on_phone: |digits| format!("Di ponsel: {digits}"),
    digits_at_counter: |digits| format!("Di loket:  {digits}"),
    decision_question: "Enter: petugas demo membandingkan, lalu menyetujui atau menolak.\nAtau putuskan di halaman loket; di sini berlanjut sendiri",
    field_name: |field| match field {
        Field::Nik => "NIK",
        Field::Name => "nama",
        Field::Sex => "jenis kelamin",
        Field::BirthPlace => "tempat lahir",
        Field::BirthDate => "tanggal lahir",
    },
    field_differs: |field, entered, recorded| {
        format!("Berbeda: {field}: {entered} di formulir, {recorded} di data kependudukan")
    },
    officer_finds_data_different: "Petugas menolak: formulir berbeda dari data kependudukan. Di halaman loket, petugas dapat menyetujuinya dengan alasan tertulis.",
    only_nik_compared: "Pada formulir ini hanya NIK yang dapat dibandingkan, dan NIK mungkin diketahui orang lain. Jadi petugas menanyakan sesuatu yang hanya ada di data kependudukan.",
    officer_asks_birth_date: "Kapan Anda lahir? (HH-BB-TTTT)",
    officer_finds_answer_wrong: "Petugas menolak: jawabannya berbeda dengan data kependudukan.",
    officer_does_not_know_face: "Petugas demo tidak dapat melihat. Foto contoh, atau foto dari --photo, dianggap foto orang yang mendaftar; tentang wajah lain petugas bertanya kepada Anda. Potret di data kependudukan hanyalah gambar dan tidak mirip foto mana pun.",
    face_matches_question: "Apakah swafoto, data kependudukan dan warga menunjukkan orang yang sama?",
    officer_finds_face_different: "Petugas menolak: wajahnya tidak dinyatakan sama.",
    officer_approved: "Angka, wajah dan data cocok. Petugas menyetujui, dan kode sudah dikirim lewat email.",
    officer_sees_nothing: "Loket tidak menampilkan pendaftaran dengan angka ini.",
    officer_cannot: "Loket tidak dapat membuat QR. Jalankan lagi.",
    rejected: "Petugas menolak",
    officer_wrote: |note| format!("Catatan petugas: {note}"),
    way_form: "perbaiki formulir",
    way_photo: "ambil foto lain",
    way_restart: "mulai dari awal",
    way_give_up: "batalkan: semua yang terkirim dihapus",
    gave_up: "Dibatalkan. Layanan sudah menghapus yang terkirim, begitu juga ponsel ini.",
    giving_up_needs_service: "Tidak ada sambungan. Akun Anda mungkin sudah ada di ponsel ini, jadi pembatalan memerlukan layanan. Tidak ada yang dihapus; coba lagi bila ada sinyal.",
    conflict: "Akun ini ada di ponsel lain",
    conflict_says: "Satu akun hanya dapat dipakai di satu ponsel. Petugas dapat melepas ponsel yang lain; setelah itu akun tidak dapat dipakai lagi di sana.",
    conflict_question: "Enter: petugas demo melepas ponsel yang lain.\nAtau lepaskan di halaman loket; di sini berlanjut sendiri. g untuk membatalkan",
    expired: "Pendaftaran ini sudah kedaluwarsa",
    expired_says: "Layanan sudah menghapusnya. Isian Anda masih ada.",

    activation: "Aktivasi",
    activation_says: |hint, tries| format!("Kode enam angka dikirim ke {hint}. Sisa percobaan: {tries}."),
    mailbox_is_at: |address| format!("Kotak email: {address}"),
    ask_code: "Kode dari email (b meminta kode baru)",
    new_code_letter: "b",
    new_code_sent: "Kode baru sudah dikirim; yang lama tidak berlaku lagi.",
    captcha_picture: |file| format!("Atau ketik angka pada gambar {file}"),
    ask_captcha: "Jawaban",
    activated: "Aktif. Akun terikat pada ponsel ini.",

    create_pin: "PIN enam angka",
    create_pin_says: |pin| {
        format!(
            "PIN mengenkripsi dokumen Anda: tanpa PIN tidak ada yang dapat membacanya, dan sepuluh kali salah menghapusnya. Hanya karena ini demo, Enter berarti {pin}."
        )
    },
    pin_rules: "Enam angka. Bukan tanggal, bukan bagian dari NIK atau nomor ponsel Anda, dan bukan pola sederhana seperti 123456, 112233 atau 258025.",
    new_pin_question: "PIN baru",
    repeat_pin_question: "PIN yang sama sekali lagi",
    making_vault: "Membuat brankas",
    unlock: "Buka kunci",
    unlock_says: |left| format!("Dokumen terenkripsi. Sisa percobaan: {left}."),
    pin_question: "PIN Anda",
    opening_vault: "Membuka brankas",
    waiting_for_pin: |seconds| format!("Karena PIN salah, percobaan berikutnya dalam {seconds} detik"),
    wait_before_pin: |seconds| {
        format!("Karena PIN salah, PIN berikutnya diterima dalam {seconds} detik. Jalankan lagi sesudahnya.")
    },
    lock: "Kunci",
    lock_says: "Ponsel mengunci bila tidak dipakai. Kuncinya lalu hilang dari memori, dan hanya PIN yang mengembalikannya.",
    blocked: "Ponsel ini tidak boleh dipakai",
    unusable: "Brankas tidak dapat dibuka",
    erase_and_start_over: "Hapus isi ponsel ini dan daftar lagi? (y/t)",

    sync: "Dokumen",
    sync_again: "Dokumen, diambil sekali lagi",
    fetching: "Mengambil dokumen baru",
    synced: |added, changed, removed| format!("Baru: {added}, berubah: {changed}, dihapus: {removed}."),
    nothing_new: "Tidak ada yang baru.",
    document_title: |kind| match kind {
        DocumentType::Ktp => "Kartu Tanda Penduduk",
        DocumentType::FamilyCard => "Kartu Keluarga",
        DocumentType::BirthCertificate => "Akta Kelahiran",
        DocumentType::Kia => "Kartu Identitas Anak",
        DocumentType::Biodata => "Biodata Penduduk",
        DocumentType::Npwp => "NPWP",
    },
    example_mark: "(contoh)",
    ask_document: "Dokumen mana yang dibuka (nomornya)",
    ask_another_document: "Nomor dokumen lain, atau Enter untuk lanjut",
    documents_unreadable: |count| {
        format!("{count} dokumen di layanan tidak dapat dibaca oleh versi aplikasi ini. Perbarui aplikasi.")
    },

    show: "Tunjukkan siapa Anda",
    show_says: "QR ini ditandatangani ponsel ini, berlaku 30 detik, berganti tiap 15 detik, dan hanya dapat dibuka pembaca terdaftar. Tidak perlu jaringan.",
    which_view: "Apa yang ditunjukkan",
    view_basic: "NIK, nama dan tanggal lahir",
    view_ktp: "semua yang ada di KTP",
    verifier_is_at: |address| format!("Pembaca terdaftar, untuk gambar yang disimpan: {address}"),
    show_with_enter: "Tampilkan QR dengan",
    keys_while_showing: "q selesai, v dibaca pembaca demo, s simpan gambar, t tampilkan teks",
    keys_while_showing_offline: "q selesai, s simpan gambar, t tampilkan teks",
    changes_in: |seconds, reader| format!("Kode baru dalam {seconds:2} detik. Dapat dibaca: {reader}"),
    audience_name: |audience| audience.name_id.to_string(),
    terminal_too_small: |columns, rows, has_columns, has_rows| {
        format!("Perlu {columns} x {rows} karakter, di sini {has_columns} x {has_rows}. Buka di peramban:")
    },
    saved_as: |file| format!("Disimpan: {file}"),
    reader_accepted: |name| format!("Pembaca menerima kode milik {name}."),
    reader_refused: |code| format!("Pembaca menolak kode: {code}."),
    reader_saw_before: "Ditolak: pembaca sudah pernah melihat kode ini. Tunggu yang berikutnya.",
    presence_again: "Kode hanya dibuat selama dua menit setelah PIN dimasukkan. Masukkan PIN sekali lagi.",
    clock_unchecked: "Jam belum dapat diperiksa sejak mulai; pembaca diberi tahu.",
    clock_deviates: "Jam komputer ini salah; kode tetap memuat waktu yang benar.",
    view_runs_out: "Kode ini habis dalam dua hari: sambungkan sekali ke jaringan.",
    view_may_have_run_out: "Kode ini mungkin sudah habis dan dapat ditolak: sambungkan sekali ke jaringan.",
    page_title: "Kode IKD Anda (contoh)",
    page_note: "Kode berganti sendiri. Halaman ini hilang bila penampilan selesai.",

    activity: "Yang terjadi di ponsel ini",
    activity_says: "Ponsel menyimpan catatan ini di brankasnya; yang terbaru paling atas.",

    sandbox_service: "Layanan",
    sandbox_pages: "Halaman",
    sandbox_counter: "Loket",
    sandbox_mailbox: "Kotak email",
    sandbox_verifier: "Pembaca",
    sandbox_officer: "Petugas, kode",
    sandbox_certificate: "Sertifikat",
    sandbox_keys: "Kunci uji",
    sandbox_control: "Kendali",
    sandbox_running: "Berjalan: sistem contoh dengan orang yang tidak ada. Akhiri dengan Ctrl-C.",

    no_threads: "Sistem menolak menjalankan utas. Tutup program lain lalu jalankan lagi.",
    clock_impossible: "Jam komputer ini tidak mungkin benar. Setel lalu jalankan lagi.",
    no_home_folder: "Sistem ini tidak menyebut folder data Anda. Berikan dengan --home DIR.",
    home_not_writable: "Folder demo tidak dapat ditulisi. Pilih yang lain dengan --home DIR, atau kosongkan ruang.",
    home_in_use: "Program lain sedang memakai folder demo ini. Akhiri dulu, atau pilih yang lain dengan --home DIR.",
    home_without_journey: "Tidak ada perjalanan yang selesai di folder ini. Jalankan `ikd` dulu, atau sebutkan foldernya dengan --home DIR.",
    home_damaged: "Folder demo tidak lengkap. Mulai dari awal, atau pilih yang lain dengan --home DIR.",
    file_unreadable: "Berkas ini tidak dapat dibaca. Periksa namanya.",
    file_not_written: "Sebuah berkas tidak dapat ditulis. Periksa folder dan ruang kosongnya.",
    photo_from_stdin: "Foto dari masukan standar memerlukan --auto: tanpa itu jawaban dibaca dari sana.",
    portrait_over_photo: "Potret akan menimpa fotonya. Berikan berkas lain dengan --out.",
    keys_unreadable: "Kunci pembaca tidak dapat dibaca. Buat dengan `ikd sandbox --keys FILE`, atau selesaikan perjalanan dulu.",
    port_taken: |port| {
        format!(
            "Port {port} tidak dapat dipakai. Layanan memakai port ini dan port berikutnya; pilih yang lain, atau 0 untuk dua port bebas."
        )
    },
    token_too_short: "Token kendali perlu sedikitnya 16 karakter.",
    data_unusable: "Data layanan tidak dapat dipakai. Pilih berkas atau folder lain, atau mulai dari awal.",
    service_not_started: "Layanan tidak dapat dijalankan. Mulai dari awal dengan folder atau berkas lain.",
    smtp_address: "Server email ditulis sebagai HOST:PORT.",
    show_needs_terminal: "Keluaran ini bukan terminal yang dapat menggambar QR. Pakai --png DIR.",
    no_more_pins: "PIN diperlukan, dan masukan standar tidak punya baris lagi.",
    goes_round: "Perjalanan tidak maju. Jalankan tanpa --auto untuk melihat di mana.",

    offline: "Tidak ada sambungan ke layanan. Yang Anda isi tetap tersimpan.",
    timed_out: "Layanan tidak menjawab pada waktunya. Yang Anda isi tetap tersimpan.",
    untrusted_service: "Ada yang menyusup di antara ponsel ini dan layanan. Pakai jaringan lain.",
    certificate_date: "Tanggal komputer ini tidak cocok dengan sertifikat layanan. Periksa tanggal dan jamnya, lalu coba lagi.",
    untrusted_answer: "Jawabannya tidak ditandatangani oleh yang seharusnya. Tidak ada yang disimpan darinya.",
    bad_answer: "Jawaban layanan tidak dapat dipahami. Coba lagi nanti.",
    service_down: "Layanan sedang tidak dapat menjawab. Coba lagi sebentar lagi.",
    service_refused: "Layanan menolak. Coba lagi; bila tetap begitu, mulai dari awal.",
    too_many_requests: |seconds| format!("Terlalu banyak permintaan. Tunggu {seconds} detik."),
    upgrade_needed: "Versi aplikasi ini terlalu lama untuk layanan. Perbarui.",
    clock_wrong: "Jam komputer ini terlalu jauh meleset. Sudah dikoreksi; coba lagi.",
    state_changed: "Keadaan sudah berubah. Lihat lagi.",
    keystore_failed: "Penyimpan kunci gagal. Coba lagi.",
    account_blocked: "Akun diblokir, misalnya karena ponselnya dilaporkan hilang. Kantor Dukcapil dapat membukanya.",
    device_released: "Akun sudah pindah ke ponsel lain. Isi ponsel ini tidak dapat dipakai lagi.",
    nik_fault: |error| match error {
        NikError::NotDigits => "NIK: hanya angka.",
        NikError::WrongLength { .. } => "NIK: panjangnya 16 angka.",
        NikError::ProvinceZero | NikError::RegencyZero | NikError::DistrictZero => {
            "NIK: enam angka pertama bukan wilayah. Periksa lagi."
        }
        NikError::Day | NikError::Month | NikError::NoSuchDay => {
            "NIK: angka ke-7 sampai ke-12 bukan tanggal lahir. Periksa lagi."
        }
        NikError::SerialZero => "NIK: empat angka terakhir tidak boleh semuanya 0.",
    },
    nik_warning: |warning| match warning {
        NikWarning::UnknownProvince | NikWarning::UnknownRegency | NikWarning::UnknownDistrict => {
            "Catatan: wilayah dalam NIK ini tidak ada di daftar mana pun. Bila begitu di KTP Anda, lanjutkan."
        }
        NikWarning::LegacyRegion { .. } | NikWarning::ReusedRegionCode => {
            "Catatan: wilayah dalam NIK ini kini bernama atau bernomor lain. Itu biasa."
        }
        NikWarning::FictionalRegion => "Catatan: NIK ini contoh dan bukan milik siapa pun.",
        NikWarning::UnderMinimumAge => {
            "Catatan: di bawah 17 tahun hanya yang sudah pernah kawin dapat mendaftar. Layanan yang memutuskan."
        }
        NikWarning::BirthDateDiffers => {
            "Catatan: tanggal lahir berbeda dengan NIK. Itu dapat terjadi; petugas memeriksanya."
        }
        NikWarning::SexDiffers => "Catatan: jenis kelamin berbeda dengan NIK. Petugas memeriksanya.",
    },
    email_fault: "Email: ini bukan alamat. Bentuknya nama@domain.",
    email_warning: "Catatan: periksa lagi alamat email; mirip dengan yang umum. Kode dikirim ke sana.",
    phone_fault: "Ponsel: nomor ponsel Indonesia, misalnya 0812-3456-7890.",
    phone_warning: "Catatan: operator nomor ponsel ini tidak dikenal.",
    name_fault: "Nama: kosong atau terlalu panjang.",
    name_warning: "Catatan: nama seperti ini jarang di KTP. Bila begitu di KTP Anda, lanjutkan.",
    sex_fault: "Jenis kelamin: laki-laki atau perempuan, seperti di KTP.",
    birth_place_fault: "Tempat lahir: kosong atau terlalu panjang.",
    birth_date_fault: "Tanggal lahir: hari, bulan dan tahun, misalnya 17-08-1990.",
    birth_date_no_such_day: "Tanggal lahir: tanggal itu tidak ada dalam kalender.",
    born_in_future: "Tanggal lahir: masih di masa depan.",
    field_refused: |field| format!("Layanan menolak isian ini: {field}. Perbaiki."),
    guidance: |code| match code {
        Guidance::TooDark => "Terlalu gelap. Hadaplah ke jendela atau lampu.",
        Guidance::NoFace => "Tidak ada wajah di foto ini.",
        Guidance::MultipleFaces => "Ada lebih dari satu wajah. Hanya wajah Anda yang boleh ada.",
        Guidance::MoveCloser => {
            "Wajah terlalu kecil atau terlalu ke tepi. Mendekatlah, dan sisakan ruang di sekitar kepala."
        }
        Guidance::CentreFace => "Wajah tidak di tengah.",
        Guidance::Blurry => "Foto kabur. Diamlah dan ambil lagi.",
        _ => "Foto ini tidak dapat dipakai. Ambil yang lain.",
    },
    photo_too_large: "Foto terlalu besar. Ambil dengan setelan lebih kecil.",
    photo_unsupported: "Foto ini bukan JPEG atau PNG yang dapat dibaca. Ambil foto lain.",
    photo_damaged: "Foto ini rusak. Ambil lagi.",
    photo_not_used: "Potret tidak dapat dibuat. Ambil foto lain.",
    photo_refused: "Layanan menolak foto ini. Ambil yang lain.",
    terms_outdated: "Ada ketentuan yang lebih baru. Silakan baca.",
    not_a_pairing_qr: "Ini bukan QR loket.",
    untrusted_counter: "QR ini tidak dibuat kantor yang dapat dipercaya. Jangan lanjutkan; beri tahu petugas.",
    pairing_expired: "QR ini terlalu lama. Minta yang baru kepada petugas.",
    pairing_used: "QR ini sudah dipakai, mungkin oleh ponsel lain. Minta yang baru kepada petugas.",
    face_mismatch: "Foto tidak menunjukkan orang di data kependudukan.",
    data_mismatch: "Isian berbeda dengan data kependudukan.",
    not_eligible: "Di bawah 17 tahun dan belum pernah kawin: akun baru mungkin nanti.",
    no_record: "Tidak ada KTP terekam untuk NIK ini. Kantor Dukcapil dapat merekamnya.",
    deceased: "Menurut data, orang ini sudah meninggal. Bila keliru, kantor Dukcapil memperbaikinya.",
    rejected_otherwise: "Petugas menolak karena alasan lain.",
    not_a_code: "Kode terdiri dari enam angka.",
    wrong_code: |tries| format!("Kode salah. Sisa percobaan: {tries}."),
    code_expired: "Kode ini terlalu lama. Minta yang baru dengan b.",
    code_exhausted: "Percobaan untuk kode ini habis. Minta yang baru dengan b.",
    wrong_captcha: "Jawabannya salah. Pertanyaan lain menyusul; percobaan kode tidak berkurang.",
    resend_too_soon: "Kode baru saja dikirim. Tunggu satu menit.",
    pins_differ: "Kedua isian berbeda.",
    not_a_pin: "PIN terdiri dari enam angka.",
    pin_too_easy: "PIN ini terlalu mudah ditebak.",
    pin_personal: "PIN ini tanggal, atau bagian dari NIK atau nomor ponsel Anda: orang lain dapat menebaknya.",
    pin_like_old: "PIN ini terlalu mirip dengan yang lama.",
    wrong_pin: |left, seconds| match seconds {
        0 => format!("PIN salah. Sisa percobaan: {left}."),
        seconds => format!("PIN salah. Sisa percobaan: {left}, berikutnya dalam {seconds} detik."),
    },
    vault_wiped: "Brankas sudah dihapus. Daftar lagi untuk mendapatkan dokumen kembali.",
    vault_damaged: "Berkas brankas rusak. Hapus dan daftar lagi.",
    vault_rolled_back: "Salinan lama berkas telah dikembalikan. Hapus dan daftar lagi.",
    vault_key_lost: "Kunci brankas hilang. Hapus dan daftar lagi.",
    vault_too_new: "Berkas ditulis versi yang lebih baru. Perbarui program ini.",
    vault_failed: "Cakram atau penyimpan kunci gagal barusan. Jalankan lagi.",
    disk_full: "Cakram penuh. Kosongkan ruang lalu jalankan lagi.",
    document_unreadable: "Sebuah dokumen tidak dapat dibaca. Ambil dokumen sekali lagi.",
    document_untrusted: "Sebuah dokumen tidak ditandatangani penerbit tepercaya dan tidak disimpan.",
    document_older: "Layanan menawarkan dokumen yang lebih lama daripada yang ada, atau pernah ada, di ponsel ini; tidak disimpan.",
    no_view: "Belum ada kode untuk ditampilkan. Sambungkan sekali dan ambil dokumen.",
    view_expired: "Kode ini sudah habis. Sambungkan sekali dan ambil dokumen.",
    no_reader_for_view: "Tidak ada pembaca yang boleh melihat ini.",
    no_code_made: "Kode tidak dapat dibuat. Ambil dokumen sekali lagi.",
};
