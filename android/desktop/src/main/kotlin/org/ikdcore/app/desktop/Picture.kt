package org.ikdcore.app.desktop

import java.awt.Rectangle
import java.awt.Robot
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO
import kotlinx.coroutines.delay

private const val FADES_MS = 3_000L

/** Writes what the screen shows of [window] to [file], and how many colours it has to standard output. */
suspend fun takePicture(window: java.awt.Window, file: File) {
    // Fonts are loaded and the first fade has ended.
    delay(FADES_MS)
    val picture = Robot().createScreenCapture(Rectangle(window.locationOnScreen, window.size))
    ImageIO.write(picture, "png", file)
    println("colours: ${colours(picture)}")
}

private fun colours(picture: BufferedImage): Int {
    val found = HashSet<Int>()
    for (y in 0..<picture.height) for (x in 0..<picture.width) found.add(picture.getRGB(x, y))
    return found.size
}
