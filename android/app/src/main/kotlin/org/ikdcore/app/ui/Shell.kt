package org.ikdcore.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import java.nio.ByteBuffer
import kotlinx.coroutines.flow.StateFlow
import org.ikdcore.FormShape
import org.ikdcore.Language
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.QrReader

/** What the screens need of the platform. Everything else they draw and decide with Compose and the core alone. */
interface Shell {
    /** Calls [onBack] for the system's back gesture or key while it is composed and [enabled]. */
    @Composable
    fun OnBack(enabled: Boolean, onBack: () -> Unit)

    /** Draws the live picture of [source], cropped to fill; the front camera's is mirrored. */
    @Composable
    fun CameraPicture(source: FrameSource, modifier: Modifier)

    /** Full brightness while it is composed. */
    @Composable
    fun BrightScreen()

    /** The screen does not switch off while it is composed. */
    @Composable
    fun KeepAwake()

    /** While it is composed, other apps cannot draw over this one, and touches through such a window are ignored. */
    @Composable
    fun RefuseOverlays()

    /** Opens a camera. Asks for the permission where it is missing, and again each time it is opened. */
    fun openCamera(lens: Lens): FrameSource

    /** A new reader of QRs in the frames of a camera. */
    fun qrReader(): QrReader

    /** The form of this service: operators choose whether it also asks for name, sex, place and date of birth. */
    val formShape: FormShape

    /** The photograph that the person picked from the gallery; `null` in builds without a gallery. */
    val gallery: (suspend () -> ByteBuffer?)?

    /** A photograph that the person picks, as JPEG and in memory only; `null` if none was picked. */
    val photos: suspend () -> ByteBuffer?

    /** Offers [bytes] as a file called [name] to the system's share sheet. */
    fun share(name: String, mimeType: String, bytes: ByteArray)

    /** Opens the system's settings of this app, where permissions are. */
    fun openSettings()

    /** Opens the system's settings of the screen lock. */
    fun openScreenLockSettings()

    /** Opens this app's page in the store. */
    fun openStore()

    /** Leaves the app, as the home button does. */
    fun leave()

    /** Uses [language] from now on, also after a restart. */
    fun choose(language: Language)

    fun feel(haptic: Haptic)

    /** Whether a screen reader is on. */
    val screenReader: StateFlow<Boolean>

    /** Whether the phone has a network; a new `true` is the moment to try again. */
    val online: StateFlow<Boolean>

    /** Whether the person asked the system for no animation. */
    val reducedMotion: Boolean

    /** Whether the data of this build are examples. */
    val example: Boolean

    /** What the app and its makers are called, for *About*. */
    val about: About

    /** The licences of others, the file that `cargo xtask licences` writes. Reads from disk. */
    fun licences(): String
}

/** Shown in *About*. */
data class About(val name: String, val version: String)

enum class Haptic {
    /** A key of the number pad. */
    Tick,

    /** One long: refused. */
    Refused,

    /** Two short: a photo was taken, a QR was read, the officer approved. */
    Done,
}

val LocalShell = staticCompositionLocalOf<Shell> { error("no shell is provided") }
