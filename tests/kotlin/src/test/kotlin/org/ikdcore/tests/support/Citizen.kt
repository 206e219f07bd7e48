package org.ikdcore.tests.support

import kotlinx.coroutines.runBlocking
import org.ikdcore.FormInput
import org.ikdcore.FormShape
import org.ikdcore.Ikd
import org.ikdcore.Language
import org.ikdcore.Registration
import org.ikdcore.Selfie
import org.ikdcore.Stage
import org.ikdcore.Step
import java.nio.file.Path

/** The PIN of every test: not a date, not a pattern, not in anybody's numbers. */
const val PIN = "583019"

/**
 * Somebody with the app in hand. Does what the stage asks for, as a shell's screens would: everything a shell knows about
 * the order of things is in [takeStep].
 */
class Citizen(private val person: Person) {
    /** Takes steps until the stage is as wanted; [onStage] hears of each stage before its step is taken. */
    suspend fun walk(app: Ikd, onStage: (Stage) -> Unit = {}, until: (Stage) -> Boolean) {
        while (true) {
            val stage = app.stage()
            onStage(stage)
            if (until(stage)) return
            takeStep(app, stage)
        }
    }

    /** What a screen for this stage does when its person taps on. */
    suspend fun takeStep(app: Ikd, stage: Stage) {
        when (stage) {
            is Stage.Welcome -> app.registration().use { it.begin(FormShape.SHORT) }
            is Stage.Registering -> app.registration().use { register(app, it, stage.step) }
            is Stage.Locked -> app.lock().use { it.unlock(PIN) }
            is Stage.Unlocked -> app.documents().use { it.sync() }
            is Stage.Blocked, is Stage.Unusable -> error("a dead end: $stage")
        }
    }

    private suspend fun register(app: Ikd, registration: Registration, step: Step) {
        when (step) {
            is Step.OfficerNotice -> registration.acknowledgeOfficerNotice()
            is Step.Terms -> registration.acceptTerms(Language.INDONESIAN)
            is Step.Form ->
                registration.submitForm(
                    FormInput(nik = person.nik, email = person.email, phone = "0812 3456 7890"),
                )
            is Step.Selfie -> {
                val portrait = Selfie().use { it.portrait(photograph.slice()) }
                registration.takePortrait(direct(portrait.jpeg))
            }
            is Step.Uploading -> registration.submit()
            is Step.OfficePairing -> registration.pairWithCounter(Sandbox.pairingOffer())
            is Step.AwaitingDecision -> {
                Sandbox.approve(step.digits)
                registration.checkStatus()
            }
            is Step.Activation -> {
                val captcha = registration.captcha(Language.INDONESIAN)
                val code = Sandbox.activationCode(person.email)
                registration.activate(code, captcha.id, Sandbox.captchaAnswer(captcha.id))
            }
            is Step.CreatePin -> app.lock().use { it.createPin(PIN, PIN) }
            is Step.Rejected, is Step.Conflict, is Step.Expired -> error("a dead end: $step")
        }
    }

    companion object {
        /** Who holds [registeredPhone]. */
        val holder by lazy { Sandbox.adults.first() }

        /** What [stagesOfTheJourney] gives. */
        private val stages = mutableListOf<Stage>()

        /** A phone with documents on it, made once by a whole journey; tests work on copies of it. */
        private val registeredPhone by lazy {
            Sandbox.liftLimits()
            val phone = Phone(Sandbox.folder.resolve("registered"))
            phone.open().use { app ->
                runBlocking {
                    Citizen(holder).walk(app, onStage = stages::add) { it is Stage.Unlocked }
                    // The sync that a new PIN begins in the background has its turn before this one.
                    app.documents().use { it.sync() }
                }
                app.lock().use { it.lock() }
            }
            phone
        }

        /** Each stage of the journey that made the phones of these tests. */
        val stagesOfTheJourney: List<Stage>
            get() = synchronized(this) { registeredPhone.let { stages } }

        /** A phone of its own with documents on it, locked. */
        fun phoneWithDocuments(folder: Path) = synchronized(this) { registeredPhone.copyTo(folder) }
    }
}
