package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import org.ikdcore.DeviceWarning
import org.ikdcore.FormShape
import org.ikdcore.Language
import org.ikdcore.Registration

/** Welcome, the officer notice and the terms: what comes before the form. */
class WelcomeModel(private val app: AppModel) : AutoCloseable {
    val operation = Operation(app)

    /** What this phone lacks; the person is told before the registration begins, and may go on. */
    var warnings by mutableStateOf(emptyList<DeviceWarning>())
        private set

    var termsText by mutableStateOf<String?>(null)
        private set

    /** Begins, or first shows what this phone lacks. */
    fun register(shape: FormShape) = operation.start {
        warnings = app.call { app.ikd.warnings() }
        if (warnings.isEmpty()) app.registration { begin(shape) }
    }

    fun goOn(shape: FormShape) = step { begin(shape) }

    fun forgetWarnings() {
        warnings = emptyList()
    }

    fun acknowledge() = step { acknowledgeOfficerNotice() }

    fun accept(language: Language) = step { acceptTerms(language) }

    fun back() = step { back() }

    fun readTerms(language: Language) = operation.start { termsText = app.registration { termsText(language) } }

    private fun step(call: suspend Registration.() -> Unit) = operation.start { app.registration(call) }

    override fun close() = Unit
}
