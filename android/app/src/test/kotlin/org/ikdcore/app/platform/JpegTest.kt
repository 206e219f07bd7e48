package org.ikdcore.app.platform

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import java.io.ByteArrayOutputStream
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertSame
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Photographs of a gallery, as the core reads them. */
@RunWith(RobolectricTestRunner::class)
class JpegTest {
    private fun picture(format: Bitmap.CompressFormat, width: Int = 40, height: Int = 30): ByteArray {
        val bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888).apply {
            eraseColor(0xFF336699.toInt())
        }
        return ByteArrayOutputStream().also { bitmap.compress(format, 100, it) }.toByteArray()
    }

    @Test
    fun `a JPEG stays as it is`() {
        val jpeg = picture(Bitmap.CompressFormat.JPEG)
        assertSame(jpeg, asJpeg(jpeg))
    }

    @Test
    fun `a PNG becomes a JPEG of the same size`() {
        val jpeg = asJpeg(picture(Bitmap.CompressFormat.PNG))
        assertArrayEquals(byteArrayOf(-1, -40), jpeg.copyOf(2))
        val read = BitmapFactory.decodeByteArray(jpeg, 0, jpeg.size)
        assertEquals(40 to 30, read.width to read.height)
    }

    @Test
    fun `what is no picture stays, and the core says so`() {
        val text = "no picture".toByteArray()
        assertSame(text, asJpeg(text))
    }
}
