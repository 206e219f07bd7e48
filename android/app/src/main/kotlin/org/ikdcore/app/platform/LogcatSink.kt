package org.ikdcore.app.platform

import android.util.Log
import org.ikdcore.LogLine
import org.ikdcore.LogSink
import org.ikdcore.Severity

private const val TAG = "ikd"

/** The core's log lines in Logcat. They consist of fixed words and a number; [debuggable] builds show details too. */
class LogcatSink(private val debuggable: Boolean) : LogSink {
    override fun lowest() = if (debuggable) Severity.DEBUG else Severity.WARNING

    override fun log(line: LogLine) {
        val priority =
            when (line.severity) {
                Severity.DEBUG -> Log.DEBUG
                Severity.INFO -> Log.INFO
                Severity.WARNING -> Log.WARN
                Severity.FAULT -> Log.ERROR
            }
        Log.println(priority, TAG, "${line.event} ${line.outcome} ${line.number}")
    }
}
