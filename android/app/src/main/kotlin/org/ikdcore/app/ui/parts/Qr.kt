package org.ikdcore.app.ui.parts

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.theme.Corners

/** The modules of a QR, row by row, eight to a byte, the first in the highest bit; each row is padded to whole bytes. */
@Immutable
class QrModules(val width: Int, val quietZone: Int, private val modules: ByteArray) {
    private val rowBytes = (width + 7) / 8

    fun isDark(x: Int, y: Int): Boolean = (modules[y * rowBytes + x / 8].toInt() shr (7 - x % 8)) and 1 == 1
}

/** A QR, always black on white, each module a whole number of pixels. */
@Composable
fun QrPicture(qr: QrModules, label: String, modifier: Modifier = Modifier, maxSize: Dp = 480.dp) {
    Canvas(
        modifier.widthIn(max = maxSize).fillMaxWidth().aspectRatio(1f)
            .clip(Corners.photo)
            .background(Color.White)
            .semantics {
                contentDescription = label
                role = Role.Image
            },
    ) { drawModules(qr) }
}

private fun DrawScope.drawModules(qr: QrModules) {
    val all = qr.width + 2 * qr.quietZone
    val module = (size.minDimension.toInt() / all).coerceAtLeast(1)
    val left = (size.width.toInt() - module * qr.width) / 2
    val top = (size.height.toInt() - module * qr.width) / 2
    for (y in 0 until qr.width) {
        var x = 0
        while (x < qr.width) {
            if (!qr.isDark(x, y)) {
                x++
                continue
            }
            // One rectangle for a run of dark modules: no hairline between neighbours.
            val start = x
            while (x < qr.width && qr.isDark(x, y)) x++
            drawRect(
                Color.Black,
                Offset((left + start * module).toFloat(), (top + y * module).toFloat()),
                Size(((x - start) * module).toFloat(), module.toFloat()),
            )
        }
    }
}
