package org.ikdcore.tests

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.ikdcore.Stage
import org.ikdcore.StageObserver
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Phone
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.Path
import kotlin.io.path.useLines

/** The receiver of an object must close it. */
class LifetimeTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a call on a closed object says which object was closed`() {
        val app = Phone(folder).open()
        app.close()
        val refused = assertThrows(IllegalStateException::class.java) { app.stage() }
        assertEquals("Ikd object has already been destroyed", refused.message)
    }

    @Test
    fun `closing an object twice is allowed`() {
        val app = Phone(folder).open()
        app.close()
        app.close()
    }

    @Test
    fun `a sub-object works after the root object is closed`() {
        val app = Citizen.phoneWithDocuments(folder).open()
        app.lock().use { lock ->
            app.close()
            runBlocking { lock.unlock(PIN) }
        }
    }

    @Test
    fun `an object that is closed while its call is under way lets the call finish`() {
        Citizen.phoneWithDocuments(folder).open().use { app ->
            runBlocking {
                val lock = app.lock()
                // Runs up to the point where the call waits for the library.
                val unlock = launch(start = CoroutineStart.UNDISPATCHED) { lock.unlock(PIN) }
                lock.close()
                unlock.join()
            }
            assertEquals(Stage.Unlocked, app.stage())
        }
    }

    @Test
    fun `the folder can be opened again as soon as the last object is closed`() {
        val phone = Citizen.phoneWithDocuments(folder)
        repeat(3) {
            phone.open().use { app ->
                runBlocking { app.lock().use { it.unlock(PIN) } }
                assertEquals(Stage.Unlocked, app.stage())
            }
        }
    }

    @Test
    fun `a thousand opens and closes leak no memory`() {
        val phone = Citizen.phoneWithDocuments(folder)

        fun openAndClose(times: Int) = repeat(times) {
            phone.open().use { app -> app.observe(Ignoring).use { app.registration().use { app.stage() } } }
        }
        // At first the JVM's own memory grows because it loads and compiles classes; a leak grows in every round.
        val growths = mutableListOf<Long>()
        do {
            val before = residentKib()
            openAndClose(1000)
            growths += residentKib() - before
        } while (growths.last() > MOST_GROWTH_KIB && growths.size < ROUNDS)
        println("1000 opens and closes: resident memory grew by $growths KiB")
        assertTrue(growths.last() <= MOST_GROWTH_KIB, "grew by $growths KiB")
    }

    private object Ignoring : StageObserver {
        override fun stageChanged(stage: Stage) = Unit
    }

    private fun residentKib(): Long {
        System.gc()
        return Path("/proc/self/status").useLines { lines ->
            lines.first { it.startsWith("VmRSS:") }.filter(Char::isDigit).toLong()
        }
    }

    private companion object {
        const val ROUNDS = 4

        /** Measured: under 1 MiB once the JVM is warm, 29 MiB when nothing is closed. */
        const val MOST_GROWTH_KIB = 4 * 1024
    }
}
