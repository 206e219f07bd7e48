//! What calls teach about the time: odd dates, cached answers, and how honest answers mend what an odd one did.

use super::*;
use crate::time::ClockTrust;

/// 2026-11-22T12:00:00Z, the service's time in these tests; the phone was switched on twelve hours earlier by its own clock.
const HONEST: &str = "Sun, 22 Nov 2026 12:00:00 GMT";
const HONEST_S: u64 = 1_795_348_800;

/// One wrong `Date` each: ten years and forty days ahead, two days behind, the beginning and the end of time.
const ODD: [&str; 5] = [
    "Sat, 22 Nov 2036 12:00:00 GMT",
    "Fri, 01 Jan 2027 12:00:00 GMT",
    "Fri, 20 Nov 2026 12:00:00 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
];

fn dated(date: &str) -> Exchange {
    answer(200, "{}", &[("date", date)])
}

#[tokio::test(start_paused = true)]
async fn one_odd_date_does_not_move_a_clock_that_was_heard() {
    for odd in ODD {
        let world = world(vec![dated(HONEST), dated(odd)]);
        for _ in 0..2 {
            assert_eq!(world.post().await, None);
        }
        assert_eq!(world.clock.now().unix_s, HONEST_S, "{odd}");
    }
}

#[tokio::test(start_paused = true)]
async fn two_answers_over_one_connection_are_one_witness() {
    let world = world(vec![dated(HONEST), dated(ODD[0]), dated(ODD[0])]);
    assert_eq!(world.post().await, None);
    // Both calls begin before the first answer has closed the connection.
    let (first, second) = tokio::join!(world.post(), world.post());
    assert_eq!((first, second), (None, None));
    assert_eq!(world.clock.now().unix_s, HONEST_S);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_contradicts_what_is_known_closes_its_connection() {
    let world = world(vec![dated(HONEST), dated(ODD[0]), dated(HONEST)]);
    let mut closed = Vec::new();
    for _ in 0..3 {
        assert_eq!(world.post().await, None);
        closed.push(world.script.closed.load(Ordering::Relaxed));
    }
    assert_eq!(closed, [0, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_an_odd_date_made_fail_goes_through_when_two_answers_have_mended_it() {
    let honest_skew = || problem(401, "clock-skew", &[("date", HONEST)]);
    let world = world(vec![dated(ODD[0]), honest_skew(), honest_skew(), dated(HONEST)]);
    for _ in 0..2 {
        assert_eq!(world.post().await, None);
    }
    assert!(world.sent("signature-input")[3].contains(&format!("created={HONEST_S}")));
}

#[tokio::test(start_paused = true)]
async fn an_odd_date_that_came_first_is_mended_by_the_honest_answers_that_follow() {
    for odd in ODD {
        let world = world(vec![dated(odd), dated(HONEST), dated(HONEST)]);
        for _ in 0..3 {
            assert_eq!(world.post().await, None);
        }
        assert_eq!(world.clock.now().unix_s, HONEST_S, "{odd}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_learnt_from_an_answer_out_of_a_cache() {
    for (status, age) in [(200, "3600"), (304, "3600"), (200, "0"), (200, ""), (200, "soon")] {
        let world = world(vec![answer(status, "", &[("date", HONEST), ("age", age)])]);
        world.get(Some("\"1\"")).await.expect("a good answer all the same");
        assert_eq!(world.clock.now().trust, ClockTrust::Unknown, "{status} {age}");
    }
}
