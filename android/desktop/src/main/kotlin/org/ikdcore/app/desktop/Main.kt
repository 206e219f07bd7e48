package org.ikdcore.app.desktop

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.LifecycleEventObserver
import androidx.lifecycle.compose.LocalLifecycleOwner
import java.io.File
import kotlinx.coroutines.Dispatchers
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.Uplink
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.StageScreen
import org.ikdcore.app.ui.theme.IkdTheme
import org.ikdcore.tests.support.Phone
import org.ikdcore.tests.support.Sandbox

/** Size of a small phone. */
private val PHONE = DpSize(width = 360.dp, height = 760.dp)

/**
 * The app's screens in a window, against a sandbox: `cargo xtask app` starts both. The camera shows a photograph, and to
 * the counter it shows the counter's QR. Keys are kept in files.
 */
fun main() {
    val phone = Phone(Sandbox.folder.resolve("phone"))
    val shell = DesktopShell()
    application {
        val size = rememberWindowState(size = PHONE)
        Window(
            onCloseRequest = ::exitApplication,
            state = size,
            title = shell.about.name,
            onPreviewKeyEvent = { event ->
                event.key == Key.Escape && event.type == KeyEventType.KeyDown && shell.goBack()
            },
        ) {
            val scope = rememberCoroutineScope()
            val app = remember { AppModel(phone.open(), scope, Dispatchers.IO, OpenLine) }
            WhileInFront(app)
            // For the tests: `-Dikd.picture=FILE` takes a picture and ends.
            System.getProperty("ikd.picture")?.let { file ->
                LaunchedEffect(Unit) {
                    takePicture(window, File(file))
                    exitApplication()
                }
            }
            CompositionLocalProvider(LocalShell provides shell, LocalTexts provides shell.texts) {
                IkdTheme { StageScreen(app) }
            }
        }
    }
}

/** A computer's network costs nothing, and a closed window sends nothing. */
private object OpenLine : Uplink {
    override val metered = false

    override fun sendLater(afterMs: ULong) = Unit
}

/** A window that is reduced to an icon is an app in the background. */
@Composable
private fun WhileInFront(app: AppModel) {
    val lifecycle = LocalLifecycleOwner.current.lifecycle
    DisposableEffect(app) {
        val observer =
            LifecycleEventObserver { _, event ->
                when (event) {
                    Lifecycle.Event.ON_START -> app.cameToForeground()
                    Lifecycle.Event.ON_STOP -> app.wentToBackground()
                    else -> Unit
                }
            }
        lifecycle.addObserver(observer)
        onDispose {
            lifecycle.removeObserver(observer)
            app.close()
        }
    }
}
