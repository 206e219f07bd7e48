package org.ikdcore.app.ui.settings

import androidx.compose.foundation.layout.Spacer
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import org.ikdcore.app.model.ChangePinState
import org.ikdcore.app.model.PinStep
import org.ikdcore.app.ui.LocalFlowing
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.lock.FeelRefusal
import org.ikdcore.app.ui.lock.PinFault
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.PinDots
import org.ikdcore.app.ui.parts.PinPad
import org.ikdcore.app.ui.parts.live
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What the three entries lead to. The PINs are passed on and kept nowhere else. */
class ChangePinActions(
    val onCurrent: () -> Unit,
    val onNew: (String) -> Unit,
    val onChange: (current: String, pin: String, repeat: String) -> Unit,
    val onBack: () -> Unit,
)

/** The present PIN, the new one, the new one again. None of them is ever in saved state. */
@Composable
fun ChangePinScreen(state: ChangePinState, actions: ChangePinActions) {
    var current by remember { mutableStateOf("") }
    var first by remember { mutableStateOf("") }
    var entry by remember(state.step) { mutableStateOf("") }
    LocalShell.current.RefuseOverlays()
    FeelRefusal(state.failure)
    if (state.step == PinStep.Changed) return Changed(actions.onBack)
    Screen(
        ScreenId.ChangePin,
        text(TextKey.SETTINGS_PIN),
        onBack = actions.onBack,
        titlePlace = TitlePlace.Bar,
        fill = true,
    ) {
        Text(text(state.step.asks), Modifier.live(Live.Polite), style = IkdTheme.type.title)
        PinDots(entry.length, fault = state.failure != null)
        PinFault(state.failure)
        if (!LocalFlowing.current) Spacer(Modifier.weight(1f))
        PinPad(
            entry,
            onEntry = { if (!state.busy) entry = it },
            go = text(if (state.busy) TextKey.COMMON_WORKING else TextKey.COMMON_NEXT),
            onGo = {
                if (state.busy) return@PinPad
                val typed = entry
                entry = ""
                when (state.step) {
                    PinStep.Current -> {
                        current = typed
                        actions.onCurrent()
                    }
                    PinStep.New -> {
                        first = typed
                        actions.onNew(typed)
                    }
                    PinStep.Repeat -> actions.onChange(current, first, typed)
                    PinStep.Changed -> Unit
                }
            },
        )
    }
}

@Composable
private fun Changed(onBack: () -> Unit) {
    Screen(
        ScreenId.ChangePin,
        text(TextKey.SETTINGS_PIN),
        onBack = onBack,
        titlePlace = TitlePlace.Bar,
        actions = { FilledAction(text(TextKey.COMMON_DONE), onBack) },
    ) {
        Note(NoteKind.Success, text(TextKey.CHANGE_PIN_CHANGED), live = Live.Polite)
        Text(text(TextKey.NEW_PIN_REMEMBER), style = IkdTheme.type.body)
    }
}

private val PinStep.asks: TextKey
    get() = when (this) {
        PinStep.Current -> TextKey.CHANGE_PIN_CURRENT
        PinStep.New -> TextKey.CHANGE_PIN_NEW
        PinStep.Repeat, PinStep.Changed -> TextKey.CHANGE_PIN_REPEAT
    }
