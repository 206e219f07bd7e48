package org.ikdcore.app.ui.selfie

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.decodeToImageBitmap
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.SelfieModel
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.LocalShell

/** The photo of a registration; with [amend] another one after a rejection, which [onLeave] leaves. */
@Composable
fun SelfieRoute(app: AppModel, amend: Boolean = false, onLeave: () -> Unit = {}) {
    val model = remember(app) { app.keep(SelfieModel::class) { SelfieModel(app, amend) } }
    TakeSelfie(model, step = 2, onBack = { if (amend) onLeave() else model.back() })
}

/** The camera and the review of a photo of the face. [step] is the step of the registration that it belongs to. */
@Composable
fun TakeSelfie(model: SelfieModel, step: Int?, onBack: () -> Unit) {
    val shell = LocalShell.current
    val reviewed = model.portrait
    if (reviewed != null) {
        val photo = remember(reviewed) { reviewed.preview.decodeToImageBitmap() }
        val advised = reviewed.advice.isNotEmpty()
        LaunchedEffect(reviewed) { shell.feel(Haptic.Done) }
        val operation = model.operation
        SelfieReviewScreen(photo, advised, operation.busy, operation.failure, model::accept, model::takeAgain, step)
        return
    }
    var openings by remember { mutableIntStateOf(1) }
    var lens by rememberSaveable { mutableStateOf(Lens.Front) }
    val source = remember(openings, lens) { shell.openCamera(lens) }
    DisposableEffect(source) {
        model.watch(source)
        onDispose { source.close() }
    }
    shell.KeepAwake()
    if (model.seen?.needsLight == true) {
        if (lens == Lens.Front) shell.BrightScreen() else LaunchedEffect(source) { source.torch(true) }
    }
    val camera by source.state.collectAsState()
    SelfieScreen(
        SelfieState(
            camera,
            model.seen,
            model.said,
            model.operation.busy,
            model.operation.failure,
            gallery = shell.gallery != null,
            otherLens = lens == Lens.Front,
        ),
        SelfieActions(
            onTake = { model.take(source) },
            onAllow = shell::openSettings,
            onGallery = { shell.gallery?.let(model::pick) },
            onReopen = { openings++ },
            onOtherLens = { lens = Lens.Back },
            onBack = onBack,
        ),
        step,
    ) { shell.CameraPicture(source, Modifier.fillMaxSize()) }
}
