//! The program's texts in English.

use ikd_sandbox::Field;

use super::{Lang, Texts, kilobytes};

/// The English catalogue.
pub(super) static TEXTS: Texts = Texts {
    lang: Lang::En,
    code: "en",

    yes: "y",
    no: "n",
    yes_words: &["y", "yes"],
    no_words: &["n", "no"],
    answer_yes_or_no: "Please answer y (yes) or n (no).",
    answer_a_number: |most| format!("Please answer with a number from 1 to {most}."),
    your_choice: "Your choice",
    nobody_answers: "No other answer can be given here, so the program stops.",
    go_on_with_enter: "Continue with",
    check_again_with_enter: "Check again with",
    use_what_is_here: "The documents that are on this phone already stay usable.",
    try_again: "Try again? (y/n)",
    done_after: |seconds| format!("done ({seconds:.1} s)"),
    bytes_up_down: |up, down| format!("{} sent, {} received", kilobytes(up, '.'), kilobytes(down, '.')),

    title: "IKD on this machine",
    introduction: "This is the whole journey to a digital identity card, from registration to a QR that changes by itself. This program acts as the phone; the service, the officer's counter and the mailbox run inside it. All people and documents are examples, nothing leaves this machine, and Enter takes the answer in brackets.",
    window_small: |columns, rows, has_columns, has_rows| {
        format!(
            "This window has {has_columns} x {has_rows} characters; the QR at the end needs {columns} x {rows}. Enlarge the window or make its letters smaller before then. In a small window the QR opens in a browser, and the key t prints its text."
        )
    },
    home_found: |folder| format!("There is a journey in {folder} already."),
    go_on: "continue where it stopped",
    start_over: "erase it and start over",
    starting_service: "Starting the service",
    pages_are_at: |address| format!("Pages for a browser (counter, mailbox, reader): {address}"),
    stopped_goes_on: "\nStopped. Nothing is lost: start again to continue from here.",
    all_done: "Done",
    bytes_in_all: |bytes| format!("Data used in all: {bytes}."),
    what_next: |folder| {
        format!(
            "The phone's files stay in {folder}.\n`cargo run` continues with them; `cargo run -- show` shows the QR without the service; `cargo run -- --help` lists the other commands."
        )
    },

    welcome: "Welcome",
    welcome_says: "This phone holds no digital identity yet. Two forms are in use; the short one is quicker.",
    which_form: "Which form",
    short_form: "short: NIK, email, phone number",
    long_form: "long: also name, sex, place and date of birth",
    officer_notice: "Before you begin: an officer has to be there",
    officer_notice_says: "An officer at a Dukcapil counter compares you with your photograph and approves. Here, you can play the officer in a browser, or let the demo do it.",
    terms: "Terms",
    accept_terms: "Do you accept these terms? (y/n)",
    terms_declined: "Then nothing is sent. Start again if you change your mind.",
    form: "Your data",
    form_says: "The answers offered belong to a person who does not exist. Other people to try (deceased, blocked, under 17, a name of 60 letters, a name of one word) are listed by `cargo run -- journey --help`, under --person.",
    ask_nik: "NIK (16 digits)",
    ask_name: "Full name, as on the KTP",
    ask_sex: "Sex (male or female)",
    male: "male",
    female: "female",
    ask_birth_place: "Place of birth",
    ask_birth_date: "Date of birth (DD-MM-YYYY)",
    ask_email: "Email",
    ask_phone: "Mobile phone number",
    selfie: "Selfie",
    selfie_says: "A phone would take the photograph now. Give a JPEG or PNG with one face, or take the example. The face is looked for on this machine; what is sent is a small portrait without place, time or device.",
    ask_photo: "Photograph (file)",
    example_photo: "the example",
    hold_still: "Good. Hold still.",
    looking_for_face: "Looking for the face",
    portrait_made: |width, height, bytes| {
        format!("The portrait has {width} x {height} pixels and {bytes} bytes.")
    },
    portrait_enlarged: "It was enlarged: a larger photograph would show more.",
    sending_application: "Sending the application",
    sending: "Sending form and portrait",

    pairing: "At the counter: connecting phone and officer",
    pairing_says: "The officer's screen shows a QR that your phone scans. That ties this registration to the counter where you stand. In a browser, you can be the officer:",
    counter_is_at: |address, name, code| format!("{address}   name: {name}   code: {code}"),
    pairing_question: "Enter: the demo's officer shows the QR and the phone scans it.\nOr paste the text of the counter's QR; t shows the text of the phone's own",
    own_qr_says: "This is what the counter would scan; it is good for two minutes:",
    counter_of: |office| format!("Scanned the QR of: {office}"),
    decision: "The officer decides",
    decision_says: |office| {
        format!(
            "Phone and counter of {office} show the same four digits if no third device has come between them. The officer compares the digits, and then your form and portrait with the population record."
        )
    },
    digits_on_phone: |digits| format!("On the phone:   {digits}"),
    digits_at_counter: |digits| format!("At the counter: {digits}"),
    decision_question: "Enter: the demo's officer compares, then approves or refuses.\nOr decide at the counter page; this continues by itself",
    field_name: |field| match field {
        Field::Nik => "NIK",
        Field::Name => "name",
        Field::Sex => "sex",
        Field::BirthPlace => "place of birth",
        Field::BirthDate => "date of birth",
    },
    field_differs: |field, entered, recorded| {
        format!("Different: {field}: {entered} in the form, {recorded} in the population record")
    },
    officer_finds_data_different: "The officer refuses: the form differs from the population record. At the counter page, an officer could approve it with a written reason.",
    only_nik_compared: "In this form only the NIK can be compared, and other people may know it. So the officer asks for something that is in the population record only.",
    officer_asks_birth_date: "When were you born? (DD-MM-YYYY)",
    officer_finds_answer_wrong: "The officer refuses: the population record has another answer.",
    officer_does_not_know_face: "The demo's officer cannot see. It takes the example photograph, or the one given with --photo, for the person who registers; about any other face it asks you. The portraits in the population record are drawn and look like no photograph.",
    face_matches_question: "Do the selfie, the population record and the citizen show the same person?",
    officer_finds_face_different: "The officer refuses: the face was not confirmed.",
    officer_approved: "Digits, face and data agree. The officer approved, and a code was sent by email.",
    officer_sees_nothing: "The counter shows no registration with these digits.",
    officer_cannot: "The counter could not make a QR. Start again.",
    rejected: "The officer refused",
    officer_wrote: |note| format!("The officer wrote: {note}"),
    way_give_up: "Give up: everything sent is erased",
    gave_up: "Given up. The service has erased what was sent, and so has this phone.",
    conflict: "Another phone holds this account",
    conflict_says: "An account can be on one phone only. The officer can release it from the other phone, which then stops working for it.",
    conflict_question: "Enter: the demo's officer releases the other phone.\nOr release it at the counter page; this continues by itself. g gives up",
    expired: "This registration has expired",
    expired_says: "The service has erased it. What you typed is still here.",

    activation: "Activation",
    activation_says: |hint, tries| format!("A code of six digits was sent to {hint}. Tries left: {tries}."),
    mailbox_is_at: |address| format!("Mailbox: {address}"),
    ask_code: "Code from the email (n sends a new one)",
    new_code_letter: "n",
    new_code_sent: "A new code was sent; the old one is no longer valid.",
    captcha_picture: |file| format!("Or type the digits of the picture {file}"),
    ask_captcha: "Answer",
    activated: "Activated. The account is bound to this phone.",

    create_pin: "A PIN of six digits",
    create_pin_says: |pin| {
        format!(
            "It encrypts your documents: they cannot be read without it, and ten wrong tries erase them. Only because this is a demo, Enter stands for {pin}."
        )
    },
    pin_rules: "Six digits. Not a date, not part of your NIK or phone number, and no simple pattern such as 123456, 112233 or 258025.",
    new_pin_question: "New PIN",
    repeat_pin_question: "The same PIN again",
    making_vault: "Making the vault",
    unlock: "Unlock",
    unlock_says: |left| format!("The documents are encrypted. Tries left: {left}."),
    pin_question: "PIN",
    opening_vault: "Opening the vault",
    waiting_for_pin: |seconds| format!("After wrong tries, the next one in {seconds} s"),
    lock: "Lock",
    lock_says: "A phone locks when it is put away. The key then leaves the memory, and only the PIN brings it back.",
    blocked: "This phone may not be used",
    unusable: "The vault cannot be opened",
    erase_and_start_over: "Erase this phone and register again? (y/n)",

    sync: "Documents",
    sync_again: "Documents, fetched a second time",
    fetching: "Fetching new documents",
    synced: |added, changed, removed| format!("New: {added}, changed: {changed}, removed: {removed}."),
    nothing_new: "Nothing new.",
    example_mark: "(example)",
    ask_document: "Which document to open (its number)",
    ask_another_document: "Number of another document, or Enter to continue",
    documents_unreadable: |count| {
        format!(
            "{count} of the service's documents cannot be read by this version of the app. Update the app."
        )
    },

    show: "Show who you are",
    show_says: "The QR is signed by this phone, is valid for 30 seconds, changes every 15, and only a registered reader can open it. It needs no network.",
    which_view: "What should it show",
    verifier_is_at: |address| format!("A registered reader, for a saved picture: {address}"),
    show_with_enter: "Show the QR with",
    keys_while_showing: "q ends, v has the demo reader read it, s saves a picture, t shows the text",
    keys_while_showing_offline: "q ends, s saves a picture, t shows the text",
    changes_in: |seconds, reader| format!("New code in {seconds:2} s. Readable for: {reader}"),
    audience_name: |audience| audience.name_en.to_string(),
    terminal_too_small: |columns, rows, has_columns, has_rows| {
        format!(
            "Needs {columns} x {rows} characters, here are {has_columns} x {has_rows}. Open in a browser:"
        )
    },
    saved_as: |file| format!("Saved: {file}"),
    reader_accepted: |name| format!("The reader accepted the code of {name}."),
    reader_refused: |why| format!("The reader refused the code. {why}"),
    reader_saw_before: "Refused: the reader has seen this code. Wait for the next one.",
    verify_user_again: "Codes are made for two minutes after the PIN was entered. Enter it again.",
    page_title: "Your IKD code (example)",
    page_note: "It changes by itself. This page disappears when the showing ends.",

    activity: "What happened on this phone",
    activity_says: "The phone keeps this log in its vault; the newest entry comes first.",

    apply: "Apply for a service",
    apply_says: "Services of the office, from this phone: the form is filled in and checked here, and sent once. Choose one; for the first, the demo has every answer.",
    apply_for_nothing: "nothing, finish",
    ask_paper: |name| format!("Photo of: {name} (JPEG or PNG)"),
    example_paper: "example",
    application_costs: |bytes, seconds| {
        format!("Sends {}, which takes about {seconds} s on a slow network.", kilobytes(bytes, '.'))
    },
    send_application: "Send it? (y/n)",
    officer_does: "What does the officer do?",
    officer_issues: "Carries it out",
    officer_asks_for_correction: "Asks for a correction first",
    officer_carries_out: "The demo's officer looks at it, approves it and has it signed.",

    sandbox_service: "Service",
    sandbox_pages: "Pages",
    sandbox_counter: "Counter",
    sandbox_mailbox: "Mailbox",
    sandbox_verifier: "Reader",
    sandbox_officer: "Officer, code",
    sandbox_certificate: "Certificate",
    sandbox_keys: "Test keys",
    sandbox_control: "Control",
    sandbox_running: "Running: an example system with people who do not exist. End with Ctrl-C.",

    no_threads: "The system refused to start a thread. End other programs and start again.",
    clock_impossible: "This machine's clock cannot be right. Set it and start again.",
    no_home_folder: "This system names no folder for your data. Give one with --home DIR.",
    home_not_writable: "The demo's folder cannot be written. Choose another with --home DIR, or free some space.",
    home_in_use: "Another program is using this demo's folder. End it first, or choose another with --home DIR.",
    home_without_journey: "There is no finished journey in this folder. Run `ikd` first, or give its folder with --home DIR.",
    home_damaged: "The demo's folder is not complete. Start over, or choose another with --home DIR.",
    file_unreadable: "This file cannot be read. Check its name.",
    file_not_written: "A file could not be written. Check the folder and its free space.",
    photo_from_stdin: "A photograph from standard input needs --auto: otherwise the answers come from there.",
    view_of_one_photo: "--view draws on one photograph. Give only one.",
    out_of_one_photo: "--out writes the file of one photograph. Give one.",
    portrait_over_photo: "The portrait would overwrite the photograph. Give another file with --out.",
    keys_unreadable: "The reader's keys cannot be read. Make them with `ikd sandbox --keys FILE`, or finish a journey first.",
    stdin_twice: "PIN and answers cannot both come from standard input.",
    answers_unreadable: "The answers cannot be read: a JSON object with a text for each field.",
    port_taken: |port| {
        format!(
            "Port {port} cannot be used. The service uses this port and the next one; choose another, or 0 for any two that are free."
        )
    },
    token_too_short: "The control token needs at least 16 characters.",
    data_unusable: "The service's data cannot be used. Choose another file or folder, or start over.",
    service_not_started: "The service did not start. Start over with another folder or file.",
    smtp_address: "A mail server is given as HOST:PORT.",
    show_needs_terminal: "The output is not a terminal in which a QR can be drawn. Use --png DIR.",
    no_more_pins: "The PIN is needed, and standard input has no further line.",
    goes_round: "The journey does not get on. Start it with questions, to see where.",
};
