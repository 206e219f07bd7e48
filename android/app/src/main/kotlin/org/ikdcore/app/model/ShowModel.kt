package org.ikdcore.app.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.ikdcore.Audience
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.QrFrame
import org.ikdcore.Showing
import org.ikdcore.ViewKind

/** What is chosen, and what is shown. */
data class ShowState(
    /** `null`: not read yet. */
    val audiences: List<Audience>? = null,
    val audience: Audience? = null,
    val view: ViewKind? = null,
    val shown: Shown? = null,
    /** The core wants the PIN once more before it shows a QR. */
    val pinNeeded: Boolean = false,
    val working: Boolean = false,
    val failure: IkdException? = null,
)

/** The QR that is on the screen. */
data class Shown(
    val audience: Audience,
    val view: ViewKind,
    val frame: QrFrame,
    /** Seconds until it is replaced. */
    val secondsLeft: Int,
    /** Seconds that it is shown in all. */
    val seconds: Int,
)

/** Chooses audience and view, and shows the rotating QR until it is ended. */
class ShowModel(private val ikd: Ikd, private val scope: CoroutineScope, private val io: CoroutineDispatcher) {
    private val mutable = MutableStateFlow(ShowState())
    val state: StateFlow<ShowState> = mutable.asStateFlow()

    private var showing: Job? = null

    /** Reads who may be shown a QR. The first, and the least of what it may see, are chosen beforehand. */
    fun begin() {
        mutable.update { it.copy(pinNeeded = false, failure = null) }
        scope.launch {
            val audiences = call(io, ::failed) { ikd.presenter().use { it.audiences() } } ?: return@launch
            mutable.update { it.copy(audiences = audiences) }
            if (mutable.value.audience == null) audiences.firstOrNull()?.let(::choose)
        }
    }

    fun choose(audience: Audience) = mutable.update { now ->
        val view = now.view?.takeIf { it in audience.views } ?: audience.views.minOrNull()
        now.copy(audience = audience, view = view, failure = null)
    }

    fun choose(view: ViewKind) = mutable.update { it.copy(view = view, failure = null) }

    fun start() {
        val (audience, view) = with(mutable.value) { (audience ?: return) to (view ?: return) }
        if (showing?.isActive == true) return
        mutable.update { it.copy(working = true, failure = null) }
        showing = scope.launch {
            val started = call(io, ::failed) { ikd.presenter().use { it.start(view, audience.number) } }
            mutable.update { it.copy(working = false) }
            started?.use { show(it, audience, view) }
        }
    }

    /** The PIN once more, then the QR. */
    fun prove(pin: String) {
        mutable.update { it.copy(working = true, failure = null) }
        scope.launch {
            val proved = call(io, { why -> mutable.update { it.copy(failure = why) } }) {
                ikd.lock().use { it.verifyUser(pin) }
            }
            mutable.update { it.copy(working = false, pinNeeded = proved == null && it.pinNeeded) }
            if (proved != null) start()
        }
    }

    /** Ends the showing, and closes the question for the PIN. */
    fun end() {
        showing?.cancel()
        mutable.update { it.copy(shown = null, pinNeeded = false, working = false, failure = null) }
    }

    private suspend fun show(showing: Showing, audience: Audience, view: ViewKind) {
        try {
            while (true) {
                val frame = call(io, ::failed) { showing.nextFrame() } ?: break
                val seconds = (frame.rotateAfterMs / ONE_SECOND.toULong()).toInt().coerceAtLeast(1)
                for (left in seconds downTo 1) {
                    mutable.update { it.copy(shown = Shown(audience, view, frame, left, seconds)) }
                    delay(frame.rotateAfterMs.toLong() / seconds)
                }
            }
        } finally {
            withContext(NonCancellable) { call(io, {}) { showing.end() } }
            mutable.update { it.copy(shown = null) }
        }
    }

    private fun failed(failure: IkdException) = when (failure) {
        is IkdException.UnlockNeeded -> mutable.update { it.copy(pinNeeded = true) }
        else -> mutable.update { it.copy(failure = failure) }
    }
}
