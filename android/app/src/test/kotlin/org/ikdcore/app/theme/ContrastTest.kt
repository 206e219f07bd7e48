package org.ikdcore.app.theme

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import org.ikdcore.app.ui.theme.Brand
import org.ikdcore.app.ui.theme.IkdColours
import org.ikdcore.app.ui.theme.READABLE
import org.ikdcore.app.ui.theme.VISIBLE
import org.ikdcore.app.ui.theme.contrast
import org.ikdcore.app.ui.theme.darkIkdColours
import org.ikdcore.app.ui.theme.lightIkdColours
import org.ikdcore.app.ui.theme.scheme
import org.junit.Assert.assertEquals
import org.junit.Test

/** Every pair of colours that the screens put on each other, in both themes. */
class ContrastTest {
    private val themes = mapOf(
        "light" to (scheme(Brand.builtIn, dark = false) to lightIkdColours),
        "dark" to (scheme(Brand.builtIn, dark = true) to darkIkdColours),
    )

    private fun texts(scheme: ColorScheme, more: IkdColours): Map<String, Pair<Color, Color>> {
        val pages = mapOf(
            "page" to scheme.surface,
            "card" to scheme.surfaceContainerLowest,
            "bar" to scheme.surfaceContainer,
            "chosen" to scheme.surfaceContainerHigh,
        )
        val writing = mapOf(
            "text" to scheme.onSurface,
            "small text" to scheme.onSurfaceVariant,
            "link" to scheme.primary,
            "error" to scheme.error,
            "warning" to more.warning,
            "success" to more.success,
        )
        val onPages = pages.flatMap { (page, under) ->
            writing.map { (kind, over) -> "$kind on $page" to (over to under) }
        }
        return onPages.toMap() + mapOf(
            "button" to (scheme.onPrimary to scheme.primary),
            "pale button" to (scheme.onPrimaryContainer to scheme.primaryContainer),
            "error note" to (scheme.onErrorContainer to scheme.errorContainer),
            "danger" to (scheme.onError to scheme.error),
            "warning note" to (more.onWarningContainer to more.warningContainer),
            "success note" to (more.onSuccessContainer to more.successContainer),
            "example strip" to (more.onExample to more.example),
            "message" to (scheme.inverseOnSurface to scheme.inverseSurface),
        )
    }

    private fun edges(scheme: ColorScheme, more: IkdColours) = mapOf(
        "edge of an entry" to (scheme.outline to scheme.surface),
        "edge of an entry on a card" to (scheme.outline to scheme.surfaceContainerLowest),
        "focus" to (more.focus to scheme.surface),
        "focus on a card" to (more.focus to scheme.surfaceContainerLowest),
    )

    private fun tooWeak(lowest: Double, pairs: (ColorScheme, IkdColours) -> Map<String, Pair<Color, Color>>) =
        themes.flatMap { (theme, colours) ->
            pairs(colours.first, colours.second)
                .mapValues { (_, pair) -> contrast(pair.first, pair.second) }
                .filterValues { it < lowest }
                .map { (what, found) -> "$theme: $what has %.2f".format(found) }
        }

    @Test
    fun `black on white has the highest contrast`() {
        assertEquals(21.0, contrast(Color.Black, Color.White), 0.001)
        assertEquals(contrast(Color.White, Color.Black), contrast(Color.Black, Color.White), 0.0)
    }

    @Test
    fun `text can be read on everything that it stands on`() {
        assertEquals(emptyList<String>(), tooWeak(READABLE, ::texts))
    }

    @Test
    fun `edges of controls can be seen`() {
        assertEquals(emptyList<String>(), tooWeak(VISIBLE, ::edges))
    }
}
