package org.ikdcore.app.ui.giveup

import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.GiveUpModel
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.parts.ConfirmPage
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/** Asks before the registration is cancelled; [onKeep] goes on with it. */
@Composable
fun GiveUpRoute(app: AppModel, onKeep: () -> Unit) {
    val model = remember(app) { app.keep(GiveUpModel::class) { GiveUpModel(app) } }
    GiveUpScreen(model.operation.busy, model.operation.failure, model::giveUp, onKeep)
}

@Composable
fun GiveUpScreen(busy: Boolean, failure: Failure?, onGiveUp: () -> Unit, onKeep: () -> Unit) {
    ConfirmPage(
        ScreenId.GiveUp,
        text(TextKey.GIVE_UP_TITLE),
        text(TextKey.GIVE_UP_BODY),
        confirm = text(TextKey.GIVE_UP_CONFIRM),
        keep = text(TextKey.GIVE_UP_KEEP),
        onConfirm = onGiveUp,
        onKeep = onKeep,
        busy = busy,
    ) { FailureNote(failure, onRetry = null) }
}
