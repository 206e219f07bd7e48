package org.ikdcore.app.ui.show

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.ikdcore.Audience
import org.ikdcore.Language
import org.ikdcore.ViewKind
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.model.ShowState
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.lock.pinSheet
import org.ikdcore.app.ui.parts.Choice
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.parts.live
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What the choosing screen calls back. */
class ShowActions(
    val onAudience: (Audience) -> Unit,
    val onView: (ViewKind) -> Unit,
    val onStart: () -> Unit,
    val onPin: (String) -> Unit,
    val onBiometric: () -> Unit,
    val onClosePin: () -> Unit,
    val onSync: () -> Unit,
)

/** To whom, and what. What an audience may not see is not offered. */
@Composable
fun ChooseScreen(state: ShowState, actions: ShowActions, bottomBar: @Composable () -> Unit) {
    Screen(
        ScreenId.ShowChoose,
        text(TextKey.SHOW_TITLE),
        sheet = if (state.pinNeeded) provingSheet(state, actions) else null,
        bottomBar = bottomBar,
        actions = {
            // Without a view there is no QR until the phone was online once.
            if (state.failure?.remedy == Remedy.Connect) {
                FilledAction(text(TextKey.DOCUMENTS_UPDATE), actions.onSync, busy = state.busy)
            } else {
                FilledAction(text(TextKey.SHOW_START), actions.onStart, icon = Icons.Qr, busy = state.busy)
            }
        },
    ) {
        FailureNote(state.failure, onRetry = null)
        Subtitle(text(TextKey.SHOW_TO))
        Column(Modifier.selectableGroup(), Arrangement.spacedBy(8.dp)) {
            state.audiences.orEmpty().forEach { audience ->
                val all = ViewKind.FULL_KTP in audience.views
                val may = if (all) TextKey.SHOW_MAY_READ_ALL else TextKey.SHOW_MAY_READ_BASIC
                Choice(
                    audience.name(LocalTexts.current.language),
                    audience == state.audience,
                    { actions.onAudience(audience) },
                    detail = text(may),
                )
            }
        }
        val audience = state.audience ?: return@Screen
        Subtitle(text(TextKey.SHOW_WHAT))
        Column(Modifier.selectableGroup(), Arrangement.spacedBy(8.dp)) {
            audience.views.forEach { view ->
                Choice(text(view.title), view == state.view, { actions.onView(view) }, detail = text(view.detail))
            }
        }
        if (ViewKind.FULL_KTP !in audience.views) {
            Text(text(TextKey.SHOW_ONLY_BASIC), Modifier.live(Live.Polite), style = IkdTheme.type.body)
        }
    }
}

@Composable
private fun provingSheet(state: ShowState, actions: ShowActions) = pinSheet(
    ScreenId.ShowPin,
    text(TextKey.PIN_ONCE_MORE),
    text(TextKey.SHOW_PIN_NEEDED),
    go = text(TextKey.COMMON_NEXT),
    failure = state.pinFailure,
    busy = state.busy,
    onPin = actions.onPin,
    onClose = actions.onClosePin,
) {
    if (state.biometric) TextAction(text(TextKey.SHOW_BIOMETRIC), actions.onBiometric)
    TextAction(text(TextKey.COMMON_CANCEL), actions.onClosePin)
}

internal fun Audience.name(language: Language): String = when (language) {
    Language.INDONESIAN -> nameId
    Language.ENGLISH -> nameEn
}

// What a view shows. Exhaustive: a new view does not compile until it has its texts.

private val ViewKind.title: TextKey
    get() = when (this) {
        ViewKind.BASIC -> TextKey.SHOW_BASIC
        ViewKind.FULL_KTP -> TextKey.VIEW_FULL_KTP
    }

private val ViewKind.detail: TextKey
    get() = when (this) {
        ViewKind.BASIC -> TextKey.SHOW_BASIC_DETAIL
        ViewKind.FULL_KTP -> TextKey.SHOW_FULL_DETAIL
    }

internal val ViewKind.reads: TextKey
    get() = when (this) {
        ViewKind.BASIC -> TextKey.SHOW_READS_BASIC
        ViewKind.FULL_KTP -> TextKey.SHOW_READS_FULL
    }
