package org.ikdcore.app.platform

import android.security.keystore.KeyProperties
import java.security.spec.ECGenParameterSpec
import java.security.spec.RSAKeyGenParameterSpec
import org.ikdcore.KeyAuth
import org.ikdcore.KeySpec
import org.ikdcore.KeyUse
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** API levels at which the key store's abilities change, and the lowest that the app runs on. */
private val SDKS = listOf(26, 28, 30, 33, 34, 35)

@RunWith(RobolectricTestRunner::class)
class KeySpecsTest {
    private fun parameters(sdk: Int, usage: KeyUse, auth: KeyAuth, strongBox: Boolean = false) =
        KeySpecs(sdk).parameters("ikd.a", KeySpec(usage, auth), strongBox)

    private fun everywhere(check: (sdk: Int, auth: KeyAuth) -> Unit) {
        for (sdk in SDKS) for (auth in KeyAuth.entries) check(sdk, auth)
    }

    @Test
    fun `a signing key is of P-256, for SHA-256 only, and signs only`() = everywhere { sdk, auth ->
        val spec = parameters(sdk, KeyUse.SIGN, auth)
        assertEquals(KeyProperties.KEY_ALGORITHM_EC, KeySpecs(sdk).algorithm(KeySpec(KeyUse.SIGN, auth)))
        assertEquals("secp256r1", (spec.algorithmParameterSpec as ECGenParameterSpec).name)
        assertEquals(KeyProperties.PURPOSE_SIGN, spec.purposes)
        assertArrayEquals(arrayOf(KeyProperties.DIGEST_SHA256), spec.digests)
    }

    @Test
    fun `a pseudo-random function is a key for HMAC-SHA-256 of 256 bits`() = everywhere { sdk, auth ->
        val spec = parameters(sdk, KeyUse.PRF, auth)
        assertEquals("HmacSHA256", KeySpecs(sdk).algorithm(KeySpec(KeyUse.PRF, auth)))
        assertEquals(256, spec.keySize)
        assertEquals(KeyProperties.PURPOSE_SIGN, spec.purposes)
        assertArrayEquals(arrayOf(KeyProperties.DIGEST_SHA256), spec.digests)
    }

    @Test
    fun `a sealing key is for AES-256-GCM with the key store's own nonces`() {
        for (sdk in SDKS) {
            for (auth in listOf(KeyAuth.ALWAYS, KeyAuth.UNLOCKED_DEVICE)) {
                val spec = parameters(sdk, KeyUse.SEAL, auth)
                assertEquals("AES", KeySpecs(sdk).algorithm(KeySpec(KeyUse.SEAL, auth)))
                assertEquals(256, spec.keySize)
                assertEquals(KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT, spec.purposes)
                assertArrayEquals(arrayOf(KeyProperties.BLOCK_MODE_GCM), spec.blockModes)
                assertArrayEquals(arrayOf(KeyProperties.ENCRYPTION_PADDING_NONE), spec.encryptionPaddings)
                assertTrue(spec.isRandomizedEncryptionRequired)
            }
        }
    }

    @Test
    fun `a sealing key for biometrics is a pair whose private half only decrypts`() {
        for (sdk in SDKS) {
            val spec = parameters(sdk, KeyUse.SEAL, KeyAuth.BIOMETRIC)
            assertEquals("RSA", KeySpecs(sdk).algorithm(KeySpec(KeyUse.SEAL, KeyAuth.BIOMETRIC)))
            assertEquals(2048, (spec.algorithmParameterSpec as RSAKeyGenParameterSpec).keysize)
            assertEquals(KeyProperties.PURPOSE_DECRYPT, spec.purposes)
            assertArrayEquals(arrayOf(KeyProperties.ENCRYPTION_PADDING_RSA_OAEP), spec.encryptionPaddings)
            assertArrayEquals(arrayOf(KeyProperties.DIGEST_SHA256), spec.digests)
        }
    }

    @Test
    fun `the flag for an unlocked phone is set from Android 15 on only`() {
        for (sdk in SDKS) {
            for (usage in KeyUse.entries) {
                assertEquals(sdk >= 35, parameters(sdk, usage, KeyAuth.UNLOCKED_DEVICE).isUnlockedDeviceRequired)
                assertFalse(parameters(sdk, usage, KeyAuth.ALWAYS).isUnlockedDeviceRequired)
                assertFalse(parameters(sdk, usage, KeyAuth.BIOMETRIC).isUnlockedDeviceRequired)
            }
        }
    }

    @Test
    fun `a key for biometrics needs a strong one at each use and dies with a new one`() {
        for (sdk in SDKS.filter { it >= 30 }) {
            for (usage in KeyUse.entries) {
                val spec = parameters(sdk, usage, KeyAuth.BIOMETRIC)
                assertTrue(spec.isUserAuthenticationRequired)
                assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG, spec.userAuthenticationType)
                assertEquals(0, spec.userAuthenticationValidityDurationSeconds)
                assertTrue(spec.isInvalidatedByBiometricEnrollment)
            }
        }
    }

    @Test
    fun `no other key waits for the lock screen, which knows nothing of the app's PIN`() {
        for (sdk in SDKS) {
            for (usage in KeyUse.entries) {
                for (auth in listOf(KeyAuth.ALWAYS, KeyAuth.UNLOCKED_DEVICE)) {
                    assertFalse(parameters(sdk, usage, auth).isUserAuthenticationRequired)
                }
            }
        }
    }

    @Test
    fun `a key lies in StrongBox if that is asked for`() = everywhere { sdk, auth ->
        for (usage in KeyUse.entries) {
            assertEquals(sdk >= 28, parameters(sdk, usage, auth, strongBox = sdk >= 28).isStrongBoxBacked)
            assertFalse(parameters(sdk, usage, auth, strongBox = false).isStrongBoxBacked)
        }
    }
}
