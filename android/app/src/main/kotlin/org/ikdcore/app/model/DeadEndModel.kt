package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.ikdcore.Account
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Registration

/** What became of the last way out that was tried. */
data class DeadEndState(
    val working: Boolean = false,
    val failure: IkdException? = null,
    /** The service was asked again, and says the same as before. */
    val unchanged: Boolean = false,
)

/** The ways out of the stages in which nothing else is left. */
class DeadEndModel(private val ikd: Ikd, private val scope: CoroutineScope, private val io: CoroutineDispatcher) {
    private val mutable = MutableStateFlow(DeadEndState())
    val state: StateFlow<DeadEndState> = mutable.asStateFlow()

    fun restart() = registration { restart() }

    fun checkStatus() = registration(asks = true) { checkStatus() }

    fun giveUp() = registration { giveUp() }

    fun checkBlockAgain() = account(asks = true) { checkBlockAgain() }

    fun wipe() = account { wipe() }

    /** The stage may have changed by itself: the phone's screen was unlocked, storage was freed. */
    fun clear() {
        mutable.value = DeadEndState()
    }

    private fun registration(asks: Boolean = false, work: suspend Registration.() -> Unit) =
        run(asks) { ikd.registration().use { it.work() } }

    private fun account(asks: Boolean = false, work: suspend Account.() -> Unit) =
        run(asks) { ikd.account().use { it.work() } }

    private fun run(asks: Boolean, work: suspend () -> Unit) {
        if (mutable.value.working) return
        mutable.value = DeadEndState(working = true)
        scope.launch {
            val done = call(io, { why -> mutable.update { it.copy(failure = why) } }, work)
            mutable.update { it.copy(working = false, unchanged = asks && done != null) }
        }
    }
}
