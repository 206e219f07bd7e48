package org.ikdcore.app.ui.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.remember
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp

/**
 * Colours, type and shapes of the app. [highContrast] draws all borders in the colour of secondary text, for people who
 * asked the system for more contrast.
 */
@Composable
fun IkdTheme(
    dark: Boolean = isSystemInDarkTheme(),
    highContrast: Boolean = false,
    brand: Brand = Brand.builtIn,
    content: @Composable () -> Unit,
) {
    val base = remember(brand, dark) { scheme(brand, dark) }
    val scheme = if (highContrast) {
        base.copy(outline = base.onSurfaceVariant, outlineVariant = base.onSurfaceVariant)
    } else {
        base
    }
    MaterialTheme(colorScheme = scheme, typography = ikdTypography(), shapes = shapes) {
        CompositionLocalProvider(
            LocalIkdColours provides if (dark) darkIkdColours else lightIkdColours,
            LocalIkdType provides ikdType(),
            LocalContentColor provides scheme.onSurface,
            content = content,
        )
    }
}

/** What the design adds to [MaterialTheme]. */
object IkdTheme {
    val colours: IkdColours
        @Composable @ReadOnlyComposable
        get() = LocalIkdColours.current

    val type: IkdType
        @Composable @ReadOnlyComposable
        get() = LocalIkdType.current

    /** Whether text is so large that a screen becomes one scrolling column with nothing pinned. */
    val large: Boolean
        @Composable @ReadOnlyComposable
        get() = LocalDensity.current.fontScale >= LARGE_FROM

    /** Size of an icon beside text. */
    val icon: Dp
        @Composable @ReadOnlyComposable
        get() = if (large) 32.dp else 24.dp

    /** Margin at the sides of a page. */
    val margin: Dp
        @Composable @ReadOnlyComposable
        get() = if (large) 12.dp else 16.dp
}

private const val LARGE_FROM = 1.5f

/** Corners. */
object Corners {
    val photo = RoundedCornerShape(8.dp)
    val field = RoundedCornerShape(12.dp)
    val note = RoundedCornerShape(12.dp)
    val card = RoundedCornerShape(16.dp)
    val button = RoundedCornerShape(16.dp)
    val ktp = RoundedCornerShape(20.dp)
    val camera = RoundedCornerShape(20.dp)
    val sheet = RoundedCornerShape(topStart = 28.dp, topEnd = 28.dp)
}

private val shapes = Shapes(
    extraSmall = Corners.photo,
    small = Corners.field,
    medium = Corners.card,
    large = Corners.ktp,
    extraLarge = RoundedCornerShape(28.dp),
)
