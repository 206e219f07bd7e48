package org.ikdcore.tests

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.ikdcore.Lock
import org.ikdcore.Stage
import org.ikdcore.StageObserver
import org.ikdcore.Step
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.LONGEST_WAIT
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Phone
import org.ikdcore.tests.support.Sandbox
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** Cancelling a coroutine stops the call it waits for. */
class CancellationTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a cancelled upload stops at once and resumes later`() {
        val citizen = Citizen(Sandbox.adults[2])
        Sandbox.liftLimits()
        Phone(folder).open().use { app ->
            runBlocking {
                citizen.walk(app) { it.isAt<Step.Uploading>() }
                val before = Sandbox.bytesReceived()
                Sandbox.delay("/v1/registrations", 60_000)
                try {
                    val upload = launch(Dispatchers.IO) { app.registration().use { it.submit() } }
                    // The request has reached the service, which delays the answer.
                    withTimeout(LONGEST_WAIT) { while (Sandbox.bytesReceived() == before) delay(20.milliseconds) }
                    val took = measureTime { upload.cancelAndJoin() }
                    // The service answers after a minute, and the library itself waits for 25 seconds.
                    assertTrue(took < 20.seconds, "took $took")
                } finally {
                    Sandbox.clearFaults()
                }
                citizen.walk(app) { it.isAt<Step.OfficePairing>() }
            }
        }
    }

    @Test
    fun `an unlock whose coroutine is cancelled runs to completion`() = unlocksThough { lock ->
        // Runs up to the call and stops there.
        val unlock = launch(start = CoroutineStart.UNDISPATCHED) { lock.unlock(PIN) }
        unlock.cancelAndJoin()
    }

    @Test
    fun `an unlock called in a cancelled coroutine runs to completion`() = unlocksThough { lock ->
        val unlock =
            launch(start = CoroutineStart.UNDISPATCHED) {
                cancel()
                lock.unlock(PIN)
            }
        unlock.join()
    }

    /** Starts an unlock and abandons it. The PIN is right, so the stage becomes unlocked. */
    private fun unlocksThough(givenUp: suspend CoroutineScope.(Lock) -> Unit) {
        Citizen.phoneWithDocuments(folder).open().use { app ->
            val unlocked = CompletableDeferred<Unit>()
            val observer =
                object : StageObserver {
                    override fun stageChanged(stage: Stage) {
                        if (stage is Stage.Unlocked) unlocked.complete(Unit)
                    }
                }
            app.observe(observer).use {
                app.lock().use { lock ->
                    runBlocking {
                        givenUp(lock)
                        withTimeout(LONGEST_WAIT) { unlocked.await() }
                    }
                }
            }
        }
    }

    private inline fun <reified T : Step> Stage.isAt() = this is Stage.Registering && step is T
}
