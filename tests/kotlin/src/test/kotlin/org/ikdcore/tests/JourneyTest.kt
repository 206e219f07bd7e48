package org.ikdcore.tests

import kotlinx.coroutines.runBlocking
import org.ikdcore.ClockTrust
import org.ikdcore.DeviceWarning
import org.ikdcore.DocumentBody
import org.ikdcore.DocumentKind
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.PinRule
import org.ikdcore.Refusal
import org.ikdcore.Showing
import org.ikdcore.Stage
import org.ikdcore.ViewKind
import org.ikdcore.numberText
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
    fun `the card is the holder's own KTP with its photograph`() {
        val card = app.documents().use { checkNotNull(it.card()) }
        assertEquals(Citizen.holder.nik, card.subjectNik)
        assertTrue(card.body is DocumentBody.Ktp && card.photo != null)
    }

    @Test
    fun `an easy PIN is refused at its first entry`() {
        app.lock().use { lock ->
            lock.checkPin("407192")
            val easy = assertThrows(IkdException.UnsuitablePin::class.java) { lock.checkPin("123456") }
            assertEquals(PinRule.SERIES, easy.rule)
        }
    }

    @Test
    fun `a NIK is grouped, masked and spoken digit by digit`() {
        val text = numberText("9901010101900001")
        assertEquals("9901 0101 0190 0001" to "•••• •••• •••• ••01", text.grouped to text.masked)
        assertEquals("9901010101900001".map { it.toString() }, text.digits)
    }

    @Test
    fun `what is left of a moment and the weaknesses of the phone come from the library`() {
        assertEquals(0uL, app.remainingMs(0u))
        assertEquals(listOf(DeviceWarning.SOFTWARE_KEYS), app.warnings())
    }

    @Test
    fun `without a registration there is no upload and no pairing QR`() {
        app.registration().use { registration ->
            assertThrows(IkdException.NotNow::class.java) { registration.uploadProgress() }
            assertThrows(IkdException.NotNow::class.java) { registration.pairingQr() }
            assertThrows(IkdException.NotNow::class.java) { registration.formShape() }
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
