package org.ikdcore.app.model

import org.ikdcore.ErrorCode
import org.ikdcore.ErrorText
import org.ikdcore.FormFault
import org.ikdcore.Guidance
import org.ikdcore.IkdException
import org.ikdcore.PinRule
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.errorText

/** What a failed call means for the person: the sentence to show, and what can be done. */
data class Failure(
    val code: ErrorCode,
    val text: TextKey,
    /** To tell an officer or the support. */
    val number: Int,
    val cure: Cure,
)

/** What can be done after a failure; the screens answer each. */
sealed interface Cure {
    /** The input or the scanned code is asked for again, at its field. */
    data object Correct : Cure

    data class CorrectForm(val faults: List<FormFault>) : Cure

    data class ChoosePin(val rule: PinRule) : Cure

    data class EnterPin(val attemptsLeft: Int, val retryAfterMs: ULong) : Cure

    data class EnterCode(val triesLeft: Int) : Cure

    data class TakeAgain(val guidance: List<Guidance>) : Cure

    /** Counts down: [retryAfterMs] from now, or until [notBefore], seconds since 1970. */
    data class Wait(val retryAfterMs: ULong?, val notBefore: ULong?) : Cure

    /** The stage has changed meanwhile; it is drawn again. */
    data object Redraw : Cure

    data object Unlock : Cure

    /** Everything is kept; the person tries again when the phone is online. */
    data object Connect : Cure

    /** The reason is shown; trying again does not help. */
    data object None : Cure

    data object UpdateApp : Cure

    /** The phone failed; it may work at the next try. */
    data object TryAgain : Cure

    /** The phone failed and will fail again: somebody must help, by [number]. */
    data class AskForHelp(val number: Int) : Cure

    /** Only erasing the data and registering again helps; the stage shows it. */
    data object Erase : Cure

    /** The person stopped it and needs no message. */
    data object Silence : Cure

    /** The app has a defect: its number is told to an officer. */
    data object Report : Cure
}

/** Exhaustive: a new kind of error does not compile until somebody has decided what the person can do. */
fun failure(error: IkdException, textOf: (ErrorCode) -> ErrorText = ::errorText): Failure = when (error) {
    is IkdException.InvalidInput -> textOf(error.code).with(Cure.Correct)
    is IkdException.InvalidForm -> textOf(error.code).with(Cure.CorrectForm(error.faults))
    is IkdException.UnsuitablePin -> textOf(error.code).with(Cure.ChoosePin(error.rule))
    is IkdException.WrongPin ->
        textOf(error.code).with(Cure.EnterPin(error.attemptsLeft.toInt(), error.retryAfterMs))
    is IkdException.WrongCode -> textOf(error.code).with(Cure.EnterCode(error.triesLeft.toInt()))
    is IkdException.Retake -> textOf(error.code).with(Cure.TakeAgain(error.guidance))
    is IkdException.Wait -> textOf(error.code).with(Cure.Wait(error.retryAfterMs, error.notBefore))
    is IkdException.NotNow -> textOf(error.code).with(Cure.Redraw)
    is IkdException.UnlockNeeded -> textOf(error.code).with(Cure.Unlock)
    is IkdException.ConnectionNeeded -> textOf(error.code).with(Cure.Connect)
    is IkdException.Refused -> textOf(error.code).with(Cure.None)
    is IkdException.NotAccepted -> textOf(error.code).with(Cure.None)
    is IkdException.UpdateNeeded -> textOf(error.code).with(Cure.UpdateApp)
    is IkdException.Device ->
        textOf(error.code).with(if (error.transient) Cure.TryAgain else Cure.AskForHelp(error.number))
    is IkdException.Unrecoverable -> textOf(error.code).with(Cure.Erase)
    is IkdException.Cancelled -> textOf(error.code).with(Cure.Silence)
    is IkdException.Defect -> textOf(error.code).with(Cure.Report)
}

private fun ErrorText.with(cure: Cure) = Failure(code, TextKey.of(key), number.toInt(), cure)
