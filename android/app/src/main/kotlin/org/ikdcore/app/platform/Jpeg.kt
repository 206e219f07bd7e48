package org.ikdcore.app.platform

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.ImageDecoder
import android.os.Build
import androidx.annotation.RequiresApi
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.nio.ByteBuffer

/** More pixels than the core keeps of a paper, so that it scales from a good picture. */
private const val MOST_EDGE = 4000
private const val QUALITY = 92
private const val JPEG_START: Byte = -1
private const val JPEG_SECOND: Byte = -40

/**
 * A photograph as JPEG, which the core reads. A JPEG stays as it is; what else the phone can decode (PNG, WebP, HEIC from
 * Android 9 on) is written again, in memory. What it cannot decode stays too: the core says that it is not supported.
 */
internal fun asJpeg(photograph: ByteArray): ByteArray {
    if (photograph.size > 2 && photograph[0] == JPEG_START && photograph[1] == JPEG_SECOND) return photograph
    val bitmap = decoded(photograph) ?: return photograph
    return ByteArrayOutputStream().use { out ->
        bitmap.compress(Bitmap.CompressFormat.JPEG, QUALITY, out)
        bitmap.recycle()
        out.toByteArray()
    }
}

private fun decoded(photograph: ByteArray): Bitmap? =
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) decodedByDecoder(photograph) else decodedByFactory(photograph)

/** Turns the picture upright by its metadata. */
@RequiresApi(Build.VERSION_CODES.P)
private fun decodedByDecoder(photograph: ByteArray): Bitmap? = try {
    ImageDecoder.decodeBitmap(ImageDecoder.createSource(ByteBuffer.wrap(photograph)), Smaller)
} catch (_: IOException) {
    null
}

/** No lambda: the check of API levels reads the annotation of the method. */
@RequiresApi(Build.VERSION_CODES.P)
private object Smaller : ImageDecoder.OnHeaderDecodedListener {
    @RequiresApi(Build.VERSION_CODES.P)
    override fun onHeaderDecoded(decoder: ImageDecoder, info: ImageDecoder.ImageInfo, source: ImageDecoder.Source) {
        decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
        decoder.setTargetSampleSize(sample(info.size.width, info.size.height))
    }
}

private fun decodedByFactory(photograph: ByteArray): Bitmap? {
    val options = BitmapFactory.Options().apply { inJustDecodeBounds = true }
    BitmapFactory.decodeByteArray(photograph, 0, photograph.size, options)
    if (options.outWidth <= 0) return null
    options.inSampleSize = sample(options.outWidth, options.outHeight)
    options.inJustDecodeBounds = false
    return BitmapFactory.decodeByteArray(photograph, 0, photograph.size, options)
}

/** Every how manieth pixel is read. */
private fun sample(width: Int, height: Int): Int {
    var step = 1
    while (maxOf(width, height) / step > MOST_EDGE) step *= 2
    return step
}
