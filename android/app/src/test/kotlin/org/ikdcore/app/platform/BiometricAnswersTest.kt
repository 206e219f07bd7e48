package org.ikdcore.app.platform

import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import org.ikdcore.BiometricStatus
import org.ikdcore.PlatformException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class BiometricAnswersTest {
    @Test
    fun `the sensor is ready only with a strong biometric`() {
        val answers =
            mapOf(
                BiometricManager.BIOMETRIC_SUCCESS to BiometricStatus.READY,
                BiometricManager.BIOMETRIC_ERROR_NONE_ENROLLED to BiometricStatus.NOT_ENROLLED,
                BiometricManager.BIOMETRIC_ERROR_NO_HARDWARE to BiometricStatus.UNAVAILABLE,
                BiometricManager.BIOMETRIC_ERROR_HW_UNAVAILABLE to BiometricStatus.UNAVAILABLE,
                BiometricManager.BIOMETRIC_ERROR_SECURITY_UPDATE_REQUIRED to BiometricStatus.UNAVAILABLE,
                null to BiometricStatus.UNAVAILABLE,
            )
        for ((answer, status) in answers) assertEquals(status, biometricStatus(answer))
    }

    @Test
    fun `the prompt's errors say whether the person or the sensor ended it`() {
        fun error(code: Int) = promptError(code)
        for (code in listOf(BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED, BiometricPrompt.BIOMETRIC_ERROR_CANCELED)) {
            assertTrue(error(code) is PlatformException.Cancelled)
        }
        val lockouts =
            listOf(BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT, BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT)
        for (code in lockouts) {
            assertTrue(error(code) is PlatformException.LockedOut)
        }
        assertTrue(error(BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS) is PlatformException.NotEnrolled)
        assertTrue(error(BiometricPrompt.BIOMETRIC_ERROR_HW_NOT_PRESENT) is PlatformException.Unavailable)
        val failed = error(BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT) as PlatformException.Failed
        assertEquals(BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT, failed.number)
    }
}
