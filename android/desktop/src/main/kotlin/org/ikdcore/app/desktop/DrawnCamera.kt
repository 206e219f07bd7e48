package org.ikdcore.app.desktop

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import java.awt.geom.AffineTransform
import java.awt.image.BufferedImage
import java.io.File
import java.nio.ByteBuffer
import javax.imageio.ImageIO
import kotlin.concurrent.thread
import kotlinx.coroutines.flow.MutableStateFlow
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Frame
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.tests.support.Sandbox
import org.ikdcore.tests.support.cameraFrame
import org.ikdcore.tests.support.direct
import org.ikdcore.tests.support.photograph

private const val FRAME_MS = 200L
private const val NANOS_PER_MS = 1_000_000

/** Edge of the picture with the counter's QR. */
private const val QR_EDGE = 480

/** Grey without a colour. */
private const val NEUTRAL: Byte = -128

/** A camera that sees the same picture all the time: in front a face, at the back the QR that the counter shows now. */
class DrawnCamera(lens: Lens) : FrameSource {
    private val drawn = if (lens == Lens.Front) face() else counter()
    private var listener: ((Frame) -> Unit)? = null

    @Volatile
    private var open = true

    /** What it sees, upright. */
    val picture: ImageBitmap = drawn.picture.toComposeImageBitmap()

    override val state = MutableStateFlow(CameraState.Running)

    init {
        thread(isDaemon = true, name = "camera") {
            while (open) {
                synchronized(this) { listener }?.invoke(drawn.frame(System.nanoTime() / NANOS_PER_MS))
                Thread.sleep(FRAME_MS)
            }
        }
    }

    @Synchronized
    override fun onFrame(listener: ((Frame) -> Unit)?) {
        this.listener = listener
    }

    override suspend fun still(): ByteBuffer = photograph.slice()

    override fun torch(on: Boolean) = Unit

    override fun close() {
        open = false
    }
}

/** [frame] is the picture as a camera delivers it at a time in ms. */
private class Drawn(val picture: BufferedImage, val frame: (Long) -> Frame)

private fun face(): Drawn {
    val recorded = cameraFrame()
    val layout = recorded.layout
    val planes = listOf(recorded.luma, recorded.chromaU, recorded.chromaV).map(::direct)
    val frame = { atMs: Long ->
        Frame(
            width = layout.width.toInt(),
            height = layout.height.toInt(),
            luma = planes[0],
            chromaU = planes[1],
            chromaV = planes[2],
            lumaStride = layout.lumaStride.toInt(),
            chromaStride = layout.chromaStride.toInt(),
            chromaStep = layout.chromaStep.toInt(),
            rotation = layout.rotation.toInt(),
            atMs = atMs,
        )
    }
    // The file is stored as the sensor lies.
    return Drawn(upright(ImageIO.read(File(System.getenv("IKD_PHOTOGRAPH")))), frame)
}

private fun upright(lying: BufferedImage): BufferedImage {
    val turned = BufferedImage(lying.height, lying.width, BufferedImage.TYPE_INT_RGB)
    turned.createGraphics().run {
        drawImage(lying, AffineTransform(0.0, 1.0, -1.0, 0.0, lying.height.toDouble(), 0.0), null)
        dispose()
    }
    return turned
}

private fun counter(): Drawn {
    val code = QRCodeWriter().encode(Sandbox.pairingOffer(), BarcodeFormat.QR_CODE, QR_EDGE, QR_EDGE)
    val picture = BufferedImage(QR_EDGE, QR_EDGE, BufferedImage.TYPE_INT_RGB)
    val luma = ByteArray(QR_EDGE * QR_EDGE)
    for (y in 0..<QR_EDGE) {
        for (x in 0..<QR_EDGE) {
            val light = !code[x, y]
            picture.setRGB(x, y, if (light) 0xFFFFFF else 0)
            luma[y * QR_EDGE + x] = if (light) -1 else 0
        }
    }
    val half = QR_EDGE / 2
    val chroma = ByteArray(half * half) { NEUTRAL }
    val (y, uv) = direct(luma) to direct(chroma)
    return Drawn(picture) { atMs -> Frame(QR_EDGE, QR_EDGE, y, uv, uv, QR_EDGE, half, 1, 0, atMs) }
}
