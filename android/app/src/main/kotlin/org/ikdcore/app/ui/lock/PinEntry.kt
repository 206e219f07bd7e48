package org.ikdcore.app.ui.lock

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.PinDots
import org.ikdcore.app.ui.parts.PinPad
import org.ikdcore.app.ui.parts.Sheet
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/**
 * Why a PIN was not accepted. After a wrong PIN the tries that are left come from [Remedy.EnterPin]; the rule about the
 * last one stands below.
 */
@Composable
fun PinFault(failure: Failure?) {
    when (val remedy = failure?.remedy) {
        is Remedy.EnterPin -> when (remedy.attemptsLeft) {
            // With large text only this: the whole pad must be in sight.
            1 -> Note(
                NoteKind.Error,
                text(TextKey.PIN_LAST),
                title = failureText(failure).takeUnless { IkdTheme.large },
                live = Live.Assertive,
            )
            else -> Note(
                NoteKind.Error,
                text(TextKey.PIN_WIPE_RULE).takeUnless { IkdTheme.large },
                title = failureText(failure),
                live = Live.Assertive,
            )
        }
        is Remedy.ChoosePin -> Note(NoteKind.Error, text(TextKey.of("pin_rule", remedy.rule)), live = Live.Assertive)
        else -> FailureNote(failure, onRetry = null)
    }
}

/** One long buzz when [failure] appears. */
@Composable
fun FeelRefusal(failure: Failure?) {
    val shell = LocalShell.current
    LaunchedEffect(failure) { if (failure != null) shell.feel(Haptic.Refused) }
}

/** A sheet that asks for the PIN before something is done. The PIN lives only as long as the sheet. */
fun pinSheet(
    id: ScreenId,
    title: String,
    body: String,
    go: String,
    failure: Failure?,
    busy: Boolean,
    onPin: (String) -> Unit,
    onClose: () -> Unit,
    more: @Composable ColumnScope.() -> Unit = {},
) = Sheet(id, title, onClose) {
    var pin by remember { mutableStateOf("") }
    LocalShell.current.RefuseOverlays()
    FeelRefusal(failure)
    Text(body, style = IkdTheme.type.body)
    PinDots(pin.length, fault = failure != null)
    PinFault(failure)
    PinPad(
        pin,
        onEntry = { if (!busy) pin = it },
        go = if (busy) text(TextKey.COMMON_WORKING) else go,
        onGo = {
            if (!busy) {
                val typed = pin
                pin = ""
                onPin(typed)
            }
        },
    )
    more()
}
