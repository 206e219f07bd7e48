package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.nio.ByteBuffer
import kotlinx.coroutines.launch
import org.ikdcore.FrameLayout
import org.ikdcore.Guidance
import org.ikdcore.IkdException
import org.ikdcore.LiveVerdict
import org.ikdcore.Portrait
import org.ikdcore.Selfie

/**
 * The photo: guidance while the camera runs, the photograph, its review. What is said, when the photo takes itself, and
 * when a person may take it, is decided by the core.
 *
 * @param send sends the finished portrait.
 * @param leave goes back without one.
 */
class SelfieModel(
    private val app: AppModel,
    private val send: suspend (Portrait) -> Unit,
    private val leave: suspend () -> Unit,
) : AutoCloseable {
    /** For a registration; with [amend] a new photo for a rejected one. */
    constructor(app: AppModel, amend: Boolean) : this(
        app,
        send = { portrait ->
            app.registration { if (amend) amend(null, portrait) else takePortrait(portrait) }
        },
        leave = { app.registration { back() } },
    )

    val operation = Operation(app)

    /** What the camera sees; `null` before the first frame. */
    var seen by mutableStateOf<LiveVerdict?>(null)
        private set

    /** The sentence for a screen reader, which changes more slowly than [seen]; `null` before the first frame. */
    var said by mutableStateOf<LiveVerdict?>(null)
        private set

    /** The finished portrait, to be looked at before it is sent. */
    var portrait by mutableStateOf<Reviewed?>(null)
        private set

    private val selfie = Selfie()

    init {
        app.scope.launch {
            try {
                app.call { selfie.warmUp() }
            } catch (error: IkdException) {
                operation.report(error)
            }
        }
    }

    /** Shows what the frames of [source] need until it is closed, and takes the photo when they are good. */
    fun watch(source: FrameSource) {
        seen = null
        said = null
        selfie.startFollowing()
        source.onFrame { frame -> follow(frame)?.let { app.scope.launch { show(it, source) } } }
    }

    fun take(source: FrameSource) = capture { source.still() }

    /** The photograph from the gallery, in builds that have one. */
    fun pick(gallery: suspend () -> ByteBuffer?) = capture(gallery)

    private fun capture(photograph: suspend () -> ByteBuffer?) = operation.start {
        try {
            portrait = app.call { photograph()?.let(::portraitOf) }
        } catch (_: IkdException.Retake) {
            // The next frames say what was wrong.
        }
    }

    fun takeAgain() {
        portrait?.portrait?.close()
        portrait = null
        operation.forget()
    }

    fun accept() = operation.start {
        val accepted = portrait?.portrait ?: return@start
        send(accepted)
    }

    fun back() = operation.start { leave() }

    /** The review stays: the screen that fades out would open the camera again without it. */
    override fun close() {
        selfie.close()
        portrait?.portrait?.close()
    }

    private fun portraitOf(photograph: ByteBuffer): Reviewed {
        val portrait = selfie.portrait(photograph)
        return Reviewed(portrait, portrait.preview(), portrait.details().advice)
    }

    /** On the camera's thread. */
    private fun follow(frame: Frame): LiveVerdict? = try {
        val atMs = frame.atMs.toULong()
        selfie.followFrame(frame.luma, frame.chromaU, frame.chromaV, frame.layout(), atMs)
    } catch (_: IkdException) {
        // The next frame is assessed again; a photograph says what is wrong.
        null
    } catch (_: IllegalStateException) {
        // The model was closed while the camera delivered its last frame.
        null
    }

    private fun show(verdict: LiveVerdict, source: FrameSource) {
        seen = verdict
        if (verdict.say) said = verdict
        if (verdict.ready && portrait == null && !operation.busy && operation.failure == null) take(source)
    }
}

/** A finished portrait and what the person sees of it. */
class Reviewed(val portrait: Portrait, val preview: ByteArray, val advice: List<Guidance>)

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
