//! An application over a link of 50 kbit/s with 1 s of latency and 5 % loss. Timers are hurried, in their real proportion.

use ikd_journeys::{LinkQuality, hurry_time};

use super::*;

#[tokio::test]
async fn an_application_over_the_slow_link_arrives_and_nothing_is_sent_twice() {
    hurry_time();
    let world = World::over(LinkQuality::SLOW).await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    let papers: u64 = applications.open(id).expect("opens").papers.iter().map(|page| page.bytes).sum();
    queue(&mut phone, id).await;
    let before = world.link().crossed();
    let began = tokio::time::Instant::now();
    assert_eq!(send(&applications).await.sent, [id]);
    let took = began.elapsed();
    let crossed = world.link().crossed();
    let (up, down) = (crossed.up - before.up, crossed.down - before.down);
    eprintln!(
        "application: {up} bytes up, {down} bytes down, {:.0} s; papers {papers} bytes",
        took.as_secs_f64()
    );
    assert_eq!((state(&applications, id), puts(&world)), ("received", 1));
    // Each byte of the papers once, sealed, with the headers of TLS and of the segments.
    assert!(up < papers * 3 / 2, "{up} bytes for {papers}");
    assert!(down < 60_000, "{down} bytes");
}
