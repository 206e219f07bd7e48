//! What a plain TCP client sees of the link. Times are lower bounds: a busy machine only adds to them.

use std::{net::Ipv4Addr, time::Duration};

use ikd_journeys::{Crossed, Direction, LinkQuality, SlowLink, hurry_time};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::Instant,
};

/// No delay, no loss, and no rate that a test would notice.
const PERFECT: LinkQuality = LinkQuality { rate: u32::MAX, delay: Duration::ZERO, losses_per_thousand: 0 };

/// A service that sends `down` bytes to each connection at once, and reads whatever arrives.
async fn service(down: usize) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.write_all(&vec![7; down]).await;
                let mut read = Vec::new();
                let _ = stream.read_to_end(&mut read).await;
            });
        }
    });
    port
}

/// Connects over a link, reads `down` bytes, and returns how long that took and the link.
async fn download(quality: LinkQuality, down: usize) -> (Duration, SlowLink) {
    hurry_time();
    let link = SlowLink::to(service(down).await, quality, 1).await;
    let start = Instant::now();
    let mut client = connect(&link).await;
    let mut read = vec![0; down];
    client.read_exact(&mut read).await.expect("everything arrives");
    assert!(read.iter().all(|byte| *byte == 7), "other bytes arrived");
    (start.elapsed(), link)
}

async fn connect(link: &SlowLink) -> TcpStream {
    TcpStream::connect((Ipv4Addr::LOCALHOST, link.port())).await.expect("the link accepts")
}

/// Reads until the connection ends; returns how many bytes arrived.
async fn read_to_the_cut(mut client: TcpStream) -> usize {
    let (mut arrived, mut buffer) = (0, [0; 4096]);
    let reading = async {
        while let Ok(read @ 1..) = client.read(&mut buffer).await {
            arrived += read;
        }
    };
    tokio::time::timeout(Duration::from_secs(600), reading).await.expect("the link breaks");
    arrived
}

#[tokio::test]
async fn at_50_kbit_per_second_25_kilobytes_take_more_than_four_seconds() {
    let quality = LinkQuality { rate: 6_250, ..PERFECT };
    let (took, link) = download(quality, 25_000).await;
    assert!(took >= Duration::from_secs(4), "{took:?}");
    assert_eq!(link.crossed(), Crossed { down: 25_000, connections: 1, ..Crossed::default() });
}

#[tokio::test]
async fn connections_share_the_rate() {
    hurry_time();
    let quality = LinkQuality { rate: 6_250, ..PERFECT };
    let link = SlowLink::to(service(12_500).await, quality, 1).await;
    let start = Instant::now();
    let (a, b) = tokio::join!(connect(&link), connect(&link));
    let read = |mut client: TcpStream| async move { client.read_exact(&mut [0; 12_500]).await.map(drop) };
    tokio::try_join!(read(a), read(b)).expect("everything arrives");
    assert!(start.elapsed() >= Duration::from_secs(4), "{:?}", start.elapsed());
}

#[tokio::test]
async fn the_first_byte_takes_a_round_trip_for_the_handshake_and_the_delay() {
    let quality = LinkQuality { delay: Duration::from_secs(1), ..PERFECT };
    let (took, _link) = download(quality, 1).await;
    assert!(took >= Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn an_answer_takes_another_round_trip() {
    hurry_time();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let quality = LinkQuality { delay: Duration::from_secs(1), ..PERFECT };
    let link = SlowLink::to(port, quality, 1).await;
    let mut client = connect(&link).await;
    let (mut server, _) = listener.accept().await.expect("the link connects");
    let echo = tokio::spawn(async move {
        let mut byte = [0];
        server.read_exact(&mut byte).await.expect("it arrives");
        server.write_all(&byte).await.expect("it leaves");
    });
    let start = Instant::now();
    client.write_all(b"?").await.expect("it leaves");
    client.read_exact(&mut [0]).await.expect("it arrives");
    echo.await.expect("no panic");
    assert!(start.elapsed() >= Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!((link.crossed().up, link.crossed().down), (1, 1));
}

#[tokio::test]
async fn a_lost_segment_stalls_what_is_behind_it_and_nothing_is_missing() {
    // Half of the segments: 40 in a row cannot all arrive at the first attempt.
    let delay = Duration::from_millis(200);
    let (took, link) = download(LinkQuality { delay, losses_per_thousand: 500, ..PERFECT }, 40 * 1400).await;
    assert!(link.crossed().stalled > 0);
    // Handshake, delay, and at least one round trip until the segment is sent again.
    assert!(took >= delay * 5, "{took:?}");
    assert_eq!(link.crossed().down, 40 * 1400);
}

#[tokio::test]
async fn a_cut_after_a_number_of_bytes_lets_exactly_these_arrive() {
    hurry_time();
    let link = SlowLink::to(service(10_000).await, PERFECT, 1).await;
    link.cut_after(Direction::Down, 5_000);
    assert_eq!(read_to_the_cut(connect(&link).await).await, 5_000);
    assert_eq!((link.crossed().down, link.crossed().cuts), (5_000, 1));
    // It was one cut; the next connection is whole.
    connect(&link).await.read_exact(&mut [0; 10_000]).await.expect("everything arrives");
}

#[tokio::test]
async fn a_cut_in_one_direction_ignores_the_other() {
    hurry_time();
    let link = SlowLink::to(service(10_000).await, PERFECT, 1).await;
    link.cut_after(Direction::Up, 1);
    let mut client = connect(&link).await;
    client.read_exact(&mut [0; 10_000]).await.expect("everything arrives");
    assert_eq!(link.crossed().cuts, 0);
    client.write_all(b"?").await.expect("it leaves");
    assert_eq!(read_to_the_cut(client).await, 0);
    assert_eq!((link.crossed().up, link.crossed().cuts), (1, 1));
}

#[tokio::test]
async fn a_link_that_is_cut_again_and_again_counts_bytes_over_all_connections() {
    hurry_time();
    let link = SlowLink::to(service(4_000).await, PERFECT, 1).await;
    link.cut_every(Direction::Down, 3_000);
    let mut arrived = Vec::new();
    for _ in 0..3 {
        arrived.push(read_to_the_cut(connect(&link).await).await);
    }
    assert_eq!((arrived, link.crossed().cuts), (vec![3_000, 3_000, 3_000], 3));
    link.stop_cutting();
    connect(&link).await.read_exact(&mut [0; 4_000]).await.expect("everything arrives");
}

#[tokio::test]
async fn a_cut_now_ends_open_connections() {
    hurry_time();
    let link = SlowLink::to(service(1).await, PERFECT, 1).await;
    let mut client = connect(&link).await;
    client.read_exact(&mut [0]).await.expect("it arrives");
    link.cut();
    assert_eq!(read_to_the_cut(client).await, 0);
}

#[tokio::test]
async fn hurried_time_does_not_jump_to_a_deadline_while_bytes_are_late() {
    hurry_time();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    // As late as a busy machine may be, in real time.
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        let _ = sender.send(());
    });
    let in_time = tokio::time::timeout(Duration::from_secs(3600), receiver).await;
    assert_eq!(in_time, Ok(Ok(())));
}
