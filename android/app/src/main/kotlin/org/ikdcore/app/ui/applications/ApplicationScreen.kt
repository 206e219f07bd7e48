package org.ikdcore.app.ui.applications

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.vector.ImageVector
import org.ikdcore.Application
import org.ikdcore.ApplicationContents
import org.ikdcore.ApplicationState
import org.ikdcore.FaceCheckState
import org.ikdcore.FaceStep
import org.ikdcore.LeftReason
import org.ikdcore.Marked
import org.ikdcore.ReturnReason
import org.ikdcore.StateKind
import org.ikdcore.app.model.ApplicationEnd
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.BigSymbol
import org.ikdcore.app.ui.parts.DangerAction
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.LabelledValue
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.parts.moment
import org.ikdcore.app.ui.parts.size
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

data class ApplicationScreenState(
    /** `null` until it is read. */
    val application: Application?,
    /** Names of fields and papers; `null` until they are read, or if the form needs a newer app. */
    val contents: ApplicationContents? = null,
    val regions: Map<String, String> = emptyMap(),
    /** Why it still waits. */
    val left: LeftReason? = null,
    /** It is being sent, or the service is being asked. */
    val exchanging: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
    /** Where the face check stands, if it was begun here. */
    val face: FaceCheckState? = null,
)

class ApplicationActions(
    val onFill: () -> Unit,
    val onCorrect: () -> Unit,
    val onMove: () -> Unit,
    val onSendNow: () -> Unit,
    val onCancel: () -> Unit,
    val onEnd: (ApplicationEnd) -> Unit,
    val onDocuments: () -> Unit,
    /** To the service, for a new application. */
    val onAgain: () -> Unit,
    /** To the list, where the other application is. */
    val onOthers: () -> Unit,
    val onBack: () -> Unit,
    /** To the camera, for the face that the service asks for. */
    val onFace: () -> Unit = {},
)

/** Where an application stands, what to do next, and what has happened so far. */
@Composable
fun ApplicationScreen(state: ApplicationScreenState, actions: ApplicationActions) {
    val application = state.application
    Screen(
        ScreenId.Application,
        application?.let { titleOf(it) } ?: text(TextKey.SERVICES_TITLE),
        onBack = actions.onBack,
        titlePlace = TitlePlace.Bar,
        actions = application?.let { shown -> { Ways(shown, state, actions) } },
    ) {
        ApplicationFailure(state.failure)
        if (application == null) {
            if (state.failure == null) Working(text(TextKey.COMMON_LOADING))
            return@Screen
        }
        Standing(application)
        Returned(application, actions)
        application.newerForm?.let { Note(NoteKind.Info, text(TextKey.APPLICATION_STATUS_NEW_FORM)) }
        Details(application.state, state)
        Receipt(application)
        History(application)
    }
}

@Composable
private fun Standing(application: Application) {
    val (symbol, kind) = look(application)
    if (!IkdTheme.large) BigSymbol(symbol, kind)
    Subtitle(text(TextKey.of("application", application.kind)))
    val state = application.state
    // What came of it where no document says so.
    val result = (state as? ApplicationState.Issued)?.result
    if (result != null) Text(words(result), style = IkdTheme.type.body)
    if (result == null || state.documents.isNotEmpty()) {
        Text(text(TextKey.of("application_next", application.kind)), style = IkdTheme.type.body)
    }
}

/** A quiet service has no sign of success and no warning colours beyond what the person must do. */
private fun look(application: Application): Pair<ImageVector, SymbolKind> = when (application.kind) {
    StateKind.DRAFT -> Icons.Document to SymbolKind.Primary
    StateKind.QUEUED, StateKind.SENDING -> Icons.Export to SymbolKind.Primary
    StateKind.RECEIVED, StateKind.IN_REVIEW, StateKind.APPROVED, StateKind.SIGNING ->
        Icons.History to SymbolKind.Primary
    StateKind.VISIT_NEEDED, StateKind.CORRECT -> Icons.Warning to SymbolKind.Warning
    StateKind.ISSUED -> (if (application.quiet) Icons.Document else Icons.Success) to SymbolKind.Primary
    StateKind.REFUSED -> Icons.Error to if (application.quiet) SymbolKind.Primary else SymbolKind.Error
    StateKind.WITHDRAWN, StateKind.EXPIRED -> Icons.Info to SymbolKind.Primary
}

/** Why it came back from sending. */
@Composable
private fun Returned(application: Application, actions: ApplicationActions) {
    val (key, other) = when (application.returned) {
        null -> return
        is ReturnReason.Invalid -> TextKey.RETURNED_INVALID to false
        ReturnReason.PresenceMissing -> TextKey.RETURNED_PRESENCE_MISSING to false
        ReturnReason.Duplicate -> TextKey.RETURNED_DUPLICATE to true
        is ReturnReason.OutdatedForm -> TextKey.RETURNED_OUTDATED_FORM to false
        ReturnReason.Conflict -> TextKey.RETURNED_CONFLICT to false
        ReturnReason.OutboxChanged -> TextKey.RETURNED_OUTBOX_CHANGED to false
    }
    Note(NoteKind.Warning, text(key), live = Live.Polite)
    if (other) TextAction(text(TextKey.APPLICATION_STATUS_OTHER), actions.onOthers)
}

@Composable
private fun Details(state: ApplicationState, screen: ApplicationScreenState) {
    val texts = LocalTexts.current
    when (state) {
        is ApplicationState.Draft ->
            SmallText(text(TextKey.APPLICATION_STATUS_KEPT_UNTIL, "time" to texts.moment(state.keptUntil)))
        is ApplicationState.Queued -> {
            if (screen.exchanging) Working(text(TextKey.APPLICATION_SENDING))
            // A service without papers has nothing to be measured.
            if (state.bytes > 0uL) {
                SmallText(text(TextKey.APPLICATION_STATUS_WAITING, "size" to texts.size(state.bytes)))
            }
            if (!screen.exchanging) Left(screen)
        }
        is ApplicationState.Sending -> {
            val (sent, total) = texts.size(state.sent) to texts.size(state.bytes)
            val words = text(TextKey.SENDING_SENT, "sent" to sent, "total" to total).takeIf { state.bytes > 0uL }
            when {
                screen.exchanging -> Working(words ?: text(TextKey.APPLICATION_SENDING))
                words != null -> SmallText(words)
            }
            if (!screen.exchanging) Left(screen)
        }
        is ApplicationState.VisitNeeded -> IkdCard {
            LabelledValue(text(TextKey.APPLICATION_STATUS_PLACE), state.place)
            state.until?.let { LabelledValue(text(TextKey.APPLICATION_STATUS_UNTIL), texts.moment(it)) }
            LabelledValue(text(TextKey.APPLICATION_STATUS_BRING), state.bring)
        }
        is ApplicationState.Correct -> Correction(state, screen)
        is ApplicationState.Refused -> IkdCard {
            LabelledValue(text(TextKey.APPLICATION_STATUS_REASON), text(TextKey.of("reason", state.code)))
            state.note?.let { LabelledValue(text(TextKey.REJECTED_NOTE), it) }
        }
        ApplicationState.Received, ApplicationState.InReview, ApplicationState.Approved, ApplicationState.Signing,
        is ApplicationState.Issued, ApplicationState.Withdrawn, ApplicationState.Expired,
        -> Unit
    }
}

/** Why it still waits. */
@Composable
private fun Left(screen: ApplicationScreenState) {
    val needed = LeftReason.FACE_CHECK_NEEDED.takeIf { screen.application?.face == FaceStep.NEEDED }
    (needed ?: screen.left)?.let { Note(NoteKind.Info, text(TextKey.of("left", it)), live = Live.Polite) }
    if (screen.face is FaceCheckState.Refused) FaceNote(screen.face)
}

@Composable
private fun Correction(state: ApplicationState.Correct, screen: ApplicationScreenState) {
    val texts = LocalTexts.current
    state.until?.let {
        Text(text(TextKey.APPLICATION_STATUS_FIX_UNTIL, "time" to texts.moment(it)), style = IkdTheme.type.strong)
    }
    if (state.items.isNotEmpty()) {
        IkdCard {
            Subtitle(text(TextKey.APPLICATION_STATUS_MARKED))
            state.items.forEach { MarkedLine(it, screen.contents) }
        }
    }
    if (state.differences.isNotEmpty()) {
        IkdCard {
            Subtitle(text(TextKey.APPLICATION_STATUS_DIFFERENCES))
            state.differences.forEach { difference ->
                val contents = screen.contents
                val field = contents?.definition?.sections?.flatMap { it.fields }
                    ?.firstOrNull { it.key == difference.field }
                val value = if (contents == null || field == null) {
                    difference.value
                } else {
                    texts.written(field, difference.value, contents, screen.regions)
                }
                LabelledValue(
                    field?.let { words(it.label) } ?: difference.field,
                    value ?: text(TextKey.APPLICATION_FORM_NOTHING),
                )
            }
        }
    }
}

/** What the officer marked, why, and what the officer wrote about it. */
@Composable
private fun MarkedLine(marked: Marked, contents: ApplicationContents?) {
    val place = contents?.let { nameOf(marked.field, marked.attachment, it) }
        ?: marked.field ?: marked.attachment.orEmpty()
    LabelledValue(place, whyOf(marked))
}

/** Why it was marked, and what the officer wrote about it. */
@Composable
internal fun whyOf(marked: Marked): String =
    listOfNotNull(text(TextKey.of("reason", marked.code)), marked.note).joinToString("\n")

@Composable
private fun Receipt(application: Application) {
    val receipt = application.receipt ?: return
    val texts = LocalTexts.current
    IkdCard {
        Subtitle(text(TextKey.APPLICATION_STATUS_RECEIPT))
        LabelledValue(text(TextKey.APPLICATION_STATUS_NUMBER), receipt.number)
        LabelledValue(text(TextKey.APPLICATION_STATUS_OFFICE), receipt.office)
        LabelledValue(text(TextKey.APPLICATION_STATUS_RECEIVED), texts.moment(receipt.receivedAt))
        receipt.promiseUntil?.let { LabelledValue(text(TextKey.APPLICATION_STATUS_PROMISED), texts.moment(it)) }
        if (receipt.example) SmallText(text(TextKey.APPLICATION_STATUS_EXAMPLE))
    }
}

/** What has happened, the newest first. */
@Composable
private fun History(application: Application) {
    if (application.history.isEmpty()) return
    val texts = LocalTexts.current
    IkdCard {
        Subtitle(text(TextKey.APPLICATION_STATUS_HISTORY))
        application.history.reversed().forEach { event ->
            LabelledValue(texts.moment(event.at), text(TextKey.of("application", event.state)))
        }
    }
}

/** What can be done now. Exhaustive: a new state does not compile until it has its ways. */
@Composable
private fun ColumnScope.Ways(application: Application, screen: ApplicationScreenState, actions: ApplicationActions) {
    val busy = screen.busy
    when (val state = application.state) {
        is ApplicationState.Draft -> {
            if (application.newerForm == null) {
                FilledAction(text(TextKey.SERVICE_GO_ON), actions.onFill)
            } else {
                FilledAction(text(TextKey.APPLICATION_STATUS_MOVE), actions.onMove, busy = busy)
            }
            DangerAction(text(TextKey.APPLICATION_STATUS_DISCARD), { actions.onEnd(ApplicationEnd.Discard) })
        }
        is ApplicationState.Queued -> {
            Go(application, screen, actions)
            TextAction(text(TextKey.APPLICATION_STATUS_CANCEL), actions.onCancel, busy = busy)
        }
        is ApplicationState.Sending -> {
            Go(application, screen, actions)
            if (!state.submitted) {
                TextAction(text(TextKey.APPLICATION_STATUS_CANCEL), actions.onCancel, busy = busy)
            } else {
                Withdraw(actions)
            }
        }
        is ApplicationState.Correct -> {
            val fix = if (state.editing) TextKey.APPLICATION_STATUS_GO_ON else TextKey.APPLICATION_STATUS_FIX
            FilledAction(text(fix), if (state.editing) actions.onFill else actions.onCorrect, busy = busy)
            Withdraw(actions)
        }
        ApplicationState.Received, ApplicationState.InReview, is ApplicationState.VisitNeeded -> Withdraw(actions)
        ApplicationState.Approved, ApplicationState.Signing -> Unit
        is ApplicationState.Issued -> {
            if (state.documents.isNotEmpty()) {
                FilledAction(text(TextKey.APPLICATION_STATUS_DOCUMENTS), actions.onDocuments)
            }
            Remove(actions)
        }
        is ApplicationState.Refused, ApplicationState.Withdrawn, ApplicationState.Expired -> {
            OutlinedAction(text(TextKey.SERVICES_ALL), actions.onAgain)
            Remove(actions)
        }
    }
}

/** What lets it leave: the face, or the person's wish not to wait. */
@Composable
private fun ColumnScope.Go(application: Application, screen: ApplicationScreenState, actions: ApplicationActions) {
    if (application.face == FaceStep.NEEDED) {
        FilledAction(text(TextKey.APPLICATION_STATUS_FACE), actions.onFace, busy = screen.busy)
    } else if (!screen.exchanging) {
        FilledAction(text(TextKey.APPLICATION_STATUS_SEND_NOW), actions.onSendNow, icon = Icons.Export)
    }
}

@Composable
private fun Withdraw(actions: ApplicationActions) =
    DangerAction(text(TextKey.APPLICATION_STATUS_WITHDRAW), { actions.onEnd(ApplicationEnd.Withdraw) })

@Composable
private fun Remove(actions: ApplicationActions) =
    TextAction(text(TextKey.APPLICATION_STATUS_REMOVE), { actions.onEnd(ApplicationEnd.Discard) })
