package org.ikdcore.app.platform

import android.app.LocaleManager
import android.content.Context
import android.content.res.Configuration
import android.os.Build
import android.os.LocaleList
import androidx.annotation.RequiresApi
import java.util.Locale
import org.ikdcore.Language
import org.ikdcore.app.R

private const val PREFERENCES = "language"
private const val CHOSEN = "tag"

/**
 * The language of the texts: the person's choice in the app, else the system's. From Android 13 on the system keeps the
 * choice and shows it in its settings too; before, the app keeps it.
 */
class Languages(private val context: Context, private val sdk: Int = Build.VERSION.SDK_INT) {
    /** Uses [language] from now on. True if the activity must be made again for it; from Android 13 on that happens. */
    fun choose(language: Language): Boolean {
        if (sdk >= Build.VERSION_CODES.TIRAMISU) {
            chooseInSystem(tag(language))
            return false
        }
        preferences(context).edit().putString(CHOSEN, tag(language)).apply()
        return true
    }

    /** [base], of an activity, in the chosen language. */
    fun applied(base: Context): Context {
        if (sdk >= Build.VERSION_CODES.TIRAMISU) return base
        val chosen = preferences(base).getString(CHOSEN, null) ?: return base
        val configuration = Configuration().apply { setLocales(LocaleList(Locale.forLanguageTag(chosen))) }
        return base.createConfigurationContext(configuration)
    }

    private fun preferences(from: Context) = from.getSharedPreferences(PREFERENCES, Context.MODE_PRIVATE)

    @RequiresApi(Build.VERSION_CODES.TIRAMISU)
    private fun chooseInSystem(tag: String) {
        context.getSystemService(LocaleManager::class.java).applicationLocales = LocaleList.forLanguageTags(tag)
    }

    companion object {
        private fun tag(language: Language) = if (language == Language.INDONESIAN) "id" else "en"

        /** The language that the texts of [context] are in. */
        fun shown(context: Context) =
            if (context.getString(R.string.text_language) == "en") Language.ENGLISH else Language.INDONESIAN
    }
}
