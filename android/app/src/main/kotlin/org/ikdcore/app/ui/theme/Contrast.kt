package org.ikdcore.app.ui.theme

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance

/** The lowest contrast of text, WCAG 2.2 success criterion 1.4.3 (AA). */
internal const val READABLE = 4.5

/** The lowest contrast of a symbol or of the edge of a control, WCAG 2.2 success criterion 1.4.11. */
internal const val VISIBLE = 3.0

/** Contrast of two opaque colours by WCAG 2.2, 1 to 21. */
internal fun contrast(one: Color, other: Color): Double {
    val (darker, lighter) = listOf(one.luminance(), other.luminance()).sorted()
    return (lighter + 0.05) / (darker + 0.05)
}
