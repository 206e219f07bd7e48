package org.ikdcore.app.platform

import android.app.KeyguardManager
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.security.keystore.KeyProperties
import androidx.annotation.RequiresApi
import java.security.InvalidAlgorithmParameterException
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.interfaces.RSAPublicKey
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.Mac
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.ikdcore.KeyAuth
import org.ikdcore.KeySpec
import org.ikdcore.KeyUse
import org.ikdcore.Keystore
import org.ikdcore.KeystoreLevel
import org.ikdcore.PlatformException
import org.ikdcore.PrfKind

internal const val KEY_STORE = "AndroidKeyStore"

/** Keys are made in the phone's hardware and never leave it. [sdk] is the phone's API level; tests inject others. */
class AndroidKeystore(context: Context, private val sdk: Int = Build.VERSION.SDK_INT) : Keystore {
    private val store = KeyStore.getInstance(KEY_STORE).apply { load(null) }
    private val specs = KeySpecs(sdk)
    private val levels = KeyLevels(sdk)
    private val keyguard = context.getSystemService(KeyguardManager::class.java)
    private val strongBox =
        sdk >= Build.VERSION_CODES.P && hasStrongBox(context.packageManager)

    /** The weakest level of the app's keys; before the first key, the level of a key made to find out. */
    @Synchronized
    override fun level(): KeystoreLevel = mappingErrors(sdk) {
        val own = listKeys("")
        if (own.isNotEmpty()) return own.map { levels.of(store.getKey(it, null)) }.maxBy { it.ordinal }
        store.deleteEntry(PROBE)
        createKey(PROBE, KeySpec(KeyUse.PRF, KeyAuth.ALWAYS))
        try {
            levels.of(store.getKey(PROBE, null))
        } finally {
            store.deleteEntry(PROBE)
        }
    }

    override fun prfKind() = PrfKind.HMAC

    override fun screenLockSet() = keyguard.isDeviceSecure

    override fun createKey(alias: String, spec: KeySpec) = mappingErrors(sdk) {
        if (store.containsAlias(alias)) throw PlatformException.AlreadyExists()
        if (spec.auth == KeyAuth.BIOMETRIC && sdk < Build.VERSION_CODES.R) throw PlatformException.Unavailable()
        try {
            if (!strongBox || !madeInStrongBox(alias, spec)) make(alias, spec, inStrongBox = false)
        } catch (e: InvalidAlgorithmParameterException) {
            // What the phone says to a key for biometrics when none is enrolled.
            if (spec.auth == KeyAuth.BIOMETRIC) throw PlatformException.NotEnrolled() else throw e
        }
    }

    private fun madeInStrongBox(alias: String, spec: KeySpec): Boolean =
        try {
            make(alias, spec, inStrongBox = true)
            true
        } catch (_: ProviderException) {
            // It is full, busy or lacks the algorithm: the key goes to the main processor's hardware.
            store.deleteEntry(alias)
            false
        }

    private fun make(alias: String, spec: KeySpec, inStrongBox: Boolean) {
        val parameters = specs.parameters(alias, spec, inStrongBox)
        when (val algorithm = specs.algorithm(spec)) {
            KeyProperties.KEY_ALGORITHM_EC, KeyProperties.KEY_ALGORITHM_RSA ->
                KeyPairGenerator.getInstance(algorithm, KEY_STORE).run {
                    initialize(parameters)
                    generateKeyPair()
                }
            else ->
                KeyGenerator.getInstance(algorithm, KEY_STORE).run {
                    init(parameters)
                    generateKey()
                }
        }
    }

    override fun deleteKey(alias: String) = mappingErrors(sdk) { store.deleteEntry(alias) }

    /** The names of counters are no keys of the core: no sweep over keys may see them. */
    override fun listKeys(prefix: String) = mappingErrors(sdk) {
        store.aliases().toList().filter { it.startsWith(prefix) && !it.startsWith(COUNTER_PREFIX) && it != PROBE }
    }

    override fun prf(alias: String, input: ByteArray): ByteArray = mappingErrors(sdk) {
        Mac.getInstance("HmacSHA256").run {
            init(secretKey(alias))
            doFinal(input)
        }
    }

    override fun seal(alias: String, plain: ByteArray, aad: ByteArray): ByteArray = mappingErrors(sdk) {
        val public = store.getCertificate(alias)?.publicKey
        if (public is RSAPublicKey) return PublicKeySeal.seal(public, plain, aad)
        Cipher.getInstance(AES_GCM).run {
            init(Cipher.ENCRYPT_MODE, secretKey(alias))
            updateAAD(aad)
            // The key store chooses the nonce, during init.
            iv + doFinal(plain)
        }
    }

    override fun unseal(alias: String, sealed: ByteArray, aad: ByteArray): ByteArray = mappingErrors(sdk) {
        if (sealed.size < NONCE_BYTES + TAG_BYTES) throw PlatformException.Refused()
        Cipher.getInstance(AES_GCM).run {
            init(Cipher.DECRYPT_MODE, secretKey(alias), GCMParameterSpec(TAG_BYTES * 8, sealed, 0, NONCE_BYTES))
            updateAAD(aad)
            doFinal(sealed, NONCE_BYTES, sealed.size - NONCE_BYTES)
        }
    }

    /** A cipher that decrypts once the person has been recognised, for the biometric prompt. */
    fun cipherForPrompt(alias: String): Cipher = mappingErrors(sdk) { PublicKeySeal.cipher(privateKey(alias)) }

    override fun publicKey(alias: String): ByteArray = mappingErrors(sdk) {
        compressed(store.getCertificate(alias)?.publicKey as? ECPublicKey ?: throw PlatformException.NotFound())
    }

    override fun sign(alias: String, data: ByteArray): ByteArray = mappingErrors(sdk) {
        Signature.getInstance("SHA256withECDSA").run {
            initSign(privateKey(alias))
            update(data)
            rawSignature(sign())
        }
    }

    private fun secretKey(alias: String) =
        store.getKey(alias, null) as? SecretKey ?: throw PlatformException.NotFound()

    private fun privateKey(alias: String) =
        store.getKey(alias, null) as? PrivateKey ?: throw PlatformException.NotFound()

    @RequiresApi(Build.VERSION_CODES.P)
    private fun hasStrongBox(packages: PackageManager) =
        packages.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)

    private companion object {
        /** Not with the prefix of the core's keys, so that none of its sweeps meets it. */
        const val PROBE = "level.probe"
    }
}
