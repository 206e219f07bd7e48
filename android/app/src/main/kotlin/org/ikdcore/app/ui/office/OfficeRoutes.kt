package org.ikdcore.app.ui.office

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import org.ikdcore.Step
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.DecisionModel
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.PairingModel
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.giveup.GiveUpRoute
import org.ikdcore.app.ui.parts.QrModules

@Composable
fun PairingRoute(app: AppModel) {
    val model = remember(app) { app.keep(PairingModel::class) { PairingModel(app) } }
    var showing by rememberSaveable { mutableStateOf(false) }
    var givingUp by rememberSaveable { mutableStateOf(false) }
    LocalShell.current.RefuseOverlays()
    when {
        givingUp -> GiveUpRoute(app, onKeep = { givingUp = false })
        showing -> ShowOwn(app, model) {
            model.hideOwn()
            showing = false
        }
        else -> Scan(
            model,
            onShowOwn = {
                model.decline()
                showing = true
            },
            onGiveUp = {
                model.decline()
                givingUp = true
            },
        )
    }
}

@Composable
private fun Scan(model: PairingModel, onShowOwn: () -> Unit, onGiveUp: () -> Unit) {
    val shell = LocalShell.current
    val source = remember { shell.openCamera(Lens.Back) }
    DisposableEffect(source) {
        model.scan(source, shell.qrReader())
        onDispose { source.close() }
    }
    shell.KeepAwake()
    val camera by source.state.collectAsState()
    var torch by remember { mutableStateOf(false) }
    LaunchedEffect(model.offer) { if (model.offer != null) shell.feel(Haptic.Done) }
    PairScanScreen(
        PairScanState(camera, model.offer?.office, torch, model.operation.busy, model.operation.failure),
        PairScanActions(
            onConfirm = model::confirm,
            onDecline = model::decline,
            onShowOwn = onShowOwn,
            onTorch = {
                torch = !torch
                source.torch(torch)
            },
            onAllow = shell::openSettings,
            onScanAgain = model::decline,
            onGiveUp = onGiveUp,
        ),
    ) { shell.CameraPicture(source, Modifier.fillMaxSize()) }
}

@Composable
private fun ShowOwn(app: AppModel, model: PairingModel, onScan: () -> Unit) {
    val shell = LocalShell.current
    LaunchedEffect(model) { if (model.own == null) model.showOwn() }
    shell.BrightScreen()
    shell.KeepAwake()
    val own = model.own
    val qr = remember(own) { own?.let { QrModules(it.width.toInt(), it.quietZone.toInt(), it.modules) } }
    PairShowScreen(
        PairShowState(qr, model.ownRemainingMs, model.operation.busy, model.operation.failure ?: app.pollFailure),
        onNew = model::showOwn,
        onScan = onScan,
    )
}

@Composable
fun DecisionRoute(app: AppModel, step: Step.AwaitingDecision) {
    val model = remember(app) { app.keep(DecisionModel::class) { DecisionModel(app) } }
    var page by rememberSaveable { mutableStateOf(DecisionPage.Digits) }
    var differ by rememberSaveable { mutableStateOf(false) }
    var givingUp by rememberSaveable { mutableStateOf(false) }
    LocalShell.current.RefuseOverlays()
    when {
        givingUp -> GiveUpRoute(app, onKeep = { givingUp = false })
        page == DecisionPage.Digits -> DigitsScreen(
            DigitsState(step.digits, step.office, differ),
            onSame = { page = DecisionPage.Waiting },
            onDiffer = { differ = true },
            onGiveUp = { givingUp = true },
        )
        else -> WaitingScreen(
            WaitingState(
                step.digits,
                step.office,
                model.operation.busy,
                model.checked && model.operation.failure == null,
                model.operation.failure ?: app.pollFailure,
            ),
            onCheck = model::check,
            onGiveUp = { givingUp = true },
        )
    }
}

private enum class DecisionPage { Digits, Waiting }
