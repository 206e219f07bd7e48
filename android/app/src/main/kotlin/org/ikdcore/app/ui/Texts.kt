package org.ikdcore.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import org.ikdcore.Language
import org.ikdcore.app.ui.texts.TextKey

/** The texts of the language that the person reads. */
interface Texts {
    /** The text of [key] with its placeholders filled by name. A text with plural forms is selected by its number. */
    fun get(key: TextKey, vararg args: Pair<String, Any>): String

    val language: Language
}

val LocalTexts = staticCompositionLocalOf<Texts> { error("no texts are provided") }

/** `text(TextKey.X, "wait" to "4 menit")`. */
@Composable
@ReadOnlyComposable
fun text(key: TextKey, vararg args: Pair<String, Any>): String = LocalTexts.current.get(key, *args)
