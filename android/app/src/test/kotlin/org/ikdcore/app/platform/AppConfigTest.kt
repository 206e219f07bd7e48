package org.ikdcore.app.platform

import android.app.Application
import android.content.pm.ApplicationInfo
import androidx.compose.ui.graphics.Color
import androidx.test.core.app.ApplicationProvider
import java.io.File
import org.ikdcore.AppVersion
import org.ikdcore.app.support.Sandbox
import org.ikdcore.app.ui.theme.Brand
import org.json.JSONException
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class AppConfigTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val root = File(checkNotNull(System.getProperty("ikd.root")))
    private val shipped = root.resolve("android/app/src/main/assets/ikd.json").readText()

    private fun with(vararg members: Pair<String, Any>) =
        AppConfig(JSONObject(shipped).apply { members.forEach { (name, value) -> put(name, value) } }.toString())

    @Test
    fun `the shipped file is complete, marked as an example, and trusts nobody`() {
        val config = AppConfig(shipped)
        val core = config.core("/data", AppVersion(1u, 2u, 3u))
        assertTrue(config.example)
        assertEquals("https://${config.linkHost}", core.service)
        assertEquals("", core.serviceRoots)
        assertEquals(0, core.trustRoot.size + core.embeddedTrust.size)
    }

    @Test
    fun `keys and bundles are base64url`() {
        val core = with("trust_root" to "A_-_", "embedded_trust" to "AAAA").core("/data", AppVersion(0u, 1u, 0u))
        assertArrayEquals(byteArrayOf(3, -1, -65), core.trustRoot)
        assertArrayEquals(ByteArray(3), core.embeddedTrust)
    }

    @Test
    fun `a file without a member is refused at the start`() {
        assertThrows(JSONException::class.java) {
            AppConfig(JSONObject(shipped).apply { remove("service") }.toString())
        }
    }

    @Test
    fun `colours are those of the file, and the built-in ones where it says nothing`() {
        fun brand(vararg colours: Pair<String, String>) = with("colours" to JSONObject(mapOf(*colours))).brand
        assertEquals(Brand.builtIn, brand())
        val red = brand("primary" to "#7A0000", "primary_container_dark" to "#400000")
        assertEquals(Color(0xFF7A0000), red.light.main)
        assertEquals(Brand.builtIn.light.on, red.light.on)
        assertEquals(Color(0xFF400000), red.dark.container)
        for (wrong in listOf(
            "primary" to "7A0000", "primary" to "#FFFFFF", "on_primary_dark" to "#86D3E3",
            "pink" to "#FFC0CB"
        )) {
            assertThrows("$wrong", IllegalArgumentException::class.java) { brand(wrong) }
        }
    }

    @Test
    fun `a release build refuses the running sandbox's authority`() {
        assumeTrue(Sandbox.runs)
        assertThrows(SandboxInReleaseException::class.java) { AppConfig(Sandbox.configuration()).refuseSandbox() }
        assertThrows(SandboxInReleaseException::class.java) {
            with("service_roots" to "# twice\n" + Sandbox.serviceRoots + Sandbox.serviceRoots).refuseSandbox()
        }
    }

    @Test
    fun `the sandbox's authority has the name that a release build looks for`() {
        val authority = root.resolve("tests/sandbox/src/authority.rs").readText()
        assertTrue("\"$SANDBOX_AUTHORITY\"" in authority)
    }

    @Test
    fun `a release build takes the shipped file, and a debug build the sandbox's too`() {
        AppConfig(shipped).refuseSandbox()
        app.applicationInfo.flags = app.applicationInfo.flags or ApplicationInfo.FLAG_DEBUGGABLE
        assertTrue(isDebuggable(app))
        app.applicationInfo.flags = app.applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE.inv()
        assertFalse(isDebuggable(app))
    }

    @Test
    fun `the version of the app is read from the manifest's`() {
        assertEquals(AppVersion(1u, 4u, 2u), appVersion("1.4.2"))
        assertEquals(AppVersion(1u, 4u, 0u), appVersion("1.4-debug"))
        assertEquals(AppVersion(0u, 0u, 0u), appVersion(null))
    }
}
