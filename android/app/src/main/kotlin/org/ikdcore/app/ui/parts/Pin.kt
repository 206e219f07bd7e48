package org.ikdcore.app.ui.parts

import androidx.compose.foundation.ExperimentalFoundationApi
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.combinedClickable
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxScope
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.ripple
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

const val PIN_LENGTH = 6

/** How many digits are entered. A screen reader hears the number, never a digit. */
@Composable
fun PinDots(entered: Int, modifier: Modifier = Modifier, fault: Boolean = false) {
    val scheme = MaterialTheme.colorScheme
    val label = text(TextKey.PAD_ENTERED, "count" to entered)
    val empty = if (fault) scheme.error else scheme.onSurfaceVariant
    Row(
        modifier.fillMaxWidth().padding(vertical = 6.dp).clearAndSetSemantics {
            contentDescription = label
            liveRegion = LiveRegionMode.Polite
        },
        Arrangement.spacedBy(18.dp, Alignment.CenterHorizontally),
    ) {
        repeat(PIN_LENGTH) { at ->
            val dot = Modifier.size(20.dp)
            if (at < entered) {
                Box(dot.background(scheme.onSurface, CircleShape))
            } else {
                Box(dot.border(2.5.dp, empty, CircleShape))
            }
        }
    }
}

/**
 * The app's own number pad: no keyboard sees the PIN. Holding the delete key clears all. [onGo] is called with a full
 * entry as well as with a short one; the core says what is wrong with the latter.
 *
 * @param go label of the key that goes on.
 */
@Composable
fun PinPad(entry: String, onEntry: (String) -> Unit, go: String, onGo: () -> Unit, modifier: Modifier = Modifier) {
    val shell = LocalShell.current
    fun press(change: () -> Unit) {
        shell.feel(Haptic.Tick)
        change()
    }
    val gap = if (IkdTheme.large) 6.dp else 8.dp
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(gap)) {
        listOf("123", "456", "789").forEach { digits ->
            Row(horizontalArrangement = Arrangement.spacedBy(gap)) {
                digits.forEach { digit -> DigitKey(digit) { press { onEntry((entry + digit).take(PIN_LENGTH)) } } }
            }
        }
        Row(horizontalArrangement = Arrangement.spacedBy(gap)) {
            DeleteKey({ press { onEntry(entry.dropLast(1)) } }, { press { onEntry("") } })
            DigitKey('0') { press { onEntry((entry + '0').take(PIN_LENGTH)) } }
            GoKey(go, onGo)
        }
    }
}

@Composable
private fun RowScope.DigitKey(digit: Char, onClick: () -> Unit) {
    Key(onClick, MaterialTheme.colorScheme.surfaceContainerLowest, MaterialTheme.colorScheme.outline) {
        Text(digit.toString(), style = IkdTheme.type.key)
    }
}

@Composable
private fun RowScope.DeleteKey(onClick: () -> Unit, onHold: () -> Unit) {
    val label = text(TextKey.PAD_DELETE)
    val hold = text(TextKey.PAD_DELETE_HINT)
    Key(
        onClick,
        Color.Transparent,
        MaterialTheme.colorScheme.outline,
        Modifier.semantics { contentDescription = label },
        onHold,
        hold,
    ) { Icon(Icons.Backspace, null, Modifier.size(IkdTheme.icon)) }
}

@Composable
private fun RowScope.GoKey(label: String, onClick: () -> Unit) {
    val scheme = MaterialTheme.colorScheme
    Key(onClick, scheme.primary, scheme.primary) {
        Text(label, color = scheme.onPrimary, style = IkdTheme.type.keyWord, textAlign = TextAlign.Center)
    }
}

@OptIn(ExperimentalFoundationApi::class)
@Composable
private fun RowScope.Key(
    onClick: () -> Unit,
    container: Color,
    border: Color,
    modifier: Modifier = Modifier,
    onHold: (() -> Unit)? = null,
    holdLabel: String? = null,
    content: @Composable BoxScope.() -> Unit,
) {
    val touch = remember { MutableInteractionSource() }
    val focused by touch.collectIsFocusedAsState()
    Box(
        Modifier.weight(1f)
            .heightIn(min = 60.dp)
            .focusRing(focused, 16.dp)
            .clip(Corners.button)
            .background(container)
            .border(1.5.dp, border, Corners.button)
            .combinedClickable(
                touch,
                ripple(),
                role = Role.Button,
                onLongClickLabel = holdLabel,
                onLongClick = onHold,
                onClick = onClick,
            )
            .then(modifier)
            .padding(horizontal = 4.dp),
        Alignment.Center,
        content = content,
    )
}
