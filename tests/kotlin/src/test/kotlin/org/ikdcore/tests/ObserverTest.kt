package org.ikdcore.tests

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.ikdcore.FormShape
import org.ikdcore.Ikd
import org.ikdcore.Stage
import org.ikdcore.StageObserver
import org.ikdcore.Step
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.LONGEST_WAIT
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Phone
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList

/** When and on which thread an observer is called. */
class ObserverTest {
    @TempDir
    lateinit var folder: Path

    /** Records each stage and the thread it was called on. */
    private class Seen : StageObserver {
        val stages = CopyOnWriteArrayList<Stage>()
        val threads = CopyOnWriteArrayList<Thread>()

        override fun stageChanged(stage: Stage) {
            stages += stage
            threads += Thread.currentThread()
        }
    }

    @Test
    fun `the observer gets the current stage before observe returns`() {
        Phone(folder).open().use { app ->
            val seen = Seen()
            app.observe(seen).use { assertEquals(listOf<Stage>(Stage.Welcome), seen.stages) }
        }
    }

    @Test
    fun `the observer gets each change once and in order`() {
        Phone(folder).open().use { app ->
            val seen = Seen()
            app.observe(seen).use { beginAndReadTheNotice(app) }
            val expected =
                listOf(Stage.Welcome, Stage.Registering(Step.OfficerNotice), Stage.Registering(Step.Terms))
            assertEquals(expected, seen.stages)
        }
    }

    @Test
    fun `a change by a plain call is reported on the caller's thread`() {
        Phone(folder).open().use { app ->
            val seen = Seen()
            app.observe(seen).use { beginAndReadTheNotice(app) }
            seen.threads.forEach { assertSame(Thread.currentThread(), it) }
        }
    }

    @Test
    fun `a change by an async call is reported on a thread of the library`() {
        Citizen.phoneWithDocuments(folder).open().use { app ->
            val unlocked = CompletableDeferred<Thread>()
            val observer =
                object : StageObserver {
                    override fun stageChanged(stage: Stage) {
                        if (stage is Stage.Unlocked) unlocked.complete(Thread.currentThread())
                    }
                }
            app.observe(observer).use {
                runBlocking {
                    app.lock().use { it.unlock(PIN) }
                    assertNotEquals(Thread.currentThread(), withTimeout(LONGEST_WAIT) { unlocked.await() })
                }
            }
        }
    }

    @Test
    fun `an observer may call the library`() {
        Phone(folder).open().use { app ->
            val asked = CopyOnWriteArrayList<Stage>()
            val observer =
                object : StageObserver {
                    override fun stageChanged(stage: Stage) {
                        asked += app.stage()
                    }
                }
            app.observe(observer).use { beginAndReadTheNotice(app) }
            assertEquals(Stage.Registering(Step.Terms), asked.last())
        }
    }

    @Test
    fun `an observer that throws does not stop the others`() {
        Phone(folder).open().use { app ->
            val broken =
                object : StageObserver {
                    override fun stageChanged(stage: Stage): Unit = error("a defect of this observer")
                }
            val seen = Seen()
            app.observe(broken).use { app.observe(seen).use { beginAndReadTheNotice(app) } }
            assertEquals(3, seen.stages.size)
        }
    }

    @Test
    fun `an ended observation gets no more stages`() {
        Phone(folder).open().use { app ->
            val seen = Seen()
            app.observe(seen).use { it.end() }
            beginAndReadTheNotice(app)
            assertEquals(listOf<Stage>(Stage.Welcome), seen.stages)
        }
    }

    private fun beginAndReadTheNotice(app: Ikd) = app.registration().use {
        it.begin(FormShape.SHORT)
        it.acknowledgeOfficerNotice()
    }
}
