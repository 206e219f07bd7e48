package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Stage

/** What the lock screen shows besides the stage. */
data class LockState(
    /** Milliseconds until the next try, as the core says now; 0: at once. */
    val waitMs: ULong = 0u,
    val working: Boolean = false,
    val failure: IkdException? = null,
    /** A wait has just ended. */
    val waitOver: Boolean = false,
)

/** Opens the vault by PIN, and waits where the core says so. */
class LockModel(private val ikd: Ikd, private val scope: CoroutineScope, private val io: CoroutineDispatcher) {
    private val mutable = MutableStateFlow(LockState())
    val state: StateFlow<LockState> = mutable.asStateFlow()

    fun unlock(pin: String) {
        if (mutable.value.working) return
        mutable.update { LockState(working = true) }
        scope.launch {
            call(io, ::failed) { ikd.lock().use { it.unlock(pin) } }
            mutable.update { it.copy(working = false) }
        }
    }

    /** Follows the core's waiting time, second by second, until there is none. */
    suspend fun followWait() {
        while (true) {
            val waitMs = call(io, {}) { (ikd.stage() as? Stage.Locked)?.retryAfterMs ?: 0uL } ?: return
            mutable.update { it.copy(waitMs = waitMs, waitOver = waitMs == 0uL && it.waitMs > 0uL) }
            if (waitMs == 0uL) return
            delay(ONE_SECOND)
        }
    }

    private fun failed(failure: IkdException) = mutable.update { it.copy(failure = failure) }
}

/** How often a time that is shown is asked for again, ms. */
internal const val ONE_SECOND = 1_000L
