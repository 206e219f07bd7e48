package org.ikdcore.app.platform

import java.nio.ByteBuffer
import java.util.Random
import org.ikdcore.app.model.Frame
import org.ikdcore.app.support.Recording
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class ZxingQrReaderTest {
    private val text = "IKD1:" + "0123456789ABCDEF".repeat(20)
    private val reader = ZxingQrReader()

    @Test
    fun `a QR in a frame is read, and a wall has none`() {
        assertNull(reader.read(Recording.nothing.frame()))
        assertEquals(text, reader.read(Recording.qr(text).frame()))
        assertNull(reader.read(Recording.nothing.frame()))
    }

    @Test
    fun `a code with a false finder pattern is read within two frames, even if nothing moves`() {
        for (seed in MISREAD) {
            val random = Random(seed)
            val said = "IKDP1:" + (0..<LENGTH).map { ALPHABET[random.nextInt(ALPHABET.length)] }.joinToString("")
            val still = Recording.qr(said)
            val fresh = ZxingQrReader()
            assertNull("this code shows nothing any more: zxing reads it at once", fresh.read(still.frame()))
            assertEquals(said, fresh.read(still.frame()))
        }
    }

    @Test
    fun `rows may be longer than the picture, and the last one shorter`() {
        val plain = Recording.qr(text).frame()
        val stride = plain.width + 64
        val padded = ByteBuffer.allocateDirect(stride * plain.height - 64)
        for (y in 0..<plain.height) {
            for (x in 0..<plain.width) padded.put(y * stride + x, plain.luma[y * plain.width + x])
        }
        val frame =
            Frame(
                plain.width, plain.height, padded, plain.chromaU, plain.chromaV, stride,
                plain.chromaStride, plain.chromaStep, plain.rotation, plain.atMs,
            )
        assertEquals(text, reader.read(frame))
        assertEquals(text, reader.read(frame))
    }

    private companion object {
        /** Seeds of codes that zxing 3.5.3 does not find when they stand upright: 14 of the first 500. */
        val MISREAD = longArrayOf(58, 64, 165, 210)
        const val LENGTH = 350
        const val ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    }
}
