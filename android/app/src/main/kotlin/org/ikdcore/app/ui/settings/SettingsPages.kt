package org.ikdcore.app.ui.settings

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.ikdcore.Language
import org.ikdcore.Traffic
import org.ikdcore.app.ui.About
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.Choice
import org.ikdcore.app.ui.parts.Facts
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.LabelledValue
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.NoteList
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.size
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

@Composable
fun LanguageScreen(onChoose: (Language) -> Unit, onBack: () -> Unit) {
    val chosen = LocalTexts.current.language
    Screen(ScreenId.ChooseLanguage, text(TextKey.SETTINGS_LANGUAGE), onBack = onBack, titlePlace = TitlePlace.Bar) {
        Column(Modifier.selectableGroup(), Arrangement.spacedBy(8.dp)) {
            Language.entries.forEach { Choice(text(it.title), it == chosen, { onChoose(it) }) }
        }
    }
}

/** What the app has cost of the person's data plan. */
@Composable
fun TrafficScreen(traffic: Traffic?, onBack: () -> Unit) {
    val texts = LocalTexts.current
    Screen(ScreenId.Traffic, text(TextKey.SETTINGS_DATA), onBack = onBack, titlePlace = TitlePlace.Bar) {
        IkdCard {
            LabelledValue(
                text(TextKey.TRAFFIC_SENT),
                traffic?.let {
                    texts.size(it.up)
                } ?: text(TextKey.COMMON_LOADING)
            )
            LabelledValue(
                text(TextKey.TRAFFIC_RECEIVED),
                traffic?.let { texts.size(it.down) } ?: text(TextKey.COMMON_LOADING)
            )
        }
        SmallText(text(TextKey.TRAFFIC_SINCE))
    }
}

/** What nobody of the office ever asks for. */
@Composable
fun NeverAskedScreen(onBack: () -> Unit) {
    Screen(ScreenId.NeverAsked, text(TextKey.SCAM_TITLE), onBack = onBack, titlePlace = TitlePlace.Bar) {
        NoteList(NoteKind.Warning, text(TextKey.SCAM_NEVER_TITLE), NEVER.map { text(it) })
        Note(NoteKind.Info, text(TextKey.SCAM_IF_ASKED))
        Facts(
            listOf(
                Icons.Info to text(TextKey.SCAM_CALL),
                Icons.Lock to text(TextKey.SCAM_CODE),
                Icons.Success to text(TextKey.SCAM_FEE),
                Icons.Shield to text(TextKey.SCAM_STORE),
            ),
        )
    }
}

private val NEVER = listOf(
    TextKey.SCAM_NEVER_PIN,
    TextKey.SCAM_NEVER_CODE,
    TextKey.SCAM_NEVER_MONEY,
    TextKey.SCAM_NEVER_LINK,
    TextKey.SCAM_NEVER_REMOTE,
)

/** [keysInHardware]: `null` while it is not known. */
@Composable
fun AboutScreen(about: About, keysInHardware: Boolean?, onLicences: () -> Unit, onBack: () -> Unit) {
    Screen(ScreenId.About, text(TextKey.ABOUT_TITLE), onBack = onBack, titlePlace = TitlePlace.Bar) {
        IkdCard {
            Subtitle(about.name)
            Text(text(TextKey.ABOUT_VERSION, "version" to about.version), style = IkdTheme.type.body)
            Text(text(TextKey.ABOUT_SOURCE), style = IkdTheme.type.body)
        }
        if (keysInHardware != null) {
            val keys = if (keysInHardware) TextKey.ABOUT_KEYS_HARDWARE else TextKey.ABOUT_KEYS_SOFTWARE
            Note(NoteKind.Info, text(keys), icon = Icons.Lock)
        }
        Rows(listOf(RowItem(text(TextKey.ABOUT_LICENCES), onLicences, Icons.Document)))
    }
}
