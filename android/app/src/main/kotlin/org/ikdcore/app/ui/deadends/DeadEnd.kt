package org.ikdcore.app.ui.deadends

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.ikdcore.app.model.DeadEndState
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.parts.BigSymbol
import org.ikdcore.app.ui.parts.ConfirmPage
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What a dead end looks like. */
class Symbol(val icon: ImageVector, val kind: SymbolKind)

/** The one shape of all dead ends: a big symbol, what happened, why, what to do, and the ways out. */
@Composable
fun DeadEnd(
    id: ScreenId,
    symbol: Symbol,
    title: String,
    body: String,
    state: DeadEndState,
    actions: @Composable ColumnScope.() -> Unit,
    unchanged: String? = null,
    content: @Composable ColumnScope.() -> Unit = {},
) {
    Screen(id, title, titlePlace = TitlePlace.Spoken, actions = actions) {
        BigSymbol(symbol.icon, symbol.kind, Modifier.padding(top = 24.dp))
        Text(
            title,
            Modifier.semantics {
                heading()
                liveRegion = LiveRegionMode.Assertive
            },
            style = IkdTheme.type.headline,
        )
        FailureNote(state.failure, onRetry = null)
        if (state.unchanged && unchanged != null) Note(NoteKind.Info, unchanged, live = Live.Polite)
        Text(body, style = IkdTheme.type.body)
        content()
    }
}

/** Asks before the data on this phone are erased. */
@Composable
fun ConfirmErase(state: DeadEndState, onErase: () -> Unit, onKeep: () -> Unit) = ConfirmPage(
    ScreenId.Erase,
    text(TextKey.SETTINGS_ERASE),
    text(TextKey.ERASE_BODY),
    confirm = text(TextKey.ERASE_CONFIRM),
    keep = text(TextKey.COMMON_CANCEL),
    onConfirm = onErase,
    onKeep = onKeep,
    busy = state.busy,
) { FailureNote(state.failure, onRetry = null) }
