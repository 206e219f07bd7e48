package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.ikdcore.Audience
import org.ikdcore.BiometricStatus
import org.ikdcore.IkdException
import org.ikdcore.QrFrame
import org.ikdcore.Showing
import org.ikdcore.ViewKind

/** To whom a QR can be shown, and what is chosen. */
data class ShowState(
    /** `null`: not read yet. */
    val audiences: List<Audience>? = null,
    val audience: Audience? = null,
    val view: ViewKind? = null,
    /** The PIN is asked for once more before the QR is shown. */
    val pinNeeded: Boolean = false,
    /** A finger or the face may take the place of the PIN. */
    val biometric: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
    val pinFailure: Failure? = null,
)

/** The QR that is on the screen. */
data class Shown(
    val audience: Audience,
    val view: ViewKind,
    val frame: QrFrame,
    /** Seconds until it is replaced, of [seconds] in all. */
    val left: Int,
    val seconds: Int,
    /** The phone's time when this was drawn, in seconds since 1970. */
    val second: ULong,
)

/** Chooses audience and view, and shows the rotating QR until it is ended. */
class ShowModel(private val app: AppModel) : AutoCloseable {
    private val reading = Operation(app)
    private val starting = Operation(app)
    private val proving = Operation(app)
    private var audiences by mutableStateOf<List<Audience>?>(null)
    private var audience by mutableStateOf<Audience?>(null)
    private var view by mutableStateOf<ViewKind?>(null)
    private var pinNeeded by mutableStateOf(false)
    private var biometric by mutableStateOf(false)

    var shown by mutableStateOf<Shown?>(null)
        private set

    val state: ShowState
        get() = ShowState(
            audiences, audience, view, pinNeeded, biometric, starting.busy || proving.busy,
            starting.failure ?: reading.failure, proving.failure,
        )

    /** Nobody reads a QR off an app that is not seen. */
    private val watch = app.scope.launch { app.inForeground.collect { seen -> if (!seen) end() } }

    /** Reads who may be shown a QR. The first, and the first of what it may see, are chosen beforehand. */
    fun begin() = reading.start {
        val known = app.presenter { audiences() }
        audiences = known
        choose(known.firstOrNull { it.number == audience?.number } ?: known.firstOrNull() ?: return@start)
    }

    fun choose(audience: Audience) {
        this.audience = audience
        view = view.takeIf { it in audience.views } ?: audience.views.firstOrNull()
        starting.forget()
    }

    fun choose(view: ViewKind) {
        this.view = view
        starting.forget()
    }

    fun start() {
        val audience = audience ?: return
        val view = view ?: return
        starting.start {
            val showing = try {
                app.presenter { start(view, audience.number) }
            } catch (_: IkdException.UnlockNeeded) {
                biometric = app.lock { biometricStatus() } == BiometricStatus.READY
                pinNeeded = true
                return@start
            }
            show(showing, audience, view)
        }
    }

    fun prove(pin: String) = proveBy { app.lock { verifyUser(pin) } }

    fun proveByBiometric() = proveBy { app.lock { verifyUserByBiometric() } }

    /** Ends the showing, or closes the question for the PIN. */
    fun end() {
        starting.stop()
        proving.forget()
        shown = null
        pinNeeded = false
    }

    override fun close() {
        watch.cancel()
        end()
    }

    private fun proveBy(work: suspend () -> Unit) = proving.start {
        work()
        pinNeeded = false
        start()
    }

    private suspend fun show(showing: Showing, audience: Audience, view: ViewKind) {
        try {
            while (true) {
                val frame = app.call { showing.nextFrame() }
                val seconds = (frame.rotateAfterMs / SECOND_MS.toULong()).toInt().coerceAtLeast(1)
                for (left in seconds downTo 1) {
                    val now = (System.currentTimeMillis() / SECOND_MS).toULong()
                    shown = Shown(audience, view, frame, left, seconds, now)
                    delay((frame.rotateAfterMs.toLong() / seconds).milliseconds)
                }
            }
        } finally {
            shown = null
            withContext(NonCancellable) { app.call { showing.use { it.end() } } }
        }
    }
}
