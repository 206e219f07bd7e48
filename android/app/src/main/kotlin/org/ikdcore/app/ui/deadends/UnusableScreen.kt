package org.ikdcore.app.ui.deadends

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import org.ikdcore.UnusableReason
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.DeadEndModel
import org.ikdcore.app.model.DeadEndState
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

@Composable
fun ExpiredRoute(app: AppModel) {
    val model = remember(app) { app.keep(DeadEndModel::class) { DeadEndModel(app) } }
    ExpiredScreen(model.state, model::restart)
}

/** The registration took too long; what was entered is kept. */
@Composable
fun ExpiredScreen(state: DeadEndState, onRestart: () -> Unit) {
    DeadEnd(
        ScreenId.Expired,
        Symbol(Icons.History, SymbolKind.Warning),
        text(TextKey.STEP_EXPIRED),
        text(TextKey.EXPIRED_BODY),
        state,
        actions = { FilledAction(text(TextKey.EXPIRED_RESTART), onRestart, busy = state.busy) },
    )
}

@Composable
fun UnusableRoute(app: AppModel, reason: UnusableReason) {
    val model = remember(app) { app.keep(DeadEndModel::class) { DeadEndModel(app) } }
    val shell = LocalShell.current
    var erasing by rememberSaveable { mutableStateOf(false) }
    if (erasing) return ConfirmErase(model.state, model::wipe, onKeep = { erasing = false })
    UnusableScreen(reason, model.state) { way ->
        when (way) {
            WayOut.Retry -> model.readAgain()
            WayOut.Update -> shell.openStore()
            WayOut.Finish -> model.wipe()
            WayOut.Erase -> erasing = true
        }
    }
}

/** The way out of an unusable vault. */
enum class WayOut(val label: TextKey) {
    Retry(TextKey.COMMON_RETRY),
    Update(TextKey.UPDATE_STORE),

    /** The data are erased already: finishes that, and nothing is lost. */
    Finish(TextKey.LOST_REGISTER_AGAIN),

    /** Erases what can no longer be opened, after a confirmation. */
    Erase(TextKey.LOST_ERASE),
}

/** The vault cannot be opened: why, and the way out. */
@Composable
fun UnusableScreen(reason: UnusableReason, state: DeadEndState, onWay: (WayOut) -> Unit) {
    val way = reason.wayOut
    DeadEnd(
        ScreenId.Unusable,
        Symbol(if (way == WayOut.Retry) Icons.Lock else Icons.Error, SymbolKind.Warning),
        text(if (way == WayOut.Retry) TextKey.LOST_NOT_YET else TextKey.LOST_TITLE),
        text(TextKey.of("unusable", reason)),
        state,
        actions = { FilledAction(text(way.label), { onWay(way) }, busy = state.busy) },
        unchanged = text(TextKey.LOST_STILL),
    )
}

/** Exhaustive: a new reason does not compile until it has a way out. */
private val UnusableReason.wayOut: WayOut
    get() = when (this) {
        UnusableReason.TEMPORARY -> WayOut.Retry
        UnusableReason.TOO_NEW -> WayOut.Update
        UnusableReason.WIPED -> WayOut.Finish
        UnusableReason.DAMAGED, UnusableReason.ROLLED_BACK, UnusableReason.KEY_LOST -> WayOut.Erase
    }

@Composable
fun UpdateRoute(why: Failure) {
    val shell = LocalShell.current
    UpdateScreen(why, onStore = shell::openStore)
}

/** This version of the app cannot go on: the service does not accept it, or its terms are out of date. */
@Composable
fun UpdateScreen(why: Failure, onStore: () -> Unit) {
    DeadEnd(
        ScreenId.Update,
        Symbol(Icons.Shield, SymbolKind.Primary),
        text(TextKey.UPDATE_TITLE),
        failureText(why),
        DeadEndState(),
        actions = { FilledAction(text(TextKey.UPDATE_STORE), onStore) },
    )
}
