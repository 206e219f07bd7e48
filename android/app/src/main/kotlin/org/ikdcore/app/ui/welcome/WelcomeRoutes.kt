package org.ikdcore.app.ui.welcome

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import org.ikdcore.Language
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.WelcomeModel
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts

@Composable
fun WelcomeRoute(app: AppModel) {
    val model = remember(app) { app.keep(WelcomeModel::class) { WelcomeModel(app) } }
    val shell = LocalShell.current
    val language = LocalTexts.current.language
    var sheet by rememberSaveable { mutableStateOf<WelcomeSheet?>(null) }
    if (model.warnings.isNotEmpty()) {
        PhoneWarningScreen(
            model.warnings,
            busy = model.operation.busy,
            onSetLock = shell::openScreenLockSettings,
            onGoOn = { model.goOn(shell.formShape) },
            onBack = model::forgetWarnings,
        )
    } else {
        WelcomeScreen(
            WelcomeState(sheet, model.operation.busy, model.operation.failure),
            onRegister = { model.register(shell.formShape) },
            onSheet = { sheet = it },
            onLanguage = { shell.choose(other(language)) },
        )
    }
}

private fun other(language: Language) = when (language) {
    Language.INDONESIAN -> Language.ENGLISH
    Language.ENGLISH -> Language.INDONESIAN
}

@Composable
fun OfficerNoticeRoute(app: AppModel) {
    val model = remember(app) { app.keep(WelcomeModel::class) { WelcomeModel(app) } }
    val shell = LocalShell.current
    var called by rememberSaveable { mutableStateOf(false) }
    shell.RefuseOverlays()
    if (called) {
        CalledScreen(onLeave = shell::leave, onBack = { called = false })
    } else {
        OfficerNoticeScreen(
            model.operation.busy,
            model.operation.failure,
            onAccept = model::acknowledge,
            onCalled = { called = true },
            onBack = model::back,
        )
    }
}

@Composable
fun TermsRoute(app: AppModel) {
    val model = remember(app) { app.keep(WelcomeModel::class) { WelcomeModel(app) } }
    val language = LocalTexts.current.language
    var agreed by rememberSaveable { mutableStateOf(false) }
    var missing by rememberSaveable { mutableStateOf(false) }
    var reading by rememberSaveable { mutableStateOf(false) }
    LocalShell.current.RefuseOverlays()
    if (reading) {
        LaunchedEffect(language) { model.readTerms(language) }
        TermsTextScreen(model.termsText, model.operation.failure, onBack = { reading = false })
    } else {
        TermsScreen(
            TermsState(agreed, missing && !agreed, model.operation.busy, model.operation.failure),
            onAgree = { agreed = it },
            onRead = { reading = true },
            onNext = { if (agreed) model.accept(language) else missing = true },
            onBack = model::back,
        )
    }
}
