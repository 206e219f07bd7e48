package org.ikdcore.bench

import kotlinx.coroutines.runBlocking
import org.ikdcore.Ikd
import org.ikdcore.Probe
import org.ikdcore.ProbeListener
import org.ikdcore.Showing
import org.ikdcore.ViewKind
import org.ikdcore.probeBytes
import org.ikdcore.probeCall
import org.ikdcore.probeSlice
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Phone
import org.ikdcore.tests.support.Sandbox
import java.nio.ByteBuffer
import kotlin.time.Duration.Companion.milliseconds

/** Sizes of pictures, bytes: a preview frame, a frame of a good camera, a large one. */
private val PICTURES = listOf("0.3 MB" to 300_000, "1 MB" to 1_000_000, "12 MB" to 12_000_000)

/** What crossing the boundary costs from Kotlin. `cargo xtask bench` runs this and makes a table of what it prints. */
fun main() {
    reportFirstCalls()
    Probe().use(::calls)
    for ((name, size) in PICTURES) {
        val buffer = ByteBuffer.allocateDirect(size)
        report("picture of $name, `&[u8]`", measured { probeSlice(buffer.slice()) })
    }
    for ((name, size) in PICTURES) {
        val bytes = ByteArray(size)
        report("picture of $name, `Vec<u8>`", measured { probeBytes(bytes) })
    }
    app(Citizen.phoneWithDocuments(Sandbox.folder.resolve("bench")))
}

private fun calls(probe: Probe) {
    report("function call", measured { probeCall(7u) })
    report("method call", measured { probe.call(7u) })
    val listener = object : ProbeListener {
        override fun echo(value: UInt) = value
    }
    report("call that calls back", measured { probe.callBack(listener, 7u) })
    runBlocking { report("async call, ready at once", measured { probe.callAsync(7u) }) }
}

private fun app(phone: Phone) {
    report("`open` on an existing vault", opened(phone))
    phone.open().use { app ->
        app.lock().use { lock ->
            val unlocks = runBlocking {
                measured(samples = FEWEST, warmUp = 100.milliseconds, before = { lock.lock() }) { lock.unlock(PIN) }
            }
            report("unlock, key derivation included", unlocks)
        }
        app.showing { report("one code: sign, seal, draw", measured(samples = 200) { it.nextFrame() }) }
        // Replaces a phone's hardware, which takes longer to sign.
        val alias = phone.keystore.listKeys("ikd.view.").first()
        val data = ByteArray(400)
        report(
            "of it the signature, by a JVM key store in files",
            measured(samples = 200) {
                phone.keystore.sign(alias, data)
            },
        )
    }
}

/** Closing is not measured. */
private fun opened(phone: Phone): Durations {
    lateinit var app: Ikd
    return measured(samples = 200, after = { app.close() }) { app = phone.open() }
}

private fun Ikd.showing(work: (Showing) -> Unit) = presenter().use { presenter ->
    val audience = presenter.audiences().first { ViewKind.BASIC in it.views }
    presenter.start(ViewKind.BASIC, audience.number).use(work)
}
