package org.ikdcore.app.pictures

import android.content.ComponentName
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Bundle
import android.os.Looper
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import java.io.File
import java.time.Duration
import java.util.TimeZone
import org.ikdcore.app.platform.AndroidTexts
import org.ikdcore.app.ui.LocalScreenVisits
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.theme.IkdTheme
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/**
 * Draws each state of the fixtures four times, side by side: Indonesian in the light; English in the dark; both with
 * twice as large letters on a small phone, the second with all of its page. Without the library; the clock stands.
 *
 * `-Dpictures` is the folder of the committed pictures, `-Dpictures.now` gets what was drawn, `-Dpictures.bless=true`
 * commits it. `-Dpictures.only=form` draws only the states whose name begins so.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], application = android.app.Application::class)
class PicturesTest {
    private val committed = File(System.getProperty("pictures"))
    private val drawn = File(System.getProperty("pictures.now") ?: System.getProperty("pictures"))
    private val bless = System.getProperty("pictures.bless").toBoolean()
    private val only = System.getProperty("pictures.only").orEmpty()
    private val fixtures = (registrationFixtures + everydayFixtures).filter { it.first.startsWith(only) }
    private val visited = mutableSetOf<ScreenId>()
    private val zone = TimeZone.getDefault()

    @Before
    fun setUp() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Jakarta"))
        drawn.mkdirs()
    }

    @After
    fun tearDown() = TimeZone.setDefault(zone)

    @Test
    fun `every screen looks as it was looked at`() {
        val wrong = fixtures.mapNotNull { (name, screen) ->
            val png = beside(PANELS.map { panel(it, screen) }).png()
            File(drawn, "$name.png").writeBytes(png)
            val before = File(committed, "$name.png")
            when {
                bless -> null.also { before.also { it.parentFile.mkdirs() }.writeBytes(png) }
                !before.exists() -> "$name has no picture"
                else -> Picture.of(before.readBytes()).difference(Picture.of(png)).takeIf { it > MOST_DIFFERENT }
                    ?.let { "$name differs by ${percent(it)}" }
            }
        }
        assertEquals("compare ${drawn.path} with ${committed.path}, look, and bless", emptyList<String>(), wrong)
        if (only.isEmpty()) {
            assertEquals("screens without a picture", emptyList<ScreenId>(), ScreenId.entries - visited)
            assertEquals("pictures of nothing", emptyList<String>(), pictures().map { it.nameWithoutExtension } - names())
        }
    }

    @Test
    fun `the pictures together are small`() {
        val bytes = pictures().sumOf { it.length() }
        assertTrue("$bytes bytes", bytes <= MOST_BYTES)
    }

    private fun pictures() = committed.listFiles { file -> file.extension == "png" }.orEmpty().toList()

    private fun names() = fixtures.map { it.first }.toSet()

    private fun panel(panel: Panel, screen: @Composable () -> Unit): Picture {
        RuntimeEnvironment.setQualifiers(panel.qualifiers)
        RuntimeEnvironment.setFontScale(panel.fontScale)
        val application = RuntimeEnvironment.getApplication()
        shadowOf(application.packageManager)
            .addActivityIfNotPresent(ComponentName(application, PictureActivity::class.java))
        Robolectric.buildActivity(PictureActivity::class.java).use { controller ->
            controller.setup()
            val activity = controller.get()
            activity.setContent {
                CompositionLocalProvider(
                    LocalShell provides PictureShell,
                    LocalTexts provides AndroidTexts(activity),
                    LocalScreenVisits provides { visited += it },
                ) { IkdTheme { screen() } }
            }
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(SETTLED_MS))
            val view = activity.window.decorView
            val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
            view.draw(Canvas(bitmap))
            val pixels = IntArray(view.width * view.height)
            bitmap.getPixels(pixels, 0, view.width, 0, 0, view.width, view.height)
            val whole = Picture(view.width, view.height, pixels)
            return if (panel.unrolled) whole.withoutGaps() else whole
        }
    }
}

/** The screens draw their own bars. */
internal class PictureActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        setTheme(android.R.style.Theme_Material_Light_NoActionBar)
        super.onCreate(savedInstanceState)
    }
}

private class Panel(val qualifiers: String, val fontScale: Float = 1f, val unrolled: Boolean = false)

private val PANELS = listOf(
    Panel("in-rID-w360dp-h740dp-notnight-mdpi"),
    Panel("en-rUS-w360dp-h740dp-night-mdpi"),
    Panel("in-rID-w320dp-h640dp-notnight-mdpi", fontScale = 2f),
    Panel("en-rUS-w320dp-h2400dp-night-mdpi", fontScale = 2f, unrolled = true),
)

/** Equal rows one after the other are shortened: a page on a very high screen, without what is empty in it. */
private fun Picture.withoutGaps(): Picture {
    fun row(y: Int) = pixels.copyOfRange(y * width, (y + 1) * width)
    var equal = 0
    val rows = (0 until height).filter { y ->
        equal = if (y > 0 && row(y).contentEquals(row(y - 1))) equal + 1 else 0
        equal <= GAP
    }
    return Picture(width, rows.size, rows.flatMap { row(it).asList() }.toIntArray())
}

private fun beside(panels: List<Picture>): Picture {
    val width = panels.sumOf { it.width } + BETWEEN * (panels.size - 1)
    val height = panels.maxOf { it.height }
    val pixels = IntArray(width * height) { PAPER }
    var left = 0
    for (panel in panels) {
        for (y in 0 until panel.height) panel.pixels.copyInto(pixels, y * width + left, y * panel.width, (y + 1) * panel.width)
        left += panel.width + BETWEEN
    }
    return Picture(width, height, pixels)
}

private fun percent(share: Double) = "%.2f %%".format(share * 100)

private const val SETTLED_MS = 600L
private const val MOST_DIFFERENT = 0.001
private const val MOST_BYTES = 6_000_000L
private const val GAP = 48
private const val BETWEEN = 12
private const val PAPER = -0x655556
