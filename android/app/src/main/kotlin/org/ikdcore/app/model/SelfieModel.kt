package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.nio.ByteBuffer
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TimeSource
import kotlinx.coroutines.launch
import org.ikdcore.FrameLayout
import org.ikdcore.Guidance
import org.ikdcore.IkdException
import org.ikdcore.Portrait
import org.ikdcore.Selfie

/**
 * The photo: guidance while the camera runs, the photograph, its review.
 *
 * @param amend sends a new photo for a rejected registration.
 */
class SelfieModel(private val app: AppModel, private val amend: Boolean) : AutoCloseable {
    val operation = Operation(app)

    /** What to change first; `null` while nothing needs a change, or before the first frame. */
    var guidance by mutableStateOf<Guidance?>(null)
        private set

    /** Whether a frame has been assessed since the camera was opened. */
    var assessed by mutableStateOf(false)
        private set

    /** The finished portrait, to be looked at before it is sent. */
    var portrait by mutableStateOf<Portrait?>(null)
        private set

    private val selfie = Selfie()
    private var shownSince = TimeSource.Monotonic.markNow()

    init {
        app.scope.launch {
            try {
                app.call { selfie.warmUp() }
            } catch (error: IkdException) {
                operation.report(error)
            }
        }
    }

    /** Shows what the frames of [source] need, until it is closed. */
    fun watch(source: FrameSource) {
        assessed = false
        source.onFrame(::assess)
    }

    fun take(source: FrameSource) = operation.start {
        portrait = app.call { portraitOf(source.still()) }
    }

    /** The photograph from the gallery, in builds that have one. */
    fun pick(gallery: suspend () -> ByteBuffer?) = operation.start {
        val photograph = gallery() ?: return@start
        portrait = app.call { portraitOf(photograph) }
    }

    fun takeAgain() {
        portrait = null
        operation.forget()
    }

    fun accept() = operation.start {
        val jpeg = portrait?.jpeg ?: return@start
        if (amend) {
            app.registration { amend(null, jpeg) }
        } else {
            app.registration { takePortrait(directBuffer(jpeg)) }
        }
    }

    fun back() = operation.start { app.registration { back() } }

    /** The portrait stays: the screen that fades out would open the camera again without it. */
    override fun close() = selfie.close()

    private fun portraitOf(photograph: ByteBuffer): Portrait = selfie.portrait(photograph)

    /** On the camera's thread. */
    private fun assess(frame: Frame) {
        val verdict = try {
            selfie.assessFrame(frame.luma, frame.chromaU, frame.chromaV, frame.layout())
        } catch (_: IkdException) {
            // The next frame is assessed again; a photograph says what is wrong.
            return
        } catch (_: IllegalStateException) {
            // The model was closed while the camera delivered its last frame.
            return
        }
        app.scope.launch { show(verdict.guidance.firstOrNull()) }
    }

    /** A sentence stays long enough to be read. */
    private fun show(first: Guidance?) {
        if (assessed && (first == guidance || shownSince.elapsedNow() < SENTENCE_STAYS)) return
        guidance = first
        assessed = true
        shownSince = TimeSource.Monotonic.markNow()
    }

    private companion object {
        val SENTENCE_STAYS = 1500.milliseconds
    }
}

private fun Frame.layout() = FrameLayout(
    width.toUInt(),
    height.toUInt(),
    lumaStride.toUInt(),
    chromaStride.toUInt(),
    chromaStep.toUInt(),
    rotation.toUInt(),
)

/** The bytes where the library can read them without a copy. */
fun directBuffer(bytes: ByteArray): ByteBuffer =
    // The copy moves instead of the buffer: `rewind` that returns a ByteBuffer is not in older Androids.
    ByteBuffer.allocateDirect(bytes.size).also { it.duplicate().put(bytes) }
