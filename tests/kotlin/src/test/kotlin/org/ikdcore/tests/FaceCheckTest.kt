package org.ikdcore.tests

import kotlinx.coroutines.runBlocking
import org.ikdcore.ErrorCode
import org.ikdcore.FaceCheckState
import org.ikdcore.FaceChecks
import org.ikdcore.FaceGuidance
import org.ikdcore.FacePurpose
import org.ikdcore.FaceRefusalReason
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Selfie
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Sandbox
import org.ikdcore.tests.support.photograph
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** Showing the face once more: the service asks, the phone answers, the officer decides. */
class FaceCheckTest {
    @TempDir
    lateinit var folder: Path

    private lateinit var app: Ikd
    private lateinit var checks: FaceChecks

    @BeforeEach
    fun unlockedPhone() {
        app = Citizen.phoneWithDocuments(folder).open()
        runBlocking { app.lock().use { it.unlock(PIN) } }
        checks = app.faceChecks()
    }

    @AfterEach
    fun close() {
        checks.close()
        app.close()
    }

    @Test
    fun `a refused portrait says what to do better and the next one is accepted`() = runBlocking {
        val reference = Sandbox.newId()
        val asked = checks.request(FacePurpose.APPLICATION, reference) as FaceCheckState.Open
        assertEquals(3u.toUByte(), asked.triesLeft)
        assertTrue(app.remainingMs(asked.expiresAt) in 1uL..601_000uL)
        assertEquals(FaceCheckState.Pending, checks.answer(portrait()))
        assertNotNull(checks.pollAfterMs())

        Sandbox.decideFace(Sandbox.waitingFaceCheck(), "retake", "too-dark", "remove-mask")
        val guidance = listOf(FaceGuidance.TOO_DARK, FaceGuidance.REMOVE_MASK)
        val refused = FaceCheckState.Refused(FaceRefusalReason.RETAKE, guidance, 2u, null)
        assertEquals(refused, checks.check())

        checks.request(FacePurpose.APPLICATION, reference)
        checks.answer(portrait())
        Sandbox.decideFace(Sandbox.waitingFaceCheck(), "accept")
        assertEquals(FaceCheckState.Accepted, checks.check())
        assertNull(checks.pollAfterMs())
    }

    @Test
    fun `an answer needs a question`() {
        val early = assertThrows(IkdException.NotNow::class.java) { runBlocking { checks.answer(portrait()) } }
        assertEquals(ErrorCode.WRONG_STAGE, early.code)
    }

    @Test
    fun `a reference that is no id is a defect of the shell`() {
        val refused =
            assertThrows(IkdException.Defect::class.java) {
                runBlocking { checks.request(FacePurpose.RECOVERY, "application 7") }
            }
        assertEquals(ErrorCode.BAD_ARGUMENT, refused.code)
    }

    @Test
    fun `a locked phone asks for nothing`() {
        app.lock().use { it.lock() }
        assertThrows(IkdException.UnlockNeeded::class.java) {
            runBlocking { checks.request(FacePurpose.APPLICATION, Sandbox.newId()) }
        }
    }

    private fun portrait() = Selfie().use { it.portrait(photograph.slice()) }
}
