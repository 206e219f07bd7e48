package org.ikdcore.app.support

import android.app.Application
import org.ikdcore.app.IkdApplication
import org.ikdcore.app.model.FrameSource
import org.ikdcore.app.model.Lens
import org.ikdcore.app.platform.AppConfig
import org.ikdcore.app.platform.PlatformParts

/** The phone of a test: what is around the app, and outlives its process. */
object TestPhone {
    var clock = SettableClock()
        private set

    /** What each camera sees now. */
    var front: Recording? = null
    var back: Recording? = null

    /** The app's configuration; the sandbox's if `null`. */
    var configuration: String? = null

    /** A new phone. The data folder is Robolectric's, new for each test. */
    fun reset() {
        FakeAndroidKeyStore.reset()
        clock = SettableClock()
        front = null
        back = null
        configuration = null
    }
}

/** The app with the fake key store, the settable clock, recorded cameras and the sandbox; all else is as shipped. */
class TestIkdApplication : IkdApplication() {
    override fun onCreate() {
        TestPhone.reset()
        super.onCreate()
    }

    override fun makeParts(): PlatformParts = TestParts(this)
}

private class TestParts(application: Application) : PlatformParts(application) {
    override val config by lazy {
        TestPhone.configuration?.let(::AppConfig) ?: if (Sandbox.runs) AppConfig(Sandbox.configuration()) else super.config
    }

    override val clock get() = TestPhone.clock

    override fun camera(lens: Lens, displayRotation: () -> Int): FrameSource =
        RecordedCamera {
            when (lens) {
                Lens.Front -> TestPhone.front ?: Recording.selfie
                Lens.Back -> TestPhone.back ?: Recording.nothing
            }
        }
}
