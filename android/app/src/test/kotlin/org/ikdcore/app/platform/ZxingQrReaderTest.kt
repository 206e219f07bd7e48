package org.ikdcore.app.platform

import java.nio.ByteBuffer
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
                plain.chromaStride, plain.chromaStep, plain.rotation,
            )
        assertEquals(text, reader.read(frame))
    }
}
