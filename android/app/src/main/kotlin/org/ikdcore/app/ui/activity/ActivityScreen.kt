package org.ikdcore.app.ui.activity

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import java.time.LocalDate
import org.ikdcore.ActivityEntry
import org.ikdcore.ActivityEvent
import org.ikdcore.Audience
import org.ikdcore.app.model.ActivityState
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.Texts
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.documents.title
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.parts.dayOf
import org.ikdcore.app.ui.parts.longDay
import org.ikdcore.app.ui.parts.timeOfDay
import org.ikdcore.app.ui.show.name
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What happened with this identity, by days; and whether the record of it is whole. */
@Composable
fun ActivityScreen(
    state: ActivityState,
    today: LocalDate,
    onMore: () -> Unit,
    onExport: () -> Unit,
    onBack: () -> Unit,
) {
    Screen(
        ScreenId.Activity,
        text(TextKey.HOME_ACTIVITY),
        onBack = onBack,
        titlePlace = TitlePlace.Bar,
        actions = { OutlinedAction(text(TextKey.COMMON_SAVE_COPY), onExport, icon = Icons.Export) },
    ) {
        Verdict(state)
        state.entries.orEmpty().groupBy { dayOf(it.at) }.forEach { (day, entries) ->
            Subtitle(dayName(day, today))
            IkdCard(gap = 0.dp) {
                entries.forEachIndexed { at, entry ->
                    if (at > 0) HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
                    Entry(entry, state.audiences)
                }
            }
        }
        if (state.more) TextAction(text(TextKey.LOG_MORE), onMore)
    }
}

@Composable
private fun Verdict(state: ActivityState) = when {
    state.failure != null -> FailureNote(state.failure, onRetry = null)
    state.intact == null -> Note(NoteKind.Info, text(TextKey.LOG_VERIFYING), live = Live.Polite)
    state.intact -> Note(
        NoteKind.Success, text(TextKey.LOG_WHOLE_DETAIL), title = text(TextKey.LOG_WHOLE), live = Live.Polite,
    )
    else -> Note(NoteKind.Error, text(TextKey.LOG_ALTERED), live = Live.Assertive)
}

@Composable
private fun dayName(day: LocalDate, today: LocalDate): String = when (day) {
    today -> text(TextKey.LOG_TODAY)
    else -> LocalTexts.current.longDay(day)
}

@Composable
private fun Entry(entry: ActivityEntry, audiences: List<Audience>) {
    val texts = LocalTexts.current
    Row(
        Modifier.fillMaxWidth().padding(vertical = 10.dp).semantics(mergeDescendants = true) {},
        Arrangement.spacedBy(14.dp),
        Alignment.CenterVertically,
    ) {
        if (!IkdTheme.large) {
            Icon(entry.event.icon, null, Modifier.size(24.dp), tint = MaterialTheme.colorScheme.primary)
        }
        Column(Modifier.weight(1f)) {
            Text(texts.of(entry.event, audiences), style = IkdTheme.type.strong)
            SmallText(texts.timeOfDay(entry.at))
        }
    }
}

// Exhaustive: a new event does not compile until it has a symbol and a text.

private val ActivityEvent.icon: ImageVector
    get() = when (this) {
        ActivityEvent.Activated -> Icons.Shield
        is ActivityEvent.Unlocked, ActivityEvent.PinChanged -> Icons.Lock
        is ActivityEvent.Synced, is ActivityEvent.DocumentUpdated, is ActivityEvent.DocumentRemoved -> Icons.Document
        is ActivityEvent.ShowingStarted, is ActivityEvent.ShowingEnded -> Icons.Qr
    }

internal fun Texts.of(event: ActivityEvent, audiences: List<Audience>): String = when (event) {
    ActivityEvent.Activated -> get(TextKey.ACTIVITY_ACTIVATED)
    is ActivityEvent.Unlocked -> when (event.wrongBefore.toInt()) {
        0 -> get(TextKey.ACTIVITY_UNLOCKED)
        else -> get(TextKey.ACTIVITY_UNLOCKED_AFTER_WRONG, "wrong_before" to event.wrongBefore.toInt())
    }
    ActivityEvent.PinChanged -> get(TextKey.ACTIVITY_PIN_CHANGED)
    is ActivityEvent.Synced -> get(
        TextKey.ACTIVITY_SYNCED,
        "added" to event.v1.added.toInt(),
        "changed" to event.v1.changed.toInt(),
        "removed" to event.v1.removed.toInt(),
    )
    is ActivityEvent.DocumentUpdated -> get(
        TextKey.ACTIVITY_DOCUMENT_UPDATED, "kind" to get(event.kind.title), "version" to event.version.toLong(),
    )
    is ActivityEvent.DocumentRemoved -> get(TextKey.ACTIVITY_DOCUMENT_REMOVED, "kind" to get(event.kind.title))
    is ActivityEvent.ShowingStarted -> get(
        TextKey.ACTIVITY_SHOWING_STARTED,
        "audience" to (audiences.firstOrNull { it.number == event.audience }?.name(language) ?: "-"),
        "view" to get(TextKey.of("view", event.view)),
    )
    is ActivityEvent.ShowingEnded -> get(TextKey.ACTIVITY_SHOWING_ENDED, "codes" to event.codes.toInt())
}
