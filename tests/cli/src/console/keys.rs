//! The terminal: reads single keys, hides and drops what is typed while no question is shown, and restores the terminal
//! at exit, on a panic, on a signal and on Ctrl-C.

use std::{
    io::{self, Write as _},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use crossterm::{
    cursor, event,
    event::{Event, KeyCode, KeyEventKind, KeyModifiers},
    execute, style, terminal,
};

use super::line;
use crate::failure::Failure;

/// Whether the terminal is in raw mode.
static RAW: AtomicBool = AtomicBool::new(false);
/// Whether the alternate screen is shown.
static PICTURE: AtomicBool = AtomicBool::new(false);

/// Whether the terminal is in raw mode. If so, a line must also end with a carriage return.
pub(super) fn is_raw() -> bool {
    RAW.load(Ordering::SeqCst)
}

/// The terminal's echo. It is off between questions: what is typed then is not an answer and is not shown.
#[cfg(unix)]
mod echo {
    use std::sync::Mutex;

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The settings to restore; `None` while echo is on.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// Turns echo off. Ctrl-C still sends its signal. If the terminal refuses the change, echo stays on.
    pub(super) fn off() {
        let Ok(mut before) = BEFORE.lock() else { return };
        let input = std::io::stdin();
        if let (None, Ok(settings)) = (before.as_ref(), tcgetattr(&input)) {
            let mut silent = settings.clone();
            silent.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL);
            if tcsetattr(&input, OptionalActions::Now, &silent).is_ok() {
                *before = Some(settings);
            }
        }
    }

    pub(super) fn restore() {
        if let Some(settings) = BEFORE.lock().ok().and_then(|mut before| before.take()) {
            // Drops what was typed since the last question, so that the shell does not read it.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &settings);
        }
    }
}

/// On other systems echo stays on. Input typed before a question is still dropped.
#[cfg(not(unix))]
mod echo {
    pub(super) fn off() {}
    pub(super) fn restore() {}
}

/// Hides what is typed until [`restore`] is called.
pub(super) fn stop_echo() {
    echo::off();
}

/// Restores the terminal. Does nothing if no setting was changed.
pub(super) fn restore() {
    leave_raw_mode();
    echo::restore();
}

fn leave_raw_mode() {
    let mut out = io::stdout();
    // Errors are ignored: there is no other way to restore the terminal.
    if PICTURE.swap(false, Ordering::SeqCst) {
        let _ = execute!(out, style::ResetColor, cursor::Show, terminal::LeaveAlternateScreen);
    }
    if RAW.swap(false, Ordering::SeqCst) {
        let _ = terminal::disable_raw_mode();
        let _ = out.flush();
    }
}

/// Installs a panic hook that restores the terminal before the panic is reported.
pub(crate) fn restore_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        report(panic);
    }));
}

/// Listens for Ctrl-C and the signals that end programs, from this call on. The future returns the exit code that shells
/// use for the signal. Where a signal cannot be listened for, the system ends the process.
#[cfg(unix)]
pub(crate) fn stopped() -> impl Future<Output = u8> + Send {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn received(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
    let [interrupt, terminate, hangup] =
        [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()]
            .map(|kind| signal(kind).ok());
    async {
        tokio::select! {
            () = received(interrupt) => 130,
            () = received(terminate) => 143,
            () = received(hangup) => 129,
        }
    }
}

/// As on Unix, where there is only Ctrl-C.
#[cfg(not(unix))]
pub(crate) async fn stopped() -> u8 {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    130
}

/// On a signal that ends the program: restores the terminal, prints `sentence` and exits.
pub(crate) fn restore_on_signal(sentence: &'static str) {
    let stopped = stopped();
    tokio::spawn(async move {
        let code = stopped.await;
        restore();
        // This fails only if the terminal is closed.
        let _ = line(sentence);
        std::process::exit(code.into());
    });
}

/// Raw mode: reads single keys until dropped. Input typed before the start is discarded: it was not the answer to a
/// question.
pub(crate) struct RawMode(());

impl RawMode {
    /// Starts raw mode on the current screen.
    pub(super) fn start() -> Result<Self, Failure> {
        terminal::enable_raw_mode().map_err(|_| Failure::OutputGone)?;
        RAW.store(true, Ordering::SeqCst);
        let raw = Self(());
        while event::poll(Duration::ZERO).map_err(|_| Failure::OutputGone)? {
            if raw.read()? == Some(Key::Stop) {
                return Err(Failure::CTRL_C);
            }
        }
        Ok(raw)
    }

    /// Starts raw mode on the alternate screen; the drop restores the previous screen.
    pub(crate) fn with_picture() -> Result<Self, Failure> {
        let raw = Self::start()?;
        PICTURE.store(true, Ordering::SeqCst);
        let clear = terminal::Clear(terminal::ClearType::All);
        execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide, clear)
            .map_err(|_| Failure::OutputGone)?;
        Ok(raw)
    }

    /// The next key or resize, if one arrives within `wait`.
    pub(crate) fn key(&self, wait: Duration) -> Result<Option<Key>, Failure> {
        if event::poll(wait).map_err(|_| Failure::OutputGone)? { self.read() } else { Ok(None) }
    }

    fn read(&self) -> Result<Option<Key>, Failure> {
        Ok(match event::read().map_err(|_| Failure::OutputGone)? {
            Event::Resize(..) => Some(Key::Resized),
            Event::Key(key) if key.kind != KeyEventKind::Release => {
                let control = key.modifiers.contains(KeyModifiers::CONTROL);
                match key.code {
                    KeyCode::Char('c' | 'C') if control => Some(Key::Stop),
                    KeyCode::Char('d' | 'D') if control => Some(Key::End),
                    KeyCode::Char('u' | 'U') if control => Some(Key::Clear),
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
        leave_raw_mode();
    }
}

/// A key press, or a resize of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A character.
    Character(char),
    /// Enter.
    Enter,
    /// Backspace.
    Back,
    /// Ctrl-U: clears the line.
    Clear,
    /// Escape.
    Escape,
    /// Ctrl-C.
    Stop,
    /// Ctrl-D.
    End,
    /// The window was resized.
    Resized,
}
