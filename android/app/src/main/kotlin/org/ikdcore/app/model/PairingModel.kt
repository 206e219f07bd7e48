package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.ikdcore.CounterOffer
import org.ikdcore.PairingQr

/** At the counter: scans the officer's QR and confirms the office, or shows the phone's own QR. */
class PairingModel(private val app: AppModel) : AutoCloseable {
    val operation = Operation(app)

    /** The office of the QR that was scanned, to be confirmed. */
    var offer by mutableStateOf<CounterOffer?>(null)
        private set

    /** The phone's own QR while it is shown. */
    var own by mutableStateOf<PairingQr?>(null)
        private set

    /** How long the officer can still scan it; 0 when it has expired. */
    var ownRemainingMs by mutableStateOf(0uL)
        private set

    private var scanned: String? = null
    private var countdown: Job? = null

    /** Looks for a QR in the frames of [source], until one names an office. */
    fun scan(source: FrameSource, reader: QrReader) = source.onFrame { frame ->
        val text = reader.read(frame)
        if (text != null && offer == null) app.scope.launch { read(text) }
    }

    private fun read(text: String) {
        // A QR that comes while a call runs must not count as read: the next frame brings it again.
        if (offer != null || operation.busy || text == scanned) return
        scanned = text
        operation.start { offer = app.registration { readCounterQr(text) } }
    }

    /** The person is at the office of the offer. */
    fun confirm() = operation.start {
        val text = scanned ?: return@start
        app.registration { pairWithCounter(text) }
    }

    /** The person is not there, or tries another QR. */
    fun decline() {
        offer = null
        scanned = null
        operation.stop()
        operation.forget()
    }

    fun showOwn() = operation.start {
        val qr = app.registration { pairingQr() }
        own = qr
        countdown?.cancel()
        countdown = app.scope.launch {
            do {
                ownRemainingMs = app.call { app.ikd.remainingMs(qr.expiresAt) }
                delay(SECOND_MS)
            } while (ownRemainingMs > 0u)
        }
    }

    fun hideOwn() {
        countdown?.cancel()
        own = null
    }

    override fun close() {
        countdown?.cancel()
    }
}
