package org.ikdcore.app.pictures

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Paint
import java.io.File
import org.ikdcore.ActivationEntry
import org.ikdcore.ActivationFault
import org.ikdcore.DeviceWarning
import org.ikdcore.Direction
import org.ikdcore.ErrorCode
import org.ikdcore.FormField
import org.ikdcore.FormInput
import org.ikdcore.FormShape
import org.ikdcore.Guidance
import org.ikdcore.Language
import org.ikdcore.LiveVerdict
import org.ikdcore.PinRule
import org.ikdcore.Sex
import org.ikdcore.app.model.CameraState
import org.ikdcore.app.model.Remedy
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.activation.ActivationActions
import org.ikdcore.app.ui.activation.ActivationScreen
import org.ikdcore.app.ui.activation.ActivationState
import org.ikdcore.app.ui.activation.CaptchaState
import org.ikdcore.app.ui.form.EntryHint
import org.ikdcore.app.ui.form.FormActions
import org.ikdcore.app.ui.form.FormScreen
import org.ikdcore.app.ui.form.FormState
import org.ikdcore.app.ui.giveup.GiveUpScreen
import org.ikdcore.app.ui.newpin.NewPinScreen
import org.ikdcore.app.ui.newpin.NewPinState
import org.ikdcore.app.ui.office.DigitsScreen
import org.ikdcore.app.ui.office.DigitsState
import org.ikdcore.app.ui.office.PairScanActions
import org.ikdcore.app.ui.office.PairScanScreen
import org.ikdcore.app.ui.office.PairScanState
import org.ikdcore.app.ui.office.PairShowScreen
import org.ikdcore.app.ui.office.PairShowState
import org.ikdcore.app.ui.office.WaitingScreen
import org.ikdcore.app.ui.office.WaitingState
import org.ikdcore.app.ui.parts.QrModules
import org.ikdcore.app.ui.selfie.SelfieActions
import org.ikdcore.app.ui.selfie.SelfieReviewScreen
import org.ikdcore.app.ui.selfie.SelfieScreen
import org.ikdcore.app.ui.selfie.SelfieState
import org.ikdcore.app.ui.sending.SendingScreen
import org.ikdcore.app.ui.sending.SendingState
import org.ikdcore.app.ui.welcome.CalledScreen
import org.ikdcore.app.ui.welcome.OfficerNoticeScreen
import org.ikdcore.app.ui.welcome.PhoneWarningScreen
import org.ikdcore.app.ui.welcome.TermsScreen
import org.ikdcore.app.ui.welcome.TermsState
import org.ikdcore.app.ui.welcome.TermsTextScreen
import org.ikdcore.app.ui.welcome.WelcomeScreen
import org.ikdcore.app.ui.welcome.WelcomeSheet
import org.ikdcore.app.ui.welcome.WelcomeState

private val example = ExampleData
private const val OFFICE = "Disdukcapil Kota Umpama"

/** 26 November 2026, 09.52 WIB. */
private const val EXPIRES = 1_795_661_520uL

private val empty = FormInput("", "", "")
private val short = FormInput("9971011708850001", "wahyu@contoh.id", "081234567890")
private val long = short.copy(
    name = "WAHYU SETYANTORO",
    sex = Sex.MALE,
    birthPlace = "UMPAMA",
    birthDate = "17-08-1985",
)
private val formActions = FormActions({ _, _ -> }, {}, {}, {}, {}, {})
private val selfieActions = SelfieActions({}, {}, {}, {}, {}, {})
private val scanActions = PairScanActions({}, {}, {}, {}, {}, {}, {})
private val activationActions = ActivationActions({}, {}, {}, {}, {}, {})
private val activation = ActivationState("w•••u@contoh.id", EXPIRES, 5, 48_000u, captcha = CaptchaState(captcha()))

/** A picture with strokes in it, as a captcha has. */
private fun captcha() = drawn(240, 72) { canvas, paint ->
    paint.color = Color.White
    canvas.drawRect(Rect(0f, 0f, 240f, 72f), paint)
    paint.color = Color.Black
    for (at in 0 until 6) canvas.drawRect(Rect(16f + at * 36, 14f + at % 3 * 6, 24f + at * 36, 52f + at % 2 * 8), paint)
}

/** A drawn person, so that no real face is in the pictures. */
internal fun drawnPhoto() = drawn(300, 400) { canvas, paint ->
    paint.color = Color(0xFFD3DEE2)
    canvas.drawRect(Rect(0f, 0f, 300f, 400f), paint)
    paint.color = Color(0xFFF4F7F8)
    canvas.drawOval(30f, 270f, 270f, 560f, paint)
    paint.color = Color(0xFF8A5A3C)
    canvas.drawOval(90f, 90f, 210f, 280f, paint)
    paint.color = Color(0xFF1F1410)
    canvas.drawOval(90f, 80f, 210f, 150f, paint)
}

private fun drawn(width: Int, height: Int, draw: (Canvas, Paint) -> Unit) =
    ImageBitmap(width, height).also { draw(Canvas(it), Paint()) }

private fun seen(
    guidance: Guidance?,
    direction: Direction? = null,
    progress: Float = 0f,
    mayTake: Boolean = false,
    light: Boolean = false,
) = LiveVerdict(guidance, direction, true, 1u, null, 1f, progress, false, mayTake, light)

@Composable
private fun Selfie(state: SelfieState) = SelfieScreen(state, selfieActions) { DrawnPerson(Modifier.fillMaxSize()) }

@Composable
private fun Scan(state: PairScanState) = PairScanScreen(state, scanActions) {}

@Composable
private fun Form(state: FormState) = FormScreen(state, formActions)

@Composable
private fun Activation(state: ActivationState) = ActivationScreen(state, activationActions)

/** The core's own text of the terms. */
@Composable
private fun terms(): String {
    val language = if (LocalTexts.current.language == Language.ENGLISH) "en" else "id"
    return File(System.getProperty("ikd.root"), "core/assets/terms/ikd-terms-1.$language.txt").readText()
}

private fun ownQr() = example.frame().let { QrModules(it.width.toInt(), it.quietZone.toInt(), it.modules) }

/** Every screen of the registration, in the states that look different. */
internal val registrationFixtures: List<Pair<String, @Composable () -> Unit>> = listOf(
    "welcome" to { WelcomeScreen(WelcomeState(), {}, {}, {}) },
    "welcome-status" to { WelcomeScreen(WelcomeState(WelcomeSheet.Status), {}, {}, {}) },
    "welcome-sign-in" to { WelcomeScreen(WelcomeState(WelcomeSheet.SignIn), {}, {}, {}) },
    "phone-warning" to { PhoneWarningScreen(DeviceWarning.entries, false, {}, {}, {}) },
    "notice" to { OfficerNoticeScreen(false, null, {}, {}, {}) },
    "called" to { CalledScreen({}, {}) },
    "terms" to { TermsScreen(TermsState(agreed = true), {}, {}, {}, {}) },
    "terms-missing" to { TermsScreen(TermsState(missing = true), {}, {}, {}, {}) },
    "terms-text" to { TermsTextScreen(terms(), null, {}) },
    "form" to { Form(FormState(FormShape.SHORT, empty)) },
    "form-faults" to {
        Form(
            FormState(
                FormShape.SHORT,
                short.copy(nik = "997101170885000", email = "wahyu@gmial.com"),
                faults = mapOf(FormField.NIK to "form_nik_wrong_length"),
                hints = mapOf(FormField.EMAIL to EntryHint("form_email_likely_typo", "wahyu@gmail.com")),
            ),
        )
    },
    "form-long" to { Form(FormState(FormShape.LONG, long)) },
    "form-long-faults" to {
        Form(
            FormState(
                FormShape.LONG,
                long.copy(sex = null, birthDate = "31-02-1985"),
                faults = mapOf(FormField.SEX to "form_sex_missing", FormField.BIRTH_DATE to "form_date_no_such_day"),
                failedTouches = 1,
            ),
        )
    },
    "form-offline" to { Form(FormState(FormShape.SHORT, short, amend = true, failure = example.offline)) },
    "selfie" to { Selfie(SelfieState(CameraState.Running, seen(Guidance.MOVE_CLOSER))) },
    "selfie-direction" to { Selfie(SelfieState(CameraState.Running, seen(Guidance.CENTRE_FACE, Direction.LEFT))) },
    "selfie-good" to { Selfie(SelfieState(CameraState.Running, seen(null, progress = 0.6f, mayTake = true))) },
    "selfie-advice" to { Selfie(SelfieState(CameraState.Running, seen(Guidance.REMOVE_GLASSES, mayTake = true))) },
    "selfie-dark" to { Selfie(SelfieState(CameraState.Running, seen(Guidance.FACE_TOO_DARK, light = true))) },
    "selfie-not-allowed" to { Selfie(SelfieState(CameraState.NotAllowed)) },
    "selfie-in-use" to { Selfie(SelfieState(CameraState.InUse)) },
    "selfie-no-camera" to { Selfie(SelfieState(CameraState.Missing, otherLens = true)) },
    "selfie-review" to { SelfieReviewScreen(drawnPhoto(), false, false, null, {}, {}) },
    "selfie-review-advice" to { SelfieReviewScreen(drawnPhoto(), true, false, null, {}, {}) },
    "sending" to { SendingScreen(SendingState(48_000u, 112_000u, 60_000u, slow = true), {}, {}) },
    "sending-preparing" to { SendingScreen(SendingState(0u, 0u), {}, {}) },
    "sending-offline" to {
        SendingScreen(SendingState(48_000u, 112_000u, running = false, failure = example.offline), {}, {})
    },
    "pair-scan" to { Scan(PairScanState(CameraState.Running)) },
    "pair-scan-other" to {
        val other = example.failure(ErrorCode.NOT_A_PAIRING_QR, Remedy.Correct)
        Scan(PairScanState(CameraState.Running, failure = other))
    },
    "pair-scan-untrusted" to {
        val untrusted = example.failure(ErrorCode.PAIRING_UNTRUSTED, Remedy.Correct)
        Scan(PairScanState(CameraState.Running, failure = untrusted))
    },
    "pair-confirm" to { Scan(PairScanState(CameraState.Running, OFFICE)) },
    "pair-show" to { PairShowScreen(PairShowState(ownQr(), 87_000u), {}, {}) },
    "pair-show-expired" to { PairShowScreen(PairShowState(ownQr(), 0u), {}, {}) },
    "digits" to { DigitsScreen(DigitsState("3165", OFFICE), {}, {}, {}) },
    "digits-differ" to { DigitsScreen(DigitsState("3165", OFFICE, differ = true), {}, {}, {}) },
    "waiting" to { WaitingScreen(WaitingState("3165", OFFICE), {}, {}) },
    "waiting-offline" to { WaitingScreen(WaitingState("3165", OFFICE, failure = example.offline), {}, {}) },
    "give-up" to { GiveUpScreen(false, null, {}, {}) },
    "activation" to { Activation(activation.copy(code = "714")) },
    "activation-wrong" to {
        val wrong = example.failure(ErrorCode.WRONG_CODE, Remedy.EnterCode(4))
        val fault = ActivationFault(ActivationEntry.CODE, emptyCode = true, newCaptcha = true, needsNewCode = false)
        Activation(activation.copy(triesLeft = 4, resendInMs = 0u, failure = wrong, fault = fault))
    },
    "activation-question" to {
        val question = CaptchaState(question = "Berapa tiga ditambah empat?", asQuestion = true)
        Activation(activation.copy(code = "714205", captcha = question, resent = true))
    },
    "activation-expired" to {
        val expired = example.failure(ErrorCode.CODE_EXPIRED, Remedy.Correct)
        val fault = ActivationFault(null, emptyCode = true, newCaptcha = true, needsNewCode = true)
        Activation(activation.copy(resendInMs = 0u, failure = expired, fault = fault))
    },
    "new-pin" to { NewPinScreen(NewPinState("4829"), {}, {}) },
    "new-pin-easy" to {
        val easy = example.failure(ErrorCode.PIN_TOO_EASY, Remedy.ChoosePin(PinRule.SERIES))
        NewPinScreen(NewPinState(failure = easy), {}, {})
    },
    "new-pin-working" to { NewPinScreen(NewPinState(repeating = true, busy = true), {}, {}) },
)
