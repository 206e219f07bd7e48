package org.ikdcore.probe

import org.ikdcore.probeBytes
import org.ikdcore.probeSlice
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import java.nio.ByteBuffer

private const val SIZE = 12_000_000

/** Bytes that the library reads in place: it returns their count plus the first and the last byte. */
class BytesTest {
    private val buffer: ByteBuffer = ByteBuffer.allocateDirect(SIZE).put(0, 1).put(1000, 20).put(SIZE - 1, 100)

    @Test
    fun `a whole buffer is read`() {
        assertEquals(expected(SIZE, 1, 100), probeSlice(buffer.slice()))
    }

    @Test
    fun `a sliced buffer is read from its position`() {
        assertEquals(expected(SIZE - 1000, 20, 100), probeSlice(buffer.position(1000).slice()))
    }

    /** The count is right, but the bytes are those at the start of the buffer. */
    @Test
    fun `without slice the position is ignored`() {
        assertEquals(expected(SIZE - 1000, 1, 0), probeSlice(buffer.position(1000)))
    }

    @Test
    fun `an empty buffer is read as zero bytes`() {
        assertEquals(expected(0, 0, 0), probeSlice(ByteBuffer.allocateDirect(0)))
    }

    @Test
    fun `a buffer on the heap is refused`() {
        assertThrows(IllegalArgumentException::class.java) { probeSlice(ByteBuffer.allocate(8)) }
    }

    @Test
    fun `copied bytes arrive unchanged`() {
        assertEquals(expected(3, 3, 5), probeBytes(byteArrayOf(3, 4, 5)))
    }

    private fun expected(count: Int, first: Int, last: Int) = (count + first + last).toULong()
}
