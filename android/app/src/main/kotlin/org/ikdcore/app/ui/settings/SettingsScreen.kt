package org.ikdcore.app.ui.settings

import androidx.compose.runtime.Composable
import org.ikdcore.Language
import org.ikdcore.Traffic
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.Place
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.size
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/** The settings: rows in three groups. */
@Composable
fun SettingsScreen(
    traffic: Traffic?,
    failure: Failure?,
    onGo: (Place) -> Unit,
    onReceipt: () -> Unit,
    onBack: () -> Unit,
) {
    Screen(ScreenId.Settings, text(TextKey.HOME_SETTINGS), onBack = onBack, titlePlace = TitlePlace.Bar) {
        FailureNote(failure, onRetry = null)
        Subtitle(text(TextKey.SETTINGS_APP))
        Rows(
            listOf(
                RowItem(text(TextKey.SETTINGS_PIN), { onGo(Place.ChangePin) }, Icons.Lock),
                RowItem(
                    text(TextKey.SETTINGS_LANGUAGE),
                    { onGo(Place.Languages) },
                    Icons.Person,
                    text(LocalTexts.current.language.title),
                ),
                RowItem(text(TextKey.SETTINGS_DATA), { onGo(Place.Traffic) }, Icons.Info, traffic?.let { written(it) }),
            ),
        )
        Subtitle(text(TextKey.SETTINGS_PROTECTION))
        Rows(
            listOf(
                RowItem(text(TextKey.SCAM_TITLE), { onGo(Place.Scams) }, Icons.Shield),
                RowItem(text(TextKey.SETTINGS_RECEIPT), onReceipt, Icons.Document),
                RowItem(text(TextKey.SETTINGS_ABOUT), { onGo(Place.About) }, Icons.Info),
            ),
        )
        Subtitle(text(TextKey.SETTINGS_PHONE))
        Rows(
            listOf(
                RowItem(
                    text(TextKey.SETTINGS_RELEASE),
                    { onGo(Place.Release) },
                    Icons.PhoneBlocked,
                    text(TextKey.SETTINGS_RELEASE_DETAIL),
                ),
                RowItem(text(TextKey.SETTINGS_ERASE), { onGo(Place.Erase) }, Icons.Error, danger = true),
            ),
        )
    }
}

@Composable
private fun written(traffic: Traffic): String = with(LocalTexts.current) {
    get(TextKey.SETTINGS_DATA_USED, "sent" to size(traffic.up), "received" to size(traffic.down))
}

/** Exhaustive: a new language does not compile until it has a name. */
internal val Language.title: TextKey
    get() = when (this) {
        Language.INDONESIAN -> TextKey.LANGUAGE_INDONESIAN
        Language.ENGLISH -> TextKey.LANGUAGE_ENGLISH
    }
