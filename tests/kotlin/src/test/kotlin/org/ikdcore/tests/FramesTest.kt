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

/** Pictures are read where they lie, without a copy. A buffer's position needs care. */
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

    /** The trap that the test above avoids. Should this fail one day, the generator has mended it. */
    @Test
    fun `without slice the position is ignored and other bytes are read`() {
        assertNotEquals(assess(direct(frame.luma)), assess(inTheMiddleOfABuffer(frame.luma)))
    }

    @Test
    fun `a buffer on the heap is refused and not copied in silence`() {
        assertThrows(IllegalArgumentException::class.java) { assess(ByteBuffer.wrap(frame.luma)) }
    }

    @Test
    fun `a whole photograph is read in the middle of a buffer too`() {
        val bytes = ByteArray(photograph.remaining()).also { photograph.slice().get(it) }
        val there = inTheMiddleOfABuffer(bytes).slice()
        assertEquals(selfie.assessPhotograph(photograph.slice()), selfie.assessPhotograph(there))
    }

    private fun assess(luma: ByteBuffer): Verdict =
        selfie.assessFrame(luma, direct(frame.chromaU), direct(frame.chromaV), frame.layout)

    /** As a camera hands out a plane: behind something else, the position at its first byte. */
    private fun inTheMiddleOfABuffer(bytes: ByteArray): ByteBuffer =
        ByteBuffer.allocateDirect(2 * bytes.size).position(bytes.size).put(bytes).position(bytes.size)
}
