package org.ikdcore.app.pictures

import androidx.compose.foundation.Canvas
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import java.nio.ByteBuffer
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.ikdcore.FormShape
import org.ikdcore.Language
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.QrReader
import org.ikdcore.app.ui.About
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.Shell

/** A platform that does nothing: the pictures are of states, and nobody touches them. */
internal object PictureShell : Shell {
    override val formShape = FormShape.SHORT
    override val gallery: (suspend () -> ByteBuffer?)? = null
    override val photos: suspend () -> ByteBuffer? = { null }
    override val screenReader: StateFlow<Boolean> = MutableStateFlow(false)
    override val online: StateFlow<Boolean> = MutableStateFlow(true)
    override val reducedMotion = true
    override val example = true
    override val about = About("IKD Contoh", "0.1.0")

    @Composable
    override fun OnBack(enabled: Boolean, onBack: () -> Unit) = Unit

    @Composable
    override fun CameraPicture(source: FrameSource, modifier: Modifier) = Unit

    @Composable
    override fun BrightScreen() = Unit

    @Composable
    override fun KeepAwake() = Unit

    @Composable
    override fun RefuseOverlays() = Unit

    override fun openCamera(lens: Lens): FrameSource = error("a picture opens no camera")

    override fun qrReader(): QrReader = error("a picture reads no QR")

    override fun share(name: String, mimeType: String, bytes: ByteArray) = Unit

    override fun openSettings() = Unit

    override fun openScreenLockSettings() = Unit

    override fun openStore() = Unit

    override fun leave() = Unit

    override fun choose(language: Language) = Unit

    override fun feel(haptic: Haptic) = Unit

    override fun licences() = ""
}

/** What a camera would show: a drawn person, so that no real face is in the pictures. */
@Composable
internal fun DrawnPerson(modifier: Modifier) {
    Canvas(modifier) {
        val head = size.minDimension * 0.3f
        val centre = Offset(size.width / 2, size.height * 0.42f)
        drawOval(Color(0xFFE8EEF0), Offset(centre.x - head, centre.y + head * 0.5f), Size(head * 2, head * 2.4f))
        drawOval(Color(0xFF8A5A3C), Offset(centre.x - head / 2, centre.y - head * 0.75f), Size(head, head * 1.4f))
        drawOval(Color(0xFF1F1410), Offset(centre.x - head / 2, centre.y - head * 0.8f), Size(head, head * 0.5f))
    }
}
