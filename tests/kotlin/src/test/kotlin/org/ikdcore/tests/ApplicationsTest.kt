package org.ikdcore.tests

import kotlinx.coroutines.runBlocking
import org.ikdcore.Answer
import org.ikdcore.ApplicationState
import org.ikdcore.Applications
import org.ikdcore.ErrorCode
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Paper
import org.ikdcore.StateKind
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Sandbox
import org.ikdcore.tests.support.photograph
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

private const val SERVICE = "golongan-darah"
private const val LETTER = "surat-golongan-darah"
private const val FIRST_PAGE: UByte = 1u

/** Applying for a service: filled in and queued without network, sent once, and carried out by the officer. */
class ApplicationsTest {
    @TempDir
    lateinit var folder: Path

    private lateinit var app: Ikd
    private lateinit var applications: Applications

    @BeforeEach
    fun unlockedPhone() {
        app = Citizen.phoneWithDocuments(folder).open()
        runBlocking { unlock() }
        applications = app.applications()
    }

    @AfterEach
    fun close() {
        applications.close()
        app.close()
    }

    @Test
    fun `services and forms need neither the PIN nor a network`() {
        app.lock().use { it.lock() }
        val services = applications.services()
        assertEquals(8, services.size)
        assertEquals(listOf("kematian"), services.filter { it.quiet }.map { it.id })
        assertTrue(applications.form("surat-pindah").needsFaceCheck)
        assertThrows(IkdException.UnlockNeeded::class.java) { applications.start(SERVICE) }
    }

    @Test
    fun `a wrong answer says why at its field and the one before is removed`() {
        val draft = applications.start(SERVICE)
        applications.setAnswer(draft, "surat_tanggal", "02-01-2026")
        val wrong =
            assertThrows(IkdException.InvalidAnswers::class.java) {
                applications.setAnswer(draft, "surat_tanggal", "31-02-2026")
            }
        val problem = wrong.problems.single()
        assertEquals("surat_tanggal" to "date-no-such-day", problem.field to problem.check)
        assertNull(answer(draft, "surat_tanggal"))
        val locked =
            assertThrows(IkdException.Refused::class.java) { applications.setAnswer(draft, "golongan_semula", "1") }
        assertEquals(ErrorCode.ANSWER_LOCKED, locked.code)
        assertThrows(IkdException.InvalidAnswers::class.java) { applications.queue(draft) }
        applications.discard(draft)
        assertTrue(applications.list().none { it.id == draft })
    }

    @Test
    fun `an application is queued, sent with the vault locked, corrected and issued`() = runBlocking {
        val application = applications.start(SERVICE)
        fillIn(application)
        assertTrue(applications.review(application).canQueue)
        applications.queue(application)
        applications.cancelQueued(application)
        assertEquals(StateKind.DRAFT, kind(application))
        applications.queue(application)

        val second = applications.start(SERVICE)
        fillIn(second)
        val twice = assertThrows(IkdException.AlreadyOpen::class.java) { applications.queue(second) }
        assertEquals(application, twice.application)
        applications.discard(second)

        app.lock().use { it.lock() }
        val report = applications.sendQueued(metered = false)
        assertEquals(listOf(application) to null, report.sent to report.stopped)
        unlock()
        assertEquals(StateKind.RECEIVED, kind(application))

        Sandbox.markField(application, "surat_nomor")
        assertEquals(listOf(application), applications.refresh().changed)
        applications.correct(application)
        assertFalse("surat_nomor" in applications.open(application).locked)
        applications.setAnswer(application, "surat_nomor", "GD/8")
        applications.queue(application)
        assertEquals(listOf(application), applications.send(application).sent)

        Sandbox.carryOut(application)
        assertTrue(applications.refresh().syncDocuments)
        val issued = applications.open(application).application.state as ApplicationState.Issued
        app.documents().use { documents ->
            documents.sync()
            assertTrue(documents.open(issued.documents.first()).version > 1u)
        }
        applications.seen(application)
        assertTrue(applications.notices().isEmpty())
    }

    /** Every answer and paper of the change of blood type, to another one than is recorded. */
    private fun fillIn(application: String) {
        val recorded = answer(application, "golongan_semula")
        val answers =
            mapOf(
                "golongan_baru" to if (recorded == "1") "2" else "1",
                "surat_nomor" to "GD/7",
                "surat_tanggal" to "02-01-2026",
                "surat_penerbit" to "PMI",
            )
        applications.setAnswers(application, answers.map { (field, text) -> Answer(field, text) })
        Paper.of(photograph.slice()).use { applications.attach(application, LETTER, FIRST_PAGE, it) }
    }

    private fun answer(application: String, field: String) =
        applications.open(application).answers.find { it.field == field }?.text

    private fun kind(application: String) = applications.open(application).application.kind

    private suspend fun unlock() = app.lock().use { it.unlock(PIN) }
}
