package org.ikdcore.tests

import org.ikdcore.Selfie
import org.ikdcore.Verdict
import org.ikdcore.tests.support.cameraFrame
import org.ikdcore.tests.support.direct
import org.ikdcore.tests.support.photograph
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import java.nio.ByteBuffer

/** Pictures are read in place, without a copy. The position of a buffer is ignored, so it must be sliced. */
class FramesTest {
    private val selfie = Selfie()
    private val frame = cameraFrame()

    @AfterEach
    fun close() = selfie.close()

    @Test
    fun `a face is found in a frame of the camera`() {
        assertEquals(1u, assess(direct(frame.luma)).faces)
    }

    @Test
    fun `a frame in the middle of a buffer is read when the buffer is sliced`() {
        assertEquals(assess(direct(frame.luma)), assess(inTheMiddleOfABuffer(frame.luma).slice()))
    }

    /** Why the buffer above is sliced. If this test fails, the generator has been fixed. */
    @Test
    fun `without slice the position is ignored and other bytes are read`() {
        assertNotEquals(assess(direct(frame.luma)), assess(inTheMiddleOfABuffer(frame.luma)))
    }

    @Test
    fun `a buffer on the heap is refused, not copied`() {
        assertThrows(IllegalArgumentException::class.java) { assess(ByteBuffer.wrap(frame.luma)) }
    }

    @Test
    fun `a photograph in the middle of a buffer is read`() {
        val bytes = ByteArray(photograph.remaining()).also { photograph.slice().get(it) }
        val there = inTheMiddleOfABuffer(bytes).slice()
        assertEquals(selfie.assessPhotograph(photograph.slice()), selfie.assessPhotograph(there))
    }

    private fun assess(luma: ByteBuffer): Verdict =
        selfie.assessFrame(luma, direct(frame.chromaU), direct(frame.chromaV), frame.layout)

    /** A plane as a camera passes it: preceded by other bytes, with the position at its first byte. */
    private fun inTheMiddleOfABuffer(bytes: ByteArray): ByteBuffer =
        ByteBuffer.allocateDirect(2 * bytes.size).position(bytes.size).put(bytes).position(bytes.size)
}
