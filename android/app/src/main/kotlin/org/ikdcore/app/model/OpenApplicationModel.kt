package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import org.ikdcore.Application
import org.ikdcore.ApplicationContents
import org.ikdcore.FieldType

/** What cannot be undone in an application, and is confirmed first. */
enum class ApplicationEnd { Withdraw, Discard }

/** The application that is open: its contents, and what can be done with it as a whole. */
class OpenApplicationModel(private val app: AppModel, private val all: ApplicationsModel) {
    private val reading = Operation(app)
    private val acting = Operation(app)
    private var id by mutableStateOf<String?>(null)

    /** `null` until it is read, and if its form needs a newer app. */
    var contents by mutableStateOf<ApplicationContents?>(null)
        private set

    /** Names of the regions in the answers, by their codes. */
    var regions by mutableStateOf<Map<String, String>>(emptyMap())
        private set

    /** As in the list, which also has applications whose form cannot be read. */
    val application: Application? get() = id?.let(all::application) ?: contents?.application

    val busy: Boolean get() = acting.busy
    val failure: Failure? get() = acting.failure ?: reading.failure

    /** The id of the application that is open. */
    val opened: String get() = checkNotNull(id) { "no application is open" }

    fun open(id: String) {
        if (this.id != id) contents = null
        this.id = id
        acting.forget()
        reading.start {
            app.applications { seen(id) }
            all.read()
            read()
        }
    }

    /** Reads the contents again after a change. */
    suspend fun read() {
        val read = app.applications { open(opened) }
        val codes = read.definition.sections.flatMap { it.fields }.filter { it.kind == FieldType.REGION }
            .mapNotNull { field -> read.answers.firstOrNull { it.field == field.key }?.text }
        for (code in codes - regions.keys) regions = regions + (code to nameOf(code))
        contents = read
    }

    /** Takes a queued application back. */
    fun cancel() = act { app.applications { cancelQueued(opened) } }

    /** Opens what the officer marked for correction; [then] when it can be seen. */
    fun correct(then: () -> Unit) = acting.start {
        app.applications { correct(opened) }
        all.read()
        read()
        then()
    }

    fun moveToNewerForm() = act { app.applications { moveToNewerForm(opened) } }

    fun withdraw(then: () -> Unit) = act {
        app.applications { withdraw(opened) }
        then()
    }

    fun discard(then: () -> Unit) = acting.start {
        app.applications { discard(opened) }
        all.read()
        then()
        contents = null
    }

    fun forgetFailure() = acting.forget()

    private fun act(work: suspend () -> Unit) = acting.start {
        work()
        all.read()
        read()
    }

    /** "Kecamatan, Kabupaten, Provinsi", the smallest first. */
    private suspend fun nameOf(code: String): String {
        val parts = code.split('.')
        val names = parts.indices.mapNotNull { at ->
            val inside = if (at == 0) null else parts.take(at).joinToString(".")
            val wanted = parts.take(at + 1).joinToString(".")
            app.applications { regions(inside) }.firstOrNull { it.code == wanted }?.name
        }
        return names.reversed().joinToString()
    }
}
