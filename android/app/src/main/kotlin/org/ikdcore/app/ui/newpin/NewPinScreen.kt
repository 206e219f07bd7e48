package org.ikdcore.app.ui.newpin

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.style.TextAlign
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.NewPinModel
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.PinDots
import org.ikdcore.app.ui.parts.PinPad
import org.ikdcore.app.ui.parts.Working
import org.ikdcore.app.ui.parts.live
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

data class NewPinState(
    val entry: String = "",
    /** Whether the PIN is typed for the second time. */
    val repeating: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
)

@Composable
fun NewPinScreen(state: NewPinState, onEntry: (String) -> Unit, onGo: () -> Unit) {
    Screen(
        ScreenId.NewPin,
        text(TextKey.STEP_CREATE_PIN),
        step = 5,
        // The pad vanishes while the PIN is made, which takes seconds on slow phones.
        actions = if (state.busy || IkdTheme.large) {
            null
        } else {
            { PinPad(state.entry, onEntry, text(TextKey.COMMON_NEXT), onGo) }
        },
    ) {
        // With large text the explanations stand below the pad.
        val padFirst = IkdTheme.large && !state.busy
        if (!padFirst) Text(text(TextKey.NEW_PIN_BODY), style = IkdTheme.type.body)
        if (!state.busy) {
            Column(Modifier.fillMaxWidth()) {
                Text(
                    text(if (state.repeating) TextKey.NEW_PIN_SECOND else TextKey.NEW_PIN_FIRST),
                    Modifier.fillMaxWidth().live(Live.Polite),
                    textAlign = TextAlign.Center,
                    style = IkdTheme.type.strong,
                )
                PinDots(state.entry.length, fault = state.failure != null)
            }
        }
        when {
            state.busy -> Working(text(TextKey.NEW_PIN_WORKING))
            state.failure != null -> PinFault(state.failure, onGo)
            !padFirst -> Note(NoteKind.Info, text(TextKey.NEW_PIN_REMEMBER))
        }
        if (padFirst) {
            PinPad(state.entry, onEntry, text(TextKey.COMMON_NEXT), onGo)
            Text(text(TextKey.NEW_PIN_BODY), style = IkdTheme.type.body)
            Note(NoteKind.Info, text(TextKey.NEW_PIN_REMEMBER))
        }
    }
}

/** What is wrong with a new PIN, with the rule that it breaks. */
@Composable
fun PinFault(failure: Failure, onRetry: () -> Unit) {
    val remedy = failure.remedy
    if (remedy is Remedy.ChoosePin) {
        Note(NoteKind.Error, text(TextKey.of("pin_rule", remedy.rule)), live = Live.Assertive)
    } else {
        FailureNote(failure, onRetry)
    }
}

@Composable
fun NewPinRoute(app: AppModel) {
    val model = remember(app) { app.keep(NewPinModel::class) { NewPinModel(app) } }
    val shell = LocalShell.current
    // `remember`, not `rememberSaveable`: a PIN must not get into the saved state of the activity.
    var first by remember { mutableStateOf<String?>(null) }
    var entry by remember { mutableStateOf("") }
    shell.RefuseOverlays()
    LaunchedEffect(model.operation.failure) { if (model.operation.failure != null) shell.feel(Haptic.Refused) }
    NewPinScreen(
        NewPinState(entry, first != null, model.operation.busy, model.operation.failure),
        onEntry = {
            model.operation.forget()
            entry = it
        },
        onGo = {
            val typed = entry
            val before = first
            entry = ""
            if (before == null) {
                model.check(typed) { first = typed }
            } else {
                first = null
                model.create(before, typed)
            }
        },
    )
}
