//! Single keys of a terminal, and giving the terminal back as it was: at the end, in a panic, on a signal, on Ctrl-C.

use std::{
    io::{self, Write as _},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use crossterm::{
    cursor, event,
    event::{Event, KeyCode, KeyEventKind, KeyModifiers},
    execute, queue, style, terminal,
};
use zeroize::Zeroizing;

use super::{line, put};
use crate::failure::Failure;

/// Longest line that is taken key by key: a counter's QR, pasted, has some hundreds of characters.
const LONGEST_TYPED: usize = 4096;

/// Whether keys come one by one now.
static RAW: AtomicBool = AtomicBool::new(false);
/// Whether a picture fills the screen now.
static PICTURE: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back as it was. Does nothing when nothing was changed.
pub(crate) fn restore() {
    let mut out = io::stdout();
    // Nothing better can be done about a terminal that does not listen.
    if PICTURE.swap(false, Ordering::SeqCst) {
        let _ = execute!(out, style::ResetColor, cursor::Show, terminal::LeaveAlternateScreen);
    }
    if RAW.swap(false, Ordering::SeqCst) {
        let _ = terminal::disable_raw_mode();
        let _ = out.flush();
    }
}

/// Has a panic give the terminal back before it is reported.
pub(crate) fn restore_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        report(panic);
    }));
}

/// Waits for Ctrl-C or a signal that ends programs.
pub(crate) async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut ended), Ok(mut gone)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        {
            tokio::select! {
                _ = interrupted => {}
                _ = ended.recv() => {}
                _ = gone.recv() => {}
            }
            return;
        }
    }
    // Where signals cannot be waited for, the system ends the process.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Has a signal that ends the program give the terminal back first, and say this.
pub(crate) fn restore_on_signal(sentence: &'static str) {
    tokio::spawn(async move {
        stopped().await;
        restore();
        // A terminal that is gone hears nothing, and nothing is lost by that.
        let _ = line(sentence);
        std::process::exit(130);
    });
}

/// Keys one by one, until dropped.
pub(crate) struct RawMode(());

impl RawMode {
    /// Keys only; the screen stays.
    pub(crate) fn start() -> Result<Self, Failure> {
        terminal::enable_raw_mode().map_err(|_| Failure::OutputGone)?;
        RAW.store(true, Ordering::SeqCst);
        Ok(Self(()))
    }

    /// Keys, and a screen of its own that goes away at the end.
    pub(crate) fn with_picture() -> Result<Self, Failure> {
        let raw = Self::start()?;
        PICTURE.store(true, Ordering::SeqCst);
        let clear = terminal::Clear(terminal::ClearType::All);
        execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide, clear)
            .map_err(|_| Failure::OutputGone)?;
        Ok(raw)
    }

    /// The next key or change of size, if one comes within `wait`.
    pub(crate) fn key(&self, wait: Duration) -> Result<Option<Key>, Failure> {
        if !event::poll(wait).map_err(|_| Failure::OutputGone)? {
            return Ok(None);
        }
        Ok(match event::read().map_err(|_| Failure::OutputGone)? {
            Event::Resize(..) => Some(Key::Resized),
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                let control = key.modifiers.contains(KeyModifiers::CONTROL);
                match key.code {
                    KeyCode::Char('c' | 'C') if control => Some(Key::Stop),
                    KeyCode::Char('d' | 'D') if control => Some(Key::End),
                    KeyCode::Char(character) if !control => Some(Key::Character(character)),
                    KeyCode::Enter => Some(Key::Enter),
                    KeyCode::Backspace => Some(Key::Back),
                    KeyCode::Esc => Some(Key::Escape),
                    _ => None,
                }
            }
            _ => None,
        })
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        restore();
    }
}

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A character.
    Character(char),
    /// Enter.
    Enter,
    /// Backspace.
    Back,
    /// Escape.
    Escape,
    /// Ctrl-C.
    Stop,
    /// Ctrl-D.
    End,
    /// The window has another size.
    Resized,
}

/// A line typed while something else is waited for.
pub(super) struct LineReader {
    raw: RawMode,
    typed: String,
}

impl LineReader {
    pub(super) fn start() -> Result<Self, Failure> {
        Ok(Self { raw: RawMode::start()?, typed: String::new() })
    }

    /// The line, once Enter was pressed; waits at most `wait` for the next key.
    pub(super) fn poll(&mut self, wait: Duration) -> Result<Option<String>, Failure> {
        match self.raw.key(wait)? {
            Some(Key::Enter) => return Ok(Some(self.typed.trim().to_owned())),
            Some(Key::Stop) => return Err(Failure::Stopped),
            Some(Key::End) if self.typed.is_empty() => return Err(Failure::Stopped),
            Some(Key::Back) if self.typed.pop().is_some() => put("\x08 \x08")?,
            Some(Key::Character(character)) if self.typed.len() < LONGEST_TYPED => {
                self.typed.push(character);
                put(character.encode_utf8(&mut [0; 4]))?;
            }
            _ => {}
        }
        Ok(None)
    }
}

/// A line of which only dots are seen.
pub(super) fn read_hidden() -> Result<Zeroizing<String>, Failure> {
    let raw = RawMode::start()?;
    let mut typed = Zeroizing::new(String::with_capacity(64));
    loop {
        match raw.key(Duration::from_secs(3600))? {
            Some(Key::Enter) => return Ok(typed),
            Some(Key::Stop) => return stopped_at_question(raw),
            Some(Key::End) if typed.is_empty() => return stopped_at_question(raw),
            Some(Key::Back) if typed.pop().is_some() => put("\x08 \x08")?,
            // Within its capacity, so that growing leaves no copy behind.
            Some(Key::Character(character)) if typed.len() + character.len_utf8() <= 64 => {
                typed.push(character);
                let mut out = io::stdout().lock();
                queue!(out, style::Print('•')).and_then(|()| out.flush()).map_err(|_| Failure::OutputGone)?;
            }
            _ => {}
        }
    }
}

/// Ends the line of the question, so that what is said next has one of its own.
fn stopped_at_question<T>(raw: RawMode) -> Result<T, Failure> {
    drop(raw);
    line("")?;
    Err(Failure::Stopped)
}
