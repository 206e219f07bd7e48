package org.ikdcore.app.support

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Canvas
import android.graphics.Paint
import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import java.io.ByteArrayOutputStream
import java.io.File
import java.nio.ByteBuffer
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.math.roundToInt
import kotlinx.coroutines.flow.MutableStateFlow
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Frame
import org.ikdcore.app.model.FrameSource

/** What a camera sees: its frames, and the photograph it takes. */
class Recording(private val picture: Bitmap, private val rotation: Int, private val photograph: ByteArray?) {
    private val luma = direct(picture.width * picture.height)
    private val chromaU = direct(picture.width * picture.height / 4)
    private val chromaV = direct(picture.width * picture.height / 4)

    init {
        val pixels = IntArray(picture.width * picture.height)
        picture.getPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
        for (y in 0..<picture.height) {
            for (x in 0..<picture.width) put(x, y, pixels[y * picture.width + x])
        }
    }

    /** BT.601, full range: what JPEG and cameras use. */
    private fun put(x: Int, y: Int, argb: Int) {
        val (r, g, b) = listOf(argb shr 16 and 0xFF, argb shr 8 and 0xFF, argb and 0xFF)
        luma.put(y * picture.width + x, level(0.299 * r + 0.587 * g + 0.114 * b))
        if (x % 2 != 0 || y % 2 != 0) return
        val at = y / 2 * (picture.width / 2) + x / 2
        chromaU.put(at, level(128 - 0.168736 * r - 0.331264 * g + 0.5 * b))
        chromaV.put(at, level(128 + 0.5 * r - 0.418688 * g - 0.081312 * b))
    }

    fun frame() =
        Frame(
            width = picture.width,
            height = picture.height,
            luma = luma.slice(),
            chromaU = chromaU.slice(),
            chromaV = chromaV.slice(),
            lumaStride = picture.width,
            chromaStride = picture.width / 2,
            chromaStep = 1,
            rotation = rotation,
            atMs = System.nanoTime() / 1_000_000,
        )

    fun still(): ByteBuffer {
        val bytes = checkNotNull(photograph) { "this recording has no photograph" }
        return direct(bytes.size).apply {
            put(bytes)
            rewind()
        }
    }

    companion object {
        private const val WIDTH = 640
        private const val HEIGHT = 480

        /** How the camera of the test photograph was held, from its EXIF block. */
        private const val TURN = 90

        /** A person in front of the camera. */
        val selfie by lazy {
            val file = File(checkNotNull(System.getenv("IKD_PHOTOGRAPH")) { "IKD_PHOTOGRAPH is not set" })
            val stored = BitmapFactory.decodeFile(file.path)
            Recording(Bitmap.createScaledBitmap(stored, WIDTH, HEIGHT, true), TURN, file.readBytes())
        }

        /** A sheet of paper with lines on a dark table. */
        val letter by lazy {
            val sheet = Bitmap.createBitmap(LETTER_WIDTH, LETTER_HEIGHT, Bitmap.Config.ARGB_8888)
            val ink = Paint()
            Canvas(sheet).run {
                drawColor(0xFF4A5560.toInt())
                ink.color = 0xFFF6F5EF.toInt()
                drawRect(120f, 120f, LETTER_WIDTH - 120f, LETTER_HEIGHT - 120f, ink)
                ink.color = BLACK
                ink.textSize = 40f
                for (line in 0 until 20) drawText("CONTOH SURAT PEMERIKSAAN $line", 180f, 240f + line * 60, ink)
            }
            val jpeg = ByteArrayOutputStream().also { sheet.compress(Bitmap.CompressFormat.JPEG, 92, it) }.toByteArray()
            Recording(Bitmap.createScaledBitmap(sheet, HEIGHT, WIDTH, true), 0, jpeg)
        }

        /** A wall. */
        val nothing by lazy {
            val grey = Bitmap.createBitmap(WIDTH, HEIGHT, Bitmap.Config.ARGB_8888).apply {
                eraseColor(0xFF8899AA.toInt())
            }
            Recording(grey, TURN, null)
        }

        /** A QR on a screen or on paper. */
        fun qr(text: String): Recording {
            val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, HEIGHT, HEIGHT)
            val picture = Bitmap.createBitmap(WIDTH, HEIGHT, Bitmap.Config.ARGB_8888).apply { eraseColor(WHITE) }
            val left = (WIDTH - HEIGHT) / 2
            for (y in 0..<HEIGHT) for (x in 0..<HEIGHT) if (code[x, y]) picture.setPixel(left + x, y, BLACK)
            return Recording(picture, TURN, null)
        }

        private const val LETTER_WIDTH = 1200
        private const val LETTER_HEIGHT = 1600
        private const val WHITE = 0xFFFFFFFF.toInt()
        private const val BLACK = 0xFF000000.toInt()

        private fun level(value: Double) = value.roundToInt().coerceIn(0, 255).toByte()

        private fun direct(size: Int): ByteBuffer = ByteBuffer.allocateDirect(size)
    }
}

/** Plays what [recording] gives at the moment, ten frames a second, on a thread of its own as a camera does. */
class RecordedCamera(private val recording: () -> Recording) : FrameSource {
    private val thread = Executors.newSingleThreadScheduledExecutor {
        Thread(it, "recorded camera").apply {
            isDaemon =
                true
        }
    }

    @Volatile
    private var listener: ((Frame) -> Unit)? = null

    override val state = MutableStateFlow(CameraState.Running)

    /** Whether the torch is on. */
    @Volatile
    var lit = false
        private set

    init {
        thread.scheduleWithFixedDelay({
            runCatching { listener?.invoke(recording().frame()) }
        }, 0, PERIOD_MS, TimeUnit.MILLISECONDS)
    }

    override fun onFrame(listener: ((Frame) -> Unit)?) {
        this.listener = listener
    }

    override suspend fun still() = recording().still()

    override fun torch(on: Boolean) {
        lit = on
    }

    override fun close() {
        thread.shutdown()
    }

    private companion object {
        const val PERIOD_MS = 100L
    }
}
