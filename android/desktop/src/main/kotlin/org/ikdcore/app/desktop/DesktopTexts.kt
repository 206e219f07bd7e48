package org.ikdcore.app.desktop

import java.util.Properties
import org.ikdcore.Language
import org.ikdcore.app.ui.Texts
import org.ikdcore.app.ui.texts.TextKey

/** The texts of the tables that `cargo xtask texts` writes. */
class DesktopTexts(override val language: Language) : Texts {
    private val table =
        Properties().apply {
            val name = if (language == Language.INDONESIAN) "id" else "en"
            val file = checkNotNull(DesktopTexts::class.java.getResourceAsStream("/texts/$name.properties"))
            file.reader().use(::load)
        }

    override fun get(key: TextKey, vararg args: Pair<String, Any>): String {
        val form =
            if (key.plural) plural(key, (args.single().second as Number).toLong()) else table.getProperty(key.key)
        return args.fold(form) { text, (name, value) -> text.replace("{$name}", value.toString()) }
    }

    /** Indonesian has one form. */
    private fun plural(key: TextKey, number: Long): String {
        val one = table.getProperty("${key.key}.one").takeIf { number == 1L }
        return one ?: table.getProperty("${key.key}.other")
    }
}
