package org.ikdcore.bench

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.DurationUnit
import kotlin.time.TimeSource
import kotlin.time.measureTime

/** Slow calls are measured for this long, but at least [FEWEST] times. */
val LONGEST = 2.seconds

/** Enough for a median, and for nine of ten. */
const val FEWEST = 20

/** Durations of repeated measurements, sorted. */
class Durations(samples: List<Duration>) {
    private val sorted = samples.sorted()

    /** Half of them took no longer. */
    val median get() = at(0.5)

    /** Nine of ten took no longer. */
    val ninetieth get() = at(0.9)

    private fun at(share: Double) = sorted[((sorted.size - 1) * share).toInt()]
}

/**
 * Measures one call after the other, once the JVM has compiled what it runs often.
 *
 * Inlined, so that only the call lies between the two readings of the clock.
 */
inline fun measured(
    samples: Int = 2000,
    warmUp: Duration = 500.milliseconds,
    before: () -> Unit = {},
    after: () -> Unit = {},
    call: () -> Unit,
): Durations {
    val start = TimeSource.Monotonic.markNow()
    do {
        before()
        call()
        after()
    } while (start.elapsedNow() < warmUp)
    val durations = ArrayList<Duration>(samples)
    val end = TimeSource.Monotonic.markNow() + LONGEST
    while (durations.size < samples && (durations.size < FEWEST || end.hasNotPassedNow())) {
        before()
        durations += measureTime { call() }
        after()
    }
    return Durations(durations)
}

/** A line for `cargo xtask bench`: name, median and ninetieth percentile in microseconds. */
fun report(name: String, durations: Durations) {
    val (median, ninetieth) = listOf(durations.median, durations.ninetieth).map {
        it.toDouble(DurationUnit.MICROSECONDS)
    }
    println("bench\t$name\t$median\t$ninetieth")
}
