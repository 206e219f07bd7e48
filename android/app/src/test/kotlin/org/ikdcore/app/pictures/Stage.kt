package org.ikdcore.app.pictures

import android.content.ComponentName
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Bundle
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.node.RootForTest
import java.time.Duration
import java.util.TimeZone
import org.ikdcore.app.platform.AndroidTexts
import org.ikdcore.app.ui.LocalScreenVisits
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.theme.IkdTheme
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** What was drawn of one state: four pictures beside each other, and what is wrong with its parts. */
internal class Drawn(val name: String, val png: ByteArray, val visited: Set<ScreenId>, val faults: List<String>)

/** Every state that is drawn; `-Dpictures.only=form` draws only those whose name begins so. */
internal val fixtures: List<Pair<String, @Composable () -> Unit>> =
    (registrationFixtures + everydayFixtures + applicationFixtures).filter {
        it.first.startsWith(System.getProperty("pictures.only").orEmpty())
    }

/** Draws all states once for all tests: that is most of their time. Without the library, and in one time zone. */
internal val allDrawn: List<Drawn> by lazy {
    val zone = TimeZone.getDefault()
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Jakarta"))
    try {
        fixtures.map { (name, screen) -> draw(name, screen) }
    } finally {
        TimeZone.setDefault(zone)
    }
}

private fun draw(name: String, screen: @Composable () -> Unit): Drawn {
    val visited = mutableSetOf<ScreenId>()
    val faults = mutableListOf<String>()
    val panels = PANELS.map { panel ->
        onPhone(panel, visited, screen) { view ->
            faults +=
                faultsOf(root(view).semanticsOwner, view.resources.displayMetrics.density).map {
                    "$name, ${panel.name}: $it"
                }
            val picture = picture(view)
            if (panel.unrolled) picture.withoutGaps() else picture
        }
    }
    return Drawn(name, beside(panels).png(), visited, faults)
}

private fun <T> onPhone(
    panel: Panel,
    visited: MutableSet<ScreenId>,
    screen: @Composable () -> Unit,
    look: (View) -> T,
): T {
    RuntimeEnvironment.setQualifiers(panel.qualifiers)
    RuntimeEnvironment.setFontScale(panel.fontScale)
    val application = RuntimeEnvironment.getApplication()
    val name = ComponentName(application, PictureActivity::class.java)
    shadowOf(application.packageManager).addActivityIfNotPresent(name)
    return Robolectric.buildActivity(PictureActivity::class.java).use { controller ->
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
        look(activity.window.decorView)
    }
}

private fun picture(view: View): Picture {
    val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    view.draw(Canvas(bitmap))
    val pixels = IntArray(view.width * view.height)
    bitmap.getPixels(pixels, 0, view.width, 0, 0, view.width, view.height)
    return Picture(view.width, view.height, pixels)
}

private fun root(view: View): RootForTest = all(view).filterIsInstance<RootForTest>().first()

private fun all(view: View): Sequence<View> = sequence {
    yield(view)
    if (view is ViewGroup) for (at in 0 until view.childCount) yieldAll(all(view.getChildAt(at)))
}

/** The screens draw their own bars. */
internal class PictureActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        setTheme(android.R.style.Theme_Material_Light_NoActionBar)
        super.onCreate(savedInstanceState)
    }
}

private class Panel(
    val name: String,
    val qualifiers: String,
    val fontScale: Float = 1f,
    /** Drawn on a very high screen, and then without what is empty: the whole of a page that scrolls. */
    val unrolled: Boolean = false,
)

private val PANELS = listOf(
    Panel("Indonesian", "in-rID-w360dp-h740dp-notnight-mdpi"),
    Panel("English, dark", "en-rUS-w360dp-h740dp-night-mdpi"),
    Panel("Indonesian, twice as large", "in-rID-w320dp-h640dp-notnight-mdpi", fontScale = 2f),
    Panel("English, dark, twice as large", "en-rUS-w320dp-h2400dp-night-mdpi", fontScale = 2f, unrolled = true),
)

private fun Picture.withoutGaps(): Picture {
    fun sameAsAbove(y: Int) = (0 until width).all { pixels[y * width + it] == pixels[(y - 1) * width + it] }
    var equal = 0
    val rows = (0 until height).filter { y ->
        equal = if (y > 0 && sameAsAbove(y)) equal + 1 else 0
        equal <= GAP
    }
    val kept = IntArray(rows.size * width)
    rows.forEachIndexed { to, from -> pixels.copyInto(kept, to * width, from * width, (from + 1) * width) }
    return Picture(width, rows.size, kept)
}

private fun beside(panels: List<Picture>): Picture {
    val width = panels.sumOf { it.width } + BETWEEN * (panels.size - 1)
    val height = panels.maxOf { it.height }
    val pixels = IntArray(width * height) { PAPER }
    var left = 0
    for (panel in panels) {
        for (y in 0 until panel.height) {
            panel.pixels.copyInto(
                pixels, y * width + left, y * panel.width,
                (y + 1) * panel.width
            )
        }
        left += panel.width + BETWEEN
    }
    return Picture(width, height, pixels)
}

private const val SETTLED_MS = 600L
private const val GAP = 48
private const val BETWEEN = 12
private const val PAPER = -0x655556
