package org.ikdcore.app.platform

import android.app.Application
import android.app.KeyguardManager
import android.content.Context
import android.content.pm.PackageManager
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import androidx.test.core.app.ApplicationProvider
import java.math.BigInteger
import java.security.InvalidAlgorithmParameterException
import java.security.KeyPair
import java.security.ProviderException
import java.security.Signature
import java.security.interfaces.ECPublicKey
import org.ikdcore.KeyAuth
import org.ikdcore.KeySpec
import org.ikdcore.KeyUse
import org.ikdcore.KeystoreLevel
import org.ikdcore.PlatformException
import org.ikdcore.PrfKind
import org.ikdcore.app.support.FakeAndroidKeyStore
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

private val SIGN = KeySpec(KeyUse.SIGN, KeyAuth.ALWAYS)
private val PRF = KeySpec(KeyUse.PRF, KeyAuth.UNLOCKED_DEVICE)
private val SEAL = KeySpec(KeyUse.SEAL, KeyAuth.UNLOCKED_DEVICE)
private val PRESENCE = KeySpec(KeyUse.SEAL, KeyAuth.BIOMETRIC)

@RunWith(RobolectricTestRunner::class)
class AndroidKeystoreTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val plain = "fourteen bytes".toByteArray()
    private val aad = "purpose".toByteArray()

    @Before
    fun emptyKeyStore() = FakeAndroidKeyStore.reset()

    private fun phone(sdk: Int = 35, strongBox: Boolean = false): AndroidKeystore {
        shadowOf(app.packageManager).setSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE, strongBox)
        return AndroidKeystore(app, sdk)
    }

    @Test
    fun `sealed bytes come back only with the same purpose`() {
        val store = phone().apply { createKey("ikd.epoch.1", SEAL) }
        val sealed = store.seal("ikd.epoch.1", plain, aad)
        assertArrayEquals(plain, store.unseal("ikd.epoch.1", sealed, aad))
        assertThrows(PlatformException.Refused::class.java) { store.unseal("ikd.epoch.1", sealed, plain) }
        sealed[sealed.size - 1] = (sealed.last() + 1).toByte()
        assertThrows(PlatformException.Refused::class.java) { store.unseal("ikd.epoch.1", sealed, aad) }
        assertThrows(PlatformException.Refused::class.java) { store.unseal("ikd.epoch.1", ByteArray(27), aad) }
    }

    @Test
    fun `each sealing has its own nonce`() {
        val store = phone().apply { createKey("ikd.epoch.1", SEAL) }
        val sealed = List(100) { store.seal("ikd.epoch.1", plain, aad).toList().take(12) }
        assertEquals(100, sealed.toSet().size)
    }

    @Test
    fun `the pseudo-random function is HMAC-SHA-256 and gives 32 bytes, always the same`() {
        val store = phone().apply { createKey("ikd.pin.1", PRF) }
        assertEquals(PrfKind.HMAC, store.prfKind())
        val output = store.prf("ikd.pin.1", ByteArray(32))
        assertEquals(32, output.size)
        assertArrayEquals(output, store.prf("ikd.pin.1", ByteArray(32)))
        assertFalse(output.contentEquals(store.prf("ikd.pin.1", ByteArray(32) { 1 })))
    }

    @Test
    fun `signatures are raw and verify under the compressed public key`() {
        val store = phone().apply { createKey("ikd.device.1", SIGN) }
        val pair = FakeAndroidKeyStore.keys.getValue("ikd.device.1") as KeyPair
        val point = store.publicKey("ikd.device.1")
        assertEquals((pair.public as ECPublicKey).w.affineX, BigInteger(1, point.copyOfRange(1, 33)))
        repeat(300) { index ->
            val data = byteArrayOf(index.toByte())
            val raw = store.sign("ikd.device.1", data)
            assertEquals(64, raw.size)
            assertTrue(
                Signature.getInstance("SHA256withECDSA").run {
                    initVerify(pair.public)
                    update(data)
                    verify(der(raw))
                },
            )
        }
    }

    @Test
    fun `a key that exists is never replaced`() {
        val store = phone().apply { createKey("ikd.pin.1", PRF) }
        assertThrows(PlatformException.AlreadyExists::class.java) { store.createKey("ikd.pin.1", PRF) }
    }

    @Test
    fun `a missing key is not found, and deleting it succeeds`() {
        val store = phone()
        assertThrows(PlatformException.NotFound::class.java) { store.prf("ikd.pin.1", ByteArray(32)) }
        assertThrows(PlatformException.NotFound::class.java) { store.seal("ikd.epoch.1", plain, aad) }
        assertThrows(PlatformException.NotFound::class.java) { store.sign("ikd.device.1", plain) }
        assertThrows(PlatformException.NotFound::class.java) { store.publicKey("ikd.device.1") }
        store.deleteKey("ikd.pin.1")
    }

    @Test
    fun `keys are listed by prefix, without the names of counters`() {
        val store = phone()
        listOf("ikd.pin.1", "ikd.pin.2", "ikd.epoch.1").forEach { store.createKey(it, PRF) }
        KeyCounters().advance("ikd.vault.manifest", 7u)
        assertEquals(setOf("ikd.pin.1", "ikd.pin.2"), store.listKeys("ikd.pin.").toSet())
        assertEquals(3, store.listKeys("ikd.").size)
        assertEquals(3, store.listKeys("").size)
        assertTrue(store.listKeys("ikd.counter.").isEmpty())
    }

    @Test
    fun `keys go to StrongBox where there is one`() {
        phone(strongBox = true).createKey("ikd.pin.1", PRF)
        assertTrue(FakeAndroidKeyStore.specs.getValue("ikd.pin.1").isStrongBoxBacked)
        phone(sdk = 27, strongBox = true).createKey("ikd.pin.2", PRF)
        assertFalse(FakeAndroidKeyStore.specs.getValue("ikd.pin.2").isStrongBoxBacked)
    }

    @Test
    fun `a key that StrongBox does not make goes to the main processor's hardware`() {
        for (error in listOf(StrongBoxUnavailableException(), ProviderException("full"))) {
            FakeAndroidKeyStore.refusal = { spec -> error.takeIf { spec.isStrongBoxBacked } }
            val alias = "ikd.pin.${error.hashCode()}"
            phone(strongBox = true).createKey(alias, PRF)
            assertFalse(FakeAndroidKeyStore.specs.getValue(alias).isStrongBoxBacked)
        }
    }

    @Test
    fun `without keys the level is that of a key made to find out, which goes again`() {
        assertEquals(KeystoreLevel.TEE, phone().level())
        assertEquals(KeystoreLevel.STRONG_BOX, phone(strongBox = true).level())
        FakeAndroidKeyStore.level = KeyProperties.SECURITY_LEVEL_SOFTWARE
        assertEquals(KeystoreLevel.SOFTWARE, phone().level())
        assertTrue(FakeAndroidKeyStore.keys.isEmpty())
    }

    @Test
    fun `a phone without hardware keys says so on every version of Android`() {
        FakeAndroidKeyStore.level = KeyProperties.SECURITY_LEVEL_SOFTWARE
        for (sdk in listOf(26, 28, 30, 31, 35)) assertEquals(KeystoreLevel.SOFTWARE, phone(sdk).level())
    }

    @Test
    fun `the level is that of the weakest key`() {
        phone(strongBox = true).createKey("ikd.pin.1", PRF)
        assertEquals(KeystoreLevel.STRONG_BOX, phone(strongBox = true).level())
        FakeAndroidKeyStore.level = KeyProperties.SECURITY_LEVEL_SOFTWARE
        phone(strongBox = false).createKey("ikd.device.1", SIGN)
        assertEquals(KeystoreLevel.SOFTWARE, phone(strongBox = true).level())
    }

    @Test
    fun `a key for biometrics seals without asking the person`() {
        val store = phone().apply { createKey("ikd.bio.presence", PRESENCE) }
        val sealed = store.seal("ikd.bio.presence", plain, aad)
        val released = store.cipherForPrompt("ikd.bio.presence")
        assertArrayEquals(plain, PublicKeySeal.unseal(released, sealed, aad))
        assertThrows(PlatformException.Refused::class.java) {
            mappingErrors(35) { PublicKeySeal.unseal(store.cipherForPrompt("ikd.bio.presence"), sealed, plain) }
        }
    }

    @Test
    fun `below Android 11 there is no key for biometrics, and without a finger none can be made`() {
        assertThrows(PlatformException.Unavailable::class.java) {
            phone(sdk = 29).createKey("ikd.bio.presence", PRESENCE)
        }
        FakeAndroidKeyStore.refusal = { InvalidAlgorithmParameterException("At least one biometric must be enrolled") }
        assertThrows(PlatformException.NotEnrolled::class.java) { phone().createKey("ikd.bio.presence", PRESENCE) }
    }

    @Test
    fun `a key store that fails says so with its number`() {
        FakeAndroidKeyStore.refusal = { spec: KeyGenParameterSpec -> ProviderException(spec.keystoreAlias) }
        assertThrows(PlatformException.Failed::class.java) { phone().createKey("ikd.pin.1", PRF) }
        FakeAndroidKeyStore.refusal = { UserNotAuthenticatedException() }
        assertThrows(PlatformException.AuthRequired::class.java) { phone().createKey("ikd.pin.1", PRF) }
    }

    @Test
    fun `whether a screen lock is set is what the keyguard says`() {
        val keyguard = shadowOf(app.getSystemService(Context.KEYGUARD_SERVICE) as KeyguardManager)
        keyguard.setIsDeviceSecure(false)
        assertFalse(phone().screenLockSet())
        keyguard.setIsDeviceSecure(true)
        assertTrue(phone().screenLockSet())
    }

    private fun der(raw: ByteArray): ByteArray {
        val parts = listOf(raw.copyOf(32), raw.copyOfRange(32, 64)).map { BigInteger(1, it).toByteArray() }
        val content = parts.fold(byteArrayOf()) { all, part -> all + byteArrayOf(2, part.size.toByte()) + part }
        return byteArrayOf(0x30, content.size.toByte()) + content
    }
}
