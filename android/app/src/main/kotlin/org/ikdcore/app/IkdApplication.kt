package org.ikdcore.app

import android.app.Application
import org.ikdcore.app.platform.PlatformParts

/** Makes the parts of the platform, once for the process. Open for tests, which put other parts in. */
open class IkdApplication : Application() {
    lateinit var parts: PlatformParts
        private set

    override fun onCreate() {
        super.onCreate()
        parts = makeParts()
    }

    protected open fun makeParts() = PlatformParts(this)
}
