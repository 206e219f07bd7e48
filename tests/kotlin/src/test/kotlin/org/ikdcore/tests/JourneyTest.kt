package org.ikdcore.tests

import kotlinx.coroutines.runBlocking
import org.ikdcore.ClockTrust
import org.ikdcore.DocumentBody
import org.ikdcore.DocumentKind
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Refusal
import org.ikdcore.Showing
import org.ikdcore.Stage
import org.ikdcore.ViewKind
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Sandbox
import org.ikdcore.tests.support.readOffTheScreen
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** From Daftar to a code that a reader accepts. */
class JourneyTest {
    @TempDir
    lateinit var folder: Path

    private lateinit var app: Ikd

    @BeforeEach
    fun unlockedPhone() {
        app = Citizen.phoneWithDocuments(folder).open()
        runBlocking { app.lock().use { it.unlock(PIN) } }
    }

    @AfterEach
    fun close() = app.close()

    @Test
    fun `each screen of the registration comes once and in order`() {
        val steps = Citizen.stagesOfTheJourney.map { if (it is Stage.Registering) it.step else it }
        assertEquals(
            listOf(
                "Welcome", "OfficerNotice", "Terms", "Form", "Selfie", "Uploading", "OfficePairing",
                "AwaitingDecision", "Activation", "CreatePin", "Unlocked",
            ),
            steps.map { it::class.simpleName },
        )
    }

    @Test
    fun `the citizen has the documents of the record`() {
        app.documents().use { documents ->
            val ktp = documents.list().documents.single { it.kind == DocumentKind.KTP }
            assertEquals(Citizen.holder.name, ktp.subject)
        }
    }

    @Test
    fun `a code that a decoder read from the screen is accepted by a reader`() {
        val text = app.showing(ViewKind.FULL_KTP) { readOffTheScreen(it.nextFrame()) }
        val seen = app.reader().use { it.read(text) }
        assertEquals(Citizen.holder.nik, seen.nik)
    }

    @Test
    fun `a reader learns the state of its own clock and trust bundle`() {
        val text = app.showing(ViewKind.BASIC) { it.nextFrame().text }
        app.reader().use { reader ->
            val seen = reader.read(text)
            assertEquals(ClockTrust.InSync, seen.ownClock)
            assertEquals(ClockTrust.InSync, reader.ownClock())
            assertFalse(seen.trustOverdue)
        }
    }

    @Test
    fun `the code changes by itself`() {
        app.showing(ViewKind.BASIC) { assertNotEquals(it.nextFrame().text, it.nextFrame().text) }
    }

    @Test
    fun `an accepted code is refused the second time`() {
        val text = app.showing(ViewKind.BASIC) { it.nextFrame().text }
        app.reader().use { reader ->
            reader.read(text)
            val refused = assertThrows(IkdException.NotAccepted::class.java) { reader.read(text) }
            assertEquals(Refusal.REPLAYED, refused.refusal)
        }
    }

    @Test
    fun `documents cannot be read while locked`() {
        app.lock().use { it.lock() }
        assertTrue(app.stage() is Stage.Locked)
        app.documents().use { assertThrows(IkdException.UnlockNeeded::class.java) { it.list() } }
    }

    private fun <T> Ikd.showing(view: ViewKind, work: (Showing) -> T): T = presenter().use { presenter ->
        val audience = presenter.audiences().first { view in it.views }
        presenter.start(view, audience.number).use(work)
    }

    private fun Ikd.reader() = verifier().use { it.reader(Sandbox.readerKeys) }
}
