//! The clocks of the machine.

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::platform::{BootReading, ClockError, DeviceClock, OsRandom, SecureRandom};

/// The system's clocks.
///
/// On Linux the boot clock is `/proc/uptime` (includes sleep, steps of 10 ms), and the boot id is the kernel's. On
/// other systems each process counts as a boot: waits start again with the program, which is the safe side.
pub struct SystemClock {
    process: ProcessBoot,
}

/// A boot clock that starts with the process.
struct ProcessBoot {
    start: std::time::Instant,
    id: [u8; 16],
}

impl SystemClock {
    /// The clocks of this system.
    pub fn new() -> SystemClock {
        static PROCESS: std::sync::OnceLock<([u8; 16], std::time::Instant)> = std::sync::OnceLock::new();
        let (id, start) = *PROCESS.get_or_init(|| {
            let mut id = [0; 16];
            // If this fails, the boot id of every process is zero; the start time below still orders them.
            let _ = OsRandom.fill(&mut id);
            (id, std::time::Instant::now())
        });
        SystemClock { process: ProcessBoot { start, id } }
    }

    /// Boot time and id of the running system, if it provides them.
    fn of_kernel() -> Option<(u64, [u8; 16])> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let uptime = fs::read_to_string("/proc/uptime").ok()?;
        let (seconds, hundredths) = uptime.split_whitespace().next()?.split_once('.')?;
        let boot_ms = seconds.parse::<u64>().ok()?.checked_mul(1000)? + hundredths.parse::<u64>().ok()? * 10;
        let uuid = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let id = u128::from_str_radix(&uuid.trim().replace('-', ""), 16).ok()?;
        Some((boot_ms, id.to_be_bytes()))
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        SystemClock::new()
    }
}

impl DeviceClock for SystemClock {
    fn read(&self) -> Result<BootReading, ClockError> {
        let milliseconds =
            |elapsed: std::time::Duration| u64::try_from(elapsed.as_millis()).map_err(|_| ClockError);
        let wall_ms = milliseconds(SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| ClockError)?)?;
        let (boot_ms, boot_id) = match SystemClock::of_kernel() {
            Some(kernel) => kernel,
            None => (milliseconds(self.process.start.elapsed())?, self.process.id),
        };
        Ok(BootReading { wall_ms, boot_ms, boot_id })
    }
}
