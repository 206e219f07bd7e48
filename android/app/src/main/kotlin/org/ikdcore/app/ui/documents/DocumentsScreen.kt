package org.ikdcore.app.ui.documents

import androidx.compose.runtime.Composable
import androidx.compose.ui.unit.dp
import org.ikdcore.DocumentSummary
import org.ikdcore.SyncOutcome
import org.ikdcore.app.model.DocumentsState
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.moment
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/** All documents on this phone; they open without internet. */
@Composable
fun DocumentsScreen(
    state: DocumentsState,
    onOpen: (String) -> Unit,
    onSync: () -> Unit,
    bottomBar: @Composable () -> Unit,
) {
    val documents = state.list?.documents.orEmpty()
    Screen(ScreenId.Documents, text(TextKey.DOCUMENTS_TITLE), bottomBar = bottomBar) {
        Freshness(state, onSync)
        val unreadable = state.list?.unreadable?.toInt() ?: 0
        if (unreadable > 0) Note(NoteKind.Warning, text(TextKey.DOCUMENTS_UNREADABLE, "count" to unreadable))
        when {
            documents.isNotEmpty() -> Rows(documents.map { row(it, onOpen) })
            !state.syncing && state.list != null -> Note(NoteKind.Info, text(TextKey.DOCUMENTS_EMPTY))
        }
        if (!state.syncing && state.failure == null) OutlinedAction(text(TextKey.DOCUMENTS_UPDATE), onSync)
    }
}

@Composable
private fun row(summary: DocumentSummary, onOpen: (String) -> Unit) =
    RowItem(text(summary.kind.title), { onOpen(summary.id) }, summary.kind.icon, summary.subject)

/** Whether the documents are the newest, and what a sync has done. */
@Composable
private fun Freshness(state: DocumentsState, onSync: () -> Unit) {
    val at = state.list?.confirmedAt?.let { text(TextKey.DOCUMENTS_AS_OF, "time" to LocalTexts.current.moment(it)) }
    val failure = state.failure
    when {
        state.syncing -> Note(NoteKind.Info, text(TextKey.DOCUMENTS_UPDATING), live = Live.Polite)
        failure?.remedy == Remedy.Connect -> Note(
            NoteKind.Info,
            if (at == null) failureText(failure) else text(TextKey.DOCUMENTS_OFFLINE),
            title = text(TextKey.COMMON_OFFLINE),
            icon = Icons.Offline,
            live = Live.Polite,
        ) {
            if (at != null) SmallText(at)
            InlineAction(text(TextKey.DOCUMENTS_TRY_UPDATE), onSync, padding = 0.dp)
        }
        failure != null -> FailureNote(failure, onSync)
        state.outcome != null -> Note(NoteKind.Success, written(state.outcome), live = Live.Polite)
        at != null -> SmallText(at)
    }
}

@Composable
private fun written(outcome: SyncOutcome): String {
    val changes = listOf(
        TextKey.DOCUMENTS_ADDED to outcome.added,
        TextKey.DOCUMENTS_CHANGED to outcome.changed,
        TextKey.DOCUMENTS_REMOVED to outcome.removed,
    ).filter { (_, count) -> count > 0u }
    if (changes.isEmpty()) return text(TextKey.DOCUMENTS_UP_TO_DATE)
    val words = changes.map { (key, count) -> text(key, "count" to count.toInt()) }
    return text(TextKey.DOCUMENTS_UPDATED, "changes" to words.joinToString())
}
