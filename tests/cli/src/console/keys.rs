//! The terminal: keys one by one, what is typed while nothing is asked, and restoring the terminal at the end, in a panic,
//! on a signal and on Ctrl-C.

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

/// Whether keys come one by one now.
static RAW: AtomicBool = AtomicBool::new(false);
/// Whether a picture fills the screen now.
static PICTURE: AtomicBool = AtomicBool::new(false);

/// Whether a line must be ended with a carriage return, too.
pub(super) fn is_raw() -> bool {
    RAW.load(Ordering::SeqCst)
}

/// Echo of the terminal. Between two questions it is off: what is typed then answers nothing and is not shown.
#[cfg(unix)]
mod echo {
    use std::sync::Mutex;

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The settings before; `None` while echo is on.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// Ctrl-C still sends its signal. A terminal that refuses keeps its echo.
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
            // What was typed since the last question is not for the shell.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &settings);
        }
    }
}

/// Elsewhere echo stays; what was typed is dropped before each question all the same.
#[cfg(not(unix))]
mod echo {
    pub(super) fn off() {}
    pub(super) fn restore() {}
}

/// Shows nothing of what is typed from now on, until [`restore`].
pub(super) fn stop_echo() {
    echo::off();
}

/// Restores the terminal. Does nothing when nothing was changed.
pub(super) fn restore() {
    leave_raw_mode();
    echo::restore();
}

fn leave_raw_mode() {
    let mut out = io::stdout();
    // If the terminal refuses, nothing more can be done.
    if PICTURE.swap(false, Ordering::SeqCst) {
        let _ = execute!(out, style::ResetColor, cursor::Show, terminal::LeaveAlternateScreen);
    }
    if RAW.swap(false, Ordering::SeqCst) {
        let _ = terminal::disable_raw_mode();
        let _ = out.flush();
    }
}

/// Has a panic restore the terminal before it is reported.
pub(crate) fn restore_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        report(panic);
    }));
}

/// Waits for Ctrl-C or a signal that ends programs; gives the exit code of shells for it.
pub(crate) async fn stopped() -> u8 {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut ended), Ok(mut gone)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        {
            return tokio::select! {
                _ = interrupted => 130,
                _ = ended.recv() => 143,
                _ = gone.recv() => 129,
            };
        }
    }
    // Where signals cannot be waited for, the system ends the process.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
    130
}

/// Has a signal that ends the program restore the terminal first, and say this.
pub(crate) fn restore_on_signal(sentence: &'static str) {
    tokio::spawn(async move {
        let code = stopped().await;
        restore();
        // Fails only if the terminal is gone.
        let _ = line(sentence);
        std::process::exit(code.into());
    });
}

/// Keys one by one, until dropped. What was typed before is dropped at the start: it answered no question.
pub(crate) struct RawMode(());

impl RawMode {
    /// Keys only; the screen stays.
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

/// What was pressed.
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
    /// The window has another size.
    Resized,
}
