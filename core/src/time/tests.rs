use super::*;

const DAY_MS: u64 = 86_400_000;
/// 2026-11-22T00:00:00Z.
const TRUE_MS: u64 = 1_795_305_600_000;

fn reading(wall_ms: u64, boot_ms: u64, boot: u8) -> BootReading {
    BootReading { wall_ms, boot_ms, boot_id: [boot; 16] }
}

fn learned(wall_ms: u64) -> TrustedTime {
    let mut time = TrustedTime::new();
    let learnt =
        time.learn(&reading(wall_ms, 5_000, 1), &reading(wall_ms + 200, 5_200, 1), TRUE_MS + 100, 0, 0);
    assert_eq!(learnt, Learnt::Changed);
    time
}

#[test]
fn before_the_first_exchange_the_time_is_the_wall_clock() {
    let now = TrustedTime::new().now(&reading(TRUE_MS, 1, 1));
    assert_eq!(now, Now { unix_ms: TRUE_MS, trust: ClockTrust::Unknown });
}

#[test]
fn a_right_clock_is_in_sync() {
    let now = learned(TRUE_MS).now(&reading(TRUE_MS + 60_200, 65_200, 1));
    assert_eq!(now, Now { unix_ms: TRUE_MS + 60_200, trust: ClockTrust::InSync });
}

#[test]
fn a_clock_a_day_ahead_is_corrected_and_reported() {
    let now = learned(TRUE_MS + DAY_MS).now(&reading(TRUE_MS + DAY_MS + 200, 5_200, 1));
    let by_ms = i64::try_from(DAY_MS).expect("a day fits");
    assert_eq!(now, Now { unix_ms: TRUE_MS + 200, trust: ClockTrust::Deviates { by_ms } });
}

#[test]
fn a_time_in_whole_seconds_is_corrected_by_half_a_second_and_learned_once() {
    let mut time = TrustedTime::new();
    assert_eq!(exchange(&mut time, 5_000, TRUE_MS, 0), Learnt::Changed);
    assert_eq!(time.now(&reading(0, 5_000, 1)).unix_ms, TRUE_MS + 500);
    assert_eq!(exchange(&mut time, 5_900, TRUE_MS, 0), Learnt::Nothing);
    assert_eq!(exchange(&mut time, 6_100, TRUE_MS + 1_000, 0), Learnt::Nothing);
}

#[test]
fn a_deviation_of_thirty_seconds_is_in_sync_and_one_millisecond_more_is_not() {
    let time = learned(TRUE_MS);
    assert_eq!(time.now(&reading(TRUE_MS + 30_200, 5_200, 1)).trust, ClockTrust::InSync);
    assert_eq!(time.now(&reading(TRUE_MS + 30_201, 5_200, 1)).trust, ClockTrust::Deviates { by_ms: 30_001 });
    assert_eq!(
        time.now(&reading(TRUE_MS - 30_001 + 200, 5_200, 1)).trust,
        ClockTrust::Deviates { by_ms: -30_001 }
    );
}

#[test]
fn setting_the_phones_clock_does_not_move_the_time_within_a_boot() {
    let time = learned(TRUE_MS);
    assert_eq!(time.now(&reading(0, 5_200, 1)).unix_ms, TRUE_MS + 200);
}

/// An exchange without delay, `boot_ms` after the phone started, with a time in whole seconds.
fn exchange(time: &mut TrustedTime, boot_ms: u64, service_ms: u64, connection: u64) -> Learnt {
    time.learn(&reading(0, boot_ms, 1), &reading(0, boot_ms, 1), service_ms, 1_000, connection)
}

#[test]
fn after_a_restart_the_time_is_unknown_but_an_offset_from_two_connections_is_kept() {
    let mut time = learned(TRUE_MS - DAY_MS);
    assert_eq!(exchange(&mut time, 5_200, TRUE_MS, 1), Learnt::Changed);
    let now = time.now(&reading(TRUE_MS - DAY_MS + 600_000, 100, 2));
    assert_eq!(now, Now { unix_ms: TRUE_MS + 600_000, trust: ClockTrust::Unknown });
}

#[test]
fn after_a_restart_an_offset_from_one_connection_is_dropped() {
    let now = learned(TRUE_MS - 10 * 365 * DAY_MS).now(&reading(TRUE_MS, 100, 2));
    assert_eq!(now, Now { unix_ms: TRUE_MS, trust: ClockTrust::Unknown });
}

#[test]
fn after_a_restart_the_time_is_never_before_the_latest_signature() {
    let mut time = learned(TRUE_MS + DAY_MS);
    time.signed_at(TRUE_MS / 1000);
    time.signed_at(TRUE_MS / 1000 - 5);
    assert_eq!(time.now(&reading(0, 100, 2)), Now { unix_ms: TRUE_MS, trust: ClockTrust::Unknown });
}

#[test]
fn two_connections_override_a_signature_from_the_future() {
    let mut time = TrustedTime::new();
    time.signed_at((TRUE_MS + DAY_MS) / 1000);
    assert_eq!(exchange(&mut time, 5_000, TRUE_MS, 0), Learnt::Contradicted);
    assert_eq!(exchange(&mut time, 6_000, TRUE_MS + 1_000, 1), Learnt::Changed);
    assert_eq!(time.now(&reading(0, 6_000, 1)).unix_ms, TRUE_MS + 1_500);
}

#[test]
fn a_signature_with_an_implausible_time_is_ignored() {
    let mut time = TrustedTime::new();
    time.signed_at(u64::MAX);
    time.signed_at(PLAUSIBLE_MS.end / 1000);
    assert_eq!(time.now(&reading(7, 100, 1)).unix_ms, 7);
}

#[test]
fn a_less_precise_exchange_does_not_replace_a_more_precise_one() {
    let mut time = learned(TRUE_MS);
    let before = time.clone();
    let learnt = time.learn(&reading(0, 6_000, 1), &reading(0, 16_000, 1), TRUE_MS + 5_000, 0, 0);
    assert_eq!((learnt, time), (Learnt::Nothing, before));
}

#[test]
fn a_small_contradiction_replaces_the_known_time_at_once() {
    let mut time = learned(TRUE_MS);
    assert_eq!(exchange(&mut time, 5_200, TRUE_MS + 200 + CONTRADICTION_MS - 500, 0), Learnt::Changed);
    assert_eq!(time.now(&reading(0, 5_200, 1)).unix_ms, TRUE_MS + 200 + CONTRADICTION_MS);
}

#[test]
fn a_large_contradiction_needs_a_second_connection() {
    for odd in [TRUE_MS + 200 + CONTRADICTION_MS + 1, TRUE_MS + 40 * DAY_MS, TRUE_MS - 2 * DAY_MS] {
        let mut time = learned(TRUE_MS);
        for _ in 0..5 {
            assert_eq!(exchange(&mut time, 5_200, odd, 1), Learnt::Contradicted);
        }
        assert_eq!(time.now(&reading(0, 5_200, 1)).unix_ms, TRUE_MS + 200, "{odd}");
        assert_eq!(exchange(&mut time, 6_200, odd + 1_000, 2), Learnt::Changed);
        assert_eq!(time.now(&reading(0, 6_200, 1)).unix_ms, odd + 1_500);
    }
}

#[test]
fn two_connections_that_do_not_agree_within_half_a_minute_change_nothing() {
    let odd = TRUE_MS + DAY_MS;
    for (second, learnt_then) in [
        (odd + AGREEMENT_MS, Learnt::Changed),
        (odd + AGREEMENT_MS + 1, Learnt::Contradicted),
        (odd - AGREEMENT_MS, Learnt::Changed),
        (odd - AGREEMENT_MS - 1, Learnt::Contradicted),
    ] {
        let mut time = learned(TRUE_MS);
        exchange(&mut time, 5_200, odd, 1);
        assert_eq!(exchange(&mut time, 5_200, second, 2), learnt_then, "{second}");
    }
}

#[test]
fn a_response_that_agrees_with_the_known_time_ends_a_contradiction() {
    let mut time = learned(TRUE_MS);
    exchange(&mut time, 5_200, TRUE_MS + DAY_MS, 1);
    exchange(&mut time, 6_200, TRUE_MS + 1_000, 2);
    assert_eq!(exchange(&mut time, 7_200, TRUE_MS + DAY_MS + 2_000, 3), Learnt::Contradicted);
}

#[test]
fn an_implausible_time_is_ignored() {
    for odd in [0, PLAUSIBLE_MS.start - 1, PLAUSIBLE_MS.end, u64::MAX] {
        let mut time = TrustedTime::new();
        assert_eq!(
            (exchange(&mut time, 5_000, odd, 0), time),
            (Learnt::Nothing, TrustedTime::new()),
            "{odd}"
        );
    }
}

#[test]
fn an_exchange_across_a_restart_or_over_a_minute_is_ignored() {
    let mut time = TrustedTime::new();
    for (sent, received) in [
        (reading(0, 100, 1), reading(0, 200, 2)),
        (reading(0, 200, 1), reading(0, 100, 1)),
        (reading(0, 0, 1), reading(0, 60_001, 1)),
    ] {
        assert_eq!(time.learn(&sent, &received, TRUE_MS, 0, 0), Learnt::Nothing);
    }
    assert_eq!(time, TrustedTime::new());
}

#[test]
fn the_known_time_survives_storage() {
    let time = learned(TRUE_MS);
    let stored = serde_json::to_vec(&time).expect("plain numbers");
    assert_eq!(TrustedTime::restored(&stored).last, time.last);
}

#[test]
fn an_implausible_stored_state_is_ignored() {
    let good = serde_json::to_value(learned(TRUE_MS)).expect("plain numbers");
    for (field, odd) in [
        ("service_ms", 0),
        ("service_ms", u64::MAX),
        ("service_ms", PLAUSIBLE_MS.end),
        ("uncertainty_ms", u64::MAX),
        ("uncertainty_ms", MAX_ROUND_TRIP_MS + 1),
    ] {
        let mut edited = good.clone();
        edited["last"][field] = odd.into();
        let edited = serde_json::to_vec(&edited).expect("plain numbers");
        assert_eq!(TrustedTime::restored(&edited), TrustedTime::new(), "{field} {odd}");
    }
    for junk in [b"".as_slice(), b"{", b"{\"last\":{}}", b"[]"] {
        assert_eq!(TrustedTime::restored(junk), TrustedTime::new());
    }
}

#[test]
fn extreme_readings_do_not_overflow() {
    let time = learned(TRUE_MS);
    time.now(&reading(u64::MAX, u64::MAX, 1));
    time.now(&reading(u64::MAX, u64::MAX, 2));
    let mut extreme = TrustedTime::new();
    extreme.learn(&reading(u64::MAX, 0, 1), &reading(0, 1, 1), PLAUSIBLE_MS.end - 1, 0, 0);
    extreme.now(&reading(u64::MAX, u64::MAX, 1));
}
