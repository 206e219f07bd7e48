package org.ikdcore.app.platform

import android.content.Context
import android.content.pm.ApplicationInfo
import java.util.Base64
import org.ikdcore.AppVersion
import org.ikdcore.Config
import org.ikdcore.FormShape
import org.ikdcore.app.ui.theme.Brand
import org.json.JSONObject

private const val FILE = "ikd.json"
private const val CERTIFICATE = "-----BEGIN CERTIFICATE-----"

/** Common name of the authority that `cargo xtask` makes for each sandbox (`tests/sandbox/src/authority.rs`). */
internal const val SANDBOX_AUTHORITY = "IKD Core example authority"

/** A release build was configured with the sandbox's authority, whose private key lies on a developer's computer. */
class SandboxInReleaseException : IllegalStateException("a release build must not trust the sandbox")

/** The one file that an operator changes: `assets/ikd.json`. Debug builds may have their own. */
class AppConfig(json: String) {
    private val file = JSONObject(json)

    val name: String = file.getString("name")

    /** Whether all data are examples; screens say so. */
    val example = file.getBoolean("example")

    /** The form of this service, `short` or `long`. */
    val formShape = FormShape.valueOf(file.optString("form", "short").uppercase())

    /** The accent; the built-in one where `colours` says nothing. */
    val brand = Brand.of(
        file.getJSONObject("colours").let { all ->
            all.keys().asSequence().associateWith(all::getString)
        }
    )

    val linkHost: String = file.getString("link_host")

    private val service = file.getString("service")
    private val serviceRoots = file.getString("service_roots")

    /** What the core opens with. */
    fun core(dataDir: String, version: AppVersion) =
        Config(
            dataDir = dataDir,
            service = service,
            serviceRoots = serviceRoots,
            trustRoot = bytes("trust_root"),
            embeddedTrust = bytes("embedded_trust"),
            linkHost = linkHost,
            appVersion = version,
        )

    /** Throws [SandboxInReleaseException] if one of the service's roots is a sandbox's authority. */
    fun refuseSandbox() {
        val roots = serviceRoots.split(CERTIFICATE).drop(1).map { it.substringBefore("-----END") }
        // The name stands in the certificate as it is. What cannot be parsed here, the core may still be able to.
        val names = roots.map { Base64.getMimeDecoder().decode(it).toString(Charsets.ISO_8859_1) }
        if (names.any { SANDBOX_AUTHORITY in it }) throw SandboxInReleaseException()
    }

    private fun bytes(member: String): ByteArray = Base64.getUrlDecoder().decode(file.getString(member))

    companion object {
        /** The configuration of this build. Throws [SandboxInReleaseException] in a release build for the sandbox. */
        fun of(context: Context): AppConfig {
            val config = AppConfig(context.assets.open(FILE).use { it.readBytes().decodeToString() })
            if (!isDebuggable(context)) config.refuseSandbox()
            return config
        }
    }
}

internal fun isDebuggable(context: Context) =
    context.applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE != 0

/** The installed app's version; [name] is "1.4.2" in the manifest. */
internal fun appVersion(name: String?): AppVersion {
    val parts = name.orEmpty().split('.', '-').map { it.toUIntOrNull() ?: 0u } + listOf(0u, 0u, 0u)
    return AppVersion(parts[0], parts[1], parts[2])
}
