package org.ikdcore.probe

import kotlinx.coroutines.runBlocking
import org.ikdcore.ErrorCode
import org.ikdcore.IkdException
import org.ikdcore.Probe
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** A fictional NIK: no error may contain it. */
private const val SECRET_TEXT = "NIK 9999999999990001"

/** A panic in the library fails the call, not the app, and discloses nothing. */
class PanicTest {
    private val probe = Probe()

    @AfterEach
    fun close() = probe.close()

    @Test
    fun `a panic becomes an error without its text`() {
        val defect = assertThrows(IkdException.Defect::class.java) { probe.panic(SECRET_TEXT) }
        assertEquals(ErrorCode.PANICKED, defect.code)
        assertFalse("9999" in defect.stackTraceToString())
    }

    @Test
    fun `a panic on a thread of the library becomes an error too`() {
        val defect =
            assertThrows(IkdException.Defect::class.java) { runBlocking { probe.panicAsync(SECRET_TEXT) } }
        assertEquals(ErrorCode.PANICKED, defect.code)
        assertFalse("9999" in defect.stackTraceToString())
    }

    @Test
    fun `an object can be used after a panic`() {
        assertThrows(IkdException.Defect::class.java) { probe.panic(SECRET_TEXT) }
        assertEquals(7u, probe.call(7u))
    }
}
