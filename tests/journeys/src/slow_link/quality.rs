//! What a link is like.

use std::time::Duration;

use ikd_sandbox::SplitMix64;

/// Most bytes of one segment: 1,500 of Ethernet without the headers, and a margin for the tunnels of mobile networks.
pub(super) const SEGMENT: usize = 1400;
/// IPv4 and TCP headers of one segment, bytes. They use the rate too.
const HEADERS: usize = 40;
/// How often one segment is lost at most.
const MOST_LOSSES: u32 = 6;

/// Rate, delay and loss of a link, the same in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkQuality {
    /// Bytes per second, headers of TCP and IP included; all connections together.
    pub rate: u32,
    /// Time that each byte is on the way in one direction. A round trip is twice as long.
    pub delay: Duration,
    /// How many of a thousand segments are lost. TCP sends a lost segment again, so it arrives later, and with it
    /// everything behind it.
    pub losses_per_thousand: u32,
}

impl LinkQuality {
    /// The link of the project's budget: 50 kbit/s, 1 s in each direction, 5 % loss. Where 1 s means the round trip,
    /// the link is better than this one.
    pub const SLOW: Self = Self { rate: 6_250, delay: Duration::from_secs(1), losses_per_thousand: 50 };

    /// How long the sender is busy with a segment of `bytes`.
    pub(super) fn sending(&self, bytes: usize) -> Duration {
        Duration::from_secs_f64((bytes + HEADERS) as f64 / f64::from(self.rate.max(1)))
    }

    /// Time of one round trip of an empty segment.
    pub(super) fn round_trip(&self) -> Duration {
        self.delay * 2
    }

    /// How much later the next segment arrives because it is lost, perhaps several times: the retransmission time-out,
    /// which is one round trip here and doubles with each loss (RFC 6298 5.5).
    pub(super) fn stall(&self, chance: &mut SplitMix64) -> Duration {
        let mut losses = 0;
        while losses < MOST_LOSSES && chance.below(1000) < self.losses_per_thousand {
            losses += 1;
        }
        self.round_trip() * ((1 << losses) - 1)
    }
}
