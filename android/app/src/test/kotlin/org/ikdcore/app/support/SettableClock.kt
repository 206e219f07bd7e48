package org.ikdcore.app.support

import java.nio.ByteBuffer
import org.ikdcore.BootReading
import org.ikdcore.DeviceClock

/**
 * Both clocks run at real time; a test moves them on, restarts the phone, or sets the wall clock wrong.
 *
 * @param passedMs how far the clocks are ahead of this computer's at first.
 */
class SettableClock(@Volatile private var passedMs: Long = 0) : DeviceClock {

    @Volatile
    private var wallErrorMs = 0L

    @Volatile
    private var boots = 1L

    @Volatile
    private var bootedAtNs = System.nanoTime()

    /** Time passes for the phone. The service's clock is another one. */
    fun pass(milliseconds: Long) {
        passedMs += milliseconds
    }

    /** The person sets the wall clock. */
    fun setWrong(byMilliseconds: Long) {
        wallErrorMs = byMilliseconds
    }

    /** The phone starts again. */
    fun restart() {
        boots += 1
        bootedAtNs = System.nanoTime()
    }

    override fun read() =
        BootReading(
            wallMs = (System.currentTimeMillis() + passedMs + wallErrorMs).toULong(),
            bootMs = ((System.nanoTime() - bootedAtNs) / 1_000_000 + passedMs).toULong(),
            bootId = ByteBuffer.allocate(16).putLong(0).putLong(boots).array(),
        )
}
