package org.ikdcore.app.platform

import org.ikdcore.PlatformException
import org.ikdcore.app.support.FakeAndroidKeyStore
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

private const val ID = "ikd.vault.manifest"

private class Killed : Error()

@RunWith(RobolectricTestRunner::class)
class KeyCountersTest {
    @Before
    fun emptyKeyStore() = FakeAndroidKeyStore.reset()

    private val counters = KeyCounters(sdk = 35)

    private fun names() = FakeAndroidKeyStore.keys.keys.toSet()

    @Test
    fun `a counter that was never written has no value`() = assertNull(counters.read(ID))

    @Test
    fun `a counter is the name of one key`() {
        counters.advance(ID, 1u)
        counters.advance(ID, 2u)
        assertEquals(2uL, counters.read(ID))
        assertEquals(setOf("ikd.counter.$ID.2"), names())
    }

    @Test
    fun `a counter never goes back`() {
        counters.advance(ID, 9u)
        assertThrows(PlatformException.Refused::class.java) { counters.advance(ID, 8u) }
        counters.advance(ID, 9u)
        assertEquals(9uL, counters.read(ID))
    }

    @Test
    fun `numbers are compared as numbers up to the largest`() {
        for (n in listOf(9uL, 10uL, 4_294_967_296uL, ULong.MAX_VALUE)) {
            counters.advance(ID, n)
            assertEquals(n, counters.read(ID))
        }
    }

    @Test
    fun `an app killed at any moment of an advance leaves the old value or the new one`() {
        for (change in 1..2) {
            FakeAndroidKeyStore.reset()
            counters.advance(ID, 4u)
            var changes = 0
            FakeAndroidKeyStore.onChange = { if (++changes == change) throw Killed() }
            assertThrows(Killed::class.java) { counters.advance(ID, 5u) }
            FakeAndroidKeyStore.onChange = {}
            assertEquals("killed after change $change", 5uL, KeyCounters(sdk = 35).read(ID))
        }
        counters.advance(ID, 5u)
        assertEquals(setOf("ikd.counter.$ID.5"), names())
    }

    @Test
    fun `the higher name is made before the lower goes`() {
        counters.advance(ID, 4u)
        val seen = mutableListOf<Set<String>>()
        FakeAndroidKeyStore.onChange = seen::add
        counters.advance(ID, 5u)
        assertEquals(listOf(setOf("ikd.counter.$ID.4", "ikd.counter.$ID.5"), setOf("ikd.counter.$ID.5")), seen)
    }

    @Test
    fun `what a killed app left behind goes with the next advance`() {
        counters.advance(ID, 4u)
        FakeAndroidKeyStore.onChange = { throw Killed() }
        assertThrows(Killed::class.java) { counters.advance(ID, 5u) }
        FakeAndroidKeyStore.onChange = {}
        counters.advance(ID, 6u)
        assertEquals(setOf("ikd.counter.$ID.6"), names())
    }

    @Test
    fun `removing takes every name of the counter and no other`() {
        counters.advance(ID, 4u)
        counters.advance("$ID.other", 1u)
        counters.remove(ID)
        counters.remove(ID)
        assertNull(counters.read(ID))
        assertEquals(1uL, counters.read("$ID.other"))
    }

    @Test
    fun `a removal that is interrupted never leaves a lower value`() {
        counters.advance(ID, 4u)
        FakeAndroidKeyStore.onChange = { throw Killed() }
        assertThrows(Killed::class.java) { counters.advance(ID, 5u) }
        assertThrows(Killed::class.java) { counters.remove(ID) }
        FakeAndroidKeyStore.onChange = {}
        assertEquals(5uL, counters.read(ID))
    }

    @Test
    fun `a counter's key can be used at any time and does not take StrongBox's time`() {
        counters.advance(ID, 4u)
        val spec = FakeAndroidKeyStore.specs.values.single()
        assertTrue(!spec.isUserAuthenticationRequired && !spec.isUnlockedDeviceRequired && !spec.isStrongBoxBacked)
    }
}
