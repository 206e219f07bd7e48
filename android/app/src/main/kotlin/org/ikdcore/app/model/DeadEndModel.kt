package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue

/** What became of the last way out that was tried. */
data class DeadEndState(
    val busy: Boolean = false,
    val failure: Failure? = null,
    /** The service was asked again, and says the same as before. */
    val unchanged: Boolean = false,
)

/** The ways out of the stages in which nothing else is left. */
class DeadEndModel(private val app: AppModel) : AutoCloseable {
    private val operation = Operation(app)
    private var unchanged by mutableStateOf(false)

    val state: DeadEndState get() = DeadEndState(operation.busy, operation.failure, unchanged)

    fun restart() = start { app.registration { restart() } }

    fun giveUp() = start { app.registration { giveUp() } }

    fun wipe() = start { app.account { wipe() } }

    fun checkStatus() = ask { app.registration { checkStatus() } }

    fun checkBlockAgain() = ask { app.account { checkBlockAgain() } }

    /** Reads the stage again: the phone's screen was unlocked, or storage was freed. */
    fun readAgain() = ask { app.redraw() }

    override fun close() = operation.forget()

    private fun start(work: suspend () -> Unit) {
        unchanged = false
        operation.start(work)
    }

    /** If the stage changes, this screen is gone before anybody reads [DeadEndState.unchanged]. */
    private fun ask(work: suspend () -> Unit) = start {
        work()
        unchanged = true
    }
}
