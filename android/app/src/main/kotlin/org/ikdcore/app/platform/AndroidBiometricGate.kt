package org.ikdcore.app.platform

import android.app.Activity
import android.content.Context
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import androidx.annotation.RequiresApi
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import javax.crypto.Cipher
import org.ikdcore.BiometricGate
import org.ikdcore.BiometricPurpose
import org.ikdcore.BiometricStatus
import org.ikdcore.PlatformException

/** What the prompt says. */
class PromptTexts(val title: String, val cancel: String)

/**
 * The framework's own prompt, which is there from Android 11 on. [activity] gives the one in front; [cipher] is
 * [AndroidKeystore.cipherForPrompt].
 */
@RequiresApi(Build.VERSION_CODES.R)
class AndroidBiometricGate(
    context: Context,
    private val activity: () -> Activity?,
    private val texts: (BiometricPurpose) -> PromptTexts,
    private val cipher: (alias: String) -> Cipher,
) : BiometricGate {
    private val manager = context.getSystemService(BiometricManager::class.java)

    override fun status() = biometricStatus(manager?.canAuthenticate(BIOMETRIC_STRONG))

    /** Blocks until the person has answered: the core calls it on a thread of its own. */
    override fun unseal(alias: String, sealed: ByteArray, aad: ByteArray, purpose: BiometricPurpose): ByteArray =
        mappingErrors(Build.VERSION.SDK_INT) {
            val front = activity() ?: throw PlatformException.Unavailable()
            val answer = CompletableFuture<Cipher>()
            val locked = cipher(alias)
            front.runOnUiThread {
                // Whatever fails here must end the wait.
                runCatching { ask(front, locked, texts(purpose), answer) }.onFailure(answer::completeExceptionally)
            }
            val released =
                try {
                    answer.get()
                } catch (e: ExecutionException) {
                    throw e.cause as? PlatformException ?: PlatformException.Unavailable()
                }
            PublicKeySeal.unseal(released, sealed, aad)
        }

    private fun ask(front: Activity, locked: Cipher, texts: PromptTexts, answer: CompletableFuture<Cipher>) {
        BiometricPrompt.Builder(front)
            .setTitle(texts.title)
            .setAllowedAuthenticators(BIOMETRIC_STRONG)
            .setConfirmationRequired(false)
            .setNegativeButton(texts.cancel, front.mainExecutor) { _, _ ->
                answer.completeExceptionally(PlatformException.Cancelled())
            }
            .build()
            .authenticate(
                BiometricPrompt.CryptoObject(locked),
                CancellationSignal(),
                front.mainExecutor,
                object : BiometricPrompt.AuthenticationCallback() {
                    override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
                        answer.complete(result.cryptoObject?.cipher ?: locked)
                    }

                    override fun onAuthenticationError(code: Int, text: CharSequence?) {
                        answer.completeExceptionally(promptError(code))
                    }
                },
            )
    }
}

@RequiresApi(Build.VERSION_CODES.R)
internal fun biometricStatus(answer: Int?): BiometricStatus =
    when (answer) {
        BiometricManager.BIOMETRIC_SUCCESS -> BiometricStatus.READY
        BiometricManager.BIOMETRIC_ERROR_NONE_ENROLLED -> BiometricStatus.NOT_ENROLLED
        else -> BiometricStatus.UNAVAILABLE
    }

@RequiresApi(Build.VERSION_CODES.R)
internal fun promptError(code: Int): PlatformException =
    when (code) {
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT, BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT ->
            PlatformException.LockedOut()
        BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED, BiometricPrompt.BIOMETRIC_ERROR_CANCELED ->
            PlatformException.Cancelled()
        BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS -> PlatformException.NotEnrolled()
        BiometricPrompt.BIOMETRIC_ERROR_HW_NOT_PRESENT, BiometricPrompt.BIOMETRIC_ERROR_NO_DEVICE_CREDENTIAL ->
            PlatformException.Unavailable()
        else -> PlatformException.Failed(transient = true, number = code)
    }
