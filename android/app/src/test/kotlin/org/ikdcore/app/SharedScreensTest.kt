package org.ikdcore.app

import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** The screens and their models are the same on a desktop: what they need of the platform goes through `Shell`. */
class SharedScreensTest {
    private val app = File(System.getProperty("ikd.root"), "android/app/src/main/kotlin/org/ikdcore/app")

    private val sources = listOf("ui", "model").flatMap { folder ->
        File(app, folder).walk().filter { it.extension == "kt" }.toList()
    }

    @Test
    fun `screens and models import nothing of the platform`() {
        assertTrue(sources.isNotEmpty())
        val imports = sources.flatMap { source ->
            source.readLines().filter { it.startsWith("import ") }.map { "${source.name}: $it" }
        }
        assertEquals(emptyList<String>(), imports.filter { line -> FOREIGN.any { "import $it" in line } })
    }

    @Test
    fun `a PIN gets into no saved state`() {
        val saved = sources.flatMap { source ->
            source.readLines().filter { "rememberSaveable {" in it }.map { "${source.name}: ${it.trim()}" }
        }
        assertEquals(emptyList<String>(), saved.filter { line -> SECRETS.any { it in line.lowercase() } })
    }
}

private val FOREIGN =
    listOf("android.", "androidx.activity", "androidx.lifecycle", "org.ikdcore.app.R", "org.ikdcore.app.platform")
private val SECRETS = listOf("pin", "entry", "code", "first")
