package org.ikdcore.tests.support

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import org.ikdcore.QrFrame

private const val DARK = 0xFF000000.toInt()
private const val LIGHT = 0xFFFFFFFF.toInt()
private const val PIXELS_PER_MODULE = 4

/** Whether a module is dark: rows are padded to whole bytes, the first module is the highest bit. */
fun QrFrame.isDark(x: Int, y: Int): Boolean {
    val bytesPerRow = (width.toInt() + 7) / 8
    return modules[y * bytesPerRow + x / 8].toInt() shr (7 - x % 8) and 1 == 1
}

/** Draws the code with its quiet zone and reads its text with an independent decoder. */
fun readOffTheScreen(frame: QrFrame): String {
    val quiet = frame.quietZone.toInt()
    val modules = frame.width.toInt()
    val side = (modules + 2 * quiet) * PIXELS_PER_MODULE
    val pixels =
        IntArray(side * side) { at ->
            val x = at % side / PIXELS_PER_MODULE - quiet
            val y = at / side / PIXELS_PER_MODULE - quiet
            if (x in 0..<modules && y in 0..<modules && frame.isDark(x, y)) DARK else LIGHT
        }
    val bitmap = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(side, side, pixels)))
    // The picture contains only the code: with detection, the decoder sometimes misreads dense codes.
    return QRCodeReader().decode(bitmap, mapOf(DecodeHintType.PURE_BARCODE to true)).text
}
