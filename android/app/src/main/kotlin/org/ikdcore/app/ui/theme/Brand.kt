package org.ikdcore.app.ui.theme

import androidx.compose.runtime.Immutable
import androidx.compose.ui.graphics.Color

/** The accent of an operator: a colour, what is written on it, and the same for its pale container. */
@Immutable
data class Accent(val main: Color, val on: Color, val container: Color, val onContainer: Color)

/** The accents of the light and the dark theme. */
@Immutable
data class Brand(val light: Accent, val dark: Accent) {
    companion object {
        /** The colours of the sources. */
        val builtIn = Brand(
            light = accent(0xFF0B5563, 0xFFFFFFFF, 0xFFCFE8EE, 0xFF06323B),
            dark = accent(0xFF86D3E3, 0xFF00343D, 0xFF0E4854, 0xFFD3EEF4),
        )

        /** Names that `colours` in `ikd.json` may have, besides those with [DARK] behind them. */
        private val NAMES = listOf("primary", "on_primary", "primary_container", "on_primary_container")
        private const val DARK = "_dark"
        private val HEX = Regex("#[0-9a-fA-F]{6}")

        /**
         * The colours of a configuration, `#rrggbb` by name; what is absent is as in [builtIn].
         *
         * @throws IllegalArgumentException for an unknown name, a value of another form, or text that has less than
         *   [READABLE] of contrast on its colour.
         */
        fun of(colours: Map<String, String>): Brand {
            val unknown = colours.keys - NAMES.toSet() - NAMES.map { it + DARK }.toSet()
            require(unknown.isEmpty()) { "unknown colours: $unknown" }
            val brand = Brand(builtIn.light.with(colours, ""), builtIn.dark.with(colours, DARK))
            for (accent in listOf(brand.light, brand.dark)) {
                require(contrast(accent.main, accent.on) >= READABLE) { "on_primary cannot be read on primary" }
                require(contrast(accent.container, accent.onContainer) >= READABLE) {
                    "on_primary_container cannot be read on primary_container"
                }
            }
            return brand
        }

        private fun Accent.with(colours: Map<String, String>, suffix: String): Accent {
            fun colour(at: Int, builtIn: Color): Color {
                val text = colours[NAMES[at] + suffix] ?: return builtIn
                require(HEX.matches(text)) { "${NAMES[at]}$suffix is not of the form #rrggbb" }
                return Color(OPAQUE or text.drop(1).toLong(radix = 16))
            }
            return Accent(colour(0, main), colour(1, on), colour(2, container), colour(3, onContainer))
        }

        private fun accent(main: Long, on: Long, container: Long, onContainer: Long) =
            Accent(Color(main), Color(on), Color(container), Color(onContainer))

        private const val OPAQUE = 0xFF000000
    }
}
