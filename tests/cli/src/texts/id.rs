//! The program's texts in Indonesian, the first language of the product.

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
    hold_still: "Bagus. Tahan sebentar.",
    looking_for_face: "Mencari wajah",
    portrait_made: |width, height, bytes| format!("Potretnya {width} x {height} piksel, {bytes} bita."),
    portrait_enlarged: "Potret ini diperbesar: foto yang lebih besar akan lebih jelas.",
    sending_application: "Mengirim permohonan",
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
    way_give_up: "Batalkan: semua yang terkirim dihapus",
    gave_up: "Dibatalkan. Layanan sudah menghapus yang terkirim, begitu juga ponsel ini.",
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
    making_vault: "Menyiapkan penyimpanan terenkripsi",
    unlock: "Buka kunci",
    unlock_says: |left| format!("Dokumen terenkripsi. Sisa percobaan: {left}."),
    pin_question: "PIN Anda",
    opening_vault: "Membuka penyimpanan",
    waiting_for_pin: |seconds| format!("Karena PIN salah, percobaan berikutnya dalam {seconds} detik"),
    lock: "Kunci",
    lock_says: "Ponsel mengunci bila tidak dipakai. Kuncinya lalu hilang dari memori, dan hanya PIN yang mengembalikannya.",
    blocked: "Ponsel ini tidak boleh dipakai",
    unusable: "Data tidak dapat dibuka",
    erase_and_start_over: "Hapus isi ponsel ini dan daftar lagi? (y/t)",

    sync: "Dokumen",
    sync_again: "Dokumen, diambil sekali lagi",
    fetching: "Mengambil dokumen baru",
    synced: |added, changed, removed| format!("Baru: {added}, berubah: {changed}, dihapus: {removed}."),
    nothing_new: "Tidak ada yang baru.",
    example_mark: "(contoh)",
    ask_document: "Dokumen mana yang dibuka (nomornya)",
    ask_another_document: "Nomor dokumen lain, atau Enter untuk lanjut",
    documents_unreadable: |count| {
        format!("{count} dokumen di layanan tidak dapat dibaca oleh versi aplikasi ini. Perbarui aplikasi.")
    },

    show: "Tunjukkan siapa Anda",
    show_says: "QR ini ditandatangani ponsel ini, berlaku 30 detik, berganti tiap 15 detik, dan hanya dapat dibuka pembaca terdaftar. Tidak perlu jaringan.",
    which_view: "Apa yang ditunjukkan",
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
    reader_refused: |why| format!("Pembaca menolak kode ini. {why}"),
    reader_saw_before: "Ditolak: pembaca sudah pernah melihat kode ini. Tunggu yang berikutnya.",
    verify_user_again: "Kode hanya dibuat selama dua menit setelah PIN dimasukkan. Masukkan PIN sekali lagi.",
    page_title: "Kode IKD Anda (contoh)",
    page_note: "Kode berganti sendiri. Halaman ini hilang bila penampilan selesai.",

    activity: "Yang terjadi di ponsel ini",
    activity_says: "Catatan ini tersimpan terenkripsi di ponsel; yang terbaru paling atas.",

    apply: "Ajukan permohonan",
    apply_says: "Layanan Dukcapil dari ponsel ini: formulir diisi dan diperiksa di sini, lalu dikirim satu kali. Pilih salah satu; untuk yang pertama, demo ini punya semua jawabannya.",
    apply_for_nothing: "tidak ada, selesai",
    ask_paper: |name| format!("Foto: {name} (JPEG atau PNG)"),
    example_paper: "contoh",
    application_costs: |bytes, seconds| {
        format!("Mengirim {}, kira-kira {seconds} detik di jaringan yang lambat.", kilobytes(bytes, ','))
    },
    send_application: "Kirim? (y/t)",
    officer_does: "Apa yang dilakukan petugas?",
    officer_issues: "Memprosesnya sampai selesai",
    officer_asks_for_correction: "Meminta perbaikan dahulu",
    officer_carries_out: "Petugas demo memeriksa, menyetujui, dan menandatangankannya.",

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
    view_of_one_photo: "--view menggambar pada satu foto. Berikan satu foto saja.",
    out_of_one_photo: "--out menulis berkas dari satu foto. Berikan satu saja.",
    portrait_over_photo: "Potret akan menimpa fotonya. Berikan berkas lain dengan --out.",
    keys_unreadable: "Kunci pembaca tidak dapat dibaca. Buat dengan `ikd sandbox --keys FILE`, atau selesaikan perjalanan dulu.",
    stdin_twice: "PIN dan jawaban tidak dapat sama-sama berasal dari masukan standar.",
    answers_unreadable: "Jawaban tidak dapat dibaca: diperlukan objek JSON dengan teks untuk tiap isian.",
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
    goes_round: "Perjalanan tidak maju. Jalankan dengan pertanyaan untuk melihat di mana.",
};
