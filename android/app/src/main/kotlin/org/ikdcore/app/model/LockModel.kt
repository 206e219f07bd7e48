package org.ikdcore.app.model

/** Opens the vault by PIN; or erases it, for people who have forgotten the PIN. */
class LockModel(private val app: AppModel) : AutoCloseable {
    val unlock = Operation(app)
    val erase = Operation(app)

    fun unlock(pin: String) = unlock.start { app.lock { unlock(pin) } }

    fun erase() = erase.start { app.account { wipe() } }

    override fun close() = unlock.forget()
}
