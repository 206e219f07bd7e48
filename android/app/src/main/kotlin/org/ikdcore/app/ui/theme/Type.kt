package org.ikdcore.app.ui.theme

import androidx.compose.material3.Typography
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.Hyphens
import androidx.compose.ui.text.style.LineBreak
import androidx.compose.ui.text.style.LineHeightStyle
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.em
import androidx.compose.ui.unit.sp

/** The styles of text, with the system's font. No text is smaller than 14 sp. */
@Immutable
data class IkdType(
    /** The four digits that are compared with the officer's. */
    val digits: TextStyle,
    /** Title of a screen (H1). */
    val headline: TextStyle,
    /** A time that counts down. */
    val timer: TextStyle,
    /** Title in the top bar. */
    val pageTitle: TextStyle,
    /** Title inside a page (H2), name on a card. */
    val title: TextStyle,
    /** "Langkah 1 dari 5". */
    val step: TextStyle,
    val body: TextStyle,
    val strong: TextStyle,
    val button: TextStyle,
    val input: TextStyle,
    val small: TextStyle,
    /** A key of the number pad, a box of the code. */
    val key: TextStyle,
    /** The word on a key of the number pad, which cannot wrap. */
    val keyWord: TextStyle,
)

internal val LocalIkdType = staticCompositionLocalOf { styles(Density(1f)) }

@Composable
internal fun ikdType(): IkdType {
    val density = LocalDensity.current
    return remember(density) { styles(density) }
}

/** Material's own parts (switch, progress, ripple) use few styles; these are the ones they could draw text with. */
@Composable
internal fun ikdTypography(): Typography {
    val type = ikdType()
    return remember(type) {
        Typography(
            displayLarge = type.digits,
            headlineLarge = type.timer,
            headlineMedium = type.headline,
            titleLarge = type.pageTitle,
            titleMedium = type.title,
            titleSmall = type.step,
            bodyLarge = type.body,
            bodyMedium = type.body,
            bodySmall = type.small,
            labelLarge = type.button,
            labelMedium = type.small,
            labelSmall = type.small,
        )
    }
}

private fun styles(density: Density): IkdType {
    fun style(size: Int, line: Int, weight: FontWeight, upTo: Float? = null) = TextStyle(
        fontSize = if (upTo == null) size.sp else density.capped(size, upTo),
        lineHeight = (line.toFloat() / size).em,
        fontWeight = weight,
        fontFeatureSettings = "tnum",
        hyphens = Hyphens.None,
        lineBreak = if (size >= 20) LineBreak.Heading else LineBreak.Paragraph,
        lineHeightStyle = LineHeightStyle(LineHeightStyle.Alignment.Center, LineHeightStyle.Trim.None),
    )
    return IkdType(
        digits = style(64, 64, FontWeight.Bold, upTo = 1f),
        headline = style(26, 32, FontWeight.Bold, upTo = 1.5f),
        timer = style(32, 40, FontWeight.Bold, upTo = 1.5f),
        pageTitle = style(20, 26, FontWeight.Bold, upTo = 1.5f),
        title = style(20, 26, FontWeight.Medium, upTo = 1.75f),
        step = style(17, 24, FontWeight.Medium, upTo = 1.5f),
        body = style(17, 24, FontWeight.Normal),
        strong = style(17, 24, FontWeight.Medium),
        button = style(18, 24, FontWeight.Medium),
        input = style(18, 24, FontWeight.Normal),
        small = style(14, 20, FontWeight.Normal),
        key = style(28, 32, FontWeight.Medium, upTo = 1.5f),
        keyWord = style(18, 24, FontWeight.Medium, upTo = 1.3f),
    )
}

/** Large text grows less: imitates Android 14's curve on every phone. */
private fun Density.capped(size: Int, upTo: Float): TextUnit = (size * minOf(fontScale, upTo)).dp.toSp()
