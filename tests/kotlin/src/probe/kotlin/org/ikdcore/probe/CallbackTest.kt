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

/** What the library calls in Kotlin, and what becomes of what that throws. */
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
    fun `any other exception is told without its text`() {
        val failed = assertThrows(IkdException.Device::class.java) { callBack { error("NIK 9999999999990001") } }
        assertFalse("9999" in failed.stackTraceToString())
    }

    /** The generator as it comes would print an `Error` with its text, and let the call succeed with a zero. */
    @Test
    fun `an Error that is no Exception is no success either`() {
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
