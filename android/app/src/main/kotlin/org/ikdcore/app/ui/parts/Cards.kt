package org.ikdcore.app.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

/** A card: a lighter surface with a thin line. */
@Composable
fun IkdCard(
    modifier: Modifier = Modifier,
    gap: Dp = 12.dp,
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(
        modifier.fillMaxWidth().cardFrame().padding(if (IkdTheme.large) 12.dp else 16.dp),
        verticalArrangement = Arrangement.spacedBy(gap),
        content = content,
    )
}

@Composable
private fun Modifier.cardFrame(): Modifier = clip(Corners.card)
    .background(MaterialTheme.colorScheme.surfaceContainerLowest)
    .border(1.dp, MaterialTheme.colorScheme.outlineVariant, Corners.card)

/** Title inside a page (H2). */
@Composable
fun Subtitle(text: String, modifier: Modifier = Modifier) {
    Text(text, modifier.semantics { heading() }, style = IkdTheme.type.title)
}

/** Small text in the second colour. */
@Composable
fun SmallText(text: String, modifier: Modifier = Modifier) {
    Text(text, modifier, color = MaterialTheme.colorScheme.onSurfaceVariant, style = IkdTheme.type.small)
}

/** Sentences with a symbol before each. */
@Composable
fun Facts(facts: List<Pair<ImageVector, String>>, modifier: Modifier = Modifier) {
    Column(modifier, verticalArrangement = Arrangement.spacedBy(12.dp)) {
        facts.forEach { (icon, sentence) ->
            Row(horizontalArrangement = Arrangement.spacedBy(if (IkdTheme.large) 8.dp else 12.dp)) {
                Icon(icon, null, Modifier.size(IkdTheme.icon), tint = MaterialTheme.colorScheme.primary)
                Text(sentence, style = IkdTheme.type.body)
            }
        }
    }
}

/** One row of [Rows]: where it leads and what it says. */
class RowItem(
    val title: String,
    val onClick: () -> Unit,
    val icon: ImageVector? = null,
    val detail: String? = null,
    val danger: Boolean = false,
)

/** Rows that lead somewhere, in one card. */
@Composable
fun Rows(items: List<RowItem>, modifier: Modifier = Modifier) {
    Column(modifier.fillMaxWidth().cardFrame()) {
        items.forEachIndexed { at, item ->
            if (at > 0) HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
            OneRow(item)
        }
    }
}

@Composable
private fun OneRow(item: RowItem) {
    val scheme = MaterialTheme.colorScheme
    val large = IkdTheme.large
    Row(
        Modifier.fillMaxWidth()
            .heightIn(min = 56.dp)
            .clickable(role = Role.Button, onClick = item.onClick)
            .padding(start = if (large) 12.dp else 16.dp, top = 8.dp, end = 12.dp, bottom = 8.dp),
        Arrangement.spacedBy(if (large) 8.dp else 14.dp),
        Alignment.CenterVertically,
    ) {
        if (item.icon != null && !large) {
            Icon(item.icon, null, Modifier.size(24.dp), tint = if (item.danger) scheme.error else scheme.primary)
        }
        Column(Modifier.weight(1f)) {
            val colour = if (item.danger) scheme.error else LocalContentColor.current
            Text(item.title, color = colour, style = IkdTheme.type.strong)
            if (item.detail != null) SmallText(item.detail)
        }
        Icon(Icons.Chevron, null, Modifier.size(20.dp), tint = scheme.onSurfaceVariant)
    }
}

/** A label with its value below; one node for a screen reader. [spoken] replaces the value there. */
@Composable
fun LabelledValue(label: String, value: String, modifier: Modifier = Modifier, spoken: String? = null) {
    val speech = if (spoken == null) {
        Modifier.semantics(mergeDescendants = true) {}
    } else {
        Modifier.clearAndSetSemantics { contentDescription = "$label: $spoken" }
    }
    Column(modifier.then(speech)) {
        SmallText(label)
        Text(value, style = IkdTheme.type.strong)
    }
}

/** A switch with its sentence, one node that says "aktif" or "tidak aktif". */
@Composable
fun SwitchCard(
    label: String,
    on: Boolean,
    onChange: (Boolean) -> Unit,
    modifier: Modifier = Modifier,
    fault: String? = null,
) {
    val scheme = MaterialTheme.colorScheme
    val state = text(if (on) TextKey.COMMON_ON else TextKey.COMMON_OFF)
    val line = if (fault == null) scheme.outlineVariant else scheme.error
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(6.dp)) {
        Row(
            Modifier.fillMaxWidth()
                .clip(Corners.card)
                .background(scheme.surfaceContainerLowest)
                .border(if (fault == null) 1.dp else 3.dp, line, Corners.card)
                .toggleable(on, role = Role.Switch, onValueChange = onChange)
                .semantics { stateDescription = state }
                .padding(16.dp),
            Arrangement.spacedBy(12.dp),
            Alignment.CenterVertically,
        ) {
            Text(label, Modifier.weight(1f), style = IkdTheme.type.strong)
            Switch(on, onCheckedChange = null)
        }
        if (fault != null) FaultLine(fault)
    }
}

/** What is wrong with an entry: symbol and sentence, spoken at once. */
@Composable
fun FaultLine(fault: String, modifier: Modifier = Modifier) {
    val colour = MaterialTheme.colorScheme.error
    Row(modifier.padding(top = 6.dp), Arrangement.spacedBy(8.dp)) {
        Icon(Icons.Error, null, Modifier.size(IkdTheme.icon), tint = colour)
        Text(fault, color = colour, style = IkdTheme.type.strong)
    }
}

/** One of several choices. The chosen one has a thick border, a filled circle and a container. */
@Composable
fun Choice(
    title: String,
    chosen: Boolean,
    onChoose: () -> Unit,
    modifier: Modifier = Modifier,
    detail: String? = null,
) {
    val scheme = MaterialTheme.colorScheme
    val shape = RoundedCornerShape(14.dp)
    val content = if (chosen) scheme.onPrimaryContainer else scheme.onSurface
    Row(
        modifier.fillMaxWidth()
            .heightIn(min = 56.dp)
            .clip(shape)
            .background(if (chosen) scheme.primaryContainer else scheme.surfaceContainerLowest)
            .border(if (chosen) 3.dp else 1.5.dp, if (chosen) scheme.primary else scheme.outline, shape)
            .selectable(chosen, role = Role.RadioButton, onClick = onChoose)
            .padding(horizontal = 14.dp, vertical = 10.dp),
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        Box(Modifier.size(22.dp).border(2.5.dp, content, CircleShape), Alignment.Center) {
            if (chosen) Box(Modifier.size(10.dp).background(content, CircleShape))
        }
        Column(Modifier.weight(1f)) {
            Text(title, color = content, style = IkdTheme.type.strong)
            if (detail != null) Text(detail, color = content, style = IkdTheme.type.small)
        }
    }
}
