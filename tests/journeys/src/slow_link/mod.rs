//! A link between phones and the service that is slow, far, loses segments and breaks: a TCP forwarder in front of the
//! sandbox's socket.
//!
//! It forwards bytes and does not read TLS. The certificate of the sandbox is for `localhost` with any port, and so is
//! the authority that a phone signs: a phone only gets another port.
//!
//! What is modelled: the rate, shared by all connections; the delay; the round trip of TCP's handshake; loss, as the
//! stall until the segment is sent again; a cut, after which nothing arrives. What is not: TCP's slow start and the
//! rate that acknowledgements take.
//!
//! Its time is tokio's: real, or [hurried](crate::hurry_time).

mod connection;
mod cuts;
mod quality;

use std::{
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ikd_sandbox::SplitMix64;
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::Instant,
};

use cuts::Cuts;
pub use quality::LinkQuality;

/// A direction of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the phones to the service.
    Up,
    /// From the service to the phones.
    Down,
}

/// What has crossed a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Crossed {
    /// Bytes that arrived at the service: TLS and what it carries, without headers of TCP and IP.
    pub up: u64,
    /// Bytes that arrived at the phones.
    pub down: u64,
    /// Connections that were opened.
    pub connections: u64,
    /// Segments that were lost at least once.
    pub stalled: u64,
    /// Cuts.
    pub cuts: u64,
}

/// A running link. Dropping it closes every connection.
pub struct SlowLink {
    port: u16,
    wire: Arc<Wire>,
    accepting: JoinHandle<()>,
}

impl SlowLink {
    /// A link to a port of this machine. `seed` decides which segments are lost.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn to(port: u16, quality: LinkQuality, seed: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let own = listener.local_addr().expect("the listener has an address").port();
        let wire = Arc::new(Wire::new(quality, seed));
        let accepting = tokio::spawn(accept(listener, port, wire.clone()));
        Self { port: own, wire, accepting }
    }

    /// The port at which phones find the service.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What has crossed since the start.
    #[must_use]
    pub fn crossed(&self) -> Crossed {
        let wire = &self.wire;
        Crossed {
            up: wire.up.bytes.load(Ordering::Relaxed),
            down: wire.down.bytes.load(Ordering::Relaxed),
            connections: wire.connections.load(Ordering::Relaxed),
            stalled: wire.stalled.load(Ordering::Relaxed),
            cuts: *wire.cut.borrow(),
        }
    }

    /// Breaks all connections now. New ones can be made at once.
    pub fn cut(&self) {
        self.wire.cut_all();
    }

    /// Breaks all connections when `bytes` more have arrived in this direction, once. Replaces an earlier order.
    pub fn cut_after(&self, direction: Direction, bytes: u64) {
        *self.wire.cuts() = Cuts::once(direction, bytes);
    }

    /// Breaks all connections each time that `bytes` have arrived in this direction. Replaces an earlier order.
    ///
    /// # Panics
    /// If `bytes` is 0.
    pub fn cut_every(&self, direction: Direction, bytes: u64) {
        *self.wire.cuts() = Cuts::each(direction, bytes);
    }

    /// Ends the order to cut.
    pub fn stop_cutting(&self) {
        *self.wire.cuts() = Cuts::default();
    }
}

impl Drop for SlowLink {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What the connections of a link share.
struct Wire {
    quality: LinkQuality,
    chance: Mutex<SplitMix64>,
    up: Lane,
    down: Lane,
    connections: AtomicU64,
    stalled: AtomicU64,
    cuts: Mutex<Cuts>,
    /// The number of cuts so far. A change breaks every connection.
    cut: watch::Sender<u64>,
}

/// One direction.
struct Lane {
    bytes: AtomicU64,
    /// When the last segment has left the sender.
    busy_until: Mutex<Instant>,
}

impl Lane {
    fn new() -> Self {
        Self { bytes: AtomicU64::new(0), busy_until: Mutex::new(Instant::now()) }
    }
}

impl Wire {
    fn new(quality: LinkQuality, seed: u64) -> Self {
        Self {
            quality,
            chance: Mutex::new(SplitMix64::new(seed)),
            up: Lane::new(),
            down: Lane::new(),
            connections: AtomicU64::new(0),
            stalled: AtomicU64::new(0),
            cuts: Mutex::default(),
            cut: watch::Sender::new(0),
        }
    }

    fn lane(&self, direction: Direction) -> &Lane {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }

    fn cuts(&self) -> MutexGuard<'_, Cuts> {
        self.cuts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cut_all(&self) {
        self.cut.send_modify(|cuts| *cuts += 1);
    }

    /// Reserves the line for a segment; returns when its last byte has left.
    fn send(&self, direction: Direction, bytes: usize) -> Instant {
        let mut busy_until = self.lane(direction).busy_until.lock().unwrap_or_else(PoisonError::into_inner);
        *busy_until = (*busy_until).max(Instant::now()) + self.quality.sending(bytes);
        *busy_until
    }

    /// How much later the next segment arrives because of losses.
    fn stall(&self) -> Duration {
        let stall = self.quality.stall(&mut self.chance.lock().unwrap_or_else(PoisonError::into_inner));
        if !stall.is_zero() {
            self.stalled.fetch_add(1, Ordering::Relaxed);
        }
        stall
    }

    /// Whether the link breaks within a segment that arrives, and how many of its bytes arrive before.
    fn cut_within(&self, direction: Direction, bytes: usize) -> Option<usize> {
        self.cuts().cut_within(direction, bytes)
    }

    fn count(&self, direction: Direction, bytes: usize) {
        self.lane(direction).bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

async fn accept(listener: TcpListener, service: u16, wire: Arc<Wire>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((phone, _)) = listener.accept().await else { continue };
        wire.connections.fetch_add(1, Ordering::Relaxed);
        let (wire, mut cut) = (wire.clone(), wire.cut.subscribe());
        connections.spawn(async move {
            tokio::select! {
                // The sender is in `wire`, so this ends with a cut.
                _ = cut.changed() => {}
                () = connection::forward(phone, service, &wire) => {}
            }
        });
        while connections.try_join_next().is_some() {}
    }
}
