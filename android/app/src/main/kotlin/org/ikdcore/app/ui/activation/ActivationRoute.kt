package org.ikdcore.app.ui.activation

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.decodeToImageBitmap
import org.ikdcore.Step
import org.ikdcore.app.model.ActivationModel
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts

@Composable
fun ActivationRoute(app: AppModel, step: Step.Activation) {
    val language = LocalTexts.current.language
    val model = remember(app) { app.keep(ActivationModel::class) { ActivationModel(app, language) } }
    val shell = LocalShell.current
    val screenReader by shell.screenReader.collectAsState()
    var asQuestion by rememberSaveable { mutableStateOf(screenReader) }
    LaunchedEffect(step.resendAt) {
        model.follow(step)
        shell.feel(Haptic.Done)
    }
    val captcha = model.captcha
    val picture = remember(captcha) { captcha?.image?.decodeToImageBitmap() }
    ActivationScreen(
        ActivationState(
            step.emailHint,
            step.expiresAt,
            step.triesLeft.toInt(),
            model.resendInMs,
            model.code,
            model.answer,
            CaptchaState(picture, captcha?.question, asQuestion, model.loading.failure),
            model.resent,
            model.operation.busy,
            model.operation.failure,
            model.fault,
        ),
        ActivationActions(
            onCode = { model.code = it },
            onAnswer = { model.answer = it },
            onQuestion = { asQuestion = it },
            onNewCaptcha = model::loadCaptcha,
            onResend = model::resend,
            onActivate = model::activate,
        ),
    )
}
