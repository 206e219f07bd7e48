package org.ikdcore.tests.support

import org.ikdcore.FrameLayout
import java.awt.RenderingHints
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import kotlin.math.roundToInt

/** A frame as a camera delivers it: YUV 4:2:0, full range, separate planes. */
class CameraFrame(val luma: ByteArray, val chromaU: ByteArray, val chromaV: ByteArray, val layout: FrameLayout)

private const val WIDTH = 640
private const val HEIGHT = 480

/** Degrees clockwise that turn the stored photograph upright, from its EXIF block. */
private const val TURN = 90u

/** The photograph as a frame of a live camera, in the orientation of the sensor. */
fun cameraFrame(): CameraFrame {
    val picture = BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB)
    picture.createGraphics().run {
        setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC)
        drawImage(ImageIO.read(File(System.getenv("IKD_PHOTOGRAPH"))), 0, 0, WIDTH, HEIGHT, null)
        dispose()
    }
    val luma = ByteArray(WIDTH * HEIGHT)
    val chromaU = ByteArray(WIDTH * HEIGHT / 4)
    val chromaV = ByteArray(WIDTH * HEIGHT / 4)
    for (y in 0..<HEIGHT) {
        for (x in 0..<WIDTH) {
            val rgb = picture.getRGB(x, y)
            val (r, g, b) = listOf(rgb shr 16 and 0xFF, rgb shr 8 and 0xFF, rgb and 0xFF)
            // BT.601, full range: what JPEG and both platforms' cameras use.
            luma[y * WIDTH + x] = level(0.299 * r + 0.587 * g + 0.114 * b)
            if (x % 2 == 0 && y % 2 == 0) {
                val at = y / 2 * (WIDTH / 2) + x / 2
                chromaU[at] = level(128 - 0.168736 * r - 0.331264 * g + 0.5 * b)
                chromaV[at] = level(128 + 0.5 * r - 0.418688 * g - 0.081312 * b)
            }
        }
    }
    val layout =
        FrameLayout(
            width = WIDTH.toUInt(),
            height = HEIGHT.toUInt(),
            lumaStride = WIDTH.toUInt(),
            chromaStride = WIDTH.toUInt() / 2u,
            chromaStep = 1u,
            rotation = TURN,
        )
    return CameraFrame(luma, chromaU, chromaV, layout)
}

private fun level(value: Double) = value.roundToInt().coerceIn(0, 255).toByte()
