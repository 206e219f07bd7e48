package org.ikdcore.app.platform

import android.Manifest
import android.app.Application
import android.content.ComponentName
import android.content.Intent
import android.content.pm.ApplicationInfo
import android.content.pm.PackageManager
import android.net.Uri
import androidx.test.core.app.ApplicationProvider
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.ikdcore.app.MainActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.w3c.dom.Element

private const val ANDROID = "http://schemas.android.com/apk/res/android"

/** What the phone is told about the app: the manifest with those of all libraries merged in, as it ships. */
@RunWith(RobolectricTestRunner::class)
class ManifestTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val manifest = File(checkNotNull(System.getProperty("ikd.manifest")))
    private val root = parse(manifest)
    private val application = root.all("application").single()

    private fun parse(file: File): Element =
        DocumentBuilderFactory.newInstance()
            .apply { isNamespaceAware = true }
            .newDocumentBuilder().parse(file).documentElement

    private fun Element.all(tag: String): List<Element> =
        getElementsByTagName(tag).let { found -> (0..<found.length).map { found.item(it) as Element } }

    private val Element.className get() = value("name").let { if (it.startsWith('.')) app.packageName + it else it }

    private fun Element.value(name: String): String = getAttributeNS(ANDROID, name)

    @Test
    fun `nothing of the app is backed up or moved to another phone`() {
        assertEquals("false", application.value("allowBackup"))
        assertEquals("@xml/data_extraction_rules", application.value("dataExtractionRules"))
        assertEquals("@xml/full_backup_content", application.value("fullBackupContent"))
        assertEquals(0, app.applicationInfo.flags and ApplicationInfo.FLAG_ALLOW_BACKUP)
    }

    @Test
    fun `the rules of backup exclude every place of an app`() {
        val places =
            setOf("root", "file", "database", "sharedpref", "external") +
                setOf("root", "file", "database", "sharedpref").map { "device_$it" }
        val xml = File(System.getProperty("ikd.root"), "android/app/src/main/res/xml")
        val rules = parse(xml.resolve("data_extraction_rules.xml"))
        val sections =
            listOf("cloud-backup", "device-transfer").map { rules.all(it).single() } +
                parse(xml.resolve("full_backup_content.xml"))
        for (section in sections) {
            assertTrue(section.all("include").isEmpty())
            val excluded = section.all("exclude").onEach { assertEquals(".", it.getAttribute("path")) }
            assertEquals(section.tagName, places, excluded.map { it.getAttribute("domain") }.toSet())
        }
    }

    @Test
    fun `no connection without TLS`() = assertEquals("false", application.value("usesCleartextTraffic"))

    @Test
    fun `only the launcher is exported`() {
        val components = listOf("activity", "activity-alias", "service", "receiver", "provider").flatMap {
            application.all(it)
        }
        val exported = components.filter { it.value("exported") == "true" }.map { it.className }
        assertEquals(listOf("org.ikdcore.app.MainActivity"), exported)
        // A component with a filter and without the word is an error at the installation.
        val filtering = components.filter { it.all("intent-filter").isNotEmpty() }
        assertTrue(filtering.all { it.hasAttributeNS(ANDROID, "exported") })
    }

    @Test
    fun `a library's receiver for profiling tools is not packed`() {
        assertTrue(application.all("receiver").none { "profileinstaller" in it.value("name") })
    }

    @Test
    fun `only the system starts the job that sends`() {
        val job = application.all("service").single { it.value("name").endsWith(".SendingJob") }
        assertEquals("false", job.value("exported"))
        assertEquals("android.permission.BIND_JOB_SERVICE", job.value("permission"))
    }

    @Test
    fun `the provider of shared files is closed, and opens one address at a time`() {
        val provider = application.all("provider").single { it.value("name").endsWith(".ShareProvider") }
        assertEquals("false", provider.value("exported"))
        assertEquals("true", provider.value("grantUriPermissions"))
    }

    @Test
    fun `the permissions are those that the app explains`() {
        val wanted = root.all("uses-permission").map { it.value("name") }.filter { it.startsWith("android.") }
        val known =
            setOf(
                Manifest.permission.INTERNET,
                Manifest.permission.ACCESS_NETWORK_STATE,
                Manifest.permission.CAMERA,
                Manifest.permission.USE_BIOMETRIC,
                Manifest.permission.VIBRATE,
                Manifest.permission.HIDE_OVERLAY_WINDOWS,
                Manifest.permission.RECEIVE_BOOT_COMPLETED,
            )
        assertEquals(known, wanted.toSet())
    }

    @Test
    fun `a phone without a camera can install the app`() {
        val features = root.all("uses-feature")
        assertTrue(features.isNotEmpty())
        for (feature in features) assertEquals(feature.value("name"), "false", feature.value("required"))
    }

    @Test
    fun `the link of the activation mail opens the app, and no other address does`() {
        val activity = ComponentName(app, MainActivity::class.java)
        val main = application.all("activity").single { it.className == activity.className }
        val filter = main.all("intent-filter").last()
        assertEquals("true", filter.value("autoVerify"))
        val host = filter.all("data").single().value("host")
        fun opens(url: String) =
            app.packageManager
                .queryIntentActivities(
                    Intent(Intent.ACTION_VIEW, Uri.parse(url)).addCategory(Intent.CATEGORY_BROWSABLE),
                    PackageManager.MATCH_ALL,
                )
                .any { it.activityInfo.packageName == app.packageName }
        assertTrue(opens("https://$host/aktivasi"))
        val others = listOf(
            "http://$host/aktivasi",
            "https://$host/",
            "https://$host/aktivasi/x",
            "https://other.example/aktivasi",
        )
        for (other in others) {
            assertTrue(other, !opens(other))
        }
    }

    @Test
    fun `back is predictive, and both languages stand in the system's settings`() {
        assertEquals("true", application.value("enableOnBackInvokedCallback"))
        assertEquals("@xml/locales_config", application.value("localeConfig"))
        val locales = parse(File(System.getProperty("ikd.root"), "android/app/src/main/res/xml/locales_config.xml"))
        assertEquals(listOf("in", "en"), locales.all("locale").map { it.value("name") })
    }

    @Test
    fun `native libraries are used where they lie in the APK`() =
        assertEquals("false", application.value("extractNativeLibs"))
}
