package org.ikdcore.app.ui.applications

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.parts.Field
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Typing
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/**
 * The list of a field with many options.
 *
 * @param inside where the list belongs to, such as the province of these regencies.
 * @param options each with the value that [onChoose] gets.
 */
@Composable
fun OptionsScreen(
    title: String,
    inside: String?,
    options: List<Pair<String, String>>,
    failure: Failure?,
    onChoose: (String) -> Unit,
    onBack: () -> Unit,
) {
    var wanted by remember(inside) { mutableStateOf("") }
    val found = options.filter { (_, name) -> name.contains(wanted.trim(), ignoreCase = true) }
    Screen(ScreenId.ApplicationOptions, title, onBack = onBack) {
        ApplicationFailure(failure)
        if (inside != null) SmallText(inside)
        if (options.size > SEARCHED_FROM) {
            Field(wanted, { wanted = it }, text(TextKey.APPLICATION_FORM_SEARCH), typing = Typing(last = true))
        }
        if (found.isEmpty() && options.isNotEmpty()) {
            Note(NoteKind.Info, text(TextKey.APPLICATION_FORM_NO_MATCH), live = Live.Polite)
        } else {
            Rows(found.map { (value, name) -> RowItem(name, { onChoose(value) }) })
        }
    }
}

/** A list that fits on a screen needs no search. */
private const val SEARCHED_FROM = 8
