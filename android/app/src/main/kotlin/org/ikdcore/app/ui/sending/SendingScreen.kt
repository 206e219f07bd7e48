package org.ikdcore.app.ui.sending

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.ProgressBarRangeInfo
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.progressBarRangeInfo
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.ikdcore.Step
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.model.SendingModel
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.durationText
import org.ikdcore.app.ui.parts.rememberSlow
import org.ikdcore.app.ui.parts.size
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

data class SendingState(
    val sent: UInt,
    /** Size of the photo; 0 while it is prepared. */
    val total: UInt,
    val remainingMs: ULong? = null,
    /** Nothing has arrived for a while. */
    val stalled: Boolean = false,
    /** Whether it is being sent; otherwise it is paused. */
    val running: Boolean = true,
    val slow: Boolean = false,
    val failure: Failure? = null,
)

/** Bytes and time of the upload. It may be paused, and the app may be closed: the core resumes where it was. */
@Composable
fun SendingScreen(state: SendingState, onPause: () -> Unit, onGoOn: () -> Unit) {
    Screen(
        ScreenId.Sending,
        text(TextKey.STEP_UPLOADING),
        step = 2,
        actions = {
            if (state.running) {
                OutlinedAction(text(TextKey.SENDING_PAUSE), onPause)
            } else {
                FilledAction(text(TextKey.SENDING_GO_ON), onGoOn)
            }
        },
    ) {
        FailureNote(state.failure, onRetry = null)
        IkdCard {
            val percent = if (state.total == 0u) 0 else (state.sent.toLong() * 100 / state.total.toLong()).toInt()
            Bar(percent)
            Text(amount(state), style = IkdTheme.type.title)
            rest(state)?.let {
                Text(it, color = MaterialTheme.colorScheme.onSurfaceVariant, style = IkdTheme.type.body)
            }
        }
        if (state.slow) Note(NoteKind.Info, body = null, title = text(TextKey.SENDING_SLOW))
        Note(NoteKind.Success, text(TextKey.SENDING_RESUME), title = text(TextKey.SENDING_CLOSE))
    }
}

@Composable
private fun amount(state: SendingState): String = if (state.total == 0u) {
    text(TextKey.SENDING_PREPARING)
} else {
    val texts = LocalTexts.current
    texts.get(
        TextKey.SENDING_SENT,
        "sent" to texts.size(state.sent.toULong()),
        "total" to texts.size(state.total.toULong()),
    )
}

@Composable
private fun rest(state: SendingState): String? {
    val remaining = state.remainingMs
    return when {
        state.failure?.remedy == Remedy.Connect -> text(TextKey.SENDING_STALLED)
        !state.running -> text(TextKey.SENDING_PAUSED)
        state.stalled -> text(TextKey.SENDING_STALLED)
        remaining == null -> null
        remaining <= SOON_MS -> text(TextKey.SENDING_SOON)
        else -> text(TextKey.SENDING_LEFT, "wait" to durationText(remaining))
    }
}

/** The bar. A screen reader can read the percentage at any time, and hears each quarter. */
@Composable
private fun Bar(percent: Int) {
    val scheme = MaterialTheme.colorScheme
    val shape = RoundedCornerShape(7.dp)
    val label = text(TextKey.SENDING_PERCENT, "percent" to percent)
    val quarter = percent / 25 * 25
    val heard = text(TextKey.SENDING_PERCENT, "percent" to quarter)
    Box(
        Modifier.fillMaxWidth()
            .height(14.dp)
            .clip(shape)
            .background(scheme.surfaceContainerHigh)
            .border(1.dp, scheme.outline, shape)
            .semantics {
                contentDescription = label
                progressBarRangeInfo = ProgressBarRangeInfo(percent.toFloat(), 0f..100f)
            },
    ) {
        Box(Modifier.fillMaxHeight().fillMaxWidth(percent / 100f).background(scheme.primary))
        if (quarter in 25..75) {
            Box(
                Modifier.size(1.dp).semantics {
                    contentDescription = heard
                    liveRegion = LiveRegionMode.Polite
                }
            )
        }
    }
}

@Composable
fun SendingRoute(app: AppModel, step: Step.Uploading) {
    val model = remember(app) { app.keep(SendingModel::class) { SendingModel(app) } }
    val shell = LocalShell.current
    val online by shell.online.collectAsState()
    val waits = model.operation.failure?.remedy == Remedy.Connect
    LaunchedEffect(online) { if (online && waits) model.send() }
    shell.KeepAwake()
    val progress = model.progress
    SendingScreen(
        SendingState(
            progress?.sent ?: step.sent,
            progress?.total ?: step.total,
            progress?.remainingMs,
            progress?.stalled == true,
            model.operation.busy,
            rememberSlow(model.operation.busy),
            model.operation.failure,
        ),
        onPause = model::pause,
        onGoOn = model::send,
    )
}

/** As little as this is not worth a number. */
private const val SOON_MS = 10_000uL
