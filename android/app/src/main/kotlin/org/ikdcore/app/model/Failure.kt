package org.ikdcore.app.model

import org.ikdcore.ErrorCode
import org.ikdcore.ErrorText
import org.ikdcore.FormFault
import org.ikdcore.Guidance
import org.ikdcore.IkdException
import org.ikdcore.PinRule
import org.ikdcore.Problem
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.errorText

/** What a failed call means for the person: the sentence to show, and what can be done. */
data class Failure(
    val code: ErrorCode,
    val text: TextKey,
    /** To tell an officer or the support. */
    val number: Int,
    val remedy: Remedy,
)

/** What can be done after a failure; the screens answer each. */
sealed interface Remedy {
    /** The input or the scanned code is asked for again, at its field. */
    data object Correct : Remedy

    data class CorrectForm(val faults: List<FormFault>) : Remedy

    /** Answers or papers of an application are corrected, each at its place. */
    data class CorrectAnswers(val problems: List<Problem>) : Remedy

    /** Another application for the same service and person is under way: the person looks at it. */
    data class SeeApplication(val id: String) : Remedy

    data class ChoosePin(val rule: PinRule) : Remedy

    data class EnterPin(val attemptsLeft: Int, val retryAfterMs: ULong) : Remedy

    data class EnterCode(val triesLeft: Int) : Remedy

    data class TakeAgain(val guidance: List<Guidance>) : Remedy

    /** Counts down: [retryAfterMs] from now. */
    data class Wait(val retryAfterMs: ULong) : Remedy

    /** The stage has changed meanwhile; it is drawn again. */
    data object Redraw : Remedy

    data object Unlock : Remedy

    /** Everything is kept; the person tries again when the phone is online. */
    data object Connect : Remedy

    /** The reason is shown; trying again does not help. */
    data object None : Remedy

    data object UpdateApp : Remedy

    /** The phone failed; it may work at the next try. */
    data object TryAgain : Remedy

    /** The phone failed and will fail again: somebody must help, by [number]. */
    data class AskForHelp(val number: Int) : Remedy

    /** Only erasing the data and registering again helps; the stage shows it. */
    data object Erase : Remedy

    /** The person stopped it and needs no message. */
    data object Silence : Remedy

    /** The app has a defect: its number is told to an officer. */
    data object Report : Remedy
}

/** Exhaustive: a new kind of error does not compile until somebody has decided what the person can do. */
fun failure(error: IkdException, textOf: (ErrorCode) -> ErrorText = ::errorText): Failure = when (error) {
    is IkdException.InvalidInput -> textOf(error.code).with(Remedy.Correct)
    is IkdException.InvalidForm -> textOf(error.code).with(Remedy.CorrectForm(error.faults))
    is IkdException.InvalidAnswers -> textOf(error.code).with(Remedy.CorrectAnswers(error.problems))
    is IkdException.AlreadyOpen -> textOf(error.code).with(Remedy.SeeApplication(error.application))
    is IkdException.UnsuitablePin -> textOf(error.code).with(Remedy.ChoosePin(error.rule))
    is IkdException.WrongPin ->
        textOf(error.code).with(Remedy.EnterPin(error.attemptsLeft.toInt(), error.retryAfterMs))
    is IkdException.WrongCode -> textOf(error.code).with(Remedy.EnterCode(error.triesLeft.toInt()))
    is IkdException.Retake -> textOf(error.code).with(Remedy.TakeAgain(error.guidance))
    is IkdException.Wait -> textOf(error.code).with(Remedy.Wait(error.retryAfterMs))
    is IkdException.NotNow -> textOf(error.code).with(Remedy.Redraw)
    is IkdException.UnlockNeeded -> textOf(error.code).with(Remedy.Unlock)
    is IkdException.ConnectionNeeded -> textOf(error.code).with(Remedy.Connect)
    is IkdException.Refused -> textOf(error.code).with(Remedy.None)
    is IkdException.NotAccepted -> textOf(error.code).with(Remedy.None)
    // A form that is too new closes one service, and not the app.
    is IkdException.UpdateNeeded ->
        textOf(error.code).with(if (error.code == ErrorCode.FORM_TOO_NEW) Remedy.None else Remedy.UpdateApp)
    is IkdException.Device ->
        textOf(error.code).with(if (error.transient) Remedy.TryAgain else Remedy.AskForHelp(error.number))
    is IkdException.Unrecoverable -> textOf(error.code).with(Remedy.Erase)
    is IkdException.Cancelled -> textOf(error.code).with(Remedy.Silence)
    is IkdException.Defect -> textOf(error.code).with(Remedy.Report)
}

private fun ErrorText.with(remedy: Remedy) = Failure(code, TextKey.of(key), number.toInt(), remedy)
