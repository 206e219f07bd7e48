package org.ikdcore.probe

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.ikdcore.IkdException
import org.ikdcore.Probe
import org.ikdcore.tests.support.LONGEST_WAIT
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import kotlin.time.Duration.Companion.milliseconds

/** A call that never returns by itself. */
class EndlessCallTest {
    private val probe = Probe()

    @AfterEach
    fun close() = probe.close()

    @Test
    fun `it ends when its coroutine is cancelled`() {
        runBlocking {
            assertThrows<TimeoutCancellationException> { withTimeout(100.milliseconds) { probe.waitForEver() } }
        }
        // The object can be used again: the call left nothing behind.
        assertEquals(7u, probe.call(7u))
    }

    @Test
    fun `it ends with a typed error when the object is cancelled`() = runBlocking {
        supervisorScope {
            val started = CompletableDeferred<Unit>()
            val call = async(Dispatchers.IO) {
                started.complete(Unit)
                probe.waitForEver()
            }
            started.await()
            // The call may not have reached the library yet at the first cancel.
            val ended = withTimeout(LONGEST_WAIT) {
                while (!call.isCompleted) {
                    probe.cancel()
                    yield()
                }
                runCatching { call.await() }.exceptionOrNull()
            }
            assertEquals(IkdException.Cancelled::class, ended?.let { it::class })
        }
    }
}
