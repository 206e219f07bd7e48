package org.ikdcore.app.platform

import java.security.KeyFactory
import java.security.PrivateKey
import java.security.PublicKey
import java.security.SecureRandom
import java.security.spec.MGF1ParameterSpec
import java.security.spec.X509EncodedKeySpec
import javax.crypto.Cipher
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.OAEPParameterSpec
import javax.crypto.spec.PSource
import javax.crypto.spec.SecretKeySpec
import org.ikdcore.PlatformException

internal const val AES_GCM = "AES/GCM/NoPadding"
internal const val NONCE_BYTES = 12
internal const val TAG_BYTES = 16
private const val SECRET_BYTES = 32
private const val WRAPPED_BYTES = 256

/**
 * Sealing with a public key (RSA-OAEP wraps a new AES key): the private half, which only the biometric prompt releases,
 * is needed to unseal and not to seal. Output: wrapped key, nonce, ciphertext with tag.
 */
internal object PublicKeySeal {
    private val random = SecureRandom()

    // The key store's own implementation uses SHA-1 inside MGF1 and nothing else before Android 14. That is no
    // weakness: MGF1 does not rely on collision resistance.
    private val oaep = OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT)

    fun seal(public: PublicKey, plain: ByteArray, aad: ByteArray): ByteArray {
        val secret = ByteArray(SECRET_BYTES).also(random::nextBytes)
        val nonce = ByteArray(NONCE_BYTES).also(random::nextBytes)
        try {
            // Encrypting with the key store's own key object would ask for the person; a copy of the key does not.
            val copy = KeyFactory.getInstance("RSA").generatePublic(X509EncodedKeySpec(public.encoded))
            val wrapped =
                Cipher.getInstance(WRAPPING).run {
                    init(Cipher.ENCRYPT_MODE, copy, oaep)
                    doFinal(secret)
                }
            return wrapped + nonce + aes(Cipher.ENCRYPT_MODE, secret, nonce, aad).doFinal(plain)
        } finally {
            secret.fill(0)
        }
    }

    /** A cipher for [unseal]. It works only after the prompt has released it. */
    fun cipher(private: PrivateKey): Cipher =
        Cipher.getInstance(WRAPPING).apply { init(Cipher.DECRYPT_MODE, private, oaep) }

    fun unseal(released: Cipher, sealed: ByteArray, aad: ByteArray): ByteArray {
        if (sealed.size < WRAPPED_BYTES + NONCE_BYTES + TAG_BYTES) throw PlatformException.Refused()
        val start = WRAPPED_BYTES + NONCE_BYTES
        val secret = released.doFinal(sealed, 0, WRAPPED_BYTES)
        try {
            val nonce = sealed.copyOfRange(WRAPPED_BYTES, start)
            return aes(Cipher.DECRYPT_MODE, secret, nonce, aad).doFinal(sealed, start, sealed.size - start)
        } finally {
            secret.fill(0)
        }
    }

    private fun aes(mode: Int, secret: ByteArray, nonce: ByteArray, aad: ByteArray): Cipher =
        Cipher.getInstance(AES_GCM).apply {
            init(mode, SecretKeySpec(secret, "AES"), GCMParameterSpec(TAG_BYTES * 8, nonce))
            updateAAD(aad)
        }

    private const val WRAPPING = "RSA/ECB/OAEPPadding"
}
