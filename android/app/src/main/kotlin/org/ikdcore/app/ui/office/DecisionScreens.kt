package org.ikdcore.app.ui.office

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.DangerAction
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.LabelledValue
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.spelled
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

data class DigitsState(
    val digits: String,
    val office: String,
    /** The officer's screen shows other digits. */
    val differ: Boolean = false,
)

/** The person reads four digits to the officer, whose screen must show the same. The officer decides. */
@Composable
fun DigitsScreen(state: DigitsState, onSame: () -> Unit, onDiffer: () -> Unit, onGiveUp: () -> Unit) {
    Screen(
        ScreenId.Digits,
        text(TextKey.DIGITS_TITLE),
        step = 3,
        actions = {
            if (state.differ) {
                OutlinedAction(text(TextKey.DIGITS_SAME), onSame)
                DangerAction(text(TextKey.CONFLICT_OPTION_GIVE_UP), onGiveUp)
            } else {
                FilledAction(text(TextKey.DIGITS_SAME), onSame)
                OutlinedAction(text(TextKey.DIGITS_DIFFER), onDiffer)
            }
        },
    ) {
        if (state.differ) Note(NoteKind.Error, text(TextKey.DIGITS_STOP), live = Live.Assertive)
        Text(text(TextKey.DIGITS_BODY), style = IkdTheme.type.body)
        Digits(state.digits)
        Note(NoteKind.Info, text(TextKey.DIGITS_HERE))
        IkdCard {
            Row(horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.CenterVertically) {
                if (!IkdTheme.large) Icon(Icons.Shield, null, Modifier.size(24.dp))
                LabelledValue(text(TextKey.DIGITS_OFFICE), state.office)
            }
        }
    }
}

/** The digits in boxes; one node that a screen reader reads digit by digit, again at each touch. */
@Composable
private fun Digits(digits: String) {
    val scheme = MaterialTheme.colorScheme
    val label = text(TextKey.DIGITS_SPOKEN, "digits" to spelled(digits))
    val shape = RoundedCornerShape(14.dp)
    FlowRow(
        Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = label },
        Arrangement.spacedBy(10.dp, Alignment.CenterHorizontally),
        Arrangement.spacedBy(10.dp),
        maxItemsInEachRow = digits.length,
    ) {
        digits.forEach { digit ->
            Box(
                Modifier.weight(1f).widthIn(min = 56.dp).height(100.dp)
                    .background(scheme.surfaceContainerLowest, shape)
                    .border(2.dp, scheme.primary, shape),
                Alignment.Center,
            ) { Text(digit.toString(), style = IkdTheme.type.digits) }
        }
    }
}

data class WaitingState(
    val digits: String,
    val office: String,
    val busy: Boolean = false,
    /** The check that the person asked for found no decision yet. */
    val nothingNew: Boolean = false,
    val failure: Failure? = null,
)

/** The officer is checking. The screen goes on by itself. */
@Composable
fun WaitingScreen(state: WaitingState, onCheck: () -> Unit, onGiveUp: () -> Unit) {
    Screen(
        ScreenId.Waiting,
        text(TextKey.STEP_AWAITING_DECISION),
        step = 3,
        actions = {
            FilledAction(text(TextKey.WAITING_CHECK), onCheck, busy = state.busy)
            DangerAction(text(TextKey.CONFLICT_OPTION_GIVE_UP), onGiveUp)
        },
    ) {
        Text(text(TextKey.WAITING_BODY), style = IkdTheme.type.body)
        FailureNote(state.failure, onRetry = null)
        if (state.nothingNew) Note(NoteKind.Info, text(TextKey.WAITING_NOTHING_NEW), live = Live.Polite)
        IkdCard {
            Progress(text(TextKey.WAITING_SENT), Done.Yes)
            Progress(text(TextKey.WAITING_CONNECTED, "office" to state.office), Done.Yes)
            Progress(text(TextKey.WAITING_CHECKING), Done.Now)
            Progress(text(TextKey.WAITING_CODE), Done.No)
        }
        IkdCard {
            val spoken = text(TextKey.DIGITS_SPOKEN, "digits" to spelled(state.digits))
            Row(
                Modifier.fillMaxWidth().clearAndSetSemantics { contentDescription = spoken },
                Arrangement.SpaceBetween,
                Alignment.CenterVertically,
            ) {
                Text(text(TextKey.DIGITS_YOURS), style = IkdTheme.type.body)
                Text(state.digits, style = IkdTheme.type.headline.copy(letterSpacing = 3.sp))
            }
        }
        Text(
            text(TextKey.SENDING_CLOSE),
            color = MaterialTheme.colorScheme.onSurfaceVariant,
            style = IkdTheme.type.body,
        )
    }
}

private enum class Done { Yes, Now, No }

/** One line of the list, spoken with its state. */
@Composable
private fun Progress(sentence: String, done: Done) {
    val scheme = MaterialTheme.colorScheme
    val state = text(
        when (done) {
            Done.Yes -> TextKey.COMMON_STATE_DONE
            Done.Now -> TextKey.COMMON_STATE_RUNNING
            Done.No -> TextKey.COMMON_STATE_WAITING
        },
    )
    Row(
        Modifier.semantics(mergeDescendants = true) { stateDescription = state },
        Arrangement.spacedBy(12.dp),
    ) {
        when (done) {
            Done.Yes -> Icon(Icons.Success, null, Modifier.size(24.dp), tint = IkdTheme.colours.success)
            Done.Now -> Box(Modifier.size(24.dp).border(6.dp, scheme.primary, CircleShape))
            Done.No -> Box(Modifier.size(24.dp).border(2.dp, scheme.outline, CircleShape))
        }
        Text(
            sentence,
            color = if (done == Done.No) scheme.onSurfaceVariant else scheme.onSurface,
            style = if (done == Done.Now) IkdTheme.type.strong else IkdTheme.type.body,
        )
    }
}
