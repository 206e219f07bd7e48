package org.ikdcore.app.ui.show

import androidx.compose.animation.core.LinearEasing
import androidx.compose.animation.core.animateDpAsState
import androidx.compose.animation.core.tween
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.offset
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.ikdcore.app.model.Shown
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.QrModules
import org.ikdcore.app.ui.parts.QrPicture
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.second
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** The rotating QR, on a bright screen that stays on. With large text the QR comes first. */
@Composable
fun QrScreen(shown: Shown, onEnd: () -> Unit) {
    val shell = LocalShell.current
    shell.BrightScreen()
    shell.KeepAwake()
    val large = IkdTheme.large
    val done = @Composable { FilledAction(text(TextKey.COMMON_DONE), onEnd) }
    Screen(
        ScreenId.ShowQr,
        text(TextKey.NAV_QR),
        onBack = onEnd,
        titlePlace = TitlePlace.Bar,
        actions = if (large) null else ({ done() }),
    ) {
        if (large) {
            Symbol(shown)
            LiveMark(shown.second)
            Warning(shown)
            Countdown(shown)
            done()
            Reader(shown)
        } else {
            Warning(shown)
            Reader(shown)
            Symbol(shown)
            LiveMark(shown.second)
            Countdown(shown)
        }
    }
}

@Composable
private fun Reader(shown: Shown) {
    val audience = shown.audience.name(LocalTexts.current.language)
    Column(Modifier.semantics(mergeDescendants = true) {}) {
        Text(text(TextKey.SHOW_AUDIENCE, "audience" to audience), style = IkdTheme.type.strong)
        Text(text(shown.view.reads), color = MaterialTheme.colorScheme.onSurfaceVariant, style = IkdTheme.type.body)
    }
}

@Composable
private fun Symbol(shown: Shown) {
    val frame = shown.frame
    val modules = remember(frame) { QrModules(frame.width.toInt(), frame.quietZone.toInt(), frame.modules) }
    QrPicture(modules, text(TextKey.SHOW_QR))
}

/**
 * The time, wandering under the QR from second to second: a picture of the screen stands still, and a video shows an old
 * time. With reduced motion only its digits change. It says nothing to a screen reader, which would read it every second.
 */
@Composable
private fun LiveMark(second: ULong) {
    val place = if (LocalShell.current.reducedMotion) 0f else markPlace(second)
    val reach by animateDpAsState(MARK_REACH * place, tween(MARK_STEP_MS, easing = LinearEasing))
    Box(Modifier.fillMaxWidth().clearAndSetSemantics {}, Alignment.Center) {
        SmallText(LocalTexts.current.second(second), Modifier.offset(x = reach))
    }
}

/** Where the mark is at this second, from -1 at the start of the line to 1 at its end. */
internal fun markPlace(second: ULong): Float {
    val step = (second % (2u * MARK_CROSSING_S)).toInt()
    val away = minOf(step, 2 * MARK_CROSSING_S.toInt() - step)
    return away * 2f / MARK_CROSSING_S.toInt() - 1
}

private val MARK_REACH = 48.dp
private const val MARK_CROSSING_S = 5u
private const val MARK_STEP_MS = 1_000

/** The most pressing warning only; it stops nobody. */
@Composable
private fun Warning(shown: Shown) {
    val warning = shown.frame.warnings.firstOrNull() ?: return
    Note(NoteKind.Warning, text(TextKey.of("show_warning", warning)), live = Live.Polite)
}

/** When the QR changes. A screen reader hears once that it changes by itself, and no seconds. */
@Composable
private fun Countdown(shown: Shown) {
    val spoken = text(TextKey.SHOW_SHOWN)
    Row(
        Modifier.fillMaxWidth().padding(horizontal = 8.dp).clearAndSetSemantics {
            contentDescription = spoken
            liveRegion = LiveRegionMode.Polite
        },
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        Ring(shown)
        Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
            val changes = if (IkdTheme.large) TextKey.SHOW_CHANGES_SHORT else TextKey.SHOW_CHANGES
            Text(text(changes, "count" to shown.left), style = IkdTheme.type.strong)
            if (!IkdTheme.large) {
                Row(Modifier, Arrangement.spacedBy(8.dp), Alignment.CenterVertically) {
                    Icon(Icons.Sun, null, Modifier.size(20.dp), tint = MaterialTheme.colorScheme.onSurfaceVariant)
                    SmallText(text(TextKey.SHOW_BRIGHT))
                }
            }
        }
    }
}

/** Moves once a second, in steps; only the number where animation is unwanted. */
@Composable
private fun Ring(shown: Shown) {
    val scheme = MaterialTheme.colorScheme
    val still = LocalShell.current.reducedMotion
    Box(Modifier.size(56.dp), Alignment.Center) {
        if (!still) {
            Canvas(Modifier.fillMaxSize()) {
                val width = 7.dp.toPx()
                val place = Offset(width / 2, width / 2)
                val size = Size(size.width - width, size.height - width)
                drawArc(scheme.outlineVariant, 0f, 360f, false, place, size, style = Stroke(width))
                val sweep = 360f * shown.left / shown.seconds
                drawArc(scheme.primary, -90f, sweep, false, place, size, style = Stroke(width, cap = StrokeCap.Butt))
            }
        }
        Text(shown.left.toString(), style = IkdTheme.type.strong)
    }
}
