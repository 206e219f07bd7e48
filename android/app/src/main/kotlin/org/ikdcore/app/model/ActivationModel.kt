package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.ikdcore.ActivationFault
import org.ikdcore.Captcha
import org.ikdcore.IkdException
import org.ikdcore.Language
import org.ikdcore.Step
import org.ikdcore.activationFault

/** The code from the e-mail with the answer to a captcha. What was typed is kept when the connection fails. */
class ActivationModel(private val app: AppModel, private val language: Language) : AutoCloseable {
    val operation = Operation(app)
    val loading = Operation(app)

    var code by mutableStateOf("")
    var answer by mutableStateOf("")
    var captcha by mutableStateOf<Captcha?>(null)
        private set

    /** How long until a new code can be requested; 0: now. */
    var resendInMs by mutableStateOf(0uL)
        private set

    /** A new code is on its way. */
    var resent by mutableStateOf(false)
        private set

    /** What the last failure of [activate] means for the entries. */
    var fault by mutableStateOf<ActivationFault?>(null)
        private set

    private var countdown: Job? = null

    init {
        loadCaptcha()
    }

    fun loadCaptcha() = loading.start { captcha = app.registration { captcha(language) } }

    /** The step names when a new code can be requested; counted down from there. */
    fun follow(step: Step.Activation) {
        countdown?.cancel()
        countdown = app.scope.launch {
            do {
                operation.tolerate { resendInMs = app.call { app.ikd.remainingMs(step.resendAt) } }
                delay(SECOND_MS)
            } while (resendInMs > 0u)
        }
    }

    fun activate() = operation.start {
        resent = false
        fault = null
        val picture = captcha
        if (picture == null) {
            loadCaptcha()
            return@start
        }
        try {
            app.registration { activate(code, picture.id, answer) }
        } catch (error: IkdException) {
            val found = app.call { activationFault(failure(error).code) }
            empty(found)
            fault = found
            throw error
        }
    }

    fun resend() = operation.start {
        // If this fails, its message belongs to no entry. What the last code is worth stays as it is.
        fault = fault?.copy(entry = null)
        app.registration { resendCode() }
        code = ""
        fault = null
        resent = true
    }

    override fun close() {
        countdown?.cancel()
    }

    /** What cannot be sent again is asked for again; the rest of what was typed is kept. */
    private fun empty(fault: ActivationFault) {
        if (fault.emptyCode) code = ""
        if (fault.newCaptcha) {
            answer = ""
            loadCaptcha()
        }
    }
}
