package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.ikdcore.IkdException

/**
 * An operation that a touch begins: one at a time, with its failure. Ends with [AppModel.scope].
 */
class Operation(private val app: AppModel) {
    var busy by mutableStateOf(false)
        private set
    var failure by mutableStateOf<Failure?>(null)
        private set

    private var job: Job? = null

    /** Runs [block]; a touch while it runs does nothing. */
    fun start(block: suspend () -> Unit) {
        if (busy) return
        busy = true
        failure = null
        job = app.scope.launch {
            try {
                block()
            } catch (error: IkdException) {
                report(error)
            } finally {
                busy = false
            }
        }
    }

    /** Stops it; nothing is lost, it can be started again. */
    fun stop() {
        job?.cancel()
    }

    fun forget() {
        failure = null
    }

    /** Shows [error], which came from elsewhere, as this operation's failure. */
    fun report(error: IkdException) {
        val failed = failure(error)
        failure = failed.takeUnless { it.remedy == Remedy.Silence }
        app.followUp(failed)
    }

    /** Runs a call that a timer makes, whose failure the next one may mend. */
    suspend fun tolerate(block: suspend () -> Unit) {
        try {
            block()
        } catch (error: IkdException) {
            app.followUp(failure(error))
        }
    }
}
