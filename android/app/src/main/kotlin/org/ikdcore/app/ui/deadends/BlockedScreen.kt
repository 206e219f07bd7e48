package org.ikdcore.app.ui.deadends

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import org.ikdcore.BlockReason
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.DeadEndModel
import org.ikdcore.app.model.DeadEndState
import org.ikdcore.app.ui.ScreenId
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
fun BlockedRoute(app: AppModel, reason: BlockReason) {
    val model = remember(app) { app.keep(DeadEndModel::class) { DeadEndModel(app) } }
    var erasing by rememberSaveable { mutableStateOf(false) }
    when {
        erasing -> ConfirmErase(model.state, model::wipe, onKeep = { erasing = false })
        else -> when (reason) {
            BlockReason.ACCOUNT_BLOCKED -> BlockedScreen(model.state, model::checkBlockAgain) { erasing = true }
            BlockReason.DEVICE_RELEASED -> ReleasedScreen(model.state) { erasing = true }
        }
    }
}

/** The account is blocked; an office can lift that. */
@Composable
fun BlockedScreen(state: DeadEndState, onCheck: () -> Unit, onErase: () -> Unit) {
    DeadEnd(
        ScreenId.Blocked,
        Symbol(Icons.PhoneBlocked, SymbolKind.Error),
        text(TextKey.BLOCKED_TITLE),
        text(TextKey.BLOCKED_BODY),
        state,
        actions = {
            FilledAction(text(TextKey.COMMON_CHECK_AGAIN), onCheck, busy = state.busy)
            DangerAction(text(TextKey.SETTINGS_ERASE), onErase)
        },
        unchanged = text(TextKey.BLOCKED_STILL),
    ) {
        IkdCard {
            Subtitle(text(TextKey.BLOCKED_HOW))
            listOf(TextKey.BLOCKED_STEP_1, TextKey.BLOCKED_STEP_2, TextKey.BLOCKED_STEP_3).forEachIndexed { at, step ->
                Text("${at + 1}. ${text(step)}", style = IkdTheme.type.body)
            }
        }
    }
}

/** The account has moved to another phone: nothing here can be used any more. */
@Composable
fun ReleasedScreen(state: DeadEndState, onErase: () -> Unit) {
    DeadEnd(
        ScreenId.Released,
        Symbol(Icons.PhoneBlocked, SymbolKind.Warning),
        text(TextKey.BLOCKED_RELEASED_TITLE),
        text(TextKey.BLOCK_DEVICE_RELEASED),
        state,
        actions = { FilledAction(text(TextKey.SETTINGS_ERASE), onErase, busy = state.busy) },
    )
}
