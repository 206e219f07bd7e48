package org.ikdcore.app.support

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyFactorySpi
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreSpi
import java.security.PrivateKey
import java.security.Provider
import java.security.PublicKey
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.KeySpec
import java.util.Collections
import java.util.Date
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.SecretKeyFactorySpi
import javax.crypto.spec.SecretKeySpec

/**
 * A provider of the name that Robolectric lacks. Its keys are software; what was asked of each is kept for a test to
 * look at. They outlive an app that is closed and opened again, as on a phone.
 */
object FakeAndroidKeyStore {
    private const val NAME = "AndroidKeyStore"

    val keys: MutableMap<String, Any> = Collections.synchronizedMap(LinkedHashMap())

    /** What each key was made with. */
    val specs: MutableMap<String, KeyGenParameterSpec> = Collections.synchronizedMap(LinkedHashMap())

    /** Where a new key comes to lie. */
    var level = KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT

    /** Thrown instead of making a key, where it returns one. */
    var refusal: (KeyGenParameterSpec) -> Exception? = { null }

    /** Called after each change of the names, with all of them; what it throws kills the app in the middle of a call. */
    var onChange: (Set<String>) -> Unit = {}

    private val levels = Collections.synchronizedMap(HashMap<Key, Int>())

    /** An empty key store. */
    fun reset() {
        keys.clear()
        specs.clear()
        levels.clear()
        level = KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT
        refusal = { null }
        onChange = {}
        Security.removeProvider(NAME)
        Security.addProvider(Fake())
    }

    /** Another phone's keys take the place of this one's, which are returned. */
    fun exchange(others: Map<String, Any>): Map<String, Any> {
        val mine = LinkedHashMap(keys)
        keys.clear()
        keys.putAll(others)
        return mine
    }

    @Suppress("DEPRECATION") // What replaces it is not on Android.
    private class Fake : Provider(NAME, 1.0, "") {
        init {
            put("KeyStore.AndroidKeyStore", Store::class.java.name)
            put("KeyGenerator.AES", Aes::class.java.name)
            put("KeyGenerator.HmacSHA256", Hmac::class.java.name)
            put("KeyPairGenerator.EC", Ec::class.java.name)
            put("KeyPairGenerator.RSA", Rsa::class.java.name)
            for (algorithm in listOf("AES", "HmacSHA256")) {
                put("SecretKeyFactory.$algorithm", SecretInfo::class.java.name)
            }
            for (algorithm in listOf("EC", "RSA")) put("KeyFactory.$algorithm", PairInfo::class.java.name)
        }
    }

    private fun keep(spec: KeyGenParameterSpec, key: Any) {
        val own = if (spec.isStrongBoxBacked) KeyProperties.SECURITY_LEVEL_STRONGBOX else level
        levels[if (key is KeyPair) key.private else key as Key] = own
        keys[spec.keystoreAlias] = key
        specs[spec.keystoreAlias] = spec
        onChange(keys.keys.toSet())
    }

    private fun info(key: Key): KeyInfo {
        val level = levels.getValue(key)
        val hardware = level != KeyProperties.SECURITY_LEVEL_SOFTWARE
        val none = emptyArray<String>()
        // The constructor is not of the public interface.
        return KeyInfo::class.java.declaredConstructors.maxBy { it.parameterCount }.newInstance(
            "", hardware, KeyProperties.ORIGIN_GENERATED, 0, null, null, null, 0, none, none, none, none,
            false, 0, 0, false, false, false, false, false, false, level, 0,
        ) as KeyInfo
    }

    abstract class Secret(private val algorithm: String) : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(random: SecureRandom?) = error("not on a phone")

        override fun engineInit(size: Int, random: SecureRandom?) = error("not on a phone")

        override fun engineInit(params: AlgorithmParameterSpec?, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
        }

        override fun engineGenerateKey(): SecretKey {
            refusal(spec)?.let { throw it }
            val bytes = ByteArray(if (spec.keySize > 0) spec.keySize / 8 else 32).also(SecureRandom()::nextBytes)
            return SecretKeySpec(bytes, algorithm).also { keep(spec, it) }
        }
    }

    class Aes : Secret("AES")

    class Hmac : Secret("HmacSHA256")

    abstract class Pair(private val algorithm: String) : KeyPairGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun initialize(size: Int, random: SecureRandom?) = error("not on a phone")

        override fun initialize(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
        }

        override fun generateKeyPair(): KeyPair {
            refusal(spec)?.let { throw it }
            val generator = KeyPairGenerator.getInstance(algorithm, "BC")
            generator.initialize(spec.algorithmParameterSpec)
            return generator.generateKeyPair().also { keep(spec, it) }
        }
    }

    class Ec : Pair("EC")

    class Rsa : Pair("RSA")

    class SecretInfo : SecretKeyFactorySpi() {
        override fun engineGenerateSecret(spec: KeySpec?) = error("no import")

        override fun engineGetKeySpec(key: SecretKey, type: Class<*>?): KeySpec = info(key)

        override fun engineTranslateKey(key: SecretKey?) = error("no import")
    }

    class PairInfo : KeyFactorySpi() {
        override fun engineGeneratePublic(spec: KeySpec?) = error("no import")

        override fun engineGeneratePrivate(spec: KeySpec?) = error("no import")

        @Suppress("UNCHECKED_CAST")
        override fun <T : KeySpec> engineGetKeySpec(key: Key, type: Class<T>?) = info(key) as T

        override fun engineTranslateKey(key: Key?) = error("no import")
    }

    private class OnlyKey(private val key: PublicKey) : Certificate("X.509") {
        override fun getEncoded() = byteArrayOf()

        override fun verify(key: PublicKey?) = Unit

        override fun verify(key: PublicKey?, provider: String?) = Unit

        override fun toString() = "certificate"

        override fun getPublicKey() = key
    }

    class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? =
            keys[alias].let { if (it is KeyPair) it.private as PrivateKey else it as Key? }

        override fun engineGetCertificate(alias: String): Certificate? =
            (keys[alias] as? KeyPair)?.let { OnlyKey(it.public) }

        override fun engineDeleteEntry(alias: String) {
            specs.remove(alias)
            if (keys.remove(alias) != null) onChange(keys.keys.toSet())
        }

        override fun engineAliases() = Collections.enumeration(keys.keys.toList())

        override fun engineContainsAlias(alias: String) = alias in keys

        override fun engineSize() = keys.size

        override fun engineIsKeyEntry(alias: String) = alias in keys

        override fun engineIsCertificateEntry(alias: String?) = false

        override fun engineGetCertificateChain(alias: String?): Array<Certificate>? = null

        override fun engineGetCertificateAlias(cert: Certificate?): String? = null

        override fun engineGetCreationDate(alias: String?): Date? = null

        override fun engineSetKeyEntry(
            alias: String?,
            key: Key?,
            password: CharArray?,
            chain: Array<out Certificate>?,
        ) = error("no import")

        override fun engineSetKeyEntry(alias: String?, key: ByteArray?, chain: Array<out Certificate>?) =
            error("no import")

        override fun engineSetCertificateEntry(alias: String?, cert: Certificate?) = error("no import")

        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
    }
}
