package org.ikdcore.app.ui.activation

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.ikdcore.ActivationEntry
import org.ikdcore.ActivationFault
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.Field
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Typing
import org.ikdcore.app.ui.parts.durationText
import org.ikdcore.app.ui.parts.timeOfDay
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

data class ActivationState(
    val email: String,
    val expiresAt: ULong,
    val triesLeft: Int,
    /** How long until a new code can be requested; 0: now. */
    val resendInMs: ULong,
    val code: String = "",
    val answer: String = "",
    val captcha: CaptchaState = CaptchaState(),
    val resent: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
    /** What [failure] means for the entries. */
    val fault: ActivationFault? = null,
)

data class CaptchaState(
    /** `null` while it is loaded. */
    val picture: ImageBitmap? = null,
    val question: String? = null,
    /** Whether the question is shown; with a screen reader it comes first. */
    val asQuestion: Boolean = false,
    val failure: Failure? = null,
)

class ActivationActions(
    val onCode: (String) -> Unit,
    val onAnswer: (String) -> Unit,
    val onQuestion: (Boolean) -> Unit,
    val onNewCaptcha: () -> Unit,
    val onResend: () -> Unit,
    val onActivate: () -> Unit,
)

/** The code from the e-mail with the answer to a captcha. */
@Composable
fun ActivationScreen(state: ActivationState, actions: ActivationActions) {
    val failure = state.failure
    val spent = state.fault?.needsNewCode == true
    Screen(
        ScreenId.Activation,
        text(TextKey.STEP_ACTIVATION),
        step = 4,
        actions = {
            if (spent && state.resendInMs == 0uL) {
                FilledAction(text(TextKey.CODE_RESEND), actions.onResend, busy = state.busy)
                OutlinedAction(text(TextKey.CODE_ACTIVATE), actions.onActivate)
            } else {
                FilledAction(text(TextKey.CODE_ACTIVATE), actions.onActivate, busy = state.busy)
            }
        },
    ) {
        Sent(state, spent)
        if (state.resent) Note(NoteKind.Success, text(TextKey.CODE_RESENT), live = Live.Polite)
        val atCode = failure?.takeIf { state.fault?.entry == ActivationEntry.CODE }
        val atAnswer = failure?.takeIf { state.fault?.entry == ActivationEntry.CAPTCHA }
        if (atCode == null && atAnswer == null) FailureNote(failure, onRetry = null)
        CodeEntry(state, atCode?.let { failureText(it) }, spent, actions)
        CaptchaEntry(state, atAnswer?.let { failureText(it) }, actions)
        Note(NoteKind.Warning, text(TextKey.CODE_NEVER))
    }
}

@Composable
private fun Sent(state: ActivationState, spent: Boolean) {
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        if (!IkdTheme.large) Icon(Icons.Mail, null, Modifier.size(24.dp))
        Text(
            if (spent) {
                text(TextKey.CODE_SENT_SPENT, "email" to state.email)
            } else {
                val time = LocalTexts.current.timeOfDay(state.expiresAt)
                text(TextKey.CODE_SENT, "email" to state.email, "time" to time)
            },
            style = IkdTheme.type.body,
        )
    }
    if (!spent) SmallText(text(TextKey.CODE_SPAM))
}

@Composable
private fun CodeEntry(state: ActivationState, fault: String?, spent: Boolean, actions: ActivationActions) {
    Column {
        CodeField(state.code, actions.onCode, text(TextKey.CODE_LABEL), fault)
        FlowRow(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, itemVerticalAlignment = Alignment.CenterVertically) {
            // A fault says it already; a code that no longer counts has none.
            val tries = if (fault == null && !spent) text(TextKey.COMMON_TRIES, "count" to state.triesLeft) else ""
            SmallText(tries, Modifier.padding(vertical = 4.dp))
            if (state.resendInMs > 0uL) {
                SmallText(
                    text(TextKey.CODE_RESEND_WAIT, "wait" to durationText(state.resendInMs)),
                    Modifier.padding(vertical = 4.dp),
                )
            } else if (!spent) {
                InlineAction(text(TextKey.CODE_RESEND), actions.onResend, padding = 0.dp)
            }
        }
    }
}

@Composable
private fun CaptchaEntry(state: ActivationState, fault: String?, actions: ActivationActions) {
    val captcha = state.captcha
    Column {
        FailureNote(captcha.failure, actions.onNewCaptcha, Modifier.padding(bottom = 8.dp))
        if (captcha.asQuestion) {
            val question = captcha.question ?: text(TextKey.COMMON_LOADING)
            Text(question, Modifier.padding(bottom = 8.dp), style = IkdTheme.type.body)
            AnswerField(state.answer, actions, text(TextKey.CODE_ANSWER), fault, KeyboardType.Text)
        } else {
            AnswerField(state.answer, actions, text(TextKey.CODE_CAPTCHA_LABEL), fault, KeyboardType.Number) {
                CaptchaPicture(captcha.picture)
            }
        }
        FlowRow(horizontalArrangement = Arrangement.spacedBy(16.dp)) {
            InlineAction(
                text(if (captcha.asQuestion) TextKey.CODE_USE_PICTURE else TextKey.CODE_USE_QUESTION),
                { actions.onQuestion(!captcha.asQuestion) },
                padding = 0.dp,
            )
            if (!captcha.asQuestion) {
                InlineAction(text(TextKey.CODE_CAPTCHA_NEW), actions.onNewCaptcha, padding = 0.dp)
            }
        }
    }
}

@Composable
private fun AnswerField(
    answer: String,
    actions: ActivationActions,
    label: String,
    fault: String?,
    keyboard: KeyboardType,
    before: (@Composable () -> Unit)? = null,
) {
    Field(
        answer,
        actions.onAnswer,
        label,
        fault = fault,
        typing = Typing(keyboard, last = true),
        before = before,
        onDone = actions.onActivate,
    )
}

/** Always black on white, like a print. */
@Composable
private fun CaptchaPicture(picture: ImageBitmap?) {
    val label = text(TextKey.CODE_CAPTCHA_PICTURE)
    val shape = RoundedCornerShape(12.dp)
    Box(
        Modifier.fillMaxWidth()
            .height(56.dp)
            .background(Color.White, shape)
            .border(2.dp, MaterialTheme.colorScheme.outline, shape)
            .padding(4.dp)
            .semantics { contentDescription = label },
        Alignment.Center,
    ) {
        if (picture == null) {
            Text(text(TextKey.CODE_CAPTCHA_LOADING), color = Color.Black, style = IkdTheme.type.body)
        } else {
            Image(picture, null, Modifier.fillMaxSize(), contentScale = ContentScale.Fit)
        }
    }
}
