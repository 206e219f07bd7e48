package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Traffic

/** What the settings show, and what became of the last thing that was done there. */
data class SettingsState(
    val traffic: Traffic? = null,
    val working: Boolean = false,
    val failure: IkdException? = null,
    /** The first new PIN was accepted as one that may be used. */
    val newPinChecked: Boolean = false,
    val pinChanged: Boolean = false,
)

/** Changes the PIN, and parts with this phone. */
class SettingsModel(private val ikd: Ikd, private val scope: CoroutineScope, private val io: CoroutineDispatcher) {
    private val mutable = MutableStateFlow(SettingsState())
    val state: StateFlow<SettingsState> = mutable.asStateFlow()

    /** A page of the settings is opened anew. */
    fun begin() {
        mutable.update { SettingsState(traffic = it.traffic) }
        scope.launch {
            val traffic = call(io, ::failed) { ikd.account().use { it.traffic() } }
            mutable.update { it.copy(traffic = traffic) }
        }
    }

    /** Whether [pin] may be the new one, before it is typed a second time. */
    fun checkNewPin(pin: String) = run(then = { copy(newPinChecked = true) }) { ikd.lock().use { it.checkPin(pin) } }

    /** Types the new PIN anew. */
    fun newPinAgain() = mutable.update { it.copy(newPinChecked = false, failure = null) }

    fun changePin(current: String, pin: String, repeat: String) =
        run(then = { copy(pinChanged = true) }) { ikd.lock().use { it.changePin(current, pin, repeat) } }

    /** The receipt of the consent as a file, for [share]. */
    fun receipt(share: (ByteArray) -> Unit) {
        scope.launch { call(io, ::failed) { ikd.account().use { it.consentExport() } }?.let(share) }
    }

    /** The PIN, then the release of the account from this phone. Needs the network. */
    fun release(pin: String) = run {
        ikd.lock().use { it.verifyUser(pin) }
        ikd.account().use { it.releaseThisPhone() }
    }

    /** The PIN, then the erasure. */
    fun erase(pin: String) = run {
        ikd.lock().use { it.verifyUser(pin) }
        ikd.account().use { it.wipe() }
    }

    private fun run(then: SettingsState.() -> SettingsState = { this }, work: suspend () -> Unit) {
        if (mutable.value.working) return
        mutable.update { it.copy(working = true, failure = null) }
        scope.launch {
            val done = call(io, ::failed, work)
            mutable.update { now -> now.copy(working = false).let { if (done == null) it else it.then() } }
        }
    }

    private fun failed(failure: IkdException) = mutable.update { it.copy(failure = failure) }
}
