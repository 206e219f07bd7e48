package org.ikdcore.app.pictures

import java.io.File
import org.ikdcore.app.ui.ScreenId
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/**
 * Draws each state of the fixtures four times, side by side: Indonesian in the light; English in the dark; both with
 * twice as large letters on a small phone, the second with all of its page.
 *
 * `-Dpictures` is the folder of the committed pictures, `-Dpictures.now` gets what was drawn, `-Dpictures.bless=true`
 * writes it over the committed ones. Look at them before you commit them.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], application = android.app.Application::class)
class PicturesTest {
    private val committed = File(System.getProperty("pictures")).also { it.mkdirs() }
    private val now = File(System.getProperty("pictures.now") ?: System.getProperty("pictures")).also { it.mkdirs() }
    private val bless = System.getProperty("pictures.bless").toBoolean()

    @Test
    fun `every screen looks as it looked when somebody looked at it`() {
        val wrong = allDrawn.mapNotNull { drawn ->
            File(now, "${drawn.name}.png").writeBytes(drawn.png)
            val before = File(committed, "${drawn.name}.png")
            if (bless) before.writeBytes(drawn.png)
            difference(before, drawn.png)?.let { "${drawn.name}: $it" }
        }
        assertEquals("compare $now with $committed, then bless", emptyList<String>(), wrong)
    }

    @Test
    fun `every screen has a picture, and every picture a screen`() {
        val visited = allDrawn.flatMap { it.visited }.toSet()
        assertEquals("screens without a picture", emptyList<ScreenId>(), ScreenId.entries - visited)
        val names = allDrawn.map { it.name }.toSet()
        if (bless) pictures().filter { it.nameWithoutExtension !in names }.forEach { it.delete() }
        assertEquals("pictures of nothing", emptyList<String>(), pictures().map { it.nameWithoutExtension } - names)
    }

    @Test
    fun `every screen has a heading, every control a name and room for a finger, and no text is cut`() {
        assertEquals(emptyList<String>(), allDrawn.flatMap { it.faults })
    }

    @Test
    fun `the pictures together are small`() {
        val bytes = pictures().sumOf { it.length() }
        assertTrue("$bytes bytes", bytes <= MOST_BYTES)
    }

    private fun pictures() = committed.listFiles { file -> file.extension == "png" }.orEmpty().toList()

    private fun difference(before: File, png: ByteArray): String? {
        if (!before.exists()) return "no picture"
        val share = Picture.of(before.readBytes()).difference(Picture.of(png))
        return if (share > MOST_DIFFERENT) "%.2f %% of the pixels differ".format(share * 100) else null
    }
}

private const val MOST_DIFFERENT = 0.001
private const val MOST_BYTES = 9_000_000L
