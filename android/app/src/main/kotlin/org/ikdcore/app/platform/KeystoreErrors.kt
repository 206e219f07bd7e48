package org.ikdcore.app.platform

import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.UserNotAuthenticatedException
import androidx.annotation.RequiresApi
import java.security.GeneralSecurityException
import java.security.InvalidAlgorithmParameterException
import java.security.InvalidKeyException
import java.security.ProviderException
import java.security.SignatureException
import javax.crypto.AEADBadTagException
import org.ikdcore.PlatformException

/** Numbers for support where the phone names none: before Android 13, or if the key store is not the cause. */
internal object KeystoreNumber {
    const val INVALID_KEY = 2
    const val PARAMETERS = 3
    const val SIGNATURE = 4
    const val PROVIDER = 5
    const val OTHER = 6
}

/**
 * Calls the key store and turns its exceptions into those of the boundary.
 *
 * Only [KeyPermanentlyInvalidatedException] becomes [PlatformException.Invalidated], which means that data are lost.
 * A key that refuses because the phone or the person is not unlocked becomes [PlatformException.AuthRequired].
 */
internal inline fun <T> mappingErrors(sdk: Int, call: () -> T): T =
    try {
        call()
    } catch (e: PlatformException) {
        throw e
    } catch (e: GeneralSecurityException) {
        throw platformError(e, sdk)
    } catch (e: ProviderException) {
        throw platformError(e, sdk)
    }

internal fun platformError(error: Exception, sdk: Int): PlatformException {
    val chain = generateSequence<Throwable>(error) { it.cause }.toList()
    // Refusals first: a temporary one must never be taken for a loss.
    return when {
        chain.any { it is UserNotAuthenticatedException } -> PlatformException.AuthRequired()
        sdk >= Build.VERSION_CODES.TIRAMISU && asksForUser(chain) -> PlatformException.AuthRequired()
        chain.any { it is KeyPermanentlyInvalidatedException } -> PlatformException.Invalidated()
        chain.any { it is AEADBadTagException } -> PlatformException.Refused()
        else ->
            (if (sdk >= Build.VERSION_CODES.TIRAMISU) numbered(chain) else null)
                // Unknown: trying again is harmless, and the only thing that a person can do.
                ?: PlatformException.Failed(transient = true, number = ownNumber(error))
    }
}

@RequiresApi(Build.VERSION_CODES.TIRAMISU)
private fun asksForUser(chain: List<Throwable>) =
    chain.filterIsInstance<KeyStoreException>().any { it.requiresUserAuthentication() }

@RequiresApi(Build.VERSION_CODES.TIRAMISU)
private fun numbered(chain: List<Throwable>) =
    chain.filterIsInstance<KeyStoreException>().firstOrNull()?.let {
        PlatformException.Failed(transient = it.isTransientFailure, number = it.numericErrorCode)
    }

private fun ownNumber(error: Exception) =
    when (error) {
        is InvalidKeyException -> KeystoreNumber.INVALID_KEY
        is InvalidAlgorithmParameterException -> KeystoreNumber.PARAMETERS
        is SignatureException -> KeystoreNumber.SIGNATURE
        is ProviderException -> KeystoreNumber.PROVIDER
        else -> KeystoreNumber.OTHER
    }
