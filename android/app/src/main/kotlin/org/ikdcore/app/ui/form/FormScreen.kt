package org.ikdcore.app.ui.form

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.withFrameNanos
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.ikdcore.FormField
import org.ikdcore.FormInput
import org.ikdcore.FormShape
import org.ikdcore.Sex
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.Choice
import org.ikdcore.app.ui.parts.Field
import org.ikdcore.app.ui.parts.FieldFrame
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Hint
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.Typing
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

data class FormState(
    val shape: FormShape,
    val input: FormInput,
    /** Key of the text that says what is wrong, for each entry that must be corrected. */
    val faults: Map<FormField, String> = emptyMap(),
    /** What the person may want to look at again. */
    val hints: Map<FormField, EntryHint> = emptyMap(),
    /** Changes when a touch found faults: the focus goes to the first. */
    val failedTouches: Int = 0,
    /** Whether a rejected form is corrected: there is no consent to save then. */
    val amend: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
)

/** Key of the hint's text, and what the person probably meant. */
data class EntryHint(val key: String, val suggestion: String?)

/** What the person does on the form. */
class FormActions(
    val onChange: (FormField, FormInput) -> Unit,
    val onLeave: (FormField) -> Unit,
    val onSuggestion: (FormField) -> Unit,
    val onReceipt: () -> Unit,
    val onNext: () -> Unit,
    val onBack: () -> Unit,
)

@Composable
fun FormScreen(state: FormState, actions: FormActions) {
    val places = remember { FormField.entries.associateWith { Place() } }
    LaunchedEffect(state.failedTouches) {
        if (state.failedTouches == 0) return@LaunchedEffect
        // The entries of a screen that has just come are there with its first frame.
        withFrameNanos {}
        inOrder(state.shape).firstOrNull { it in state.faults }?.let { places.getValue(it).goThere() }
    }
    Screen(
        if (state.shape == FormShape.SHORT) ScreenId.FormShort else ScreenId.FormLong,
        text(TextKey.STEP_FORM),
        step = 1,
        onBack = actions.onBack,
        actions = {
            if (!state.amend) {
                InlineAction(text(TextKey.TERMS_RECEIPT_SAVE), actions.onReceipt, icon = Icons.Export, padding = 0.dp)
            }
            FilledAction(text(TextKey.COMMON_NEXT), actions.onNext, busy = state.busy)
        },
    ) {
        if (state.faults.size > 1 && state.failedTouches > 0) {
            Note(NoteKind.Error, text(TextKey.ENTRY_FAULTS, "count" to state.faults.size), live = Live.Assertive)
        }
        FailureNote(state.failure, onRetry = null)
        ShortEntries(state, actions, places)
        if (state.shape == FormShape.LONG) LongEntries(state, actions, places)
    }
}

@Composable
private fun ShortEntries(state: FormState, actions: FormActions, places: Map<FormField, Place>) {
    val input = state.input
    val digits = input.nik.count(Char::isDigit)
    Entry(
        FormField.NIK, state, actions, places, input.nik, { input.copy(nik = it) },
        help = text(TextKey.ENTRY_NIK_HELP),
        count = "$digits/$NIK_DIGITS",
        typing = Typing(KeyboardType.Number, shown = InGroupsOfFour),
    )
    Entry(
        FormField.EMAIL, state, actions, places, input.email, { input.copy(email = it) },
        help = text(TextKey.ENTRY_EMAIL_HELP),
        typing = Typing(KeyboardType.Email),
    )
    Entry(
        FormField.PHONE, state, actions, places, input.phone, { input.copy(phone = it) },
        help = text(TextKey.ENTRY_PHONE_HELP),
        typing = Typing(KeyboardType.Phone, last = state.shape == FormShape.SHORT),
    )
}

@Composable
private fun LongEntries(state: FormState, actions: FormActions, places: Map<FormField, Place>) {
    val input = state.input
    Entry(
        FormField.NAME, state, actions, places, input.name, { input.copy(name = it) },
        help = text(TextKey.ENTRY_NAME_HELP),
        typing = Typing(capitals = KeyboardCapitalization.Words),
    )
    WithHint(FormField.SEX, state, actions) {
        FieldFrame(label(FormField.SEX), help = null, count = null, fault = fault(FormField.SEX, state)) {
            Column(
                Modifier.selectableGroup().at(places.getValue(FormField.SEX)),
                Arrangement.spacedBy(8.dp),
            ) {
                Sex.entries.forEach { sex ->
                    Choice(
                        text(TextKey.of("sex", sex)),
                        chosen = input.sex == sex,
                        onChoose = {
                            actions.onChange(FormField.SEX, input.copy(sex = sex))
                            actions.onLeave(FormField.SEX)
                        },
                    )
                }
            }
        }
    }
    Entry(
        FormField.BIRTH_PLACE, state, actions, places, input.birthPlace, { input.copy(birthPlace = it) },
        help = null,
        typing = Typing(capitals = KeyboardCapitalization.Words),
    )
    WithHint(FormField.BIRTH_DATE, state, actions) {
        DateEntry(
            input.birthDate,
            { actions.onChange(FormField.BIRTH_DATE, input.copy(birthDate = it)) },
            label(FormField.BIRTH_DATE),
            fault(FormField.BIRTH_DATE, state),
            { actions.onLeave(FormField.BIRTH_DATE) },
            Modifier.at(places.getValue(FormField.BIRTH_DATE)),
        )
    }
}

@Composable
private fun Entry(
    field: FormField,
    state: FormState,
    actions: FormActions,
    places: Map<FormField, Place>,
    value: String,
    changed: (String) -> FormInput,
    help: String?,
    typing: Typing,
    count: String? = null,
) {
    WithHint(field, state, actions) {
        Field(
            value,
            { actions.onChange(field, changed(it)) },
            label(field),
            Modifier.at(places.getValue(field)),
            help,
            count,
            fault(field, state),
            typing,
            onLeave = { actions.onLeave(field) },
            onDone = actions.onNext,
        )
    }
}

/** An entry, and below it what the person may want to look at again. */
@Composable
private fun WithHint(
    field: FormField,
    state: FormState,
    actions: FormActions,
    entry: @Composable ColumnScope.() -> Unit,
) {
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        entry()
        state.hints[field]?.let { hint ->
            val apply = text(TextKey.COMMON_USE).takeIf { hint.suggestion != null }
            Hint(entryText(hint.key, field, hint.suggestion), apply, { actions.onSuggestion(field) })
        }
    }
}

@Composable
private fun label(field: FormField) = text(TextKey.of("field", field))

@Composable
private fun fault(field: FormField, state: FormState): String? = state.faults[field]?.let { entryText(it, field, null) }

/** The text of a fault or a hint, with the names that it mentions. */
@Composable
private fun entryText(key: String, field: FormField, suggestion: String?): String {
    val text = TextKey.of(key)
    val name = label(field)
    val args = text.placeholders.map { it to if (it == "suggestion") suggestion.orEmpty() else name }
    return text(text, *args.toTypedArray())
}

private fun inOrder(shape: FormShape): List<FormField> = when (shape) {
    FormShape.SHORT -> listOf(FormField.NIK, FormField.EMAIL, FormField.PHONE)
    FormShape.LONG -> FormField.entries
}

/** Where an entry is: it can be shown, and given the focus. Radio buttons take no focus from a touch. */
private class Place {
    val focus = FocusRequester()
    val view = BringIntoViewRequester()

    suspend fun goThere() {
        focus.requestFocus()
        view.bringIntoView()
    }
}

private fun Modifier.at(place: Place) = bringIntoViewRequester(place.view).focusRequester(place.focus)

private const val NIK_DIGITS = 16
