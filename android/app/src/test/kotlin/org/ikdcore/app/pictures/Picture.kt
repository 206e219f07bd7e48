package org.ikdcore.app.pictures

import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.ByteArrayOutputStream
import javax.imageio.IIOImage
import javax.imageio.ImageIO
import javax.imageio.ImageWriteParam
import kotlin.math.abs

/** A picture in few colours, so that a hundred of them are small. */
internal class Picture(val width: Int, val height: Int, val pixels: IntArray) {
    /** The share of pixels that differ from [other] by more than rounding of colours. */
    fun difference(other: Picture): Double {
        if (width != other.width || height != other.height) return 1.0
        val differing = pixels.indices.count { !close(pixels[it], other.pixels[it]) }
        return differing.toDouble() / pixels.size
    }

    /** PNG with a palette of the most frequent colours; each other colour becomes the nearest of them. */
    fun png(): ByteArray {
        val counts = HashMap<Int, Int>()
        // Neighbours mostly have one colour: counted in runs, a picture takes a tenth of the time.
        var run = 0
        pixels.forEachIndexed { at, pixel ->
            run++
            if (at == pixels.lastIndex || pixels[at + 1] != pixel) {
                counts.merge(pixel or OPAQUE, run, Int::plus)
                run = 0
            }
        }
        val palette = counts.entries.sortedWith(compareBy({ -it.value }, { it.key })).take(COLOURS).map { it.key }
        val places = HashMap<Int, Byte>()
        val indexed = ByteArray(pixels.size)
        pixels.forEachIndexed { at, pixel ->
            indexed[at] = if (at > 0 && pixels[at - 1] == pixel) {
                indexed[at - 1]
            } else {
                places.getOrPut(pixel or OPAQUE) { nearest(palette, pixel) }
            }
        }
        val model = IndexColorModel(8, palette.size, palette.toIntArray(), 0, false, -1, DataBuffer.TYPE_BYTE)
        val image = BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model)
        image.raster.setDataElements(0, 0, width, height, indexed)
        return smallest(image)
    }

    companion object {
        fun of(png: ByteArray): Picture {
            val image = ImageIO.read(png.inputStream())
            val (width, height) = image.width to image.height
            return Picture(width, height, image.getRGB(0, 0, width, height, null, 0, width))
        }
    }
}

private fun nearest(palette: List<Int>, colour: Int): Byte =
    palette.indices.minBy { distance(palette[it], colour) }.toByte()

private fun smallest(image: BufferedImage): ByteArray {
    val bytes = ByteArrayOutputStream()
    val writer = ImageIO.getImageWritersByFormatName("png").next()
    val smallest = writer.defaultWriteParam.apply {
        compressionMode = ImageWriteParam.MODE_EXPLICIT
        compressionQuality = 0f
    }
    ImageIO.createImageOutputStream(bytes).use { out ->
        writer.output = out
        writer.write(null, IIOImage(image, null, null), smallest)
    }
    writer.dispose()
    return bytes.toByteArray()
}

private fun distance(a: Int, b: Int) = listOf(16, 8, 0).sumOf { gap(a, b, it) * gap(a, b, it) }

private fun gap(a: Int, b: Int, shift: Int) = abs((a shr shift and 0xFF) - (b shr shift and 0xFF))

private fun close(a: Int, b: Int): Boolean {
    if (a == b) return true
    return gap(a, b, 16) <= TOLERANCE && gap(a, b, 8) <= TOLERANCE && gap(a, b, 0) <= TOLERANCE
}

private const val COLOURS = 32
private const val OPAQUE = 0xFF shl 24

/** What may come of another palette. */
private const val TOLERANCE = 10
