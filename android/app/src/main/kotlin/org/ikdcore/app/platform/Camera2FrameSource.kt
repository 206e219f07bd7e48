package org.ikdcore.app.platform

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureFailure
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import java.io.IOException
import java.nio.ByteBuffer
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.suspendCancellableCoroutine
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Frame
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens

private const val NANOS_PER_MS = 1_000_000

/** The camera gives no photograph: it was closed, or failed. */
class NoPhotographException : IOException()

/**
 * A camera by Camera2: frames and photographs, and a preview if a surface is attached. Everything that changes lives on
 * the camera's own thread.
 *
 * [displayRotation] is how the screen is turned now, degrees.
 */
class Camera2FrameSource(
    context: Context,
    private val lens: Lens,
    private val displayRotation: () -> Int,
) : FrameSource {
    private val manager = context.getSystemService(CameraManager::class.java)
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val mutableState = MutableStateFlow(CameraState.Starting)

    private var opened: Opened? = null
    private var texture: SurfaceTexture? = null
    private var preview: Surface? = null
    private var torch = false
    private var photograph: CancellableContinuation<ByteBuffer>? = null

    @Volatile
    private var listener: ((Frame) -> Unit)? = null

    @Volatile
    var isClosed = false
        private set

    override val state: StateFlow<CameraState> = mutableState

    /** Of the preview's pictures, once the camera is known. */
    @Volatile
    var previewSize: Size? = null
        private set

    /** How the sensor is mounted, degrees. */
    @Volatile
    var sensorOrientation = 0
        private set

    /** The person has answered whether the app may use the camera. */
    fun permitted(allowed: Boolean) {
        if (allowed) start() else mutableState.value = CameraState.NotAllowed
    }

    /** Opens the camera, at first and whenever the app is in front again. */
    fun start() = onThread {
        if (opened != null || isClosed) return@onThread
        mutableState.value = CameraState.Starting
        try {
            open()
        } catch (error: CameraAccessException) {
            mutableState.value = stateAfter(error)
        } catch (_: SecurityException) {
            mutableState.value = CameraState.NotAllowed
        } catch (_: IllegalArgumentException) {
            // The camera was taken out while it was being asked.
            mutableState.value = CameraState.Missing
        }
    }

    /** Gives the camera to other apps while this one is not in front. */
    fun stop() = onThread { release(CameraState.Starting) }

    /** Shows the live picture on this texture, or on none. */
    fun show(texture: SurfaceTexture?) = onThread {
        preview?.release()
        preview = texture?.let(::Surface)
        this.texture = texture
        opened?.let(::configure)
    }

    override fun onFrame(listener: ((Frame) -> Unit)?) {
        this.listener = listener
    }

    override fun torch(on: Boolean) = onThread {
        torch = on
        opened?.let(::repeat)
    }

    override suspend fun still(): ByteBuffer = suspendCancellableCoroutine { waiting ->
        onThread {
            val camera = opened
            val session = camera?.session
            if (session == null) {
                waiting.resumeWithException(NoPhotographException())
                return@onThread
            }
            photograph?.cancel()
            photograph = waiting
            guarded {
                val request = camera.device.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE)
                request.addTarget(camera.photos.surface)
                request.set(CaptureRequest.JPEG_ORIENTATION, camera.rotation())
                camera.autoFocus(request)
                session.capture(request.build(), failures, handler)
            }
        }
    }

    override fun close() {
        isClosed = true
        onThread {
            release(CameraState.Starting)
            preview?.release()
            thread.quitSafely()
        }
    }

    private fun onThread(action: () -> Unit) {
        handler.post(action)
    }

    @SuppressLint("MissingPermission")
    private fun open() {
        val facing =
            if (lens == Lens.Front) CameraCharacteristics.LENS_FACING_FRONT else CameraCharacteristics.LENS_FACING_BACK
        fun facingOf(id: String) = manager.getCameraCharacteristics(id)[CameraCharacteristics.LENS_FACING]
        val id = manager.cameraIdList.firstOrNull { facingOf(it) == facing }
        val about = id?.let(manager::getCameraCharacteristics)
        val sizes = about?.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
        val frame = frameSize(sizes?.getOutputSizes(ImageFormat.YUV_420_888).orEmpty().toList())
        val photo = photoSize(sizes?.getOutputSizes(ImageFormat.JPEG).orEmpty().toList())
        if (id == null || about == null || frame == null || photo == null) {
            mutableState.value = CameraState.Missing
            return
        }
        sensorOrientation = about[CameraCharacteristics.SENSOR_ORIENTATION] ?: 0
        previewSize = frameSize(sizes?.getOutputSizes(SurfaceTexture::class.java).orEmpty().toList()) ?: frame
        manager.openCamera(
            id,
            object : CameraDevice.StateCallback() {
                override fun onOpened(device: CameraDevice) {
                    if (isClosed || opened != null) return device.close()
                    opened = Opened(device, about, frame, photo).also(::configure)
                }

                override fun onDisconnected(device: CameraDevice) {
                    device.close()
                    release(CameraState.InUse)
                }

                override fun onError(device: CameraDevice, error: Int) {
                    device.close()
                    val taken = error == ERROR_CAMERA_IN_USE || error == ERROR_MAX_CAMERAS_IN_USE
                    release(if (taken) CameraState.InUse else CameraState.Missing)
                }
            },
            handler,
        )
    }

    private fun configure(camera: Opened) = guarded {
        camera.session = null
        previewSize?.let { texture?.setDefaultBufferSize(it.width, it.height) }
        val outputs = listOfNotNull(camera.frames.surface, camera.photos.surface, preview)
        @Suppress("DEPRECATION") // What replaces it is of Android 9.
        camera.device.createCaptureSession(
            outputs,
            object : CameraCaptureSession.StateCallback() {
                override fun onConfigured(session: CameraCaptureSession) {
                    if (opened !== camera) return session.close()
                    camera.session = session
                    repeat(camera)
                    mutableState.value = CameraState.Running
                }

                override fun onConfigureFailed(session: CameraCaptureSession) = release(CameraState.Missing)
            },
            handler,
        )
    }

    private fun repeat(camera: Opened) = guarded {
        val request = camera.device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
        request.addTarget(camera.frames.surface)
        preview?.let(request::addTarget)
        camera.autoFocus(request)
        if (torch && camera.about[CameraCharacteristics.FLASH_INFO_AVAILABLE] == true) {
            request.set(CaptureRequest.FLASH_MODE, CaptureRequest.FLASH_MODE_TORCH)
        }
        camera.session?.setRepeatingRequest(request.build(), null, handler)
    }

    /** A camera that goes away in the middle of a call is told by its callback too. */
    private inline fun guarded(call: () -> Unit) {
        try {
            call()
        } catch (error: CameraAccessException) {
            release(stateAfter(error))
        } catch (_: IllegalStateException) {
            release(CameraState.Missing)
        } catch (_: IllegalArgumentException) {
            // The surface of the preview is gone.
            release(CameraState.Missing)
        }
    }

    private fun stateAfter(error: CameraAccessException): CameraState = when (error.reason) {
        CameraAccessException.CAMERA_IN_USE, CameraAccessException.MAX_CAMERAS_IN_USE,
        CameraAccessException.CAMERA_DISCONNECTED,
        -> CameraState.InUse
        else -> CameraState.Missing
    }

    private fun release(next: CameraState) {
        opened?.close()
        opened = null
        photograph?.takeIf { it.isActive }?.resumeWithException(NoPhotographException())
        photograph = null
        if (mutableState.value != CameraState.NotAllowed) mutableState.value = next
    }

    private val failures =
        object : CameraCaptureSession.CaptureCallback() {
            override fun onCaptureFailed(
                session: CameraCaptureSession,
                request: CaptureRequest,
                failure: CaptureFailure,
            ) {
                photograph?.takeIf { it.isActive }?.resumeWithException(NoPhotographException())
                photograph = null
            }
        }

    private fun deliver(image: Image, rotation: Int) {
        val (y, u, v) = image.planes
        listener?.invoke(
            Frame(
                width = image.width,
                height = image.height,
                luma = y.buffer.slice(),
                chromaU = u.buffer.slice(),
                chromaV = v.buffer.slice(),
                lumaStride = y.rowStride,
                chromaStride = u.rowStride,
                chromaStep = u.pixelStride,
                rotation = rotation,
                atMs = image.timestamp / NANOS_PER_MS,
            ),
        )
    }

    private fun deliverPhotograph(image: Image) {
        val jpeg = image.planes[0].buffer
        // The image is given back: its bytes must outlive it.
        val kept = ByteBuffer.allocateDirect(jpeg.remaining()).also { it.duplicate().put(jpeg) }
        photograph?.takeIf { it.isActive }?.resume(kept)
        photograph = null
    }

    /** An open camera with its outputs. */
    private inner class Opened(val device: CameraDevice, val about: CameraCharacteristics, frame: Size, photo: Size) {
        var session: CameraCaptureSession? = null

        // Two: one is looked at while the camera fills the other.
        val frames: ImageReader = ImageReader.newInstance(frame.width, frame.height, ImageFormat.YUV_420_888, 2)
        val photos: ImageReader = ImageReader.newInstance(photo.width, photo.height, ImageFormat.JPEG, 1)

        init {
            frames.setOnImageAvailableListener({
                it.acquireLatestImage()?.use { image -> deliver(image, rotation()) }
            }, handler)
            photos.setOnImageAvailableListener({ it.acquireNextImage()?.use(::deliverPhotograph) }, handler)
        }

        fun rotation() = uprightRotation(sensorOrientation, displayRotation(), lens == Lens.Front)

        fun autoFocus(request: CaptureRequest.Builder) {
            val modes = about[CameraCharacteristics.CONTROL_AF_AVAILABLE_MODES] ?: return
            if (CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE in modes) {
                request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            }
        }

        fun close() {
            device.close()
            frames.close()
            photos.close()
        }
    }
}
