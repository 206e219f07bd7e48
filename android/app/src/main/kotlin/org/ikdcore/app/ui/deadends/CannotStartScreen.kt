package org.ikdcore.app.ui.deadends

import androidx.compose.runtime.Composable
import org.ikdcore.app.model.DeadEndState
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.SymbolKind
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/** The core did not open, so that there is no stage to draw. */
@Composable
fun CannotStartScreen(failure: Failure, onRetry: () -> Unit) = DeadEnd(
    ScreenId.CannotStart,
    Symbol(Icons.Error, SymbolKind.Error),
    text(TextKey.CANNOT_START_TITLE),
    failureText(failure),
    DeadEndState(),
    actions = { FilledAction(text(TextKey.COMMON_RETRY), onRetry) },
)
