package org.ikdcore.app.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.WindowInsetsSides
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.only
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.semantics.dialog
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.LocalScreenVisits
import org.ikdcore.app.ui.LocalShell
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.theme.Corners
import org.ikdcore.app.ui.theme.IkdTheme

enum class SymbolKind { Primary, Warning, Error }

/** The large symbol of dead ends and waits. */
@Composable
fun BigSymbol(icon: ImageVector, kind: SymbolKind, modifier: Modifier = Modifier) {
    val scheme = MaterialTheme.colorScheme
    val (container, content) = when (kind) {
        SymbolKind.Primary -> scheme.primaryContainer to scheme.primary
        SymbolKind.Warning -> IkdTheme.colours.warningContainer to IkdTheme.colours.warning
        SymbolKind.Error -> scheme.errorContainer to scheme.error
    }
    Box(modifier.size(72.dp).background(container, RoundedCornerShape(24.dp)), Alignment.Center) {
        Icon(icon, null, Modifier.size(40.dp), tint = content)
    }
}

/** A sheet over a screen. The screen behind it cannot be reached while it is open. */
class Sheet(
    val id: ScreenId,
    val title: String,
    /** Answers back and a touch beside the sheet. */
    val onClose: () -> Unit,
    val content: @Composable ColumnScope.() -> Unit,
)

/**
 * Draws [sheet] inside the window of the app and not in a window of its own, so that everything that protects the window
 * protects the sheet.
 */
@Composable
internal fun SheetOver(sheet: Sheet) {
    val visit = LocalScreenVisits.current
    LaunchedEffect(sheet.id) { visit(sheet.id) }
    LocalShell.current.OnBack(enabled = true, onBack = sheet.onClose)
    Box(Modifier.fillMaxSize(), Alignment.BottomCenter) {
        Box(
            Modifier.fillMaxSize().background(Color(0x8C000A0E))
                .pointerInput(sheet.id) { detectTapGestures { sheet.onClose() } },
        )
        Column(
            Modifier.windowInsetsPadding(WindowInsets.safeDrawing.only(WindowInsetsSides.Top))
                .padding(top = 24.dp)
                .widthIn(max = 480.dp)
                .fillMaxWidth()
                .clip(Corners.sheet)
                .background(MaterialTheme.colorScheme.surfaceContainerLowest)
                .pointerInput(Unit) { detectTapGestures {} }
                .semantics {
                    paneTitle = sheet.title
                    dialog()
                }
                .verticalScroll(rememberScrollState())
                .windowInsetsPadding(WindowInsets.safeDrawing.only(BELOW))
                .padding(horizontal = 16.dp, vertical = 20.dp),
            Arrangement.spacedBy(14.dp),
        ) {
            Text(sheet.title, Modifier.semantics { heading() }, style = IkdTheme.type.title)
            sheet.content(this)
        }
    }
}

/** A page that names what is lost before it is done: [confirm] names the act, [keep] is the way back. */
@Composable
fun ConfirmPage(
    id: ScreenId,
    title: String,
    body: String,
    confirm: String,
    keep: String,
    onConfirm: () -> Unit,
    onKeep: () -> Unit,
    busy: Boolean = false,
    content: @Composable ColumnScope.() -> Unit = {},
) {
    Screen(
        id,
        title,
        onBack = onKeep,
        actions = {
            FilledAction(keep, onKeep)
            DangerAction(confirm, onConfirm, busy = busy)
        },
    ) {
        BigSymbol(Icons.Warning, SymbolKind.Warning)
        Text(body, style = IkdTheme.type.body)
        content()
    }
}

private val BELOW = WindowInsetsSides.Bottom + WindowInsetsSides.Horizontal
