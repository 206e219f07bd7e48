package org.ikdcore.app.platform

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import org.ikdcore.app.model.Frame
import org.ikdcore.app.model.QrReader

/** Reads a QR off the luma plane of a camera's frames. For one thread: that of the camera. */
class ZxingQrReader : QrReader {
    private val reader = QRCodeReader()
    private val hints = mapOf(DecodeHintType.TRY_HARDER to true, DecodeHintType.CHARACTER_SET to "UTF-8")
    private var plane = ByteArray(0)

    override fun read(frame: Frame): String? {
        val rows = frame.height
        // The last row may end without its padding.
        val bytes = minOf(frame.lumaStride * rows, frame.luma.capacity())
        if (plane.size < frame.lumaStride * rows) plane = ByteArray(frame.lumaStride * rows)
        frame.luma.slice().get(plane, 0, bytes)
        val luma = PlanarYUVLuminanceSource(plane, frame.lumaStride, rows, 0, 0, frame.width, rows, false)
        return try {
            reader.decode(BinaryBitmap(HybridBinarizer(luma)), hints).text
        } catch (_: ReaderException) {
            null
        } finally {
            reader.reset()
        }
    }
}
