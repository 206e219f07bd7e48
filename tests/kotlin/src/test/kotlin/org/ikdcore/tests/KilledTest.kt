package org.ikdcore.tests

import org.ikdcore.tests.support.Sandbox
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.Path

/** A process that the system kills takes nothing with it: the next one goes on where it was. */
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
            // It has finished one step and is in the middle of the next.
            val reached = lines.next()
            if (reached == "Unlocked") {
                // The registration is over; this one may fetch the documents.
                assertEquals(listOf(DONE), lines.asSequence().toList())
                break
            }
            process.goOn()
            // SIGKILL: nothing of the process runs any more.
            process.destroyForcibly().waitFor()
            killedAt += reached
        }
        println("processes killed at: $killedAt")
        // A process that is killed late has finished that step too, and waits in front of the next.
        assertTrue(killedAt.size > FEWEST_KILLS, "killed at $killedAt")
    }

    /** A JVM of its own with the app in it, which names each stage on its way to [DONE]. */
    private fun startApp(): Process = ProcessBuilder(
        Path(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djna.library.path=${System.getProperty("jna.library.path")}",
        "-cp",
        System.getProperty("java.class.path"),
        "org.ikdcore.tests.KilledAppKt",
        folder.toString(),
    ).redirectError(ProcessBuilder.Redirect.INHERIT).start()

    /** Lets the app take the step that it named. */
    private fun Process.goOn() = outputWriter().run {
        newLine()
        flush()
    }

    private companion object {
        const val FEWEST_KILLS = 3

        /** The registration, and what a phone with a PIN starts at. Nothing leads back. */
        val ORDER =
            "Welcome OfficerNotice Terms Form Selfie Uploading OfficePairing AwaitingDecision Activation CreatePin Locked"
                .split(' ')
    }
}
