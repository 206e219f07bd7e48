package org.ikdcore.bench

import com.sun.jna.Native
import org.ikdcore.probeCall
import kotlin.io.path.Path
import kotlin.time.Duration
import kotlin.time.measureTime

private const val PROCESSES = 9

/** One-time costs of an app, each in its own JVM: loading JNA, then loading the library and the first call. */
fun reportFirstCalls() {
    val starts = List(PROCESSES) {
        val process = ProcessBuilder(
            Path(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djna.library.path=${System.getProperty("jna.library.path")}",
            "-cp",
            System.getProperty("java.class.path"),
            "org.ikdcore.bench.FirstCallKt",
        ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        process.inputReader().readLines().map(Duration::parseIsoString)
    }
    report("JNA's own start, once", Durations(starts.map { it[0] }))
    report("library load and first call", Durations(starts.map { it[1] }))
}

/** Prints how long both took in this process. */
fun main() {
    println(measureTime { check(Native.POINTER_SIZE > 0) }.toIsoString())
    println(measureTime { probeCall(7u) }.toIsoString())
}
