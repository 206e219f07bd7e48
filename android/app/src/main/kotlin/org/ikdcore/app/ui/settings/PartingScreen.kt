package org.ikdcore.app.ui.settings

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.ikdcore.app.model.PartingState
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.lock.pinSheet
import org.ikdcore.app.ui.parts.BigSymbol
import org.ikdcore.app.ui.parts.DangerAction
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What can be done with a phone that is given away. */
enum class Parting(val screen: ScreenId, val title: TextKey, val body: TextKey, val action: TextKey) {
    /** Frees the account for another phone. */
    Release(ScreenId.Release, TextKey.SETTINGS_RELEASE, TextKey.RELEASE_BODY, TextKey.RELEASE_CONFIRM),

    /** Only erases; the account stays with this phone. */
    Erase(ScreenId.Erase, TextKey.SETTINGS_ERASE, TextKey.ERASE_BODY, TextKey.ERASE_CONFIRM),
}

/** Names what is lost, then asks for the PIN, then does it. */
@Composable
fun PartingScreen(
    parting: Parting,
    state: PartingState,
    onAsk: (Boolean) -> Unit,
    onPin: (String) -> Unit,
    onBack: () -> Unit,
) {
    val sheet = pinSheet(
        ScreenId.ConfirmPin,
        text(parting.action),
        text(TextKey.PIN_TITLE),
        go = text(TextKey.COMMON_NEXT),
        failure = state.failure,
        busy = state.busy,
        onPin = onPin,
        onClose = { onAsk(false) },
    ) { TextAction(text(TextKey.COMMON_CANCEL), { onAsk(false) }) }
    Screen(
        parting.screen,
        text(parting.title),
        onBack = onBack,
        sheet = sheet.takeIf { state.pinNeeded },
        actions = {
            FilledAction(text(TextKey.COMMON_CANCEL), onBack)
            DangerAction(text(parting.action), { onAsk(true) })
        },
    ) {
        BigSymbol(Icons.Warning, SymbolKind.Warning)
        Text(text(parting.body), style = IkdTheme.type.body)
        if (parting == Parting.Release) Note(NoteKind.Info, text(TextKey.RELEASE_OFFLINE))
    }
}
