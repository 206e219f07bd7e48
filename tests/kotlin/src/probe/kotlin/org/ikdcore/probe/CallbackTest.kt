package org.ikdcore.probe

import org.ikdcore.IkdException
import org.ikdcore.PlatformException
import org.ikdcore.Probe
import org.ikdcore.ProbeListener
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Callbacks from the library, and what happens to their exceptions. */
class CallbackTest {
    private val probe = Probe()

    @AfterEach
    fun close() = probe.close()

    @Test
    fun `a callback of a plain call runs on the caller's thread`() {
        lateinit var thread: Thread
        val answer = callBack {
            thread = Thread.currentThread()
            it + 1u
        }
        assertEquals(8u, answer)
        assertSame(Thread.currentThread(), thread)
    }

    @Test
    fun `a typed exception keeps its fields`() {
        val failed = assertThrows(IkdException.Device::class.java) {
            callBack { throw PlatformException.Failed(transient = true, number = 77) }
        }
        assertEquals(Pair(true, 77), Pair(failed.transient, failed.number))
    }

    @Test
    fun `any other exception arrives without its text`() {
        val failed = assertThrows(IkdException.Device::class.java) { callBack { error("NIK 9999999999990001") } }
        assertFalse("9999" in failed.stackTraceToString())
    }

    /** Unmodified generated code would print an `Error` with its text and return zero as a success. */
    @Test
    fun `an Error that is not an Exception fails the call too`() {
        val failed = assertThrows(IkdException.Device::class.java) {
            callBack { throw NotImplementedError("NIK 9999999999990001") }
        }
        assertFalse("9999" in failed.stackTraceToString())
    }

    private fun callBack(echo: (UInt) -> UInt): UInt = probe.callBack(
        object : ProbeListener {
            override fun echo(value: UInt) = echo(value)
        },
        7u,
    )
}
