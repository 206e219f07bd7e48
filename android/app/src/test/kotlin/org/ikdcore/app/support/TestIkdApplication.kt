package org.ikdcore.app.support

import android.Manifest.permission.HIDE_OVERLAY_WINDOWS
import android.Manifest.permission.VIBRATE
import android.app.Application
import org.ikdcore.app.IkdApplication
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.app.model.Uplink
import org.ikdcore.app.platform.AppConfig
import org.ikdcore.app.platform.PlatformParts
import org.ikdcore.app.platform.SendingJob
import org.ikdcore.app.ui.ScreenId
import org.robolectric.Shadows.shadowOf

/** The phone of a test: what is around the app, and outlives its process. */
object TestPhone {
    var clock = SettableClock()
        private set

    /** What each camera sees now. */
    var front: Recording? = null
    var back: Recording? = null

    /** Whether data costs on the phone's network. */
    var metered = false

    /** When the job was planned to run, each time, ms. */
    val sendLater = mutableListOf<ULong>()

    /** The screens that were drawn, in their order. */
    val visited = mutableListOf<ScreenId>()

    /** When each was drawn last, in `System.nanoTime`. */
    val drawnAt = mutableMapOf<ScreenId, Long>()

    /** The app's configuration; the sandbox's if `null`. */
    var configuration: String? = null

    /** A new phone. The data folder is Robolectric's, new for each test. */
    fun reset() {
        FakeAndroidKeyStore.reset()
        clock = SettableClock(Sandbox.aheadSeconds * 1000)
        front = null
        back = null
        metered = false
        sendLater.clear()
        visited.clear()
        drawnAt.clear()
        configuration = null
    }
}

/** The app with the fake key store, the settable clock, recorded cameras and the sandbox; all else is as shipped. */
class TestIkdApplication : IkdApplication() {
    override fun onCreate() {
        TestPhone.reset()
        // Granted at the installation, which Robolectric leaves out.
        shadowOf(this).grantPermissions(HIDE_OVERLAY_WINDOWS, VIBRATE)
        super.onCreate()
    }

    override fun makeParts(): PlatformParts = TestParts(this)
}

private class TestParts(private val application: Application) : PlatformParts(application) {
    override val config
        get() = TestPhone.configuration?.let(::AppConfig)
            ?: if (Sandbox.runs) AppConfig(Sandbox.configuration()) else super.config

    override val visits: (ScreenId) -> Unit = {
        TestPhone.visited += it
        TestPhone.drawnAt[it] = System.nanoTime()
    }

    override val clock get() = TestPhone.clock

    override val uplink = object : Uplink {
        override val metered get() = TestPhone.metered

        override fun sendLater(afterMs: ULong) {
            TestPhone.sendLater += afterMs
            SendingJob.schedule(application, afterMs)
        }
    }

    override fun camera(lens: Lens, displayRotation: () -> Int): FrameSource =
        RecordedCamera {
            when (lens) {
                Lens.Front -> TestPhone.front ?: Recording.nothing
                Lens.Back -> TestPhone.back ?: Recording.nothing
            }
        }
}
