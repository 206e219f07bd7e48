package org.ikdcore.app.platform

import android.app.Application
import android.os.SystemClock
import android.provider.Settings
import androidx.test.core.app.ApplicationProvider
import java.time.Duration
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.shadows.ShadowSystemClock

@RunWith(RobolectricTestRunner::class)
class AndroidClockTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()

    private fun bootId(count: Int): ByteArray {
        Settings.Global.putInt(app.contentResolver, Settings.Global.BOOT_COUNT, count)
        return AndroidClock(app).read().bootId
    }

    @Test
    fun `a start of the phone has one name of 16 bytes, and the next has another`() {
        assertEquals(16, bootId(7).size)
        assertArrayEquals(bootId(7), bootId(7))
        assertFalse(bootId(7).contentEquals(bootId(8)))
    }

    @Test
    fun `a phone that does not count its starts has a name all the same`() = assertEquals(16, bootId(0).size)

    @Test
    fun `the boot clock counts sleep`() {
        val clock = AndroidClock(app)
        val before = clock.read()
        ShadowSystemClock.advanceBy(Duration.ofMinutes(5))
        assertEquals(300_000uL, clock.read().bootMs - before.bootMs)
        assertEquals(SystemClock.elapsedRealtime().toULong(), clock.read().bootMs)
    }
}
