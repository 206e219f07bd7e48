//! The program in a pseudo terminal that the test controls.

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

/// Timeout: longer than the longest silence on the slowest machine.
const LONGEST_WAIT: Timespec = Timespec { tv_sec: 300, tv_nsec: 0 };
/// Most output to read before the expected text, in bytes.
const MOST_SEEN: usize = 64 * 1024;

/// A pseudo terminal in which the program runs.
struct Terminal {
    program: Child,
    /// Kept open, so that its settings can be read after the program ends.
    inside: File,
    outside: File,
    seen: String,
}

impl Terminal {
    /// Starts the program in a terminal of this size with `typed` already in its input.
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

    /// Reads the program's output up to this text; returns the output before it.
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
fn input_typed_before_a_question_is_dropped_and_ctrl_u_clears_the_line() {
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
    // The form is the short one because the 2 was dropped. The NIK is the default because the 123 was cleared.
    let between = terminal.until("Email");
    assert!(!between.contains("Full name") && !between.contains("has 16 digits"), "{between}");
    terminal.until(": ");
    terminal.press("\x03");
    terminal.until("Stopped.");
    assert_eq!(terminal.end().code(), Some(130));
    assert!(terminal.echoes(), "the terminal was not restored");
}

#[test]
fn a_window_too_small_for_the_qr_is_reported_at_the_start() {
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
