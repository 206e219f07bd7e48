package org.ikdcore.app.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.WindowInsetsSides
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.only
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.focusProperties
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.isTraversalGroup
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.traversalIndex
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.parts.ExampleStrip
import org.ikdcore.app.ui.parts.Sheet
import org.ikdcore.app.ui.parts.SheetOver
import org.ikdcore.app.ui.parts.TopBar
import org.ikdcore.app.ui.theme.IkdTheme

/** How a screen announces and shows its title. */
enum class TitlePlace {
    /** As H1 above the content. */
    Page,

    /** In the top bar, for pages that one opens and leaves. */
    Bar,

    /** Only spoken, where the content shows it. */
    Spoken,
}

/**
 * The frame of every screen: example strip, top bar, title, content, actions, and perhaps a bottom bar and a sheet.
 *
 * Actions are pinned to the bottom. From font scale 1.5, or when there is little height (landscape, keyboard), the whole
 * page is one scrolling column instead ([LocalFlowing]). A screen reader reads title, content and actions first, then
 * the bar and the way back, the example mark last.
 *
 * @param step the step of the registration, 1 to 5.
 * @param onBack draws the arrow and answers the system's back; `null` leaves back to the system.
 * @param fill whether the content fills the page instead of scrolling, so that its parts can have a weight.
 * @param suddenly whether the screen came by itself, so that its title interrupts a screen reader.
 */
@Composable
fun Screen(
    id: ScreenId,
    title: String,
    step: Int? = null,
    onBack: (() -> Unit)? = null,
    titlePlace: TitlePlace = TitlePlace.Page,
    fill: Boolean = false,
    suddenly: Boolean = false,
    barAction: (@Composable () -> Unit)? = null,
    bottomBar: (@Composable () -> Unit)? = null,
    sheet: Sheet? = null,
    actions: (@Composable ColumnScope.() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    val visit = LocalScreenVisits.current
    LaunchedEffect(id) { visit(id) }
    if (onBack != null) LocalShell.current.OnBack(enabled = sheet == null, onBack = onBack)
    Box(Modifier.fillMaxSize().background(MaterialTheme.colorScheme.surface)) {
        val behind = if (sheet == null) Modifier else Modifier.clearAndSetSemantics {}
        Column(
            behind.fillMaxSize().focusProperties { canFocus = sheet == null }.semantics {
                paneTitle = title
                isTraversalGroup = true
            },
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            if (LocalShell.current.example) ExampleStrip(readFirst = id == ScreenId.Welcome)
            BoxWithConstraints(
                Modifier.weight(1f).fillMaxWidth().imePadding()
                    .windowInsetsPadding(WindowInsets.safeDrawing.only(SIDES)),
                contentAlignment = Alignment.TopCenter,
            ) {
                val height = maxHeight
                val flowing = IkdTheme.large || height < PINNED_FROM
                val barFlows = flowing && height < BAR_PINNED_FROM
                val bar = @Composable {
                    TopBar(title.takeIf { titlePlace == TitlePlace.Bar }, step, onBack, barAction)
                }
                CompositionLocalProvider(LocalFlowing provides flowing) {
                    Column(Modifier.fillMaxSize().widthIn(max = MAX_WIDTH)) {
                        if (!flowing) bar()
                        val page = Modifier.weight(1f).fillMaxWidth()
                        val scroll = rememberScrollState()
                        Column(if (fill && !flowing) page else page.verticalScroll(scroll)) {
                            if (flowing) bar()
                            Column(
                                Modifier.padding(IkdTheme.margin, 8.dp, IkdTheme.margin, 12.dp).fillMaxWidth()
                                    .then(if (fill && !flowing) Modifier.weight(1f) else Modifier),
                                verticalArrangement = Arrangement.spacedBy(16.dp),
                            ) {
                                if (titlePlace == TitlePlace.Page) Heading(title, suddenly)
                                content()
                            }
                            if (flowing) Actions(actions)
                            if (barFlows) bottomBar?.invoke()
                        }
                        if (!flowing) {
                            // Text that goes on below the edge is seen to be cut.
                            if (actions != null && !fill && scroll.canScrollForward) HorizontalDivider()
                            Actions(actions)
                        }
                        if (!barFlows) {
                            bottomBar?.let {
                                Box(Modifier.semantics { traversalIndex = AFTER_CONTENT }) { it() }
                            }
                        }
                    }
                }
            }
        }
        if (sheet != null) SheetOver(sheet)
    }
}

/** Whether the page is one scrolling column, with nothing pinned and nothing to fill. */
val LocalFlowing = staticCompositionLocalOf { false }

/** The title of a screen (H1). */
@Composable
fun Heading(title: String, suddenly: Boolean = false) {
    Text(
        title,
        style = IkdTheme.type.headline,
        modifier = Modifier.semantics {
            heading()
            if (suddenly) liveRegion = LiveRegionMode.Assertive
        },
    )
}

@Composable
private fun Actions(actions: (@Composable ColumnScope.() -> Unit)?) {
    if (actions == null) return
    Column(
        Modifier.padding(IkdTheme.margin, 4.dp, IkdTheme.margin, 12.dp).fillMaxWidth(),
        verticalArrangement = Arrangement.spacedBy(8.dp),
        content = actions,
    )
}

/** Traversal of a screen reader: after the content, whose index is 0. */
internal const val AFTER_CONTENT = 1f

private val SIDES = WindowInsetsSides.Horizontal + WindowInsetsSides.Bottom
private val MAX_WIDTH = 480.dp
private val PINNED_FROM = 460.dp
private val BAR_PINNED_FROM = 560.dp
