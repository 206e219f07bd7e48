package org.ikdcore.app.ui.selfie

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.remember
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
    val shell = LocalShell.current
    val portrait = model.portrait
    if (portrait != null) {
        val photo = remember(portrait) { portrait.jpeg.decodeToImageBitmap() }
        LaunchedEffect(portrait) { shell.feel(Haptic.Done) }
        SelfieReviewScreen(photo, model.operation.busy, model.operation.failure, model::accept, model::takeAgain)
        return
    }
    var openings by remember { mutableIntStateOf(1) }
    val source = remember(openings) { shell.openCamera(Lens.Front) }
    DisposableEffect(source) {
        model.watch(source)
        onDispose { source.close() }
    }
    shell.KeepAwake()
    val camera by source.state.collectAsState()
    SelfieScreen(
        SelfieState(
            camera,
            model.guidance,
            model.assessed,
            model.operation.busy,
            model.operation.failure,
            gallery = shell.gallery != null,
        ),
        SelfieActions(
            onTake = { model.take(source) },
            onAllow = shell::openSettings,
            onGallery = { shell.gallery?.let(model::pick) },
            onReopen = { openings++ },
            onBack = { if (amend) onLeave() else model.back() },
        ),
    ) { shell.CameraPicture(source, Modifier.fillMaxSize()) }
}
