package org.ikdcore.bench

import org.ikdcore.probeCall
import kotlin.io.path.Path
import kotlin.time.Duration
import kotlin.time.measureTime

private const val PROCESSES = 7

/** Loading the library and the first call through it, each in a JVM of its own. */
fun firstCalls() = Durations(
    List(PROCESSES) {
        val process = ProcessBuilder(
            Path(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djna.library.path=${System.getProperty("jna.library.path")}",
            "-cp",
            System.getProperty("java.class.path"),
            "org.ikdcore.bench.FirstCallKt",
        ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        Duration.parseIsoString(process.inputReader().readText().trim())
    },
)

/** Tells how long the first call took in this process. */
fun main() {
    println(measureTime { probeCall(7u) }.toIsoString())
}
