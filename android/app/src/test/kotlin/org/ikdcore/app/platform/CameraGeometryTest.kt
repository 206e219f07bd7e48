package org.ikdcore.app.platform

import android.graphics.RectF
import android.util.Size
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class CameraGeometryTest {
    @Test
    fun `a picture is turned by how the sensor is mounted and how the screen is turned`() {
        // As in Android's own sample for CameraCharacteristics.SENSOR_ORIENTATION.
        assertEquals(90, uprightRotation(sensor = 90, display = 0, front = false))
        assertEquals(0, uprightRotation(sensor = 90, display = 90, front = false))
        assertEquals(180, uprightRotation(sensor = 90, display = 270, front = false))
        assertEquals(270, uprightRotation(sensor = 270, display = 0, front = true))
        assertEquals(0, uprightRotation(sensor = 270, display = 90, front = true))
    }

    @Test
    fun `frames are of the sensor's shape and not larger than needed`() {
        val sizes = listOf(Size(4000, 3000), Size(1920, 1080), Size(1280, 960), Size(1280, 720), Size(640, 480))
        assertEquals(Size(1280, 960), frameSize(sizes))
        assertEquals(Size(1280, 720), frameSize(listOf(Size(1920, 1080), Size(1280, 720), Size(640, 360))))
        assertEquals(Size(1920, 1080), frameSize(listOf(Size(1920, 1080), Size(3840, 2160))))
        assertNull(frameSize(emptyList()))
    }

    @Test
    fun `a photograph is the largest that the core need not shrink much`() {
        val sizes = listOf(Size(9248, 6936), Size(4000, 3000), Size(4000, 2250), Size(2000, 1500))
        assertEquals(Size(4000, 3000), photoSize(sizes))
    }

    @Test
    fun `a preview fills its view and keeps its shape`() {
        for ((width, height) in listOf(1080 to 1080, 1080 to 1920, 600 to 300)) {
            for (display in listOf(0, 90, 180, 270)) {
                val view = RectF(0f, 0f, width.toFloat(), height.toFloat())
                fillingTransform(width, height, Size(1280, 960), sensor = 90, display).mapRect(view)
                assertTrue("$width x $height at $display", view.width() >= width - 1 && view.height() >= height - 1)
                val upright = display % 180 == 0
                val long = if (upright) view.height() else view.width()
                val short = if (upright) view.width() else view.height()
                assertEquals(4f / 3f, long / short, 0.01f)
            }
        }
    }
}
