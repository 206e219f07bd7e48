package org.ikdcore.app.desktop

import androidx.compose.foundation.Image
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.ContentScale
import java.nio.ByteBuffer
import kotlin.io.path.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlinx.coroutines.flow.MutableStateFlow
import org.ikdcore.FormShape
import org.ikdcore.Language
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.app.platform.ZxingQrReader
import org.ikdcore.app.ui.About
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.Shell
import org.ikdcore.tests.support.Sandbox
import org.ikdcore.tests.support.photograph

/** What the screens need, on a desktop: what a computer has no part for is said on standard output. */
class DesktopShell : Shell {
    private val backs = mutableListOf<() -> Unit>()

    var texts by mutableStateOf(DesktopTexts(Language.INDONESIAN))
        private set

    override val formShape = FormShape.SHORT
    override val gallery: suspend () -> ByteBuffer? = { photograph.slice() }
    override val photos: suspend () -> ByteBuffer? = gallery
    override val screenReader = MutableStateFlow(false)
    override val online = MutableStateFlow(true)
    override val reducedMotion = false
    override val example = true
    override val about = About("IKD Contoh", System.getProperty("ikd.version").orEmpty())

    /** Does what the back key would; false where there is no way back. */
    fun goBack(): Boolean {
        val back = backs.lastOrNull() ?: return false
        back()
        return true
    }

    @Composable
    override fun OnBack(enabled: Boolean, onBack: () -> Unit) {
        DisposableEffect(enabled, onBack) {
            if (enabled) backs.add(onBack)
            onDispose { backs.remove(onBack) }
        }
    }

    @Composable
    override fun CameraPicture(source: FrameSource, modifier: Modifier) {
        if (source is DrawnCamera) {
            Image(source.picture, contentDescription = null, modifier = modifier, contentScale = ContentScale.Crop)
        }
    }

    @Composable
    override fun BrightScreen() = Unit

    @Composable
    override fun KeepAwake() = Unit

    @Composable
    override fun RefuseOverlays() = Unit

    override fun openCamera(lens: Lens): FrameSource = DrawnCamera(lens)

    override fun qrReader() = ZxingQrReader()

    override fun share(name: String, mimeType: String, bytes: ByteArray) {
        val file = Sandbox.folder.resolve("shared").createDirectories().resolve(Path(name).fileName)
        file.writeBytes(bytes)
        println("shared: $file")
    }

    override fun openSettings() = println("the system's settings of this app would open")

    override fun openScreenLockSettings() = println("the system's settings of the screen lock would open")

    override fun openStore() = println("the app's page in the store would open")

    override fun leave() = println("the app would go to the background")

    override fun choose(language: Language) {
        texts = DesktopTexts(language)
    }

    override fun feel(haptic: Haptic) = Unit

    override fun licences() = Path(System.getProperty("ikd.licences")).readText()
}
