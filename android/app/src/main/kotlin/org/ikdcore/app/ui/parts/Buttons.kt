package org.ikdcore.app.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.ripple
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.drawWithContent
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.delay
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

/** The one filled button of a screen. While [busy] it keeps its place, says so, and takes no touch. */
@Composable
fun FilledAction(
    label: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    busy: Boolean = false,
) {
    val scheme = MaterialTheme.colorScheme
    Action(label, onClick, modifier, icon, busy, Look(scheme.onPrimary, scheme.primary, null, 56.dp))
}

@Composable
fun OutlinedAction(
    label: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    busy: Boolean = false,
) {
    val scheme = MaterialTheme.colorScheme
    val look = Look(scheme.primary, scheme.surfaceContainerLowest, scheme.primary, 56.dp)
    Action(label, onClick, modifier, icon, busy, look)
}

/** A button of words alone, as wide as the page. */
@Composable
fun TextAction(label: String, onClick: () -> Unit, modifier: Modifier = Modifier, busy: Boolean = false) {
    val look = Look(MaterialTheme.colorScheme.primary, Color.Transparent, null, 48.dp)
    Action(label, onClick, modifier, null, busy, look)
}

/** Destroys or gives up something: never filled, and always followed by a confirmation. */
@Composable
fun DangerAction(label: String, onClick: () -> Unit, modifier: Modifier = Modifier, busy: Boolean = false) {
    Action(label, onClick, modifier, null, busy, Look(MaterialTheme.colorScheme.error, Color.Transparent, null, 48.dp))
}

/** A small button of words inside a page, a note or the top bar, only as wide as its words. */
@Composable
fun InlineAction(
    label: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    icon: ImageVector? = null,
    padding: Dp = 12.dp,
) {
    val touch = remember { MutableInteractionSource() }
    val focused by touch.collectIsFocusedAsState()
    val colour = MaterialTheme.colorScheme.primary
    Row(
        modifier.heightIn(min = 48.dp)
            .focusRing(focused, 12.dp)
            .clip(Corners.field)
            .clickable(touch, ripple(), role = Role.Button, onClick = onClick)
            .padding(horizontal = padding),
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (icon != null) Icon(icon, null, Modifier.size(IkdTheme.icon), tint = colour)
        Text(label, color = colour, style = IkdTheme.type.strong)
    }
}

private class Look(val content: Color, val container: Color, val border: Color?, val height: Dp)

@Composable
private fun Action(
    label: String,
    onClick: () -> Unit,
    modifier: Modifier,
    icon: ImageVector?,
    busy: Boolean,
    look: Look,
) {
    val touch = remember { MutableInteractionSource() }
    val focused by touch.collectIsFocusedAsState()
    val waiting = rememberAfter(busy, BUSY_SHOWS_AFTER_MS)
    Row(
        modifier.fillMaxWidth()
            .heightIn(min = look.height)
            .focusRing(focused, 16.dp)
            .clip(Corners.button)
            .background(look.container)
            .then(
                if (look.border ==
                    null
                ) {
                    Modifier
                } else {
                    Modifier.border(BorderStroke(2.dp, look.border), Corners.button)
                }
            )
            .clickable(touch, ripple(), role = Role.Button, onClick = { if (!busy) onClick() })
            .semantics { if (waiting) liveRegion = LiveRegionMode.Polite }
            .padding(horizontal = if (IkdTheme.large) 12.dp else 20.dp, vertical = 8.dp),
        horizontalArrangement = Arrangement.spacedBy(8.dp, Alignment.CenterHorizontally),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (waiting) {
            CircularProgressIndicator(Modifier.size(20.dp), color = look.content, strokeWidth = 2.dp)
        } else if (icon != null) {
            Icon(icon, null, Modifier.size(IkdTheme.icon), tint = look.content)
        }
        Text(
            if (waiting) text(TextKey.COMMON_WORKING) else label,
            color = look.content,
            style = IkdTheme.type.button,
            textAlign = TextAlign.Center,
        )
    }
}

/** Whether [condition] holds for [ms] already: what passes quickly is not shown. */
@Composable
fun rememberAfter(condition: Boolean, ms: Long): Boolean {
    var after by remember { mutableStateOf(false) }
    LaunchedEffect(condition) {
        after = false
        if (condition) {
            delay(ms)
            after = true
        }
    }
    return after && condition
}

/** Whether [busy] lasts so long that the person should know that nothing is lost, and may stop it. */
@Composable
fun rememberSlow(busy: Boolean): Boolean = rememberAfter(busy, SLOW_AFTER_MS)

/** The ring round what has the focus of a keyboard, 3 dp wide and outside of the shape. */
@Composable
fun Modifier.focusRing(focused: Boolean, corner: Dp): Modifier {
    if (!focused) return this
    val colour = IkdTheme.colours.focus
    return drawWithContent {
        drawContent()
        val gap = 3.5.dp.toPx()
        drawRoundRect(
            colour,
            topLeft = Offset(-gap, -gap),
            size = Size(size.width + 2 * gap, size.height + 2 * gap),
            cornerRadius = CornerRadius(corner.toPx() + gap),
            style = Stroke(3.dp.toPx()),
        )
    }
}

private const val BUSY_SHOWS_AFTER_MS = 300L
private const val SLOW_AFTER_MS = 10_000L
