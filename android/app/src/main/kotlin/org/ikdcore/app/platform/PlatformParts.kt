package org.ikdcore.app.platform

import android.app.Activity
import android.app.Application
import android.os.Build
import android.os.Bundle
import androidx.annotation.RequiresApi
import java.lang.ref.WeakReference
import org.ikdcore.BiometricGate
import org.ikdcore.BiometricPurpose
import org.ikdcore.DeviceClock
import org.ikdcore.Ikd
import org.ikdcore.PhoneServices
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.Uplink
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.texts.TextKey

/** The parts of the platform that live as long as the process. Tests replace some of them. */
open class PlatformParts(private val application: Application) {
    private var front = WeakReference<Activity>(null)
    private val keystore by lazy { AndroidKeystore(application) }

    val phone by lazy { PhoneState(application) }
    val languages by lazy { Languages(application) }

    /** How applications are sent. */
    open val uplink: Uplink by lazy { AndroidUplink(application, phone) }

    /** The core that the screens and the job use. */
    val core = SharedCore(::openCore)

    /** Receives each screen that is drawn; only tests want to know. */
    open val visits: (ScreenId) -> Unit = {}
    open val config by lazy { AppConfig.of(application) }

    init {
        application.registerActivityLifecycleCallbacks(Front())
    }

    protected open val clock: DeviceClock by lazy { AndroidClock(application) }

    /** The version of this build, "0.1.0". */
    val version: String
        get() = application.packageManager.getPackageInfo(application.packageName, 0).versionName.orEmpty()

    /** Opens the core. Takes tenths of a second: not on the UI's thread. */
    private fun openCore(): Ikd =
        Ikd.open(
            config.core(application.noBackupFilesDir.resolve(FOLDER).path, appVersion(version)),
            PhoneServices(
                keystore = keystore,
                clock = clock,
                counters = KeyCounters(),
                biometrics = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) biometrics() else null,
                log = LogcatSink(isDebuggable(application)),
            ),
        )

    /**
     * Sends the applications that wait; when to call again, ms, if something still waits. Not on the UI's thread.
     */
    suspend fun sendQueued(): ULong? {
        val ikd = core.acquire()
        try {
            return ikd.applications().use { it.sendQueued(uplink.metered) }.againAfterMs
        } finally {
            core.release()
        }
    }

    /** A camera that waits for [Camera2FrameSource.permitted]. */
    open fun camera(lens: Lens, displayRotation: () -> Int): FrameSource =
        Camera2FrameSource(application, lens, displayRotation)

    @RequiresApi(Build.VERSION_CODES.R)
    private fun biometrics(): BiometricGate =
        AndroidBiometricGate(application, { front.get() }, { promptTexts(it) }, keystore::cipherForPrompt)

    private fun promptTexts(purpose: BiometricPurpose): PromptTexts {
        val texts = AndroidTexts(front.get() ?: application)
        return PromptTexts(texts.get(TextKey.of("biometric", purpose)), texts.get(TextKey.COMMON_CANCEL))
    }

    /** Remembers which activity is in front: the biometric prompt needs it. */
    private inner class Front : Application.ActivityLifecycleCallbacks {
        override fun onActivityResumed(activity: Activity) {
            front = WeakReference(activity)
        }

        override fun onActivityPaused(activity: Activity) = Unit

        override fun onActivityCreated(activity: Activity, savedInstanceState: Bundle?) = Unit

        override fun onActivityStarted(activity: Activity) = Unit

        override fun onActivityStopped(activity: Activity) = Unit

        override fun onActivitySaveInstanceState(activity: Activity, outState: Bundle) = Unit

        override fun onActivityDestroyed(activity: Activity) {
            if (front.get() === activity) front.clear()
        }
    }

    private companion object {
        /** Below `noBackupFilesDir`, which no backup copies. */
        const val FOLDER = "ikd"
    }
}
