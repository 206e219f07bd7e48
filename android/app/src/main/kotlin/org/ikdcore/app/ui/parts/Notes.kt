package org.ikdcore.app.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Icon
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

enum class NoteKind { Info, Success, Warning, Error }

/** How soon a screen reader says a text that appears. */
enum class Live { No, Polite, Assertive }

fun Modifier.live(live: Live): Modifier = when (live) {
    Live.No -> this
    Live.Polite -> semantics { liveRegion = LiveRegionMode.Polite }
    Live.Assertive -> semantics { liveRegion = LiveRegionMode.Assertive }
}

/**
 * A message on a page: a symbol, perhaps an emphasised [title], and [body]. [action] is one touch that follows it.
 *
 * @param live errors and what changed by itself are spoken without a touch.
 */
@Composable
fun Note(
    kind: NoteKind,
    body: String?,
    modifier: Modifier = Modifier,
    title: String? = null,
    icon: ImageVector = kind.icon,
    live: Live = Live.No,
    action: (@Composable () -> Unit)? = null,
) {
    NoteFrame(kind, modifier, icon) {
        Column(Modifier.live(live).semantics(mergeDescendants = true) {}) {
            if (title != null) Text(title, style = IkdTheme.type.strong)
            if (body != null) Text(body, style = IkdTheme.type.body)
        }
        action?.invoke()
    }
}

/** Something takes its time: it moves, unless animation is unwanted, and is spoken. */
@Composable
fun Working(sentence: String) {
    Row(Modifier.live(Live.Polite), Arrangement.spacedBy(12.dp), Alignment.CenterVertically) {
        if (LocalShell.current.reducedMotion) {
            Icon(Icons.History, null, Modifier.size(24.dp))
        } else {
            CircularProgressIndicator(Modifier.size(24.dp), strokeWidth = 3.dp)
        }
        Text(sentence, style = IkdTheme.type.body)
    }
}

/** A note with several sentences, each of its own for a screen reader. */
@Composable
fun NoteList(kind: NoteKind, title: String, sentences: List<String>, modifier: Modifier = Modifier) {
    NoteFrame(kind, modifier, kind.icon) {
        Text(title, Modifier.padding(bottom = 8.dp).semantics { heading() }, style = IkdTheme.type.title)
        Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            sentences.forEach { Text(it, style = IkdTheme.type.body) }
        }
    }
}

@Composable
private fun NoteFrame(
    kind: NoteKind,
    modifier: Modifier,
    icon: ImageVector,
    content: @Composable ColumnScope.() -> Unit,
) {
    val look = look(kind)
    val frame = modifier.fillMaxWidth()
        .clip(Corners.note)
        .background(look.container)
        .then(if (look.border == null) Modifier else Modifier.border(BorderStroke(1.5.dp, look.border), Corners.note))
        .padding(12.dp)
    CompositionLocalProvider(LocalContentColor provides look.content) {
        if (IkdTheme.large) {
            Column(frame, verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Icon(icon, null, Modifier.size(32.dp))
                content()
            }
        } else {
            Row(frame, Arrangement.spacedBy(12.dp), Alignment.Top) {
                Icon(icon, null, Modifier.size(24.dp))
                Column(Modifier.weight(1f), content = content)
            }
        }
    }
}

/** A hint about what was typed: never blocks, one touch applies the suggestion. */
@Composable
fun Hint(body: String, apply: String?, onApply: () -> Unit, modifier: Modifier = Modifier) {
    val look = look(NoteKind.Info)
    val frame = modifier.fillMaxWidth().clip(Corners.note).background(look.container)
    CompositionLocalProvider(LocalContentColor provides look.content) {
        if (IkdTheme.large) {
            Column(frame.padding(12.dp)) {
                Text(body, Modifier.live(Live.Polite), style = IkdTheme.type.body)
                if (apply != null) InlineAction(apply, onApply, padding = 0.dp)
            }
        } else {
            Row(
                frame.padding(start = 12.dp, top = 4.dp, end = 4.dp, bottom = 4.dp),
                Arrangement.spacedBy(12.dp),
                Alignment.CenterVertically,
            ) {
                Icon(Icons.Info, null, Modifier.size(24.dp))
                Text(
                    body,
                    Modifier.weight(1f).padding(vertical = 8.dp).live(Live.Polite),
                    style = IkdTheme.type.body,
                )
                if (apply != null) InlineAction(apply, onApply)
            }
        }
    }
}

private class NoteLook(val container: Color, val content: Color, val border: Color?)

@Composable
private fun look(kind: NoteKind): NoteLook {
    val scheme = MaterialTheme.colorScheme
    val colours = IkdTheme.colours
    return when (kind) {
        NoteKind.Info -> NoteLook(scheme.surfaceContainerHigh, scheme.onSurface, null)
        NoteKind.Success -> NoteLook(colours.successContainer, colours.onSuccessContainer, null)
        NoteKind.Warning -> NoteLook(colours.warningContainer, colours.onWarningContainer, colours.warning)
        NoteKind.Error -> NoteLook(scheme.errorContainer, scheme.onErrorContainer, scheme.error)
    }
}

private val NoteKind.icon: ImageVector
    get() = when (this) {
        NoteKind.Info -> Icons.Info
        NoteKind.Success -> Icons.Success
        NoteKind.Warning -> Icons.Warning
        NoteKind.Error -> Icons.Error
    }
