package org.ikdcore.app.ui.applications

import androidx.compose.runtime.Composable
import androidx.compose.ui.unit.dp
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.failureText
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey

/**
 * The message of a page of an application. Unlike those of a stage it also says that something is not possible now, such
 * as one draft too many: no other screen comes and shows why.
 */
@Composable
fun ApplicationFailure(failure: Failure?, onOther: (String) -> Unit = {}) {
    when (val remedy = failure?.remedy) {
        null -> Unit
        Remedy.Redraw -> Note(NoteKind.Error, failureText(failure), live = Live.Assertive)
        is Remedy.SeeApplication -> Note(NoteKind.Warning, failureText(failure), live = Live.Assertive) {
            InlineAction(text(TextKey.APPLICATION_STATUS_OTHER), { onOther(remedy.id) }, padding = 0.dp)
        }
        else -> FailureNote(failure, onRetry = null)
    }
}
