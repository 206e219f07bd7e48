package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import org.ikdcore.DefinitionField
import org.ikdcore.FormText
import org.ikdcore.IkdException
import org.ikdcore.Problem
import org.ikdcore.ProblemSeverity
import org.ikdcore.RegionChoice

/** The choosing of a region: the lists from the provinces down to the level that the field asks for. */
data class RegionChoosing(val field: DefinitionField, val path: List<RegionChoice>, val choices: List<RegionChoice>)

/**
 * The answers of the application that is open. Each change is saved at once; what is no value yet stays as it was typed,
 * and is not sent.
 */
class AnswersModel(private val app: AppModel, private val opened: OpenApplicationModel) : AutoCloseable {
    private val saving = Operation(app)
    private val choosing = Operation(app)
    private val waiting = LinkedHashMap<String, String>()
    private val wake = Channel<Unit>(Channel.CONFLATED)
    private var left by mutableStateOf(emptySet<String>())
    private var all by mutableStateOf(false)

    /** What was typed, by the key of its field; the saved answer takes its place when the field is left. */
    var typed by mutableStateOf(emptyMap<String, String>())
        private set

    /** Why what was typed is no value, by the key of its field. */
    private var invalid by mutableStateOf(emptyMap<String, FormText>())

    /** Counts the touches that found faults: the first of them is shown. */
    var failedTouches by mutableIntStateOf(0)
        private set

    /** The field to show first, when the review led here. */
    var target by mutableStateOf<String?>(null)
        private set

    /** The region that is being chosen. */
    var region by mutableStateOf<RegionChoosing?>(null)
        private set

    val failure: Failure? get() = saving.failure ?: choosing.failure

    private val working = app.scope.launch {
        for (wish in wake) save()
    }

    /** Another application is opened, or the same one again; [at] is the field to show first. */
    fun begin(fresh: Boolean, at: String? = null) {
        target = at
        failedTouches = 0
        all = at != null
        saving.forget()
        if (!fresh) return
        typed = emptyMap()
        invalid = emptyMap()
        left = emptySet()
        waiting.clear()
    }

    /** The answer that a field shows: what was typed, or what is saved. */
    fun answer(key: String): String =
        typed[key] ?: opened.contents?.answers?.firstOrNull { it.field == key }?.text.orEmpty()

    /** Faults that a field shows: after it was left, or after all were asked for. */
    fun faultAt(key: String): FormText? {
        if (key !in left && !all) return null
        return invalid[key] ?: problemsAt(key).firstOrNull { it.severity == ProblemSeverity.FAULT }?.text
    }

    /** What a field warns of or remarks; it stops nobody. */
    fun remarksAt(key: String): List<Problem> =
        if (key in invalid) emptyList() else problemsAt(key).filter { it.severity != ProblemSeverity.FAULT }

    /** Fields with faults, in the order of the form. */
    val faults: List<String>
        get() = opened.contents?.visible.orEmpty().filter { key ->
            key in invalid || problemsAt(key).any { it.severity == ProblemSeverity.FAULT }
        }

    /** Whether the faults of all fields are shown. */
    val shown: Boolean get() = all

    fun type(key: String, text: String) {
        typed = typed + (key to text)
        invalid = invalid - key
        left = left - key
        later(key, text)
    }

    /** A choice is a whole answer: nothing more is typed. */
    fun choose(key: String, text: String) {
        type(key, text)
        leave(key)
    }

    /** The person left the field: what is wrong with it is shown. */
    fun leave(key: String) {
        left = left + key
        wake.trySend(Unit)
    }

    /** Goes on with [then], or shows what is missing. */
    fun next(then: () -> Unit) = saving.start {
        saveAll()
        if (faults.isEmpty()) return@start then()
        all = true
        failedTouches++
    }

    /** Opens the list of provinces for a field of type region. */
    fun chooseRegion(field: DefinitionField) = choosing.start {
        region = RegionChoosing(field, emptyList(), app.applications { regions(null) })
    }

    /** Takes a region of the list, or opens the list inside it; [then] when the answer is there. */
    fun take(choice: RegionChoice, then: () -> Unit) {
        val now = region ?: return
        val path = now.path + choice
        if (path.size >= (now.field.level?.toInt() ?: 1)) {
            choose(now.field.key, choice.code)
            return then()
        }
        choosing.start { region = RegionChoosing(now.field, path, app.applications { regions(choice.code) }) }
    }

    /** Back to the list above; false at the first one. */
    fun regionAbove(): Boolean {
        val now = region ?: return false
        if (now.path.isEmpty()) return false
        val path = now.path.dropLast(1)
        choosing.start {
            region = RegionChoosing(now.field, path, app.applications { regions(path.lastOrNull()?.code) })
        }
        return true
    }

    override fun close() = working.cancel().also { wake.close() }

    private fun problemsAt(key: String) = opened.contents?.problems.orEmpty().filter { it.field == key }

    private fun later(key: String, text: String) {
        waiting[key] = text
        wake.trySend(Unit)
    }

    private suspend fun save() = try {
        saveAll()
    } catch (error: IkdException) {
        saving.report(error)
    }

    private suspend fun saveAll() {
        while (waiting.isNotEmpty()) {
            val (key, text) = waiting.entries.first()
            waiting -= key
            set(key, text)
        }
        // What was left and is saved is shown as it was saved.
        typed = typed.filterKeys { it !in left || it in invalid }
    }

    private suspend fun set(key: String, text: String) {
        try {
            app.applications { setAnswer(opened.opened, key, text) }
            invalid = invalid - key
        } catch (wrong: IkdException.InvalidAnswers) {
            wrong.problems.firstOrNull()?.let { invalid = invalid + (key to it.text) }
        }
        opened.read()
    }
}
