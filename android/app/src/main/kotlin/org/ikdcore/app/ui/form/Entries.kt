package org.ikdcore.app.ui.form

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.OffsetMapping
import androidx.compose.ui.text.input.TransformedText
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.parts.Field
import org.ikdcore.app.ui.parts.FieldFrame
import org.ikdcore.app.ui.parts.Typing
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/**
 * Day, month and year as three boxes, because people type them in the order of their KTP. They are typed as
 * `DD-MM-YYYY`; the core reads it, and says what is wrong with it.
 */
@Composable
internal fun DateEntry(
    date: String,
    onDate: (String) -> Unit,
    label: String,
    fault: String?,
    onLeave: () -> Unit,
    modifier: Modifier,
    help: String? = null,
) {
    val parts = date.split('-').let { typed -> List(3) { typed.getOrElse(it) { "" } } }
    val boxes = listOf(
        Triple(TextKey.ENTRY_DAY, 2, 1f),
        Triple(TextKey.ENTRY_MONTH, 2, 1f),
        Triple(TextKey.ENTRY_YEAR, 4, 1.4f),
    )
    FieldFrame(label, help, count = null, fault = fault) {
        val box = @Composable { at: Int, place: Modifier ->
            val (name, length) = boxes[at]
            Field(
                parts[at],
                { typed ->
                    val digits = typed.filter(Char::isDigit).take(length)
                    val all = parts.toMutableList().also { it[at] = digits }
                    onDate(if (all.all(String::isEmpty)) "" else all.joinToString("-"))
                },
                text(name),
                place,
                typing = Typing(KeyboardType.Number, last = at == boxes.lastIndex),
                onLeave = onLeave,
            )
        }
        // Beside each other the names of the boxes would be broken in the middle of a word.
        if (IkdTheme.large) {
            Column(modifier, Arrangement.spacedBy(8.dp)) {
                boxes.indices.forEach { box(it, Modifier.fillMaxWidth()) }
            }
        } else {
            Row(modifier, Arrangement.spacedBy(8.dp)) {
                boxes.forEachIndexed { at, (_, _, width) -> box(at, Modifier.weight(width)) }
            }
        }
    }
}

/** Shows digits in groups of four, as they are printed on the KTP. What was typed stays as it is. */
internal object InGroupsOfFour : VisualTransformation {
    override fun filter(text: AnnotatedString): TransformedText {
        if (!text.text.all(Char::isDigit)) return TransformedText(text, OffsetMapping.Identity)
        val shown = text.text.chunked(GROUP).joinToString(" ")
        return TransformedText(AnnotatedString(shown), Gaps(text.length))
    }

    private class Gaps(val length: Int) : OffsetMapping {
        // The cursor behind a full group stands before the gap, where the last digit is.
        override fun originalToTransformed(offset: Int) = if (offset == 0) 0 else offset + (offset - 1) / GROUP

        override fun transformedToOriginal(offset: Int) = (offset - offset / (GROUP + 1)).coerceIn(0, length)
    }

    private const val GROUP = 4
}
