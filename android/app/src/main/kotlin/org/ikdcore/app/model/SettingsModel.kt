package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import org.ikdcore.DeviceWarning
import org.ikdcore.IkdException
import org.ikdcore.Traffic

/** Which PIN is typed now. */
enum class PinStep { Current, New, Repeat, Changed }

/** Changing the PIN, as far as it has come. */
data class ChangePinState(val step: PinStep = PinStep.Current, val busy: Boolean = false, val failure: Failure? = null)

/** Something that is done after the PIN was typed: releasing this phone, erasing its data. */
data class PartingState(val pinNeeded: Boolean = false, val busy: Boolean = false, val failure: Failure? = null)

/** What the settings show and do. */
class SettingsModel(private val app: AppModel) {
    private val reading = Operation(app)
    private val pins = Operation(app)
    private val parting = Operation(app)
    private var step by mutableStateOf(PinStep.Current)
    private var pinNeeded by mutableStateOf(false)

    var traffic by mutableStateOf<Traffic?>(null)
        private set

    /** Whether hardware keeps the keys; `null`: not known yet. */
    var keysInHardware by mutableStateOf<Boolean?>(null)
        private set

    val changePin: ChangePinState get() = ChangePinState(step, pins.busy, pins.failure)

    val leaving: PartingState get() = PartingState(pinNeeded, parting.busy, parting.failure)

    val receiptFailure: Failure? get() = reading.failure

    /** A page of the settings is opened. */
    fun begin() {
        step = PinStep.Current
        pins.forget()
        ask(false)
        reading.start {
            traffic = app.account { traffic() }
            keysInHardware = DeviceWarning.SOFTWARE_KEYS !in app.call { app.ikd.warnings() }
        }
    }

    /** The present PIN is checked together with the new one. */
    fun currentTyped() {
        step = PinStep.New
        pins.forget()
    }

    /** Whether [pin] may be the new one, before it is typed a second time. */
    fun newTyped(pin: String) = pins.start {
        app.lock { checkPin(pin) }
        step = PinStep.Repeat
    }

    fun change(current: String, pin: String, repeat: String) = pins.start {
        step = PinStep.New
        try {
            app.lock { changePin(current, pin, repeat) }
        } catch (wrong: IkdException.WrongPin) {
            step = PinStep.Current
            throw wrong
        }
        step = PinStep.Changed
    }

    /** Opens or closes the question for the PIN before a parting. */
    fun ask(pin: Boolean) {
        pinNeeded = pin
        parting.forget()
    }

    /** Releases the account from this phone at the service, and erases its data here. */
    fun release(pin: String) = parting.start {
        app.lock { verifyUser(pin) }
        app.account { releaseThisPhone() }
    }

    fun erase(pin: String) = parting.start {
        app.lock { verifyUser(pin) }
        app.account { wipe() }
    }

    /** The receipt of the consent as a file, for [share]. */
    fun receipt(share: (ByteArray) -> Unit) = reading.start { share(app.account { consentExport() }) }
}
