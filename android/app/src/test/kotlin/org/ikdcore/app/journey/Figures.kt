package org.ikdcore.app.journey

import org.ikdcore.app.support.TestPhone
import org.ikdcore.app.ui.ScreenId

/**
 * How long a person waits after a touch: real time until the screen is drawn, with the real library and no network.
 *
 * The screens are drawn by software and the frames come from a test's clock, so that a phone differs; the figures show
 * what grows. They are printed, never asserted.
 */
internal object Figures {
    private val milliseconds = LinkedHashMap<String, MutableList<Long>>()

    /** [screen] came after the touch at [since], in `System.nanoTime`. */
    fun came(screen: ScreenId, since: Long) {
        val at = TestPhone.drawnAt[screen] ?: return
        val kind = when (screen) {
            ScreenId.Home -> "unlock to home"
            in EVERYDAY -> "touch to next screen"
            else -> return
        }
        if (at > since) add(kind, at - since)
    }

    fun add(kind: String, nanoseconds: Long) {
        milliseconds.getOrPut(kind) { mutableListOf() } += nanoseconds / 1_000_000
    }

    fun report() = milliseconds.map { (kind, all) ->
        "$kind: median ${all.sorted()[all.size / 2]} ms, longest ${all.max()} ms of ${all.size}"
    }

    /** Screens that show what the phone holds. */
    private val EVERYDAY = setOf(
        ScreenId.Documents, ScreenId.Ktp, ScreenId.FamilyCard, ScreenId.Member, ScreenId.BirthCertificate,
        ScreenId.Biodata, ScreenId.Npwp, ScreenId.Kia, ScreenId.ShowChoose, ScreenId.Activity, ScreenId.Settings,
        ScreenId.ChooseLanguage, ScreenId.Traffic, ScreenId.NeverAsked, ScreenId.About, ScreenId.Licences,
    )
}
