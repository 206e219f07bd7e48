package org.ikdcore.app.model

import java.nio.ByteBuffer
import kotlinx.coroutines.flow.StateFlow

/** Which camera. */
enum class Lens { Front, Back }

enum class CameraState {
    Starting,
    Running,

    /** The person has not allowed the camera, or has forbidden it. */
    NotAllowed,

    /** Another app holds the camera. */
    InUse,

    /** This phone has no such camera, or it does not work. */
    Missing,
}

/**
 * One picture of a live camera, YUV 4:2:0. The planes are direct buffers that start at position 0, and are valid only
 * during the call that delivers them.
 */
class Frame(
    val width: Int,
    val height: Int,
    val luma: ByteBuffer,
    val chromaU: ByteBuffer,
    val chromaV: ByteBuffer,
    val lumaStride: Int,
    val chromaStride: Int,
    val chromaStep: Int,
    /** Clockwise rotation that makes the picture upright, degrees. */
    val rotation: Int,
    /** When it was taken, milliseconds by the camera's clock. */
    val atMs: Long,
)

/** An open camera. Closing it releases the camera. */
interface FrameSource : AutoCloseable {
    val state: StateFlow<CameraState>

    /**
     * Delivers frames to [listener] on one thread of the camera, the newest one when it is ready for the next; older
     * ones are dropped. `null` stops delivery.
     */
    fun onFrame(listener: ((Frame) -> Unit)?)

    /** Takes a photograph: the bytes of a JPEG in a direct buffer that starts at position 0. */
    suspend fun still(): ByteBuffer

    fun torch(on: Boolean)
}

/** Reads QRs in the frames of one camera, on its thread. */
fun interface QrReader {
    /** The text of the QR in the picture, if there is one. */
    fun read(frame: Frame): String?
}
