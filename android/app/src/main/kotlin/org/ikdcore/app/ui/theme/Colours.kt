package org.ikdcore.app.ui.theme

import androidx.compose.material3.ColorScheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color

/** The colours that Material has no role for. Contrast of each pair: AA at least, AAA for text on its container. */
@Immutable
data class IkdColours(
    val warning: Color,
    val warningContainer: Color,
    val onWarningContainer: Color,
    val success: Color,
    val successContainer: Color,
    val onSuccessContainer: Color,
    val example: Color,
    val onExample: Color,
    val focus: Color,
)

/** Behind a camera's picture, in both themes. */
val CameraDark = Color(0xFF1A2327)

/** Text on the white captions over a camera's picture, in both themes. */
val CaptionText = Color(0xFF182125)

internal val LocalIkdColours = staticCompositionLocalOf { lightIkdColours }

internal val lightIkdColours = IkdColours(
    warning = Color(0xFF774800),
    warningContainer = Color(0xFFFFE3BF),
    onWarningContainer = Color(0xFF4A2C00),
    success = Color(0xFF136039),
    successContainer = Color(0xFFDDF1E5),
    onSuccessContainer = Color(0xFF0A3B22),
    example = Color(0xFFFFF1C9),
    onExample = Color(0xFF4A3700),
    focus = Color(0xFFB45300),
)

internal val darkIkdColours = IkdColours(
    warning = Color(0xFFFFC069),
    warningContainer = Color(0xFF4F3000),
    onWarningContainer = Color(0xFFFFE0B8),
    success = Color(0xFF8ADBAA),
    successContainer = Color(0xFF0C4527),
    onSuccessContainer = Color(0xFFCDF3DA),
    example = Color(0xFF3F3200),
    onExample = Color(0xFFFFE389),
    focus = Color(0xFFFFD166),
)

private val lightBase = lightColorScheme().copy(
    secondaryContainer = Color(0xFFDCE7EA),
    onSecondaryContainer = Color(0xFF1F3A41),
    background = Color(0xFFF4F7F8),
    onBackground = Color(0xFF182125),
    surface = Color(0xFFF4F7F8),
    onSurface = Color(0xFF182125),
    surfaceVariant = Color(0xFFDEE7EA),
    onSurfaceVariant = Color(0xFF3E4A4F),
    surfaceContainerLowest = Color(0xFFFFFFFF),
    surfaceContainerLow = Color(0xFFFFFFFF),
    surfaceContainer = Color(0xFFE9EFF1),
    surfaceContainerHigh = Color(0xFFDEE7EA),
    surfaceContainerHighest = Color(0xFFDEE7EA),
    outline = Color(0xFF66747A),
    outlineVariant = Color(0xFFC3CED2),
    error = Color(0xFF9C1C1C),
    onError = Color(0xFFFFFFFF),
    errorContainer = Color(0xFFFBE4E1),
    onErrorContainer = Color(0xFF5C0D0D),
    inverseSurface = Color(0xFF28343A),
    inverseOnSurface = Color(0xFFF0F5F6),
)

private val darkBase = darkColorScheme().copy(
    secondaryContainer = Color(0xFF2B3D43),
    onSecondaryContainer = Color(0xFFDCE7EA),
    background = Color(0xFF0E1416),
    onBackground = Color(0xFFE8EEF0),
    surface = Color(0xFF0E1416),
    onSurface = Color(0xFFE8EEF0),
    surfaceVariant = Color(0xFF273236),
    onSurfaceVariant = Color(0xFFC2CDD1),
    surfaceContainerLowest = Color(0xFF161E21),
    surfaceContainerLow = Color(0xFF161E21),
    surfaceContainer = Color(0xFF1C2529),
    surfaceContainerHigh = Color(0xFF273236),
    surfaceContainerHighest = Color(0xFF273236),
    outline = Color(0xFF8D9BA1),
    outlineVariant = Color(0xFF3C484D),
    error = Color(0xFFFFB4AB),
    onError = Color(0xFF5C0007),
    errorContainer = Color(0xFF5F1412),
    onErrorContainer = Color(0xFFFFDAD5),
    inverseSurface = Color(0xFFE8EEF0),
    inverseOnSurface = Color(0xFF182125),
)

/** The scheme of one theme with the accent of [brand]. */
internal fun scheme(brand: Brand, dark: Boolean): ColorScheme =
    if (dark) darkBase.with(brand.dark) else lightBase.with(brand.light)

/** The accent also in the roles of `secondary` and `tertiary`: there is one. */
private fun ColorScheme.with(accent: Accent) = copy(
    primary = accent.main, onPrimary = accent.on,
    primaryContainer = accent.container, onPrimaryContainer = accent.onContainer,
    secondary = accent.main, onSecondary = accent.on,
    tertiary = accent.main, onTertiary = accent.on,
    tertiaryContainer = accent.container, onTertiaryContainer = accent.onContainer,
    surfaceTint = Color.Transparent,
)
