package org.ikdcore.app.ui.home

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.ikdcore.DocumentBody
import org.ikdcore.Notice
import org.ikdcore.app.model.DocumentsState
import org.ikdcore.app.model.Place
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.applications.written
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.parts.live
import org.ikdcore.app.ui.parts.moment
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** The card, and the ways on. */
@Composable
fun HomeScreen(
    state: DocumentsState,
    notices: List<Notice>,
    onCard: (String) -> Unit,
    onFamily: () -> Unit,
    onSync: () -> Unit,
    onNotice: (String) -> Unit,
    onGo: (Place) -> Unit,
    bottomBar: @Composable () -> Unit,
) {
    Screen(ScreenId.Home, text(TextKey.HOME_TITLE), titlePlace = titlePlace(state), bottomBar = bottomBar) {
        // With large text the card comes first.
        if (!IkdTheme.large) {
            Notices(notices, onNotice)
            Age(state)
        }
        Card(state, onCard, onSync)
        if (!isEmpty(state)) FilledAction(text(TextKey.SHOW_TITLE), onClick = { onGo(Place.Show) }, icon = Icons.Qr)
        if (IkdTheme.large) {
            Notices(notices, onNotice)
            Age(state)
        }
        if (state.failure?.remedy != Remedy.Connect) FailureNote(state.failure, onSync)
        Rows(
            listOf(
                RowItem(text(TextKey.SERVICES_TITLE), { onGo(Place.Services) }, Icons.Document, services(notices.size)),
                RowItem(text(TextKey.HOME_FAMILY), onFamily, Icons.Family),
                RowItem(text(TextKey.HOME_ACTIVITY), { onGo(Place.Activity) }, Icons.History),
                RowItem(text(TextKey.HOME_SETTINGS), { onGo(Place.Settings) }, Icons.Settings),
            ),
        )
    }
}

/** What the person should know about the applications; a touch opens one. */
@Composable
private fun Notices(notices: List<Notice>, onNotice: (String) -> Unit) {
    if (notices.isEmpty()) return
    val texts = LocalTexts.current
    Subtitle(text(TextKey.SERVICES_NOTICES))
    Rows(
        notices.take(MOST_NOTICES).map { RowItem(texts.written(it), { onNotice(it.application) }, Icons.Mail) },
        Modifier.live(Live.Polite),
    )
}

@Composable
private fun services(notices: Int): String =
    if (notices == 0) text(TextKey.SERVICES_DETAIL) else text(TextKey.SERVICES_UNREAD, "count" to notices)

/** The card has its own heading; without it the page needs one. */
private fun titlePlace(state: DocumentsState) = if (state.card == null) TitlePlace.Page else TitlePlace.Spoken

/** The card; until it is read a frame; without a KTP on this phone, how to get it. */
@Composable
private fun Card(state: DocumentsState, onCard: (String) -> Unit, onSync: () -> Unit) {
    val ktp = state.card?.document?.body as? DocumentBody.Ktp
    when {
        state.card != null && ktp != null -> KtpCard(state.card, ktp.ktp.name) { onCard(state.card.document.id) }
        !isEmpty(state) -> IkdCard { Working(text(TextKey.PIN_OPENING)) }
        else -> IkdCard {
            Text(text(TextKey.DOCUMENTS_EMPTY), style = IkdTheme.type.body)
            FilledAction(text(TextKey.DOCUMENTS_UPDATE), onSync, busy = state.syncing)
        }
    }
}

/** Nothing is here, and nothing is on its way. */
private fun isEmpty(state: DocumentsState) =
    state.card == null && state.list != null && !(state.syncing && state.list.confirmedAt == null)

/** How old the data are. Nothing while that is not known. */
@Composable
private fun Age(state: DocumentsState) {
    val at = state.list?.confirmedAt?.let { LocalTexts.current.moment(it) }
    val offline = state.failure?.remedy == Remedy.Connect
    val words = when {
        state.syncing -> text(TextKey.DOCUMENTS_UPDATING)
        offline && at != null -> text(TextKey.DOCUMENTS_AS_OF_OFFLINE, "time" to at)
        offline -> text(TextKey.COMMON_OFFLINE)
        at != null -> text(TextKey.DOCUMENTS_AS_OF, "time" to at)
        else -> return
    }
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        if (offline && !state.syncing) {
            Icon(Icons.Offline, null, Modifier.size(20.dp), tint = MaterialTheme.colorScheme.onSurfaceVariant)
        }
        SmallText(words)
    }
}

/** More are in the list of applications: the card must stay in sight. */
private const val MOST_NOTICES = 2
