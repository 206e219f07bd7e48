package org.ikdcore.app.ui.deadends

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import org.ikdcore.ConflictOption
import org.ikdcore.Step
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.DeadEndModel
import org.ikdcore.app.model.DeadEndState
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.giveup.GiveUpRoute
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.DangerAction
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

@Composable
fun ConflictRoute(app: AppModel, step: Step.Conflict) {
    val model = remember(app) { app.keep(DeadEndModel::class) { DeadEndModel(app) } }
    var givingUp by rememberSaveable { mutableStateOf(false) }
    if (givingUp) {
        GiveUpRoute(app, onKeep = { givingUp = false })
    } else {
        ConflictScreen(step.options, model.state, model::checkStatus, onGiveUp = { givingUp = true })
    }
}

/** Another phone holds the account: how to move it here. */
@Composable
fun ConflictScreen(
    options: List<ConflictOption>,
    state: DeadEndState,
    onCheck: () -> Unit,
    onGiveUp: () -> Unit,
) {
    DeadEnd(
        ScreenId.Conflict,
        Symbol(Icons.PhoneBlocked, SymbolKind.Warning),
        text(TextKey.STEP_CONFLICT),
        text(TextKey.CONFLICT_BODY),
        state,
        actions = {
            FilledAction(text(TextKey.COMMON_CHECK_AGAIN), onCheck, busy = state.busy)
            if (ConflictOption.GIVE_UP in options) DangerAction(text(TextKey.CONFLICT_OPTION_GIVE_UP), onGiveUp)
        },
        unchanged = text(TextKey.CONFLICT_STILL),
    ) {
        options.forEach { option ->
            option.help?.let { help ->
                IkdCard {
                    Subtitle(text(TextKey.of("conflict_option", option)))
                    Text(text(help), style = IkdTheme.type.body)
                }
            }
        }
    }
}

/** Exhaustive: a new option does not compile until somebody has said how it is done. Giving up is a button. */
private val ConflictOption.help: TextKey?
    get() = when (this) {
        ConflictOption.RELEASE_AT_COUNTER -> TextKey.CONFLICT_AT_COUNTER_HELP
        ConflictOption.RELEASE_ON_OLD_PHONE -> TextKey.CONFLICT_ON_OLD_PHONE_HELP
        ConflictOption.GIVE_UP -> null
    }
