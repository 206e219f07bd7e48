package org.ikdcore.tests.support

import org.ikdcore.AppVersion
import org.ikdcore.BootReading
import org.ikdcore.Config
import org.ikdcore.DeviceClock
import org.ikdcore.Ikd
import org.ikdcore.Keystore
import org.ikdcore.LogSink
import org.ikdcore.PhoneServices
import org.ikdcore.PlatformException
import org.ikdcore.RollbackCounters
import java.nio.ByteBuffer
import java.nio.file.Path
import java.util.UUID
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.Path
import kotlin.io.path.copyToRecursively
import kotlin.io.path.createDirectories
import kotlin.io.path.deleteIfExists
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText

/** A phone: a folder that outlives the process. Data, keys and counters have separate folders, as on a phone. */
class Phone(private val folder: Path) {
    private val clock = SystemClock()

    /** The phone's own key store. */
    val keystore: Keystore = SoftKeystore(folder.resolve("keys"))

    /** Opens the app; a test may pass another key store or a log. */
    fun open(keystore: Keystore = this.keystore, log: LogSink? = null): Ikd = Ikd.open(
        Config(
            dataDir = folder.resolve("data").toString(),
            service = Sandbox.service,
            serviceRoots = Sandbox.serviceRoots,
            trustRoot = Sandbox.trustRoot,
            embeddedTrust = Sandbox.trustBundle,
            linkHost = Sandbox.service.removePrefix("https://"),
            appVersion = AppVersion(0u, 1u, 0u),
        ),
        PhoneServices(
            keystore = keystore,
            clock = clock,
            counters = FileCounters(folder.resolve("counters")),
            biometrics = null,
            log = log,
        ),
    )

    /** The same phone in another folder, keys and all. No app may be open on this one. */
    @OptIn(ExperimentalPathApi::class)
    fun copyTo(other: Path): Phone {
        folder.copyToRecursively(other.createDirectories(), followLinks = false, overwrite = true)
        return Phone(other)
    }
}

/** The clocks of a Linux system: the kernel's boot clock counts sleep and cannot be set. */
private class SystemClock : DeviceClock {
    private val bootId =
        UUID.fromString(Path("/proc/sys/kernel/random/boot_id").readText().trim()).let {
            ByteBuffer.allocate(16).putLong(it.mostSignificantBits).putLong(it.leastSignificantBits).array()
        }

    override fun read(): BootReading {
        val seconds = Path("/proc/uptime").readText().substringBefore(' ').toBigDecimal()
        return BootReading(
            wallMs = System.currentTimeMillis().toULong(),
            bootMs = seconds.movePointRight(3).toLong().toULong(),
            bootId = bootId,
        )
    }
}

/** Counters in files. On a phone they must be stored where a restored backup does not overwrite them. */
private class FileCounters(private val folder: Path) : RollbackCounters {
    init {
        folder.createDirectories()
    }

    @Synchronized
    override fun read(id: String) = file(id).takeIf { it.exists() }?.readText()?.toULong()

    @Synchronized
    override fun advance(id: String, to: ULong) {
        val present = read(id)
        if (present != null && present > to) throw PlatformException.Refused()
        file(id).writeText(to.toString())
    }

    @Synchronized
    override fun remove(id: String) {
        file(id).deleteIfExists()
    }

    private fun file(id: String) = folder.resolve("$id.count")
}
