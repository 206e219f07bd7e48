package org.ikdcore.app.ui.settings

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** A section of the file that `cargo xtask licences` writes: its title after "# ", its paragraphs between empty lines. */
data class LicenceSection(val title: String, val paragraphs: List<String>)

/** The sections of that file. The first is about all of them. */
fun licenceSections(file: String): List<LicenceSection> = file.removePrefix("# ").split("\n# ").map { section ->
    LicenceSection(section.substringBefore('\n'), section.substringAfter('\n').trim().split("\n\n"))
}

/** Whose work the app contains; a touch shows under which licence. */
@Composable
fun LicencesScreen(sections: List<LicenceSection>, onBack: () -> Unit) {
    var open by remember { mutableStateOf<LicenceSection?>(null) }
    val licence = open
    Screen(
        ScreenId.Licences,
        licence?.title ?: text(TextKey.ABOUT_LICENCES),
        onBack = { if (open == null) onBack() else open = null },
        titlePlace = TitlePlace.Bar,
    ) {
        if (licence == null) {
            sections.take(1).forEach { about -> about.paragraphs.forEach { Text(it, style = IkdTheme.type.body) } }
            Rows(sections.drop(1).map { RowItem(it.title, { open = it }) })
        } else {
            licence.paragraphs.forEach { SmallText(it) }
        }
    }
}
