package org.ikdcore.app.ui.welcome

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.CornerRadius
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.rotate
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.ikdcore.DeviceWarning
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Heading
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.Facts
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.Sheet
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** What a sheet over the welcome screen explains. */
enum class WelcomeSheet { Status, SignIn }

data class WelcomeState(val sheet: WelcomeSheet? = null, val busy: Boolean = false, val failure: Failure? = null)

/** Says what this is, and starts. A registration that has begun opens by itself, so there is no other way in. */
@Composable
fun WelcomeScreen(
    state: WelcomeState,
    onRegister: () -> Unit,
    onSheet: (WelcomeSheet?) -> Unit,
    onLanguage: () -> Unit,
) {
    Screen(
        ScreenId.Welcome,
        text(TextKey.WELCOME_TITLE),
        titlePlace = TitlePlace.Spoken,
        barAction = {
            val label = text(TextKey.COMMON_LANGUAGE_SWITCH)
            val other = text(TextKey.WELCOME_OTHER_LANGUAGE)
            InlineAction(other, onLanguage, Modifier.semantics { contentDescription = "$label: $other" })
        },
        sheet = state.sheet?.let { welcomeSheet(it, onRegister) { onSheet(null) } },
        actions = {
            FilledAction(text(TextKey.WELCOME_REGISTER), onRegister, busy = state.busy)
            OutlinedAction(text(TextKey.WELCOME_STATUS), { onSheet(WelcomeSheet.Status) })
            OutlinedAction(text(TextKey.WELCOME_SIGN_IN), { onSheet(WelcomeSheet.SignIn) })
        },
    ) {
        Kawung()
        Heading(text(TextKey.WELCOME_TITLE))
        FailureNote(state.failure, onRetry = null)
        Facts(
            listOf(
                Icons.Shield to text(TextKey.WELCOME_FREE),
                Icons.Success to text(TextKey.WELCOME_OFFLINE),
                Icons.Card to text(TextKey.WELCOME_PREPARE),
            ),
        )
    }
}

/** Nothing is on this phone: the sheet says why, and what to do. */
@Composable
private fun welcomeSheet(sheet: WelcomeSheet, onRegister: () -> Unit, onClose: () -> Unit): Sheet {
    val (id, title, body) = when (sheet) {
        WelcomeSheet.Status -> Triple(ScreenId.StatusNone, TextKey.WELCOME_STATUS, TextKey.WELCOME_STATUS_NONE)
        WelcomeSheet.SignIn -> Triple(ScreenId.SignInNone, TextKey.WELCOME_SIGN_IN, TextKey.WELCOME_SIGN_IN_NONE)
    }
    return Sheet(id, text(title), onClose) {
        Text(text(body), style = IkdTheme.type.body)
        FilledAction(text(TextKey.WELCOME_REGISTER), {
            onClose()
            onRegister()
        })
        OutlinedAction(text(TextKey.COMMON_CLOSE), onClose)
    }
}

/** What this phone lacks. The person may go on; the data are then less well protected. */
@Composable
fun PhoneWarningScreen(
    warnings: List<DeviceWarning>,
    busy: Boolean,
    onSetLock: () -> Unit,
    onGoOn: () -> Unit,
    onBack: () -> Unit,
) {
    val canSetLock = DeviceWarning.NO_SCREEN_LOCK in warnings
    Screen(
        ScreenId.PhoneWarning,
        text(TextKey.WARNING_TITLE),
        onBack = onBack,
        actions = {
            if (canSetLock) {
                FilledAction(text(TextKey.WARNING_SET_LOCK), onSetLock)
                OutlinedAction(text(TextKey.COMMON_CONTINUE_ANYWAY), onGoOn, busy = busy)
            } else {
                FilledAction(text(TextKey.COMMON_CONTINUE_ANYWAY), onGoOn, busy = busy)
            }
        },
    ) {
        warnings.forEach { Note(NoteKind.Warning, text(TextKey.of("device_warning", it))) }
    }
}

/** The only ornament of the app: four petals of the batik pattern kawung. */
@Composable
private fun Kawung() {
    Canvas(Modifier.size(64.dp)) {
        val unit = size.width / 100
        drawRoundRect(Color(0xFF0B5563), cornerRadius = CornerRadius(26 * unit))
        for (angle in listOf(45f, 135f, 225f, 315f)) {
            rotate(angle) {
                drawOval(Color.White, Offset(39.5f * unit, 12 * unit), Size(21 * unit, 34 * unit))
            }
        }
        drawCircle(Color(0xFF86D3E3), 4.5f * unit)
    }
}
