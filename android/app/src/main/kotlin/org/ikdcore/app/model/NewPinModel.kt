package org.ikdcore.app.model

/** The new PIN, typed twice. It is passed on and never kept here. */
class NewPinModel(private val app: AppModel) : AutoCloseable {
    val deed = Deed(app)

    /** Checks the first entry; [then] asks for the second. */
    fun check(pin: String, then: () -> Unit) = deed.start {
        app.lock { checkPin(pin) }
        then()
    }

    fun create(pin: String, repeat: String) = deed.start { app.lock { createPin(pin, repeat) } }

    override fun close() = Unit
}
