package org.ikdcore.app.ui.lock

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.ikdcore.Stage
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.LockModel
import org.ikdcore.app.ui.LocalFlowing
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.BigSymbol
import org.ikdcore.app.ui.parts.DangerAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.PinDots
import org.ikdcore.app.ui.parts.PinPad
import org.ikdcore.app.ui.parts.Sheet
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.parts.durationText
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What the lock screen shows. */
data class LockState(
    /** Tries to be told of; `null`: none. */
    val attemptsMentioned: Int?,
    /** 0: the next try is allowed now. */
    val retryAfterMs: ULong = 0u,
    val busy: Boolean = false,
    val failure: Failure? = null,
    /** A wait has ended on this screen. */
    val waitOver: Boolean = false,
)

@Composable
fun LockRoute(app: AppModel, stage: Stage.Locked) {
    val model = remember(app) { app.keep(LockModel::class) { LockModel(app) } }
    var waited by remember { mutableStateOf(false) }
    LaunchedEffect(stage.retryAfterMs) { if (stage.retryAfterMs > 0uL) waited = true }
    val state = LockState(
        stage.attemptsMentioned?.toInt(),
        stage.retryAfterMs,
        model.unlock.busy,
        model.unlock.failure ?: model.erase.failure,
        waitOver = waited && stage.retryAfterMs == 0uL,
    )
    LockScreen(state, model::unlock, model::erase)
}

/** The PIN pad, or the waiting time. The PIN is never in saved state. [asked]: with the sheet about a forgotten PIN open. */
@Composable
fun LockScreen(state: LockState, onUnlock: (String) -> Unit, onErase: () -> Unit, asked: Boolean = false) {
    var forgotten by rememberSaveable { mutableStateOf(asked) }
    val forgot = forgotSheet(onErase) { forgotten = false }.takeIf { forgotten }
    LocalShell.current.RefuseOverlays()
    when (state.retryAfterMs) {
        0uL -> Pad(state, onUnlock, forgot) { forgotten = true }
        else -> Wait(state, forgot) { forgotten = true }
    }
}

@Composable
private fun Pad(state: LockState, onUnlock: (String) -> Unit, forgot: Sheet?, onForgot: () -> Unit) {
    var pin by remember { mutableStateOf("") }
    FeelRefusal(state.failure)
    Screen(
        ScreenId.Lock,
        text(TextKey.PIN_TITLE),
        fill = true,
        barAction = if (IkdTheme.large) null else ({ Forgot(onForgot) }),
        sheet = forgot,
    ) {
        PinDots(pin.length, fault = state.failure != null)
        Messages(state)
        if (!LocalFlowing.current) Spacer(Modifier.weight(1f))
        PinPad(
            pin,
            onEntry = { if (!state.busy) pin = it },
            go = text(if (state.busy) TextKey.PIN_OPENING else TextKey.PIN_OPEN),
            onGo = {
                if (!state.busy) {
                    val typed = pin
                    pin = ""
                    onUnlock(typed)
                }
            },
        )
        if (IkdTheme.large) {
            Text(text(TextKey.PIN_WIPE_RULE), style = IkdTheme.type.body)
            Forgot(onForgot)
        }
    }
}

/** A wrong PIN; or how many tries an earlier one has left; or that the wait is over. */
@Composable
private fun Messages(state: LockState) {
    when {
        state.failure != null -> PinFault(state.failure)
        state.waitOver -> Note(NoteKind.Info, text(TextKey.PIN_WAIT_OVER), live = Live.Polite)
        state.attemptsMentioned == 1 -> Note(NoteKind.Warning, text(TextKey.PIN_LAST))
        state.attemptsMentioned != null -> Note(
            NoteKind.Warning,
            text(TextKey.PIN_WIPE_RULE).takeUnless { IkdTheme.large },
            title = text(TextKey.COMMON_TRIES, "count" to state.attemptsMentioned),
        )
    }
}

@Composable
private fun Wait(state: LockState, forgot: Sheet?, onForgot: () -> Unit) {
    Screen(
        ScreenId.LockWait,
        text(TextKey.PIN_WAIT_TITLE),
        sheet = forgot,
        actions = { OutlinedAction(text(TextKey.PIN_WAIT_HELP), onForgot) },
    ) {
        IkdCard(Modifier.semantics(mergeDescendants = true) {}) {
            Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Alignment.CenterHorizontally) {
                BigSymbol(Icons.History, SymbolKind.Warning)
                Text(
                    text(TextKey.PIN_WAIT_AGAIN),
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                    style = IkdTheme.type.body,
                )
                Text(durationText(state.retryAfterMs), style = IkdTheme.type.timer, textAlign = TextAlign.Center)
            }
        }
        PinFault(state.failure)
        if (state.failure == null) Messages(state)
        Note(NoteKind.Info, text(TextKey.PIN_WAIT_RESTART))
    }
}

@Composable
private fun Forgot(onClick: () -> Unit) = InlineAction(text(TextKey.PIN_FORGOT), onClick)

/** What can be done without the PIN: nothing but to erase and register again. Names what is lost. */
@Composable
private fun forgotSheet(onErase: () -> Unit, onClose: () -> Unit) =
    Sheet(ScreenId.ForgotPin, text(TextKey.PIN_FORGOT), onClose) {
        Text(text(TextKey.PIN_FORGOT_BODY), style = IkdTheme.type.body)
        Note(NoteKind.Warning, text(TextKey.ERASE_BODY))
        OutlinedAction(text(TextKey.COMMON_CANCEL), onClose)
        DangerAction(text(TextKey.ERASE_CONFIRM), onErase)
    }
