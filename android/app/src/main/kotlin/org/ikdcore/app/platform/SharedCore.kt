package org.ikdcore.app.platform

import org.ikdcore.Ikd

/** The open core of the process. The screens and the job that sends share it, because the data can be open only once. */
class SharedCore(private val open: () -> Ikd) {
    private var core: Ikd? = null
    private var users = 0

    /** The core, opened if nobody has it. Each call needs a [release]; none after a failure. */
    @Synchronized
    fun acquire(): Ikd {
        val open = core ?: open().also { core = it }
        users++
        return open
    }

    /** Closes the core when nobody uses it any more. */
    @Synchronized
    fun release() {
        users--
        if (users > 0) return
        core?.close()
        core = null
    }
}
