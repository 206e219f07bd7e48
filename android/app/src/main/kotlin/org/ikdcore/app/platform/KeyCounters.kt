package org.ikdcore.app.platform

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.KeyStore
import javax.crypto.KeyGenerator
import org.ikdcore.PlatformException
import org.ikdcore.RollbackCounters

/** Prefix of the names under which counters lie in the key store. */
internal const val COUNTER_PREFIX = "ikd.counter."

/**
 * Counters as names of keys, `ikd.counter.<id>.<n>`: the key store is the one place whose content a copied data folder
 * does not bring back. The keys themselves are never used.
 *
 * The higher name is made before the lower one goes: an app that is killed in between leaves both, and the higher
 * counts.
 */
class KeyCounters(private val sdk: Int = Build.VERSION.SDK_INT) : RollbackCounters {
    private val store = KeyStore.getInstance(KEY_STORE).apply { load(null) }

    @Synchronized
    override fun read(id: String): ULong? = mappingErrors(sdk) { values(id).maxOrNull() }

    @Synchronized
    override fun advance(id: String, to: ULong) = mappingErrors(sdk) {
        val present = values(id)
        if (present.any { it > to }) throw PlatformException.Refused()
        if (to !in present) make("${prefix(id)}$to")
        present.filter { it < to }.forEach { store.deleteEntry("${prefix(id)}$it") }
    }

    @Synchronized
    override fun remove(id: String) = mappingErrors(sdk) {
        // From the lowest: what a killed app leaves is never below the true value.
        values(id).sorted().forEach { store.deleteEntry("${prefix(id)}$it") }
    }

    private fun values(id: String) =
        store.aliases().toList().filter { it.startsWith(prefix(id)) }.mapNotNull { value(id, it) }

    private fun prefix(id: String) = "$COUNTER_PREFIX$id."

    /** The number in a name. Another counter's id may begin with this one's. */
    private fun value(id: String, alias: String) = alias.removePrefix(prefix(id)).toULongOrNull()

    private fun make(alias: String) {
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_HMAC_SHA256, KEY_STORE).run {
            val spec = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
            init(spec.setDigests(KeyProperties.DIGEST_SHA256).build())
            generateKey()
        }
    }
}
