package org.ikdcore.app.model

/** The new PIN, typed twice. It is passed on and never kept here. */
class NewPinModel(private val app: AppModel) : AutoCloseable {
    val operation = Operation(app)

    /** Checks the first entry; [then] asks for the second. */
    fun check(pin: String, then: () -> Unit) = operation.start {
        app.lock { checkPin(pin) }
        then()
    }

    fun create(pin: String, repeat: String) = operation.start { app.lock { createPin(pin, repeat) } }

    override fun close() = Unit
}
