package org.ikdcore.app.platform

import android.Manifest.permission.CAMERA
import android.app.admin.DevicePolicyManager
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.net.Uri
import android.os.VibrationEffect
import android.os.Vibrator
import android.provider.Settings
import android.view.WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_FULL
import android.view.WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_NONE
import android.view.WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.ui.Modifier
import androidx.lifecycle.DefaultLifecycleObserver
import androidx.lifecycle.LifecycleOwner
import java.nio.ByteBuffer
import kotlinx.coroutines.flow.StateFlow
import org.ikdcore.Language
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.QrReader
import org.ikdcore.app.ui.About
import org.ikdcore.app.ui.Haptic
import org.ikdcore.app.ui.Shell

private const val LICENCES = "licences.txt"
private const val STORE_PAGE = "https://play.google.com/store/apps/details?id="
private const val TICK_MS = 10L
private const val REFUSED_MS = 300L
private val DONE_MS = longArrayOf(0, 40, 80, 40)

/** What the screens need of Android, for one activity. Must be made in its `onCreate`. */
class AndroidShell(
    private val activity: ComponentActivity,
    private val parts: PlatformParts,
    private val window: SafeWindow,
) : Shell {
    private val cameras = Cameras(activity)
    private var bright = 0
    private var awake = 0

    override val screenReader: StateFlow<Boolean> = parts.phone.screenReader
    override val online: StateFlow<Boolean> = parts.phone.online
    override val reducedMotion get() = parts.phone.reducedMotion
    override val example get() = parts.config.example
    override val formShape get() = parts.config.formShape
    override val about get() = About(parts.config.name, parts.version)
    override val photos: suspend () -> ByteBuffer? = Gallery(activity)::pick
    override val gallery = photos.takeIf { isDebuggable(activity) }

    override fun licences() = activity.assets.open(LICENCES).use { it.readBytes().decodeToString() }

    @Composable
    override fun OnBack(enabled: Boolean, onBack: () -> Unit) = BackHandler(enabled, onBack)

    @Composable
    override fun CameraPicture(source: FrameSource, modifier: Modifier) {
        if (source is Camera2FrameSource) CameraPreview(source, modifier)
    }

    @Composable
    override fun BrightScreen() = WhileComposed { on ->
        bright += if (on) 1 else -1
        activity.window.attributes = activity.window.attributes.apply {
            screenBrightness = if (bright > 0) BRIGHTNESS_OVERRIDE_FULL else BRIGHTNESS_OVERRIDE_NONE
        }
    }

    @Composable
    override fun KeepAwake() = WhileComposed { on ->
        awake += if (on) 1 else -1
        activity.window.run { if (awake > 0) addFlags(FLAG_KEEP_SCREEN_ON) else clearFlags(FLAG_KEEP_SCREEN_ON) }
    }

    @Composable
    override fun RefuseOverlays() = WhileComposed(window::refuseOverlays)

    override fun openCamera(lens: Lens): FrameSource = parts.camera(lens, ::displayRotation).also(cameras::opened)

    override fun qrReader(): QrReader = ZxingQrReader()

    override fun share(name: String, mimeType: String, bytes: ByteArray) =
        activity.startActivity(ShareProvider.sheet(activity, name, mimeType, bytes))

    override fun openSettings() {
        open(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", activity.packageName, null)))
    }

    override fun openScreenLockSettings() {
        open(Intent(DevicePolicyManager.ACTION_SET_NEW_PASSWORD)) || open(Intent(Settings.ACTION_SECURITY_SETTINGS))
    }

    override fun openStore() {
        open(Intent(Intent.ACTION_VIEW, Uri.parse("market://details?id=${activity.packageName}"))) ||
            open(Intent(Intent.ACTION_VIEW, Uri.parse("$STORE_PAGE${activity.packageName}")))
    }

    override fun leave() {
        activity.moveTaskToBack(true)
    }

    override fun choose(language: Language) {
        if (parts.languages.choose(language)) activity.recreate()
    }

    override fun feel(haptic: Haptic) {
        val effect =
            when (haptic) {
                Haptic.Tick -> VibrationEffect.createOneShot(TICK_MS, VibrationEffect.DEFAULT_AMPLITUDE)
                Haptic.Refused -> VibrationEffect.createOneShot(REFUSED_MS, VibrationEffect.DEFAULT_AMPLITUDE)
                Haptic.Done -> VibrationEffect.createWaveform(DONE_MS, -1)
            }
        activity.getSystemService(Vibrator::class.java)?.vibrate(effect)
    }

    private fun open(intent: Intent): Boolean =
        try {
            activity.startActivity(intent)
            true
        } catch (_: ActivityNotFoundException) {
            false
        }

    @Suppress("DEPRECATION") // What replaces it is of Android 11.
    private fun displayRotation() = activity.windowManager.defaultDisplay.rotation * QUARTER

    private companion object {
        const val QUARTER = 90
    }
}

/** Calls [change] with true when it is composed, and with false when it goes. */
@Composable
private fun WhileComposed(change: (Boolean) -> Unit) {
    DisposableEffect(Unit) {
        change(true)
        onDispose { change(false) }
    }
}

/** The cameras that an activity has opened: asks for the permission, and gives them back while it is not in front. */
private class Cameras(private val activity: ComponentActivity) : DefaultLifecycleObserver {
    private val open = mutableSetOf<Camera2FrameSource>()
    private val question =
        activity.registerForActivityResult(ActivityResultContracts.RequestPermission()) { allowed ->
            open.forEach { it.permitted(allowed) }
        }

    init {
        activity.lifecycle.addObserver(this)
    }

    fun opened(source: FrameSource) {
        if (source !is Camera2FrameSource) return
        open.removeAll { it.isClosed }
        open.add(source)
        if (allowed()) source.permitted(true) else question.launch(CAMERA)
    }

    // The person may come back from the settings, where the permission is given.
    override fun onStart(owner: LifecycleOwner) {
        if (allowed()) open.forEach { it.start() }
    }

    override fun onStop(owner: LifecycleOwner) = open.forEach { it.stop() }

    private fun allowed() = activity.checkSelfPermission(CAMERA) == PERMISSION_GRANTED
}
