package org.ikdcore.app.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.WindowInsetsSides
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.only
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.ripple
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.traversalIndex
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.ikdcore.app.ui.AFTER_CONTENT
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** Says on every screen that the data are examples. Lies under the status bar. */
@Composable
internal fun ExampleStrip(readFirst: Boolean) {
    val colours = IkdTheme.colours
    FlowRow(
        Modifier.fillMaxWidth()
            .background(colours.example)
            .windowInsetsPadding(WindowInsets.safeDrawing.only(WindowInsetsSides.Top + WindowInsetsSides.Horizontal))
            .padding(horizontal = IkdTheme.margin)
            .padding(top = 2.dp, bottom = 6.dp)
            .semantics(mergeDescendants = true) { traversalIndex = if (readFirst) BEFORE_ALL else AFTER_ALL },
        horizontalArrangement = Arrangement.spacedBy(8.dp),
    ) {
        Text(
            text(TextKey.COMMON_EXAMPLE_MARK),
            color = colours.onExample,
            style = IkdTheme.type.small.copy(fontWeight = FontWeight.Bold, letterSpacing = 0.8.sp),
        )
        if (!IkdTheme.large) {
            Text(text(TextKey.COMMON_EXAMPLE_TEXT), color = colours.onExample, style = IkdTheme.type.small)
        }
    }
}

/** The way back, the step or the title of the page, and perhaps one action. Without any of them nothing is drawn. */
@Composable
internal fun TopBar(title: String?, step: Int?, onBack: (() -> Unit)?, action: (@Composable () -> Unit)?) {
    if (title == null && step == null && onBack == null && action == null) return
    Row(
        Modifier.fillMaxWidth().heightIn(min = 56.dp).padding(4.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (onBack != null) BackArrow(onBack)
        val words = Modifier.weight(1f).padding(start = if (onBack == null) IkdTheme.margin - 4.dp else 4.dp)
        when {
            title != null -> Text(title, words.semantics { heading() }, style = IkdTheme.type.pageTitle)
            step != null -> Text(
                text(TextKey.COMMON_STEP, "number" to step, "count" to STEPS),
                words,
                style = IkdTheme.type.step,
            )
            else -> Spacer(words)
        }
        action?.invoke()
    }
    if (step != null) Segments(step)
}

@Composable
private fun BackArrow(onBack: () -> Unit) {
    val label = text(TextKey.COMMON_BACK)
    val touch = remember { MutableInteractionSource() }
    val focused by touch.collectIsFocusedAsState()
    Box(
        Modifier.size(48.dp)
            .focusRing(focused, 24.dp)
            .clip(CircleShape)
            .clickable(touch, ripple(), role = Role.Button, onClick = onBack)
            .semantics {
                contentDescription = label
                traversalIndex = AFTER_CONTENT
            },
        contentAlignment = Alignment.Center,
    ) {
        Icon(Icons.Back, null, Modifier.size(IkdTheme.icon), tint = LocalContentColor.current)
    }
}

/** How far the registration is. Decoration: the step is said in words beside it. */
@Composable
private fun Segments(step: Int) {
    val scheme = MaterialTheme.colorScheme
    Row(
        Modifier.fillMaxWidth().padding(horizontal = IkdTheme.margin).padding(bottom = 4.dp),
        horizontalArrangement = Arrangement.spacedBy(4.dp),
    ) {
        repeat(STEPS) { at ->
            val colour = if (at < step) scheme.primary else scheme.outlineVariant
            Spacer(Modifier.weight(1f).height(6.dp).background(colour, RoundedCornerShape(3.dp)))
        }
    }
}

private const val STEPS = 5
private const val BEFORE_ALL = -1f
private const val AFTER_ALL = 3f
