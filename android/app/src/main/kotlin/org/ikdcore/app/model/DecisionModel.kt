package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue

/** The officer decides: the person may ask at once. */
class DecisionModel(private val app: AppModel) : AutoCloseable {
    val operation = Operation(app)

    /** The person asked, and there was no decision yet: with one this model would be gone. */
    var checked by mutableStateOf(false)
        private set

    fun check() = operation.start {
        app.registration { checkStatus() }
        checked = true
    }

    override fun close() = Unit
}

/** Cancels the registration, after the person has confirmed it. */
class GiveUpModel(private val app: AppModel) : AutoCloseable {
    val operation = Operation(app)

    fun giveUp() = operation.start { app.registration { giveUp() } }

    override fun close() = Unit
}
