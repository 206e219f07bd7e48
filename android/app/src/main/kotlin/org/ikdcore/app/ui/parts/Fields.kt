package org.ikdcore.app.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

/** How an entry is typed. Nothing is suggested or corrected: names and numbers are not words. */
class Typing(
    val keyboard: KeyboardType = KeyboardType.Text,
    val capitals: KeyboardCapitalization = KeyboardCapitalization.None,
    val shown: VisualTransformation = VisualTransformation.None,
    val last: Boolean = false,
)

/**
 * An entry: label, help, box and fault, all one node for a screen reader.
 *
 * @param count what stands at the right of the help, such as "15/16".
 * @param before what is answered: left of the box, above it with large text.
 * @param onLeave called when the entry loses the focus.
 */
@Composable
fun Field(
    value: String,
    onChange: (String) -> Unit,
    label: String,
    modifier: Modifier = Modifier,
    help: String? = null,
    count: String? = null,
    fault: String? = null,
    typing: Typing = Typing(),
    before: (@Composable () -> Unit)? = null,
    onLeave: () -> Unit = {},
    onDone: () -> Unit = {},
) {
    val scheme = MaterialTheme.colorScheme
    val touch = remember { MutableInteractionSource() }
    val focused by touch.collectIsFocusedAsState()
    val left = remember { LeavingWatch() }
    left.onLeave = onLeave
    BasicTextField(
        value = value,
        onValueChange = onChange,
        modifier = modifier.fillMaxWidth()
            .onFocusChanged { left.focus(it.isFocused) }
            .semantics { if (fault != null) error(fault) },
        textStyle = IkdTheme.type.input.copy(color = scheme.onSurface),
        keyboardOptions = KeyboardOptions(
            capitalization = typing.capitals,
            autoCorrectEnabled = false,
            keyboardType = typing.keyboard,
            imeAction = if (typing.last) ImeAction.Done else ImeAction.Next,
        ),
        keyboardActions = KeyboardActions(onDone = { onDone() }),
        singleLine = !IkdTheme.large,
        visualTransformation = typing.shown,
        interactionSource = touch,
        cursorBrush = SolidColor(scheme.primary),
        decorationBox = { inner ->
            FieldFrame(label, help, count, fault) {
                Before(before) { width ->
                    Box(
                        width.heightIn(min = 56.dp)
                            .focusRing(focused, 12.dp)
                            .clip(Corners.field)
                            .background(scheme.surfaceContainerLowest)
                            .border(
                                if (fault == null) 2.dp else 3.dp,
                                if (fault == null) scheme.outline else scheme.error,
                                Corners.field,
                            )
                            .padding(horizontal = if (IkdTheme.large) 8.dp else 14.dp, vertical = 6.dp),
                        Alignment.CenterStart,
                    ) { inner() }
                }
            }
        },
    )
}

/** Puts [before] beside or above the box of an entry. */
@Composable
private fun Before(before: (@Composable () -> Unit)?, box: @Composable (Modifier) -> Unit) {
    when {
        before == null -> box(Modifier.fillMaxWidth())
        IkdTheme.large -> Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            before()
            box(Modifier.fillMaxWidth())
        }
        else -> Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            Box(Modifier.weight(1f)) { before() }
            box(Modifier.weight(1f))
        }
    }
}

/** Label, help and fault round the box of an entry; a bar at the left of the whole marks a fault. */
@Composable
fun FieldFrame(
    label: String,
    help: String?,
    count: String?,
    fault: String?,
    modifier: Modifier = Modifier,
    box: @Composable () -> Unit,
) {
    val scheme = MaterialTheme.colorScheme
    val bar = scheme.error
    val marked = if (fault == null) {
        Modifier
    } else {
        Modifier.drawBehind { drawRect(bar, size = Size(4.dp.toPx(), size.height)) }.padding(start = 16.dp)
    }
    Column(modifier.fillMaxWidth().then(marked)) {
        Text(label, Modifier.padding(bottom = 4.dp), style = IkdTheme.type.strong)
        if (help != null || count != null) {
            Row(Modifier.fillMaxWidth().padding(bottom = 4.dp), Arrangement.spacedBy(8.dp)) {
                SmallText(help.orEmpty(), Modifier.weight(1f))
                if (count !=
                    null
                ) {
                    Text(count, style = IkdTheme.type.small.copy(fontWeight = IkdTheme.type.strong.fontWeight))
                }
            }
        }
        box()
        if (fault != null) FaultLine(fault)
    }
}

/** Tells when an entry that had the focus loses it; the first report of a new entry is not a loss. */
private class LeavingWatch {
    var onLeave: () -> Unit = {}
    private var focused = false

    fun focus(now: Boolean) {
        if (focused && !now) onLeave()
        focused = now
    }
}
