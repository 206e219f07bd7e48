//! What the clock learns from the dates of answers: wrong dates, cached answers, and recovery after a wrong date.

use super::*;
use crate::time::ClockTrust;

/// 2026-11-22T12:00:00Z, the service's time in these tests. By its own clock the phone was started twelve hours
/// earlier.
const RIGHT: &str = "Sun, 22 Nov 2026 12:00:00 GMT";
const RIGHT_S: u64 = 1_795_348_800;

/// Wrong values of `Date`: ten years ahead, forty days ahead, two days behind, the earliest and the latest date.
const WRONG: [&str; 5] = [
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
async fn one_wrong_date_does_not_move_a_clock_in_sync() {
    for wrong in WRONG {
        let world = world(vec![dated(RIGHT), dated(wrong)]);
        for _ in 0..2 {
            assert_eq!(world.post().await, None);
        }
        assert_eq!(world.clock.now().unix_s, RIGHT_S, "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn two_answers_over_one_connection_do_not_confirm_each_other() {
    let world = world(vec![dated(RIGHT), dated(WRONG[0]), dated(WRONG[0])]);
    assert_eq!(world.post().await, None);
    // Both calls start before the first answer has closed the connection.
    let (first, second) = tokio::join!(world.post(), world.post());
    assert_eq!((first, second), (None, None));
    assert_eq!(world.clock.now().unix_s, RIGHT_S);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_contradicts_the_clock_closes_its_connection() {
    let world = world(vec![dated(RIGHT), dated(WRONG[0]), dated(RIGHT)]);
    let mut closed = Vec::new();
    for _ in 0..3 {
        assert_eq!(world.post().await, None);
        closed.push(world.script.closed.load(Ordering::Relaxed));
    }
    assert_eq!(closed, [0, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn two_right_dates_correct_a_wrong_one_within_one_call() {
    let right_skew = || problem(401, "clock-skew", &[("date", RIGHT)]);
    let world = world(vec![dated(WRONG[0]), right_skew(), right_skew(), dated(RIGHT)]);
    for _ in 0..2 {
        assert_eq!(world.post().await, None);
    }
    assert!(world.sent("signature-input")[3].contains(&format!("created={RIGHT_S}")));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_first_date_is_corrected_by_the_right_dates_that_follow() {
    for wrong in WRONG {
        let world = world(vec![dated(wrong), dated(RIGHT), dated(RIGHT)]);
        for _ in 0..3 {
            assert_eq!(world.post().await, None);
        }
        assert_eq!(world.clock.now().unix_s, RIGHT_S, "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_clock_learns_nothing_from_a_cached_answer() {
    for (status, age) in [(200, "3600"), (304, "3600"), (200, "0"), (200, ""), (200, "soon")] {
        let world = world(vec![answer(status, "", &[("date", RIGHT), ("age", age)])]);
        world.get(Some("\"1\"")).await.expect("a good answer all the same");
        assert_eq!(world.clock.now().trust, ClockTrust::Unknown, "{status} {age}");
    }
}
