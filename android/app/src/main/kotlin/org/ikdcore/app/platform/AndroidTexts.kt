package org.ikdcore.app.platform

import android.content.Context
import org.ikdcore.app.ui.Texts
import org.ikdcore.app.ui.texts.TextKey

/** The texts of the app's resources, in the language of [context]. */
class AndroidTexts(private val context: Context) : Texts {
    override val language = Languages.shown(context)

    override fun get(key: TextKey, vararg args: Pair<String, Any>): String {
        val named = args.toMap()
        val values = key.placeholders.map { named.getValue(it) }.toTypedArray()
        return when {
            key.plural -> (values.single() as Number).toInt().let {
                context.resources.getQuantityString(key.resource(), it, it)
            }
            // Without placeholders nothing is formatted: a percent sign stands for itself.
            values.isEmpty() -> context.getString(key.resource())
            else -> context.getString(key.resource(), *values)
        }
    }
}
