package org.ikdcore.app.platform

import android.os.Build
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import androidx.annotation.RequiresApi
import java.security.Key
import java.security.KeyFactory
import java.security.PrivateKey
import javax.crypto.SecretKey
import javax.crypto.SecretKeyFactory
import org.ikdcore.KeystoreLevel

/** Where a key lies, as the key store itself says it. What is unknown counts as software. */
internal class KeyLevels(private val sdk: Int) {
    fun of(key: Key?): KeystoreLevel {
        val info =
            when (key) {
                is SecretKey -> {
                    val factory = SecretKeyFactory.getInstance(key.algorithm, KEY_STORE)
                    factory.getKeySpec(key, KeyInfo::class.java) as KeyInfo
                }
                is PrivateKey -> KeyFactory.getInstance(key.algorithm, KEY_STORE).getKeySpec(key, KeyInfo::class.java)
                else -> return KeystoreLevel.SOFTWARE
            }
        return if (sdk >= Build.VERSION_CODES.S) level(info) else levelBefore12(info)
    }

    @RequiresApi(Build.VERSION_CODES.S)
    private fun level(info: KeyInfo) =
        when (info.securityLevel) {
            KeyProperties.SECURITY_LEVEL_STRONGBOX -> KeystoreLevel.STRONG_BOX
            KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT, KeyProperties.SECURITY_LEVEL_UNKNOWN_SECURE ->
                KeystoreLevel.TEE
            else -> KeystoreLevel.SOFTWARE
        }

    /** Before Android 12 a key does not say which hardware it lies in. */
    @Suppress("DEPRECATION")
    private fun levelBefore12(info: KeyInfo) =
        if (info.isInsideSecureHardware) KeystoreLevel.TEE else KeystoreLevel.SOFTWARE
}
