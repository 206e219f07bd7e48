package org.ikdcore.app.platform

import android.graphics.Matrix
import android.util.Size
import kotlin.math.abs

/** Frames are looked at several times a second; more pixels bring nothing to face guidance and QR reading. */
private const val WIDEST_FRAME = 1280

/** The core accepts larger photographs, but scales them down. */
private const val LARGEST_PHOTO = 13_000_000

private const val SENSOR_RATIO = 4.0 / 3.0
private const val RATIO_TOLERANCE = 0.02
private const val FULL_TURN = 360

/** Clockwise rotation that makes a camera's picture upright, degrees. */
internal fun uprightRotation(sensor: Int, display: Int, front: Boolean): Int =
    (if (front) sensor + display else sensor - display + FULL_TURN) % FULL_TURN

/** The largest size for frames. All outputs have the shape of the sensor, so that they show the same. */
internal fun frameSize(sizes: List<Size>): Size? =
    largest(sizes.filter { it.width <= WIDEST_FRAME }) ?: sizes.minByOrNull { it.pixels }

/** The largest size for a photograph. */
internal fun photoSize(sizes: List<Size>): Size? =
    largest(sizes.filter { it.pixels <= LARGEST_PHOTO }) ?: sizes.minByOrNull { it.pixels }

private fun largest(sizes: List<Size>): Size? =
    sizes.filter { it.isOfSensor }.ifEmpty { sizes }.maxByOrNull { it.pixels }

private val Size.pixels get() = width * height

private val Size.isOfSensor get() = abs(width.toDouble() / height - SENSOR_RATIO) < RATIO_TOLERANCE

/**
 * Makes a preview that Android has stretched over a view of [width] x [height] fill it without distortion. [buffer] is
 * the size of the camera's pictures, [sensor] how it is mounted, [display] how the screen is turned, degrees.
 */
internal fun fillingTransform(width: Int, height: Int, buffer: Size, sensor: Int, display: Int): Matrix {
    val sideways = sensor % 180 != 0
    // Upright while the phone is in its natural orientation.
    val picture = if (sideways) Size(buffer.height, buffer.width) else buffer
    val turned = display % 180 != 0
    val (across, down) = if (turned) height to width else width to height
    val scale = maxOf(across.toFloat() / picture.width, down.toFloat() / picture.height)
    return Matrix().apply {
        postScale(picture.width * scale / width, picture.height * scale / height, width / 2f, height / 2f)
        postRotate(-display.toFloat(), width / 2f, height / 2f)
    }
}
