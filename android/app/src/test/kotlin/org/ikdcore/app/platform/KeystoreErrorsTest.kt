package org.ikdcore.app.platform

import android.security.KeyStoreException
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.UserNotAuthenticatedException
import java.security.InvalidKeyException
import java.security.ProviderException
import java.security.SignatureException
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.IllegalBlockSizeException
import org.ikdcore.PlatformException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Numbers of the key store's hardware and service, which the public interface does not name. */
private const val USER_NOT_AUTHENTICATED = -26
private const val VERIFICATION_FAILED = -30
private const val DEVICE_LOCKED = -72

@RunWith(RobolectricTestRunner::class)
class KeystoreErrorsTest {
    /** The framework's own exception for a number of the hardware. */
    private fun hardware(number: Int) =
        KeyStoreException::class.java.getDeclaredConstructor(Int::class.java, String::class.java)
            .apply { isAccessible = true }.newInstance(number, "")

    private fun assertAuthRequired(error: Exception, sdk: Int = 35) =
        assertTrue("$error", platformError(error, sdk) is PlatformException.AuthRequired)

    @Test
    fun `a refusal until the person is verified is no loss`() {
        assertAuthRequired(UserNotAuthenticatedException())
        assertAuthRequired(UserNotAuthenticatedException(), sdk = 26)
        assertAuthRequired(UnrecoverableKeyException().apply { initCause(UserNotAuthenticatedException()) }, sdk = 26)
        assertAuthRequired(InvalidKeyException(hardware(USER_NOT_AUTHENTICATED)))
        assertAuthRequired(SignatureException(hardware(USER_NOT_AUTHENTICATED)))
    }

    @Test
    fun `a refusal while the phone is locked is no loss`() {
        for (sdk in 33..35) {
            assertAuthRequired(InvalidKeyException("Keystore operation failed", hardware(DEVICE_LOCKED)), sdk)
            assertAuthRequired(ProviderException(hardware(DEVICE_LOCKED)), sdk)
            assertAuthRequired(IllegalBlockSizeException().apply { initCause(hardware(DEVICE_LOCKED)) }, sdk)
        }
    }

    @Test
    fun `a refusal wins over a loss in the same chain of causes`() =
        assertAuthRequired(KeyPermanentlyInvalidatedException("", InvalidKeyException(hardware(DEVICE_LOCKED))))

    @Test
    fun `only a key that was permanently invalidated is lost`() {
        for (sdk in listOf(26, 33, 35)) {
            assertTrue(platformError(KeyPermanentlyInvalidatedException(), sdk) is PlatformException.Invalidated)
            val wrapped = UnrecoverableKeyException().apply { initCause(KeyPermanentlyInvalidatedException()) }
            assertTrue(platformError(wrapped, sdk) is PlatformException.Invalidated)
        }
        for (number in -80..0) {
            val error = platformError(InvalidKeyException(hardware(number)), 35)
            assertTrue("$number", error !is PlatformException.Invalidated)
        }
    }

    @Test
    fun `altered input is refused`() {
        val refused = AEADBadTagException().apply { initCause(hardware(VERIFICATION_FAILED)) }
        assertTrue(platformError(refused, 35) is PlatformException.Refused)
        assertTrue(platformError(AEADBadTagException(), 26) is PlatformException.Refused)
    }

    @Test
    fun `from Android 13 on a failure has the phone's number and says whether to try again`() {
        for (number in -80..-1) {
            val own = hardware(number)
            if (own.requiresUserAuthentication()) continue
            val failed = platformError(ProviderException(own), 33) as PlatformException.Failed
            assertEquals(own.numericErrorCode, failed.number)
            assertEquals(own.isTransientFailure, failed.transient)
        }
    }

    @Test
    fun `before Android 13 a failure has a number of ours and may be tried again`() {
        for (sdk in listOf(26, 32)) {
            val numbers =
                listOf(InvalidKeyException(), SignatureException(), ProviderException()).map {
                    platformError(it, sdk) as PlatformException.Failed
                }
            assertTrue(numbers.all { it.transient })
            assertEquals(numbers.size, numbers.map { it.number }.toSet().size)
        }
    }
}
