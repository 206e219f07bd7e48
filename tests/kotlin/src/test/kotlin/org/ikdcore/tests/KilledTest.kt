package org.ikdcore.tests

import org.ikdcore.tests.support.Sandbox
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.Path

/** When the system kills the process, nothing is lost: the next process resumes at the same step. */
class KilledTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a registration whose process is killed in one step after another is finished by the processes after it`() {
        Sandbox.liftLimits()
        val killedAt = mutableListOf("Welcome")
        while (true) {
            val process = startApp()
            val lines = process.inputReader().lineSequence().iterator()
            val resumed = lines.next()
            process.goOn()
            assertTrue(ORDER.indexOf(resumed) >= ORDER.indexOf(killedAt.last()), "from ${killedAt.last()} to $resumed")
            // One step is finished and the next is running.
            val reached = lines.next()
            if (reached == "Unlocked") {
                // The registration is over; this one may fetch the documents.
                assertEquals(listOf(DONE), lines.asSequence().toList())
                break
            }
            process.goOn()
            // SIGKILL: no code of the process runs any more.
            process.destroyForcibly().waitFor()
            killedAt += reached
        }
        println("processes killed at: $killedAt")
        // A process that is killed late has finished that step too and waits before the next.
        assertTrue(killedAt.size > FEWEST_KILLS, "killed at $killedAt")
    }

    /** The app in its own JVM. It prints the name of each stage until [DONE]. */
    private fun startApp(): Process = ProcessBuilder(
        Path(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djna.library.path=${System.getProperty("jna.library.path")}",
        "-cp",
        System.getProperty("java.class.path"),
        "org.ikdcore.tests.KilledAppKt",
        folder.toString(),
    ).redirectError(ProcessBuilder.Redirect.INHERIT).start()

    /** Makes the app take the step that it printed. */
    private fun Process.goOn() = outputWriter().run {
        newLine()
        flush()
    }

    private companion object {
        const val FEWEST_KILLS = 3

        /** The stages of a registration, in order, and the first stage of a phone with a PIN. */
        val ORDER =
            "Welcome OfficerNotice Terms Form Selfie Uploading OfficePairing AwaitingDecision Activation CreatePin Locked"
                .split(' ')
    }
}
