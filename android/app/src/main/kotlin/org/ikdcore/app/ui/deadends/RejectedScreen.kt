package org.ikdcore.app.ui.deadends

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import org.ikdcore.RejectionOption
import org.ikdcore.RejectionReason
import org.ikdcore.Step
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.DeadEndModel
import org.ikdcore.app.model.DeadEndState
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.form.FormRoute
import org.ikdcore.app.ui.giveup.GiveUpRoute
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.DangerAction
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.LabelledValue
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.selfie.SelfieRoute
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

private enum class At { Reason, Form, Photo, GiveUp }

@Composable
fun RejectedRoute(app: AppModel, step: Step.Rejected) {
    val model = remember(app) { app.keep(DeadEndModel::class) { DeadEndModel(app) } }
    var at by rememberSaveable { mutableStateOf(At.Reason) }
    val leave = { at = At.Reason }
    when (at) {
        At.Reason -> RejectedScreen(step.reason, step.note, step.options, model.state, onGiveUp = { at = At.GiveUp }) {
            when (it) {
                RejectionOption.FORM -> at = At.Form
                RejectionOption.PHOTO -> at = At.Photo
                RejectionOption.RESTART -> model.restart()
            }
        }
        At.Form -> FormRoute(app, amend = true, onLeave = leave)
        At.Photo -> SelfieRoute(app, amend = true, onLeave = leave)
        At.GiveUp -> GiveUpRoute(app, onKeep = leave)
    }
}

/** Why the registration was not approved, the officer's note, and what can be done. */
@Composable
fun RejectedScreen(
    reason: RejectionReason,
    note: String?,
    options: List<RejectionOption>,
    state: DeadEndState,
    onGiveUp: () -> Unit,
    onOption: (RejectionOption) -> Unit,
) {
    DeadEnd(
        ScreenId.Rejected,
        reason.symbol,
        text(TextKey.STEP_REJECTED),
        text(TextKey.of("rejection", reason)),
        state,
        actions = {
            options.forEachIndexed { at, option ->
                val label = text(TextKey.of("rejection_option", option))
                if (at == 0) {
                    FilledAction(label, { onOption(option) }, busy = state.busy)
                } else {
                    OutlinedAction(label, { onOption(option) })
                }
            }
            DangerAction(text(TextKey.CONFLICT_OPTION_GIVE_UP), onGiveUp)
        },
    ) {
        if (note != null) IkdCard { LabelledValue(text(TextKey.REJECTED_NOTE), "“$note”") }
        val help = if (options.isEmpty()) TextKey.REJECTED_OFFICE_HELP else TextKey.REJECTED_KEPT
        Text(text(help), style = IkdTheme.type.body)
    }
}

/** Exhaustive: a new reason does not compile until it has a symbol. */
private val RejectionReason.symbol: Symbol
    get() = when (this) {
        RejectionReason.FACE_MISMATCH -> Symbol(Icons.Person, SymbolKind.Warning)
        RejectionReason.DATA_MISMATCH -> Symbol(Icons.Document, SymbolKind.Warning)
        RejectionReason.NOT_ELIGIBLE, RejectionReason.NO_RECORD, RejectionReason.DECEASED ->
            Symbol(Icons.Card, SymbolKind.Warning)
        RejectionReason.BLOCKED -> Symbol(Icons.PhoneBlocked, SymbolKind.Error)
        RejectionReason.OTHER -> Symbol(Icons.Info, SymbolKind.Warning)
    }
