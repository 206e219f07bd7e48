package org.ikdcore.app.model

/** How the phone sends applications. */
interface Uplink {
    /** Whether data costs on the present network. */
    val metered: Boolean

    /** Has what waits sent when there is a network, after [afterMs] at the earliest, also while the app is closed. */
    fun sendLater(afterMs: ULong)
}
