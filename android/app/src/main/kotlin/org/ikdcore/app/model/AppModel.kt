package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlin.reflect.KClass
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Lock
import org.ikdcore.Registration
import org.ikdcore.Stage
import org.ikdcore.StageObserver
import org.ikdcore.Step

/**
 * Holds the app open, says which stage to draw, and keeps its timers. It outlives the screens; the platform closes it.
 *
 * @param scope runs on the thread that draws; ends with this model.
 * @param io where the library is called, because its calls may wait for the disk.
 * @param uplink how the phone sends applications.
 * @param closeCore gives back [ikd], which a job in the background may also use.
 */
class AppModel(
    val ikd: Ikd,
    val scope: CoroutineScope,
    val io: CoroutineDispatcher,
    val uplink: Uplink,
    private val closeCore: () -> Unit = ikd::close,
) : AutoCloseable {
    private val mutableStage = MutableStateFlow(ikd.stage())
    private val foreground = MutableStateFlow(true)

    /** Whether the person sees the app. */
    val inForeground: StateFlow<Boolean> = foreground.asStateFlow()

    private val models = StageModels()

    val stage: StateFlow<Stage> = mutableStage.asStateFlow()

    /** Why this version of the app cannot go on; `null` if it can. */
    var updateNeeded by mutableStateOf<Failure?>(null)
        private set

    /** The last failure of the checks that a waiting screen makes by itself; `null` after one that succeeded. */
    var pollFailure by mutableStateOf<Failure?>(null)
        private set

    @Volatile
    private var closed = false

    private val observation = ikd.observe(object : StageObserver {
        override fun stageChanged(stage: Stage) {
            mutableStage.value = stage
        }
    })

    init {
        scope.launch {
            combine(stage, foreground) { stage, front -> stage to front }.collectLatest { (stage, front) ->
                if (!front) return@collectLatest
                when (stage) {
                    is Stage.Registering -> poll()
                    is Stage.Locked -> countDown(stage)
                    Stage.Unlocked -> lockWhenIdle()
                    Stage.Welcome, is Stage.Blocked, is Stage.Unusable -> Unit
                }
            }
        }
    }

    /** Calls the library; throws what it throws. */
    suspend fun <T> call(block: suspend () -> T): T = withContext(io) { block() }

    suspend fun <T> registration(block: suspend Registration.() -> T): T = call {
        ikd.registration().use { it.block() }
    }

    suspend fun <T> lock(block: suspend Lock.() -> T): T = call { ikd.lock().use { it.block() } }

    /** Reads the stage again: live values have moved on, or a call said that it has changed. */
    fun redraw() {
        scope.launch {
            try {
                mutableStage.value = call { ikd.stage() }
            } catch (_: IkdException) {
                // The last stage stays; whatever is done next says what is wrong.
            }
        }
    }

    fun cameToForeground() {
        scope.launch {
            tolerate { lock { cameToForeground() } }
            foreground.value = true
        }
    }

    fun wentToBackground() {
        foreground.value = false
        scope.launch { tolerate { lock { wentToBackground() } } }
    }

    /** The person touched the screen. */
    fun touched() {
        if (stage.value == Stage.Unlocked) scope.launch { tolerate { lock { touched() } } }
    }

    /** The activation mail's link opened the app. It carries nothing: the stage has the screen for the code already. */
    fun opened(url: String) {
        scope.launch { tolerate { registration { openActivationLink(url) } } }
    }

    /** The model of a screen, kept while the same kind of stage lasts, also over rotations. */
    fun <T : AutoCloseable> keep(type: KClass<T>, make: () -> T): T = models.get(kindOf(stage.value), type, make)

    /** What follows from a failure beyond its message. */
    internal fun followUp(failure: Failure) {
        when (failure.remedy) {
            Remedy.Redraw, Remedy.Unlock, Remedy.Erase -> redraw()
            Remedy.UpdateApp -> updateNeeded = failure
            else -> Unit
        }
    }

    override fun close() {
        closed = true
        models.close()
        observation.use { it.end() }
        closeCore()
    }

    private suspend fun poll() {
        while (true) {
            try {
                val after = registration { pollAfterMs() } ?: return
                delay(after.toLong().milliseconds)
                registration { checkStatus() }
                pollFailure = null
            } catch (error: IkdException) {
                val failure = failure(error)
                pollFailure = failure.takeUnless { it.remedy == Remedy.Silence }
                followUp(failure)
            }
        }
    }

    private suspend fun countDown(locked: Stage.Locked) {
        if (locked.retryAfterMs == 0uL) return
        delay(minOf(locked.retryAfterMs.toLong(), SECOND_MS).milliseconds)
        redraw()
    }

    private suspend fun lockWhenIdle() {
        tolerate {
            while (true) {
                val again = lock { lockIfIdle() } ?: break
                delay(again.toLong().milliseconds)
            }
        }
    }

    /** Runs a call whose failure needs no message. */
    private suspend fun tolerate(block: suspend () -> Unit) {
        try {
            block()
        } catch (error: IkdException) {
            followUp(failure(error))
        } catch (error: IllegalStateException) {
            // The app was closed between the event and the call about it: there is nothing left to lock.
            if (!closed || error is CancellationException) throw error
        }
    }
}

/** The models of the screens of the present kind of stage; those of the last kind are closed. */
private class StageModels : AutoCloseable {
    private var kind: KClass<*>? = null
    private val models = HashMap<KClass<*>, AutoCloseable>()

    fun <T : AutoCloseable> get(now: KClass<*>, type: KClass<T>, make: () -> T): T {
        if (now != kind) {
            close()
            kind = now
        }
        @Suppress("UNCHECKED_CAST")
        return models.getOrPut(type, make) as T
    }

    override fun close() {
        models.values.forEach { it.close() }
        models.clear()
    }
}

/** Stages of one kind differ only in their data. */
fun kindOf(stage: Stage): KClass<*> = when (stage) {
    is Stage.Registering -> kindOf(stage.step)
    else -> stage::class
}

private fun kindOf(step: Step): KClass<*> = step::class

/** One second: how often a countdown is read again. */
const val SECOND_MS = 1000L
