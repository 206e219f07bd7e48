//! One connection over a link.

use std::{io, net::Ipv4Addr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
    time::{Instant, sleep, sleep_until},
};

use super::{Direction, Wire, quality::SEGMENT};

/// Segments on the way in one direction of a connection. More wait in the sender's buffer.
const WINDOW: usize = 64;

/// A segment that is on the way; an empty one is the end of the stream.
struct Segment {
    arrives: Instant,
    bytes: Vec<u8>,
}

/// Forwards between a phone and the service until both have ended their streams, or one is lost.
pub(super) async fn forward(phone: TcpStream, service: u16, wire: &Wire) {
    // TCP's handshake. The phone's own handshake with this port took no time; what it sends meanwhile waits.
    sleep(wire.quality.round_trip() + wire.stall()).await;
    // Errors only end the connection, as on a real link.
    let _ = both(phone, service, wire).await;
}

async fn both(phone: TcpStream, service: u16, wire: &Wire) -> io::Result<()> {
    let service = TcpStream::connect((Ipv4Addr::LOCALHOST, service)).await?;
    // The link decides when a segment leaves.
    phone.set_nodelay(true)?;
    service.set_nodelay(true)?;
    let ((from_phone, to_phone), (from_service, to_service)) = (phone.into_split(), service.into_split());
    tokio::try_join!(
        lane(from_phone, to_service, wire, Direction::Up),
        lane(from_service, to_phone, wire, Direction::Down)
    )?;
    Ok(())
}

async fn lane(from: OwnedReadHalf, to: OwnedWriteHalf, wire: &Wire, direction: Direction) -> io::Result<()> {
    let (on_the_way, arriving) = mpsc::channel(WINDOW);
    tokio::try_join!(depart(from, on_the_way, wire, direction), arrive(to, arriving, wire, direction))?;
    Ok(())
}

async fn depart(
    mut from: OwnedReadHalf,
    on_the_way: mpsc::Sender<Segment>,
    wire: &Wire,
    direction: Direction,
) -> io::Result<()> {
    loop {
        let mut bytes = vec![0; SEGMENT];
        let length = from.read(&mut bytes).await?;
        bytes.truncate(length);
        let left = wire.send(direction, length);
        sleep_until(left).await;
        let arrives = left + wire.quality.delay + wire.stall();
        if on_the_way.send(Segment { arrives, bytes }).await.is_err() || length == 0 {
            return Ok(());
        }
    }
}

async fn arrive(
    mut to: OwnedWriteHalf,
    mut arriving: mpsc::Receiver<Segment>,
    wire: &Wire,
    direction: Direction,
) -> io::Result<()> {
    // TCP delivers in order: nothing overtakes a segment that was lost.
    while let Some(Segment { arrives, bytes }) = arriving.recv().await {
        sleep_until(arrives).await;
        if bytes.is_empty() {
            return to.shutdown().await;
        }
        let cut = wire.cut_within(direction, bytes.len());
        let whole = &bytes[..cut.unwrap_or(bytes.len())];
        to.write_all(whole).await?;
        wire.count(direction, whole.len());
        if cut.is_some() {
            wire.cut_all();
            // The cut drops this future; nothing may follow before that.
            std::future::pending::<()>().await;
        }
    }
    Ok(())
}
