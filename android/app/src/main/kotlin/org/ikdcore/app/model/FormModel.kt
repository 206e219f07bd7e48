package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import org.ikdcore.FormFault
import org.ikdcore.FormField
import org.ikdcore.FormHint
import org.ikdcore.FormInput
import org.ikdcore.FormShape
import org.ikdcore.IkdException

/**
 * The form. Each change is saved as the draft, so that nothing typed is ever lost; an entry is checked when the person
 * leaves it.
 *
 * @param amend corrects a rejected form instead of submitting a first one.
 */
class FormModel(private val app: AppModel, private val amend: Boolean) : AutoCloseable {
    val operation = Operation(app)

    var shape by mutableStateOf(FormShape.SHORT)
        private set

    /** `null` until the draft is read. */
    var input by mutableStateOf<FormInput?>(null)
        private set
    var faults by mutableStateOf(emptyMap<FormField, FormFault>())
        private set
    var hints by mutableStateOf(emptyMap<FormField, FormHint>())
        private set

    /** Counts the touches that found faults: the focus then goes to the first of them. */
    var failedTouches by mutableIntStateOf(0)
        private set

    private val drafts = Channel<FormInput>(Channel.CONFLATED)
    private val saving: Job = app.scope.launch {
        for (draft in drafts) save(draft)
    }

    init {
        operation.start {
            shape = app.registration { formShape() }
            input = app.registration { draft() }
        }
    }

    /** What was typed into [field] is now in [changed]. */
    fun change(field: FormField, changed: FormInput) {
        input = changed
        faults = faults - field
        hints = hints - field
        drafts.trySend(changed)
    }

    /** The person left [field]: faults and hints of this entry are shown. */
    fun leave(field: FormField) {
        val typed = input ?: return
        app.scope.launch {
            val check = try {
                app.registration { checkForm(typed) }
            } catch (_: IkdException) {
                // Only help while typing: submitting the form says what is wrong.
                return@launch
            }
            faults = (faults - field) + check.faults.filter { it.field == field }.associateBy { it.field }
            hints = (hints - field) + check.hints.filter { it.field == field }.associateBy { it.field }
        }
    }

    /** Takes the suggestion of the hint at [field], which is the e-mail address. */
    fun takeSuggestion(field: FormField) {
        val suggestion = hints[field]?.suggestion ?: return
        val typed = input ?: return
        change(field, typed.copy(email = suggestion))
        leave(field)
    }

    fun submit() = operation.start {
        val typed = input ?: return@start
        try {
            if (amend) app.registration { amend(typed, null) } else app.registration { submitForm(typed) }
        } catch (error: IkdException.InvalidForm) {
            faults = error.faults.associateBy { it.field }
            failedTouches++
        }
    }

    /** Hands the citizen's copy of the consent to [share]. */
    fun exportConsent(share: (ByteArray) -> Unit) = operation.start { share(app.registration { exportConsent() }) }

    fun back() = operation.start { app.registration { back() } }

    override fun close() {
        saving.cancel()
    }

    private suspend fun save(draft: FormInput) = try {
        app.registration { saveDraft(draft) }
    } catch (error: IkdException) {
        operation.report(error)
    }
}
