//! The program at a terminal: a pseudo terminal of which the test holds the other end.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Write as _},
    os::unix::{ffi::OsStrExt as _, fs::OpenOptionsExt as _},
    process::{Child, ExitStatus},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::OFlags,
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};
use support::{Home, ikd};

/// Longer than the slowest machine shows nothing.
const LONGEST_WAIT: Timespec = Timespec { tv_sec: 300, tv_nsec: 0 };
/// So much is shown before a text that will never come, bytes.
const MOST_SEEN: usize = 64 * 1024;

/// A terminal in which the program runs.
struct Terminal {
    program: Child,
    /// Kept open, so that its settings can be read when the program is gone.
    inside: File,
    outside: File,
    seen: String,
}

impl Terminal {
    /// Starts the program in a terminal of this size in which `typed` was typed already.
    fn start(arguments: &[&str], (columns, rows): (u16, u16), typed: &str) -> Self {
        let outside = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&outside).unwrap();
        unlockpt(&outside).unwrap();
        let name = ptsname(&outside, Vec::new()).unwrap();
        let inside = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits().cast_signed())
            .open(std::ffi::OsStr::from_bytes(name.as_bytes()))
            .unwrap();
        tcsetwinsize(&inside, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let mut outside = File::from(outside);
        outside.write_all(typed.as_bytes()).unwrap();
        let copy = || inside.try_clone().unwrap();
        let program = ikd(arguments).stdin(copy()).stdout(copy()).stderr(copy()).spawn().unwrap();
        Self { program, inside, outside, seen: String::new() }
    }

    /// Reads what the program shows, up to this text; gives what came before it.
    fn until(&mut self, text: &str) -> String {
        let mut bytes = [0; 4096];
        loop {
            if let Some((before, after)) = self.seen.split_once(text) {
                let (before, after) = (before.to_owned(), after.to_owned());
                self.seen = after;
                return before;
            }
            let mut waiting = [PollFd::new(&self.outside, PollFlags::IN)];
            let came = poll(&mut waiting, Some(&LONGEST_WAIT)).unwrap() > 0;
            assert!(came, "{text} did not come: {}", self.seen);
            let read = self.outside.read(&mut bytes).unwrap_or(0);
            assert!(read > 0 && self.seen.len() < MOST_SEEN, "{text} never came: {}", self.seen);
            self.seen.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    }

    fn press(&mut self, keys: &str) {
        self.outside.write_all(keys.as_bytes()).unwrap();
    }

    fn echoes(&self) -> bool {
        tcgetattr(&self.inside).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    fn end(&mut self) -> ExitStatus {
        self.program.wait().unwrap()
    }
}

#[test]
fn what_was_typed_before_a_question_is_no_answer_and_ctrl_u_clears_the_line() {
    let home = Home::new();
    let mut terminal = Terminal::start(&["journey", "--home", &home.text()], (120, 50), "2\r2");
    terminal.until("IKD on this machine");
    assert!(!terminal.echoes(), "what is typed while waiting is shown");
    terminal.until("Which form");
    terminal.until("]\x1b[0m: ");
    terminal.press("\r");
    terminal.until("Continue with");
    terminal.until(": ");
    terminal.press("\r");
    terminal.until("(y/n)");
    terminal.until(": ");
    terminal.press("y\r");
    terminal.until("NIK (16 digits)");
    terminal.until(": ");
    terminal.press("123\x15\r");
    // The short form: the 2 was dropped. The NIK is the one offered: the 123 was cleared.
    let between = terminal.until("Email");
    assert!(!between.contains("Full name") && !between.contains("it has 16 digits"), "{between}");
    terminal.until(": ");
    terminal.press("\x03");
    terminal.until("Stopped.");
    assert_eq!(terminal.end().code(), Some(130));
    assert!(terminal.echoes(), "the terminal was not restored");
}

#[test]
fn a_window_that_is_too_small_for_the_qr_is_named_at_the_start() {
    for (size, named) in [((80, 24), true), ((85, 43), false)] {
        let home = Home::new();
        let mut terminal = Terminal::start(&["journey", "--home", &home.text()], size, "");
        let start = terminal.until("Which form");
        assert_eq!(start.contains("needs 85 x 43"), named, "{start}");
        terminal.until(": ");
        terminal.press("\x03");
        assert_eq!(terminal.end().code(), Some(130));
    }
}

#[test]
fn the_text_of_the_qr_can_be_shown_instead_of_its_picture() {
    let home = Home::new();
    let made = ikd(&["journey", "--auto", "--home", &home.text()]).output().unwrap();
    assert!(made.status.success());
    let mut terminal = Terminal::start(&["show", "--home", &home.text()], (80, 24), "999999\r");
    terminal.until("PIN: ");
    terminal.press("271828\r");
    terminal.until("eeds 85 x 43");
    terminal.press("t");
    terminal.until("IKD1:");
    terminal.press("\x03");
    assert_eq!(terminal.end().code(), Some(130));
}
