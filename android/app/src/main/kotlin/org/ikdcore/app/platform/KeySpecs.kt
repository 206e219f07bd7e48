package org.ikdcore.app.platform

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import androidx.annotation.RequiresApi
import java.security.spec.ECGenParameterSpec
import java.security.spec.RSAKeyGenParameterSpec
import org.ikdcore.KeyAuth
import org.ikdcore.KeySpec
import org.ikdcore.KeyUse

private const val SECRET_BITS = 256

/** The only size of RSA that StrongBox has. */
private const val RSA_BITS = 2048

/**
 * What the phone's key store is asked for, for each use and protection of a key.
 *
 * [sdk] is the phone's API level; tests inject others.
 */
internal class KeySpecs(private val sdk: Int) {
    /** The algorithm whose generator makes this key. */
    fun algorithm(spec: KeySpec): String =
        when (spec.usage) {
            KeyUse.SIGN -> KeyProperties.KEY_ALGORITHM_EC
            KeyUse.PRF -> KeyProperties.KEY_ALGORITHM_HMAC_SHA256
            KeyUse.SEAL ->
                if (sealsByPublicKey(spec)) KeyProperties.KEY_ALGORITHM_RSA else KeyProperties.KEY_ALGORITHM_AES
        }

    /** The parameters of a new key. */
    fun parameters(alias: String, spec: KeySpec, strongBox: Boolean): KeyGenParameterSpec {
        val builder = KeyGenParameterSpec.Builder(alias, purposes(spec))
        when (spec.usage) {
            KeyUse.SIGN ->
                builder
                    .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
                    .setDigests(KeyProperties.DIGEST_SHA256)
            KeyUse.PRF -> builder.setDigests(KeyProperties.DIGEST_SHA256).setKeySize(SECRET_BITS)
            KeyUse.SEAL ->
                if (sealsByPublicKey(spec)) {
                    builder
                        .setAlgorithmParameterSpec(RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4))
                        .setDigests(KeyProperties.DIGEST_SHA256)
                        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_RSA_OAEP)
                } else {
                    builder
                        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                        .setKeySize(SECRET_BITS)
                }
        }
        guard(builder, spec.auth)
        if (strongBox) requireStrongBox(builder)
        return builder.build()
    }

    private fun purposes(spec: KeySpec) =
        when (spec.usage) {
            KeyUse.SIGN, KeyUse.PRF -> KeyProperties.PURPOSE_SIGN
            KeyUse.SEAL ->
                if (sealsByPublicKey(spec)) {
                    KeyProperties.PURPOSE_DECRYPT
                } else {
                    KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
                }
        }

    private fun guard(builder: KeyGenParameterSpec.Builder, auth: KeyAuth) {
        when (auth) {
            KeyAuth.ALWAYS -> Unit
            // Before Android 15 the flag makes keys unusable on some phones: after an unlock by a face of the weak
            // class, and after the lock screen was removed.
            KeyAuth.UNLOCKED_DEVICE ->
                if (sdk >= Build.VERSION_CODES.VANILLA_ICE_CREAM) requireUnlockedDevice(builder)
            KeyAuth.BIOMETRIC -> if (sdk >= Build.VERSION_CODES.R) requireBiometric(builder)
        }
    }

    @RequiresApi(Build.VERSION_CODES.P)
    private fun requireStrongBox(builder: KeyGenParameterSpec.Builder) {
        builder.setIsStrongBoxBacked(true)
    }

    @RequiresApi(Build.VERSION_CODES.P)
    private fun requireUnlockedDevice(builder: KeyGenParameterSpec.Builder) {
        builder.setUnlockedDeviceRequired(true)
    }

    @RequiresApi(Build.VERSION_CODES.R)
    private fun requireBiometric(builder: KeyGenParameterSpec.Builder) {
        builder
            .setUserAuthenticationRequired(true)
            .setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
            .setInvalidatedByBiometricEnrollment(true)
    }

    companion object {
        /**
         * Whether sealing uses the public half of a pair. Each use of a secret key for biometrics asks the person,
         * sealing included; the core seals without asking and asks only to unseal.
         */
        fun sealsByPublicKey(spec: KeySpec) = spec.usage == KeyUse.SEAL && spec.auth == KeyAuth.BIOMETRIC
    }
}
