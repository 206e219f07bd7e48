package org.ikdcore.tests

import kotlinx.coroutines.runBlocking
import org.ikdcore.ActivationEntry
import org.ikdcore.ActivationFault
import org.ikdcore.ErrorCode
import org.ikdcore.FormInput
import org.ikdcore.FormShape
import org.ikdcore.Ikd
import org.ikdcore.IkdException
import org.ikdcore.Keystore
import org.ikdcore.Language
import org.ikdcore.LogLine
import org.ikdcore.LogSink
import org.ikdcore.PlatformException
import org.ikdcore.Refusal
import org.ikdcore.Severity
import org.ikdcore.activationFault
import org.ikdcore.errorText
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.PIN
import org.ikdcore.tests.support.Phone
import org.ikdcore.textKeys
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.PrintWriter
import java.io.StringWriter
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList

/** A fictional NIK: no error may contain it. */
private const val SECRET_TEXT = "NIK 9999999999990001, PIN 424242"

/** Errors reach a shell typed and without personal data. */
class ErrorsTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a wrong PIN says how many tries are left`() {
        Citizen.phoneWithDocuments(folder).open().use { app ->
            val wrong = assertThrows(IkdException.WrongPin::class.java) { app.unlock("271828") }
            assertEquals(9u.toUByte(), wrong.attemptsLeft)
        }
    }

    @Test
    fun `a failure of the key store keeps its number and its transient flag`() {
        val failed = failureWhenTheKeyStore { throw PlatformException.Failed(transient = true, number = 77) }
        assertEquals(IkdException.Device(ErrorCode.KEYSTORE_FAILED, true, 77).message, failed.message)
    }

    @Test
    fun `a lost key and a failing key store are different errors`() {
        val lost = failureWhenTheKeyStore { throw PlatformException.NotFound() }
        assertEquals(ErrorCode.KEYS_LOST, (lost as IkdException.Unrecoverable).code)
    }

    @Test
    fun `any other exception of the key store arrives typed and without its text`() {
        val failed = failureWhenTheKeyStore { throw IllegalArgumentException(SECRET_TEXT) }
        assertEquals(ErrorCode.KEYSTORE_FAILED, (failed as IkdException.Device).code)
        assertTellsNothing(failed)
    }

    @Test
    fun `an answer of the key store with the wrong length is a failure of the phone`() {
        val failed = failureWhenTheKeyStore { ByteArray(7) }
        assertEquals(ErrorCode.KEYSTORE_FAILED, (failed as IkdException.Device).code)
    }

    @Test
    fun `no exception contains what was typed`() {
        Phone(folder).open().use { app ->
            app.registration().use { registration ->
                registration.begin(FormShape.SHORT)
                registration.acknowledgeOfficerNotice()
                registration.acceptTerms(Language.ENGLISH)
                val form = FormInput(nik = "9999999999990001x", email = "4242", phone = "9999")
                val refused = assertThrows(IkdException.InvalidForm::class.java) { registration.submitForm(form) }
                assertTrue(refused.faults.isNotEmpty())
                assertTellsNothing(refused)
            }
        }
    }

    @Test
    fun `a wrong captcha leaves the code and a wrong code leaves nothing`() {
        val wrongAnswer = activationFault(ErrorCode.WRONG_CAPTCHA)
        assertEquals(ActivationFault(ActivationEntry.CAPTCHA, false, true, false), wrongAnswer)
        val spent = activationFault(ErrorCode.CODE_EXPIRED)
        assertEquals(ActivationFault(null, emptyCode = true, newCaptcha = true, needsNewCode = true), spent)
    }

    @Test
    fun `each error code has its own number and a listed text key`() {
        val texts = ErrorCode.entries.map(::errorText)
        assertEquals(texts.size, texts.map { it.number }.distinct().size)
        assertTrue(textKeys().containsAll(texts.map { it.key }))
    }

    @Test
    fun `the key of a value is its family and its name`() {
        assertTrue(textKeys().containsAll(Refusal.entries.map { "refusal_${it.name.lowercase()}" }))
    }

    @Test
    fun `the log receives no line below its severity and no personal data`() {
        val log = Lines(Severity.WARNING)
        Citizen.phoneWithDocuments(folder).open(log = log).use { app ->
            assertThrows(IkdException.WrongPin::class.java) { app.unlock("271828") }
            app.unlock(PIN)
        }
        assertTrue(log.lines.isNotEmpty() && log.lines.all { it.severity >= Severity.WARNING })
        val text = log.lines.joinToString()
        assertFalse(Citizen.holder.nik in text || "271828" in text || folder.toString() in text, text)
    }

    private class Lines(private val lowest: Severity) : LogSink {
        val lines = CopyOnWriteArrayList<LogLine>()

        override fun lowest() = lowest

        override fun log(line: LogLine) {
            lines += line
        }
    }

    /** Unlocks with a key store whose PRF call does this. */
    private fun failureWhenTheKeyStore(answers: () -> ByteArray): IkdException {
        val phone = Citizen.phoneWithDocuments(folder)
        val keystore =
            object : Keystore by phone.keystore {
                override fun prf(alias: String, input: ByteArray) = answers()
            }
        return phone.open(keystore).use { app ->
            assertThrows(IkdException::class.java) { app.unlock(PIN) }
        }
    }

    private fun Ikd.unlock(pin: String) = runBlocking { lock().use { it.unlock(pin) } }

    private fun assertTellsNothing(exception: Throwable) {
        val everything = StringWriter().also { exception.printStackTrace(PrintWriter(it)) }.toString()
        assertFalse("9999" in everything || "4242" in everything, everything)
    }
}
