package org.ikdcore.app.ui.welcome

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.BigSymbol
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.NoteList
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** An officer must be present; what swindlers say. */
@Composable
fun OfficerNoticeScreen(
    busy: Boolean,
    failure: Failure?,
    onAccept: () -> Unit,
    onCalled: () -> Unit,
    onBack: () -> Unit,
) {
    Screen(
        ScreenId.OfficerNotice,
        text(TextKey.STEP_OFFICER_NOTICE),
        onBack = onBack,
        actions = {
            FilledAction(text(TextKey.NOTICE_ACCEPT), onAccept, busy = busy)
            OutlinedAction(text(TextKey.NOTICE_CALLED), onCalled)
        },
    ) {
        FailureNote(failure, onRetry = null)
        Text(text(TextKey.NOTICE_BODY), style = IkdTheme.type.body)
        ScamNote()
    }
}

/** The four sentences about swindlers, one by one for a screen reader. */
@Composable
private fun ScamNote() {
    NoteList(
        NoteKind.Warning,
        text(TextKey.SCAM_TITLE),
        listOf(TextKey.SCAM_CALL, TextKey.SCAM_CODE, TextKey.SCAM_FEE, TextKey.SCAM_STORE).map { text(it) },
    )
}

/** Somebody is on the phone with this person right now. */
@Composable
fun CalledScreen(onLeave: () -> Unit, onBack: () -> Unit) {
    Screen(
        ScreenId.Called,
        text(TextKey.CALLED_TITLE),
        onBack = onBack,
        actions = { FilledAction(text(TextKey.CALLED_LEAVE), onLeave) },
    ) {
        BigSymbol(Icons.Warning, SymbolKind.Warning)
        Text(text(TextKey.CALLED_BODY), style = IkdTheme.type.body)
        ScamNote()
    }
}
