package org.ikdcore.tests.support

import org.ikdcore.KeyAuth
import org.ikdcore.KeySpec
import org.ikdcore.KeyUse
import org.ikdcore.Keystore
import org.ikdcore.KeystoreLevel
import org.ikdcore.PlatformException
import org.ikdcore.PrfKind
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.util.Base64
import java.util.Properties
import javax.crypto.Cipher
import javax.crypto.Mac
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec
import kotlin.io.path.createDirectories
import kotlin.io.path.deleteIfExists
import kotlin.io.path.exists
import kotlin.io.path.inputStream
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.outputStream

private const val NONCE_BYTES = 12
private const val TAG_BITS = 128
private const val SECRET_BYTES = 32
private const val MOST_SEALED = 4096

/** The platform's number for a mistake of the caller: wrong kind of key, input out of range. */
const val MISUSE = 1

/**
 * A key store in a folder, by the JVM's own cryptography: what AndroidKeyStore is on a phone, without the hardware.
 *
 * One file for each key, so that another process can use the same keys.
 */
class SoftKeystore(private val folder: Path) : Keystore {
    private val random = SecureRandom()

    init {
        folder.createDirectories()
    }

    override fun level() = KeystoreLevel.SOFTWARE

    override fun prfKind() = PrfKind.HMAC

    override fun screenLockSet() = true

    @Synchronized
    override fun createKey(alias: String, spec: KeySpec) {
        if (spec.auth == KeyAuth.BIOMETRIC) throw PlatformException.Unavailable()
        if (file(alias).exists()) throw PlatformException.AlreadyExists()
        val key = Properties()
        key["use"] = spec.usage.name
        when (spec.usage) {
            KeyUse.SIGN -> {
                val pair =
                    KeyPairGenerator.getInstance("EC").run {
                        initialize(ECGenParameterSpec("secp256r1"), random)
                        generateKeyPair()
                    }
                key["secret"] = encode(pair.private.encoded)
                key["public"] = encode(compressed(pair.public as ECPublicKey))
            }
            KeyUse.PRF, KeyUse.SEAL -> key["secret"] = encode(ByteArray(SECRET_BYTES).also(random::nextBytes))
        }
        // Atomic, so that a killed process leaves the old file or the new one.
        val draft = folder.resolve("$alias.new")
        draft.outputStream().use { key.store(it, null) }
        Files.move(draft, file(alias), StandardCopyOption.ATOMIC_MOVE)
    }

    @Synchronized
    override fun deleteKey(alias: String) {
        file(alias).deleteIfExists()
    }

    override fun listKeys(prefix: String) =
        folder.listDirectoryEntries("*.key").map { it.name.removeSuffix(".key") }.filter { it.startsWith(prefix) }

    override fun prf(alias: String, input: ByteArray): ByteArray {
        val key = load(alias, KeyUse.PRF)
        if (input.size != SECRET_BYTES) throw misuse()
        return Mac.getInstance("HmacSHA256").run {
            init(SecretKeySpec(key.secret(), "HmacSHA256"))
            doFinal(input)
        }
    }

    override fun seal(alias: String, plain: ByteArray, aad: ByteArray): ByteArray {
        val key = load(alias, KeyUse.SEAL)
        if (plain.size > MOST_SEALED) throw misuse()
        val nonce = ByteArray(NONCE_BYTES).also(random::nextBytes)
        return nonce + aes(Cipher.ENCRYPT_MODE, key, nonce, aad).doFinal(plain)
    }

    override fun unseal(alias: String, sealed: ByteArray, aad: ByteArray): ByteArray {
        val key = load(alias, KeyUse.SEAL)
        if (sealed.size < NONCE_BYTES) throw PlatformException.Refused()
        val nonce = sealed.copyOf(NONCE_BYTES)
        return try {
            aes(Cipher.DECRYPT_MODE, key, nonce, aad).doFinal(sealed, NONCE_BYTES, sealed.size - NONCE_BYTES)
        } catch (_: GeneralSecurityException) {
            throw PlatformException.Refused()
        }
    }

    override fun publicKey(alias: String) = decode(load(alias, KeyUse.SIGN).getProperty("public"))

    override fun sign(alias: String, data: ByteArray): ByteArray {
        val secret = PKCS8EncodedKeySpec(load(alias, KeyUse.SIGN).secret())
        // The P1363 format is what COSE and HTTP signatures want: r and s, 32 bytes each.
        return Signature.getInstance("SHA256withECDSAinP1363Format").run {
            initSign(KeyFactory.getInstance("EC").generatePrivate(secret))
            update(data)
            sign()
        }
    }

    private fun file(alias: String) = folder.resolve("$alias.key")

    private fun load(alias: String, use: KeyUse): Properties {
        if (!file(alias).exists()) throw PlatformException.NotFound()
        val key = Properties().apply { file(alias).inputStream().use(::load) }
        if (key.getProperty("use") != use.name) throw misuse()
        return key
    }

    private fun aes(mode: Int, key: Properties, nonce: ByteArray, aad: ByteArray): Cipher =
        Cipher.getInstance("AES/GCM/NoPadding").apply {
            init(mode, SecretKeySpec(key.secret(), "AES"), GCMParameterSpec(TAG_BITS, nonce))
            updateAAD(aad)
        }

    private fun Properties.secret() = decode(getProperty("secret"))

    private fun encode(bytes: ByteArray): String = Base64.getEncoder().encodeToString(bytes)

    private fun decode(text: String): ByteArray = Base64.getDecoder().decode(text)

    private fun misuse() = PlatformException.Failed(transient = false, number = MISUSE)
}
