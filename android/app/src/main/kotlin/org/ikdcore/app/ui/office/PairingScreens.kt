package org.ikdcore.app.ui.office

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.drawscope.withTransform
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.ikdcore.ErrorCode
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.LocalFlowing
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.CameraPanel
import org.ikdcore.app.ui.parts.DangerAction
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.IkdCard
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.OutlinedAction
import org.ikdcore.app.ui.parts.QrModules
import org.ikdcore.app.ui.parts.QrPicture
import org.ikdcore.app.ui.parts.Sheet
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.TextAction
import org.ikdcore.app.ui.parts.durationText
import org.ikdcore.app.ui.parts.live
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

data class PairScanState(
    val camera: CameraState,
    /** Name of the office that the person must confirm. */
    val office: String? = null,
    val torch: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
)

class PairScanActions(
    val onConfirm: () -> Unit,
    val onDecline: () -> Unit,
    val onShowOwn: () -> Unit,
    val onTorch: () -> Unit,
    val onAllow: () -> Unit,
    val onScanAgain: () -> Unit,
    val onGiveUp: () -> Unit,
)

/** Scans the officer's QR. What was scanned is confirmed in a sheet, by the name of the office. */
@Composable
fun PairScanScreen(state: PairScanState, actions: PairScanActions, picture: @Composable () -> Unit) {
    val untrusted = state.failure?.code == ErrorCode.PAIRING_UNTRUSTED
    Screen(
        ScreenId.PairScan,
        text(if (untrusted) TextKey.PAIRING_UNTRUSTED_TITLE else TextKey.PAIRING_SCAN_TITLE),
        step = 3,
        fill = true,
        suddenly = untrusted,
        sheet = state.office?.let { confirmSheet(it, state, actions) },
        actions = {
            if (untrusted) OutlinedAction(text(TextKey.COMMON_RETRY), actions.onScanAgain)
            val refused = state.camera == CameraState.NotAllowed
            if (refused) FilledAction(text(TextKey.COMMON_OPEN_SETTINGS), actions.onAllow)
            // Nor is anything shown to somebody whose QR is of no office.
            if (!untrusted) OutlinedAction(text(TextKey.PAIRING_SHOW_MINE), actions.onShowOwn)
            DangerAction(text(TextKey.CONFLICT_OPTION_GIVE_UP), actions.onGiveUp)
        },
    ) {
        val wrong = state.failure?.takeIf { it.code == ErrorCode.NOT_A_PAIRING_QR }
        if (untrusted) {
            Note(NoteKind.Error, failureText(state.failure), live = Live.Assertive)
            return@Screen
        }
        if (wrong == null && state.office == null) {
            FailureNote(state.failure, actions.onScanAgain)
        }
        Text(text(TextKey.PAIRING_AT_OFFICE), style = IkdTheme.type.body)
        CameraPanel(
            state.camera,
            text(TextKey.PAIRING_SCAN_CAMERA),
            captionIcon = if (wrong != null) Icons.Error else Icons.Qr,
            caption = if (wrong != null) failureText(wrong) else text(TextKey.PAIRING_SCAN_HINT),
            live = Live.Polite,
            modifier = if (LocalFlowing.current) Modifier else Modifier.weight(1f),
            picture = {
                picture()
                Corners()
            },
        )
        if (state.camera == CameraState.Running) {
            InlineAction(
                text(if (state.torch) TextKey.PAIRING_TORCH_OFF else TextKey.PAIRING_TORCH_ON),
                actions.onTorch,
                icon = Icons.Sun,
                padding = 0.dp,
            )
        }
    }
}

@Composable
private fun confirmSheet(office: String, state: PairScanState, actions: PairScanActions): Sheet =
    Sheet(ScreenId.PairConfirm, text(TextKey.PAIRING_OFFICE_QUESTION), actions.onDecline) {
        IkdCard {
            Row(
                Modifier.semantics(mergeDescendants = true) {},
                Arrangement.spacedBy(12.dp),
                Alignment.CenterVertically,
            ) {
                val scheme = MaterialTheme.colorScheme
                if (!IkdTheme.large) {
                    Box(
                        Modifier.size(56.dp).background(scheme.primaryContainer, RoundedCornerShape(18.dp)),
                        Alignment.Center,
                    ) { Icon(Icons.Shield, null, Modifier.size(32.dp), tint = scheme.primary) }
                }
                Column {
                    Text(office, style = IkdTheme.type.pageTitle)
                    SmallText(text(TextKey.PAIRING_OFFICE_CHECKED))
                }
            }
        }
        Note(NoteKind.Warning, text(TextKey.PAIRING_OFFICE_WARNING))
        FailureNote(state.failure, onRetry = null)
        FilledAction(text(TextKey.PAIRING_YES), actions.onConfirm, busy = state.busy)
        OutlinedAction(text(TextKey.PAIRING_NO), actions.onDecline)
    }

/** Four corners round the place for the QR. */
@Composable
private fun Corners() {
    Canvas(Modifier.fillMaxSize()) {
        val side = minOf(size.width * 0.74f, size.height * 0.55f)
        val centre = Offset(size.width / 2, (size.height * 0.38f).coerceAtLeast(side / 2 + 8.dp.toPx()))
        val bend = 18.dp.toPx()
        val arm = 42.dp.toPx()
        val corner = Path().apply {
            moveTo(0f, arm)
            lineTo(0f, bend)
            quadraticTo(0f, 0f, bend, 0f)
            lineTo(arm, 0f)
        }
        for (turn in 0 until 4) {
            withTransform({
                rotate(90f * turn, centre)
                translate(centre.x - side / 2, centre.y - side / 2)
            }) { drawPath(corner, Color.White, style = Stroke(7.dp.toPx(), cap = StrokeCap.Round)) }
        }
    }
}

data class PairShowState(
    /** `null` while it is made. */
    val qr: QrModules? = null,
    /** How long it can still be scanned; 0: expired. */
    val remainingMs: ULong = 0u,
    val busy: Boolean = false,
    val failure: Failure? = null,
)

/** Shows this phone's QR to the officer. After its time it is covered, and a new one is one touch away. */
@Composable
fun PairShowScreen(state: PairShowState, onNew: () -> Unit, onScan: () -> Unit) {
    val expired = state.qr != null && state.remainingMs == 0uL
    Screen(
        ScreenId.PairShow,
        text(TextKey.PAIRING_SHOW_TITLE),
        step = 3,
        onBack = onScan,
        actions = {
            if (expired) FilledAction(text(TextKey.PAIRING_NEW_QR), onNew, busy = state.busy)
            TextAction(text(TextKey.PAIRING_SCAN_INSTEAD), onScan)
        },
    ) {
        FailureNote(state.failure, onNew)
        Box(Modifier.fillMaxWidth(), Alignment.Center) {
            val place = Modifier.widthIn(max = 320.dp).fillMaxWidth().aspectRatio(1f)
            if (state.qr != null && !expired) {
                QrPicture(state.qr, text(TextKey.PAIRING_SHOW_QR), maxSize = 320.dp)
            } else {
                Box(place.background(MaterialTheme.colorScheme.surfaceContainerHigh, COVER), Alignment.Center) {
                    Text(
                        text(if (expired) TextKey.PAIRING_EXPIRED else TextKey.COMMON_LOADING),
                        Modifier.padding(16.dp).live(Live.Polite),
                        textAlign = TextAlign.Center,
                        style = IkdTheme.type.strong,
                    )
                }
            }
        }
        if (!expired) {
            Row(
                Modifier.fillMaxWidth(),
                Arrangement.spacedBy(12.dp, Alignment.CenterHorizontally),
                Alignment.CenterVertically,
            ) {
                if (!IkdTheme.large) Icon(Icons.History, null, Modifier.size(24.dp))
                Text(text(TextKey.PAIRING_SHOW_WAIT), style = IkdTheme.type.strong)
            }
        }
        if (!expired) {
            val valid = text(TextKey.PAIRING_VALID, "wait" to durationText(state.remainingMs))
            Note(NoteKind.Warning, text(TextKey.PAIRING_SHOW_WARNING), title = valid.takeIf { state.remainingMs > 0u })
        }
    }
}

private val COVER = RoundedCornerShape(16.dp)
