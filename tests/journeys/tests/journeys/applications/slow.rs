//! An application over a link of 50 kbit/s with 1 s of latency and 5 % loss, and over one that breaks. Timers are hurried,
//! in their real proportion.

use std::time::Duration;

use ikd_journeys::{Direction, LinkQuality, hurry_time, parts_of};

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

#[tokio::test]
async fn an_application_arrives_over_a_link_that_breaks_after_a_small_part_of_a_paper() {
    hurry_time();
    let near = LinkQuality { rate: 25_000, delay: Duration::from_millis(50), losses_per_thousand: 0 };
    let world = World::over(near).await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    queue(&mut phone, id).await;
    let before = world.link().crossed().cuts;
    world.link().cut_every(Direction::Up, 12_000);
    let mut calls = 0;
    while send(&applications).await.sent.is_empty() {
        calls += 1;
        assert!(calls < 20, "it does not go on");
    }
    assert!(world.link().crossed().cuts - before > 5, "the link did not break");
    assert_eq!((state(&applications, id), puts(&world)), ("received", 1));
}

#[tokio::test]
async fn a_review_states_the_requests_that_are_made() {
    let world = World::new().await;
    let mut phone = registered(&world).await;
    let applications = applications(&mut phone);
    let (id, _) = blood_draft(&world, &applications);
    let review = applications.review(id).expect("reviewed");
    let parts: u64 = review.papers.iter().map(|paper| parts_of(paper.bytes + 128)).sum();
    // Each page is announced; the submission is the last one.
    assert_eq!(review.requests, parts + review.papers.len() as u64 + 1);
    queue(&mut phone, id).await;
    let before = world.sandbox.control().requests().len();
    assert_eq!(send(&applications).await.sent, [id]);
    assert_eq!((world.sandbox.control().requests().len() - before) as u64, review.requests);
}
