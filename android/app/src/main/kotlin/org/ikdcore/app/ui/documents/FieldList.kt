package org.ikdcore.app.ui.documents

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.MutableState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.takeOrElse
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.delay
import org.ikdcore.Address
import org.ikdcore.NumberText
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Texts
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.LabelledValue
import org.ikdcore.app.ui.parts.spelled
import org.ikdcore.app.ui.parts.written
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** Fields of a document in a card, each read as "label, value". One switch shows all numbers for a while. */
@Composable
fun FieldList(fields: List<Field>) {
    var shown by rememberShown()
    Column(Modifier.fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(12.dp)) {
        // Behind the first number, where somebody looks who is asked for it.
        val first = fields.indexOfFirst { it.value is FieldValue.Number }
        fields.forEachIndexed { at, field ->
            FieldLine(field, shown)
            if (at != first) return@forEachIndexed
            InlineAction(
                text(if (shown) TextKey.DETAIL_NUMBER_HIDE else TextKey.DETAIL_NUMBER_SHOW),
                onClick = { shown = !shown },
                icon = Icons.Eye,
                padding = 0.dp,
            )
        }
    }
}

@Composable
private fun FieldLine(field: Field, numbersShown: Boolean) {
    val label = text(field.label)
    when (val value = field.value) {
        is FieldValue.Number -> NumberLine(label, value.number, numbersShown)
        else -> LabelledValue(label, LocalTexts.current.written(value), Modifier.fillMaxWidth())
    }
}

/** A number that identifies somebody, masked unless [shown]; read digit by digit. */
@Composable
fun NumberLine(label: String, number: NumberText, shown: Boolean, colour: Color = Color.Unspecified) {
    val spoken = if (shown) {
        text(TextKey.DETAIL_NUMBER_SPOKEN, "label" to label, "digits" to spelled(number.digits))
    } else {
        text(TextKey.DETAIL_NUMBER_HIDDEN, "label" to label, "digits" to spelled(number.digits.takeLast(2)))
    }
    Column(Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = spoken }) {
        Text(
            label,
            color = colour.takeOrElse {
                MaterialTheme.colorScheme.onSurfaceVariant
            },
            style = IkdTheme.type.small
        )
        Text(if (shown) number.grouped else number.masked, color = colour, style = IkdTheme.type.strong)
    }
}

/** Whether numbers are shown: at first not, and after [SHOWN_FOR_MS] not any more. */
@Composable
fun rememberShown(): MutableState<Boolean> {
    val shown = remember { mutableStateOf(false) }
    LaunchedEffect(shown.value) {
        if (shown.value) {
            delay(SHOWN_FOR_MS)
            shown.value = false
        }
    }
    return shown
}

private fun Texts.written(value: FieldValue): String = when (value) {
    is FieldValue.Words -> value.text
    is FieldValue.Named -> get(value.text)
    is FieldValue.Number -> value.number.masked
    is FieldValue.Day -> value.date.written()
    is FieldValue.PlaceAndDay -> "${value.place}, ${value.date.written()}"
    is FieldValue.Place -> value.address.line()
}

private fun Address.line() =
    listOfNotNull(street, "RT\u00a0$rt/RW\u00a0$rw", village, district, regency, province, postcode).joinToString()

private const val SHOWN_FOR_MS = 30_000L
