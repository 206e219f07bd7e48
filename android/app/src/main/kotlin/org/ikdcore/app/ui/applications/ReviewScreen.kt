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
import org.ikdcore.ApplicationReview
import org.ikdcore.DefinitionSection
import org.ikdcore.FaceCheckState
import org.ikdcore.FaceStep
import org.ikdcore.Problem
import org.ikdcore.ProblemSeverity
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.model.ReviewState
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.lock.pinSheet
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.LabelledValue
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.Sheet
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.SwitchCard
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.parts.duration
import org.ikdcore.app.ui.parts.size
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

class ReviewActions(
    /** To the form, at this field. */
    val onField: (String?) -> Unit,
    val onPapers: () -> Unit,
    val onDeclare: (Boolean) -> Unit,
    val onSend: () -> Unit,
    val onPin: (String) -> Unit,
    val onBiometric: () -> Unit,
    val onClosePin: () -> Unit,
    /** To another application that is under way. */
    val onOther: (String) -> Unit,
    val onBack: () -> Unit,
)

/** What will be sent: problems first, then all answers, the papers, the cost and the declaration. */
@Composable
fun ReviewScreen(
    state: ReviewState,
    contents: ApplicationContents?,
    regions: Map<String, String>,
    actions: ReviewActions,
) {
    val review = state.review
    Screen(
        ScreenId.ApplicationReview,
        text(TextKey.APPLICATION_REVIEW_TITLE),
        onBack = actions.onBack,
        titlePlace = TitlePlace.Bar,
        sheet = if (state.pinNeeded) provingSheet(state, actions) else null,
        actions = if (review?.canQueue == true) {
            { FilledAction(text(TextKey.APPLICATION_REVIEW_SEND), actions.onSend, busy = state.busy) }
        } else {
            null
        },
    ) {
        state.failure?.takeIf { it.remedy !is Remedy.CorrectAnswers }?.let {
            Shown(it) { ApplicationFailure(it, actions.onOther) }
        }
        if (review == null || contents == null) {
            if (state.failure == null) Working(text(TextKey.COMMON_LOADING))
            return@Screen
        }
        if (review.face == FaceStep.NEEDED && state.face.stops) Shown(state.face) { FaceNote(state.face) }
        Problems(review, contents, actions)
        contents.definition.sections.forEach { Answers(it, contents, regions) }
        InlineAction(text(TextKey.APPLICATION_REVIEW_EDIT), { actions.onField(null) }, padding = 0.dp)
        Papers(contents, actions)
        if (review.canQueue) Declaration(state, review, actions)
    }
}

/** What comes to the top of a page that was read to its end is scrolled to, each time that [news] changes. */
@Composable
private fun Shown(news: Any?, content: @Composable () -> Unit) {
    val place = remember { BringIntoViewRequester() }
    LaunchedEffect(news) {
        // It is there with its first frame.
        withFrameNanos {}
        place.bringIntoView()
    }
    Column(Modifier.bringIntoViewRequester(place)) { content() }
}

/** What must be corrected, and what is better looked at again; a touch leads there. */
@Composable
private fun Problems(review: ApplicationReview, contents: ApplicationContents, actions: ReviewActions) {
    val (faults, remarks) = review.problems.partition { it.severity == ProblemSeverity.FAULT }
    if (faults.isNotEmpty()) {
        Subtitle(text(TextKey.APPLICATION_REVIEW_FAULTS))
        Rows(faults.map { row(it, contents, actions) })
    }
    if (remarks.isNotEmpty()) {
        Subtitle(text(TextKey.APPLICATION_REVIEW_LOOK))
        Rows(remarks.map { row(it, contents, actions) })
    }
}

@Composable
private fun row(problem: Problem, contents: ApplicationContents, actions: ReviewActions): RowItem {
    val place = nameOf(problem.field, problem.attachment, contents)
    val word = text(TextKey.of("problem", problem.severity))
    return RowItem(
        if (place == null) word else text(TextKey.APPLICATION_FORM_CHOSEN, "label" to word, "value" to place),
        { if (problem.attachment == null) actions.onField(problem.field) else actions.onPapers() },
        detail = words(problem.text),
        danger = problem.severity == ProblemSeverity.FAULT,
    )
}

/** What a field or a paper is called in the form. */
@Composable
internal fun nameOf(field: String?, attachment: String?, contents: ApplicationContents): String? {
    val definition = contents.definition
    val label = definition.sections.flatMap { it.fields }.firstOrNull { it.key == field }?.label
        ?: definition.attachments.firstOrNull { it.kind == attachment }?.label
    return label?.let { words(it) }
}

@Composable
private fun Answers(section: DefinitionSection, contents: ApplicationContents, regions: Map<String, String>) {
    val shown = section.fields.filter { it.key in contents.visible }
    if (shown.isEmpty()) return
    val texts = LocalTexts.current
    IkdCard {
        Subtitle(words(section.title))
        shown.forEach { field ->
            val answer = contents.answers.firstOrNull { it.field == field.key }?.text.orEmpty()
            val value = texts.written(field, answer, contents, regions)
            LabelledValue(words(field.label), value ?: text(TextKey.APPLICATION_FORM_NOTHING))
        }
    }
}

@Composable
private fun Papers(contents: ApplicationContents, actions: ReviewActions) {
    val asked = contents.definition.attachments.filter { it.kind in contents.asked }
    if (asked.isEmpty()) return
    Subtitle(text(TextKey.APPLICATION_REVIEW_PAPERS))
    Rows(
        asked.map { attachment ->
            val pages = contents.papers.count { it.kind == attachment.kind }
            val held = if (pages == 0) {
                text(TextKey.APPLICATION_REVIEW_MISSING)
            } else {
                text(TextKey.APPLICATION_REVIEW_PAGES, "count" to pages)
            }
            RowItem(words(attachment.label), actions.onPapers, detail = held)
        },
    )
}

@Composable
private fun Declaration(state: ReviewState, review: ApplicationReview, actions: ReviewActions) {
    val texts = LocalTexts.current
    Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
        val wait = texts.duration(review.slowSeconds * MS)
        SmallText(text(TextKey.APPLICATION_REVIEW_COST, "size" to texts.size(review.bytes), "wait" to wait))
        SmallText(text(TextKey.APPLICATION_REVIEW_LATER))
    }
    if (review.face == FaceStep.NEEDED && !state.face.stops) FaceNote(state.face)
    IkdCard {
        Subtitle(text(TextKey.APPLICATION_REVIEW_STATEMENT))
        Text(words(review.statement), style = IkdTheme.type.body)
    }
    val place = remember { BringIntoViewRequester() }
    LaunchedEffect(state.failedTouches) {
        // The switch stands below all answers, the button that was touched is pinned.
        if (state.undeclared) place.bringIntoView()
    }
    SwitchCard(
        text(TextKey.APPLICATION_REVIEW_DECLARE),
        state.declared,
        actions.onDeclare,
        Modifier.bringIntoViewRequester(place),
        fault = text(TextKey.TERMS_MISSING).takeIf { state.undeclared },
    )
}

/** Whether nothing goes on before the person has read what became of the photo. */
private val FaceCheckState?.stops get() = this is FaceCheckState.Refused || this == FaceCheckState.Expired

/** What the face check needs, or why a photo was not accepted. */
@Composable
internal fun FaceNote(face: FaceCheckState?) {
    val sentences = when (face) {
        null, is FaceCheckState.Open -> listOf(text(TextKey.APPLICATION_REVIEW_FACE))
        FaceCheckState.Pending -> listOf(text(TextKey.FACE_CHECK_PENDING))
        FaceCheckState.Accepted -> listOf(text(TextKey.FACE_CHECK_ACCEPTED))
        FaceCheckState.Expired -> listOf(text(TextKey.FACE_CHECK_EXPIRED))
        is FaceCheckState.Refused -> listOf(
            text(TextKey.FACE_CHECK_REFUSED),
            text(TextKey.of("face_refusal", face.reason)),
        ) + face.guidance.map { text(TextKey.of("face_guidance", it)) }
    }
    val kind = if (face.stops) NoteKind.Warning else NoteKind.Info
    Note(kind, sentences.joinToString("\n"), live = if (face == null) Live.No else Live.Polite)
}

@Composable
private fun provingSheet(state: ReviewState, actions: ReviewActions): Sheet = pinSheet(
    ScreenId.ApplicationPin,
    text(TextKey.PIN_ONCE_MORE),
    text(TextKey.APPLICATION_REVIEW_PIN),
    go = text(TextKey.COMMON_NEXT),
    failure = state.pinFailure,
    busy = state.busy,
    onPin = actions.onPin,
    onClose = actions.onClosePin,
) {
    if (state.biometric) TextAction(text(TextKey.SHOW_BIOMETRIC), actions.onBiometric)
    TextAction(text(TextKey.COMMON_CANCEL), actions.onClosePin)
}

private const val MS = 1000uL
