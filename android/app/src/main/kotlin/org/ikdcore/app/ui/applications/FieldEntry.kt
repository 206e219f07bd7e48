package org.ikdcore.app.ui.applications

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.ikdcore.ApplicationContents
import org.ikdcore.DefinitionField
import org.ikdcore.FieldType
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.form.DateEntry
import org.ikdcore.app.ui.form.InGroupsOfFour
import org.ikdcore.app.ui.parts.Choice
import org.ikdcore.app.ui.parts.Field
import org.ikdcore.app.ui.parts.FieldFrame
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.Typing
import org.ikdcore.app.ui.parts.live
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What one field is drawn from. */
private class Entry(
    val field: DefinitionField,
    val answer: String,
    val fault: String?,
    val label: String,
    val help: String?,
    val actions: ApplicationFormActions,
) {
    val type: (String) -> Unit = { actions.onType(field.key, it) }
    val choose: (String) -> Unit = { actions.onChoose(field.key, it) }
    val leave: () -> Unit = { actions.onLeave(field.key) }
}

/** One question, by the type of its answer. Exhaustive: a new type does not compile until it has an entry. */
@Composable
internal fun FieldEntry(
    field: DefinitionField,
    state: ApplicationFormState,
    contents: ApplicationContents,
    actions: ApplicationFormActions,
) {
    val hint = field.hint?.let { words(it) }
    val entry = Entry(
        field,
        state.answers[field.key].orEmpty(),
        state.faults[field.key]?.let { words(it) },
        words(field.label),
        hint ?: text(TextKey.APPLICATION_FORM_OPTIONAL).takeUnless { field.required },
        actions,
    )
    val members = contents.members.map { it.nik to it.name }
    val options = field.options.map { it.code.toString() to words(it.label) }
    when (field.kind) {
        FieldType.NIK, FieldType.KK -> SixteenDigits(entry)
        FieldType.NAME -> Line(entry, Typing(capitals = KeyboardCapitalization.Words))
        FieldType.TEXT -> Line(entry, Typing(capitals = KeyboardCapitalization.Sentences))
        FieldType.INT -> Line(entry, Typing(KeyboardType.Number))
        FieldType.DATE -> Day(entry)
        FieldType.TIME -> TimeOfDay(entry)
        FieldType.CODE -> if (options.size <= MOST_RADIOS) Radios(entry, options) else Listed(entry, state, contents)
        FieldType.MEMBER -> if (members.isEmpty()) SixteenDigits(entry) else Radios(entry, members)
        FieldType.YES_NO -> Radios(
            entry,
            listOf(YES to text(TextKey.APPLICATION_FORM_YES), NO to text(TextKey.APPLICATION_FORM_NO)),
        )
        FieldType.REGION -> Listed(entry, state, contents)
        // It comes from a document, and is locked.
        FieldType.ADDRESS -> Unit
    }
}

@Composable
private fun Line(entry: Entry, typing: Typing, count: String? = null) = Field(
    entry.answer,
    entry.type,
    entry.label,
    help = entry.help,
    count = count,
    fault = entry.fault,
    typing = typing,
    onLeave = entry.leave,
)

@Composable
private fun SixteenDigits(entry: Entry) = Line(
    entry,
    Typing(KeyboardType.Number, shown = InGroupsOfFour),
    count = "${entry.answer.count(Char::isDigit)}/$DIGITS",
)

/** Typed as `17-08-1990`, saved as `1990-08-17`. */
@Composable
private fun Day(entry: Entry) {
    val parts = entry.answer.split('-')
    val shown = if (parts.first().length == YEAR_DIGITS) parts.reversed().joinToString("-") else entry.answer
    // The boxes are left one after the other: only a whole date is looked at.
    val whole = shown.split('-').let { it.size == DATE_PARTS && it.none(String::isEmpty) }
    DateEntry(
        shown,
        entry.type,
        entry.label,
        entry.fault,
        { if (whole) entry.leave() },
        Modifier,
        help = entry.help,
    )
}

/** Hour and minute as two boxes. */
@Composable
private fun TimeOfDay(entry: Entry) {
    val parts = entry.answer.split(':').let { typed -> List(2) { typed.getOrElse(it) { "" } } }
    val names = listOf(TextKey.APPLICATION_FORM_HOUR, TextKey.APPLICATION_FORM_MINUTE)
    FieldFrame(entry.label, entry.help ?: text(TextKey.APPLICATION_FORM_TIME_HELP), null, entry.fault) {
        val box = @Composable { at: Int, place: Modifier ->
            Field(
                parts[at],
                { typed ->
                    val all = parts.toMutableList().also { it[at] = typed.filter(Char::isDigit).take(2) }
                    entry.type(if (all.all(String::isEmpty)) "" else all.joinToString(":"))
                },
                text(names[at]),
                place,
                typing = Typing(KeyboardType.Number),
                onLeave = { if (parts.none(String::isEmpty)) entry.leave() },
            )
        }
        if (IkdTheme.large) {
            Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
                names.indices.forEach { box(it, Modifier.fillMaxWidth()) }
            }
        } else {
            Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
                names.indices.forEach { box(it, Modifier.weight(1f)) }
            }
        }
    }
}

/** Few choices: all are seen. */
@Composable
private fun Radios(entry: Entry, options: List<Pair<String, String>>) {
    FieldFrame(entry.label, entry.help, null, entry.fault, marked(entry)) {
        Column(Modifier.selectableGroup(), Arrangement.spacedBy(8.dp)) {
            options.forEach { (value, name) ->
                Choice(name, value == entry.answer, { entry.choose(value) })
            }
        }
    }
}

/** Many choices: what is chosen, and a button to the list. */
@Composable
private fun Listed(entry: Entry, state: ApplicationFormState, contents: ApplicationContents) {
    val chosen = LocalTexts.current.written(entry.field, entry.answer, contents, state.regions)
    val change = if (chosen == null) TextKey.APPLICATION_FORM_CHOOSE else TextKey.APPLICATION_FORM_CHANGE
    FieldFrame(entry.label, entry.help, null, entry.fault, marked(entry)) {
        Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            if (chosen != null) Text(chosen, style = IkdTheme.type.strong)
            // A form may have several of these buttons: a screen reader also says of what.
            val spoken = text(TextKey.APPLICATION_FORM_CHOSEN, "label" to text(change), "value" to entry.label)
            OutlinedAction(
                text(change),
                { entry.actions.onOptions(entry.field) },
                Modifier.semantics { contentDescription = spoken },
            )
        }
    }
}

/** A fault that appears is spoken, also where no box has the focus. */
private fun marked(entry: Entry): Modifier =
    if (entry.fault == null) Modifier else Modifier.live(Live.Polite).semantics { error(entry.fault) }

/** More options than these get a list with a search. */
internal const val MOST_RADIOS = 6
private const val DIGITS = 16
private const val YEAR_DIGITS = 4
private const val DATE_PARTS = 3
