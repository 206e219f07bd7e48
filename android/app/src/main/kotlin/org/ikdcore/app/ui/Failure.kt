package org.ikdcore.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.ikdcore.app.model.Failure
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.InlineAction
import org.ikdcore.app.ui.parts.Live
import org.ikdcore.app.ui.parts.Note
import org.ikdcore.app.ui.parts.NoteKind
import org.ikdcore.app.ui.parts.duration
import org.ikdcore.app.ui.texts.TextKey

/** The sentence of a failure with its numbers filled in. */
@Composable
@ReadOnlyComposable
fun failureText(failure: Failure, remainingMs: ULong? = null): String = LocalTexts.current.of(failure, remainingMs)

/** [remainingMs] replaces the waiting time that the failure began with. */
fun Texts.of(failure: Failure, remainingMs: ULong? = null): String {
    val remedy = failure.remedy
    val args = failure.text.placeholders.map { name ->
        name to when (name) {
            "attempts_left" -> (remedy as Remedy.EnterPin).attemptsLeft
            "tries_left" -> (remedy as Remedy.EnterCode).triesLeft
            "wait" -> duration(remainingMs ?: (remedy as Remedy.Wait).retryAfterMs)
            "number" -> failure.number
            else -> error("no value for {$name} in ${failure.text.key}")
        }
    }
    return get(failure.text, *args.toTypedArray())
}

/**
 * The message of a page for a failure that belongs to no field. [onRetry] is offered where trying again can help; how
 * long to wait is said in words and counted down by the model ([remainingMs]).
 *
 * Exhaustive: a new remedy does not compile until it has a look.
 */
@Composable
fun FailureNote(
    failure: Failure?,
    onRetry: (() -> Unit)?,
    modifier: Modifier = Modifier,
    remainingMs: ULong? = null,
) {
    if (failure == null) return
    val sentence = failureText(failure, remainingMs)
    val retry: (@Composable () -> Unit)? = onRetry?.let {
        { InlineAction(text(TextKey.COMMON_RETRY), it, padding = 0.dp) }
    }
    when (val remedy = failure.remedy) {
        Remedy.Connect ->
            Note(NoteKind.Info, sentence, modifier, icon = Icons.Offline, live = Live.Polite, action = retry)
        Remedy.TryAgain -> Note(NoteKind.Error, sentence, modifier, live = Live.Assertive, action = retry)
        is Remedy.AskForHelp -> Note(
            NoteKind.Error,
            sentence + "\n" + text(TextKey.DEFECT_NUMBER, "number" to "${failure.number}-${remedy.number}"),
            modifier,
            live = Live.Assertive,
        )
        Remedy.Silence, Remedy.Redraw, Remedy.Unlock, Remedy.UpdateApp, Remedy.Erase -> Unit
        Remedy.Correct,
        is Remedy.CorrectForm,
        is Remedy.CorrectAnswers,
        is Remedy.SeeApplication,
        is Remedy.ChoosePin,
        is Remedy.EnterPin,
        is Remedy.EnterCode,
        is Remedy.TakeAgain,
        is Remedy.Wait,
        Remedy.None,
        Remedy.Report,
        -> Note(NoteKind.Error, sentence, modifier, live = Live.Assertive)
    }
}
