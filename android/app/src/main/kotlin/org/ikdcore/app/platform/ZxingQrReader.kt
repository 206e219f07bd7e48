package org.ikdcore.app.platform

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import org.ikdcore.app.model.Frame
import org.ikdcore.app.model.QrReader

/**
 * Reads a QR off the luma plane of a camera's frames. For one thread: that of the camera.
 *
 * One code in about sixty has modules that zxing takes for a finder pattern, and is not found however sharp the picture
 * is. Turned by 90 degrees it is, so every second frame is read turned: a phone at rest before such a code reads it.
 */
class ZxingQrReader : QrReader {
    private val reader = QRCodeReader()
    private val hints = mapOf(DecodeHintType.TRY_HARDER to true, DecodeHintType.CHARACTER_SET to "UTF-8")
    private var plane = ByteArray(0)
    private var turnedPlane = ByteArray(0)
    private var turned = true

    override fun read(frame: Frame): String? {
        val stride = frame.lumaStride
        val size = stride * frame.height
        if (plane.size < size) plane = ByteArray(size)
        // The last row may end without its padding.
        frame.luma.slice().get(plane, 0, minOf(size, frame.luma.capacity()))
        turned = !turned
        return decode(if (turned) turn(frame) else source(plane, stride, frame.width, frame.height))
    }

    private fun turn(frame: Frame): PlanarYUVLuminanceSource {
        val (width, height) = frame.width to frame.height
        if (turnedPlane.size < width * height) turnedPlane = ByteArray(width * height)
        for (y in 0..<height) {
            for (x in 0..<width) turnedPlane[(width - 1 - x) * height + y] = plane[y * frame.lumaStride + x]
        }
        return source(turnedPlane, height, height, width)
    }

    private fun source(plane: ByteArray, stride: Int, width: Int, height: Int) =
        PlanarYUVLuminanceSource(plane, stride, height, 0, 0, width, height, false)

    private fun decode(luma: PlanarYUVLuminanceSource): String? = try {
        reader.decode(BinaryBitmap(HybridBinarizer(luma)), hints).text
    } catch (_: ReaderException) {
        null
    } finally {
        reader.reset()
    }
}
