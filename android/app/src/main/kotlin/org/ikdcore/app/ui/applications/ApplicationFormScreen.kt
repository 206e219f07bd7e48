package org.ikdcore.app.ui.applications

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.withFrameNanos
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.ikdcore.ApplicationContents
import org.ikdcore.ApplicationState
import org.ikdcore.DefinitionField
import org.ikdcore.DefinitionSection
import org.ikdcore.FormText
import org.ikdcore.Marked
import org.ikdcore.Problem
import org.ikdcore.ProblemSeverity
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.LabelledValue
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** The form of a service with what was answered. */
data class ApplicationFormState(
    /** `null` until it is read. */
    val contents: ApplicationContents?,
    /** What each field shows, by its key. */
    val answers: Map<String, String> = emptyMap(),
    /** What must be corrected, by the key of its field; only what is to be shown. */
    val faults: Map<String, FormText> = emptyMap(),
    /** Warnings and notes, by the key of their field. */
    val remarks: Map<String, List<Problem>> = emptyMap(),
    /** Names of the regions in the answers, by their codes. */
    val regions: Map<String, String> = emptyMap(),
    /** How many faults a touch found; 0 before it. */
    val found: Int = 0,
    /** Changes when a touch found faults: the first of them is shown. */
    val failedTouches: Int = 0,
    /** The field to show first. */
    val target: String? = null,
    val failure: Failure? = null,
)

class ApplicationFormActions(
    val onType: (String, String) -> Unit,
    val onChoose: (String, String) -> Unit,
    val onLeave: (String) -> Unit,
    /** Opens the list of a field that has many options. */
    val onOptions: (DefinitionField) -> Unit,
    val onNext: () -> Unit,
    /** Goes on with faults: they are corrected later. */
    val onLater: () -> Unit,
    val onBack: () -> Unit,
)

/** All sections on one page. What comes from documents is read, the rest is filled in. */
@Composable
fun ApplicationFormScreen(state: ApplicationFormState, actions: ApplicationFormActions) {
    val contents = state.contents
    val places = remember { HashMap<String, BringIntoViewRequester>() }
    val first = state.target ?: contents?.visible?.firstOrNull { it in state.faults }
    LaunchedEffect(state.failedTouches, state.target) {
        if (state.failedTouches == 0 && state.target == null) return@LaunchedEffect
        withFrameNanos {}
        first?.let { places[it]?.bringIntoView() }
    }
    Screen(
        ScreenId.ApplicationForm,
        contents?.let { words(it.definition.title) } ?: text(TextKey.SERVICES_TITLE),
        onBack = actions.onBack,
        titlePlace = TitlePlace.Bar,
        actions = if (contents == null) {
            null
        } else {
            {
                val papers = contents.asked.isNotEmpty()
                val next = if (papers) TextKey.APPLICATION_FORM_TO_PAPERS else TextKey.APPLICATION_FORM_TO_REVIEW
                FilledAction(text(next), actions.onNext)
                if (state.found > 0) OutlinedAction(text(TextKey.APPLICATION_FORM_LATER), actions.onLater)
            }
        },
    ) {
        ApplicationFailure(state.failure)
        if (contents == null) {
            if (state.failure == null) Working(text(TextKey.COMMON_LOADING))
            return@Screen
        }
        if (isCorrection(contents)) Note(NoteKind.Info, text(TextKey.APPLICATION_FORM_MARKED))
        if (state.found > 0) {
            Note(NoteKind.Error, text(TextKey.ENTRY_FAULTS, "count" to state.found), live = Live.Assertive)
        }
        contents.definition.sections.forEach { section ->
            val shown = section.fields.filter { it.key in contents.visible }
            if (shown.isNotEmpty()) Section(section, shown, state, contents, places, actions)
        }
    }
}

@Composable
private fun Section(
    section: DefinitionSection,
    shown: List<DefinitionField>,
    state: ApplicationFormState,
    contents: ApplicationContents,
    places: MutableMap<String, BringIntoViewRequester>,
    actions: ApplicationFormActions,
) {
    Subtitle(words(section.title))
    section.intro?.let { Text(words(it), style = IkdTheme.type.body) }
    for (run in runs(shown) { it.key in contents.locked }) {
        if (run.first().key in contents.locked) {
            LockedFields(run, state, contents)
        } else {
            run.forEach { field ->
                val place = places.getOrPut(field.key) { BringIntoViewRequester() }
                Column(Modifier.bringIntoViewRequester(place), Arrangement.spacedBy(8.dp)) {
                    Marks(contents) { it.field == field.key }
                    FieldEntry(field, state, contents, actions)
                    state.remarks[field.key].orEmpty().forEach { Remark(it) }
                }
            }
        }
    }
}

/** Answers that cannot be changed here, in one card. */
@Composable
private fun LockedFields(
    fields: List<DefinitionField>,
    state: ApplicationFormState,
    contents: ApplicationContents,
) {
    val texts = LocalTexts.current
    IkdCard {
        fields.forEach { field ->
            val value = texts.written(field, state.answers[field.key].orEmpty(), contents, state.regions)
            LabelledValue(words(field.label), value ?: text(TextKey.APPLICATION_FORM_NOTHING))
        }
        val from = if (isCorrection(contents)) TextKey.APPLICATION_FORM_SENT else TextKey.APPLICATION_FORM_LOCKED
        SmallText(text(from))
    }
}

/** A warning or a note about an answer: a word, a symbol, and what to look at. */
@Composable
fun Remark(problem: Problem) {
    val kind = if (problem.severity == ProblemSeverity.NOTE) NoteKind.Info else NoteKind.Warning
    Note(kind, words(problem.text), title = text(TextKey.of("problem", problem.severity)), live = Live.Polite)
}

/** What the officer wrote about a part, where it is corrected. */
@Composable
internal fun Marks(contents: ApplicationContents, isPart: (Marked) -> Boolean) {
    val items = (contents.application.state as? ApplicationState.Correct)?.items.orEmpty()
    items.filter(isPart).forEach { Note(NoteKind.Warning, whyOf(it), title = text(TextKey.APPLICATION_STATUS_MARKED)) }
}

internal fun isCorrection(contents: ApplicationContents) = contents.application.state is ApplicationState.Correct

/** Neighbours for which [same] says the same, together. */
private fun <T> runs(all: List<T>, same: (T) -> Boolean): List<List<T>> {
    val runs = mutableListOf<MutableList<T>>()
    for (one in all) {
        val last = runs.lastOrNull()
        if (last != null && same(last.first()) == same(one)) last += one else runs += mutableListOf(one)
    }
    return runs
}
