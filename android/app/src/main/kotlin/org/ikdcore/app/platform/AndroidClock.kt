package org.ikdcore.app.platform

import android.content.ContentResolver
import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import java.io.File
import java.io.IOException
import java.nio.ByteBuffer
import java.util.UUID
import org.ikdcore.BootReading
import org.ikdcore.DeviceClock

/** The wall clock, and the clock since the start of the phone, which counts sleep and cannot be set. */
class AndroidClock(context: Context) : DeviceClock {
    private val bootId = bootId(context.contentResolver)

    override fun read() =
        BootReading(
            wallMs = System.currentTimeMillis().toULong(),
            bootMs = SystemClock.elapsedRealtime().toULong(),
            bootId = bootId,
        )

    private companion object {
        private val KERNELS_OWN = File("/proc/sys/kernel/random/boot_id")

        /**
         * Names this start of the phone: by the count of starts, which Android keeps; else by the kernel's own name of
         * the start; else by a new name for each process, which the core takes for a restart.
         */
        fun bootId(settings: ContentResolver): ByteArray {
            val count = Settings.Global.getInt(settings, Settings.Global.BOOT_COUNT, 0)
            return if (count > 0) bytes(UUID(0, count.toLong())) else bytes(kernelsOwn() ?: UUID.randomUUID())
        }

        private fun kernelsOwn(): UUID? =
            try {
                UUID.fromString(KERNELS_OWN.readText().trim())
            } catch (_: IOException) {
                null
            } catch (_: IllegalArgumentException) {
                null
            }

        private fun bytes(id: UUID): ByteArray =
            ByteBuffer.allocate(2 * Long.SIZE_BYTES)
                .putLong(id.mostSignificantBits)
                .putLong(id.leastSignificantBits)
                .array()
    }
}
