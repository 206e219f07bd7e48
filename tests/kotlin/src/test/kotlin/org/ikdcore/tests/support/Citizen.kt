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

/** The PIN of every test: no date, no pattern, not part of a personal number. */
const val PIN = "583019"

/**
 * A person who uses the app. Takes the step that the stage asks for, as a shell's screens do: all knowledge about the
 * order of steps is in [takeStep].
 */
class Citizen(private val person: Person) {
    /** Takes steps until the wanted stage; calls [onStage] with each stage before its step. */
    suspend fun walk(app: Ikd, onStage: (Stage) -> Unit = {}, until: (Stage) -> Boolean) {
        while (true) {
            val stage = app.stage()
            onStage(stage)
            if (until(stage)) return
            takeStep(app, stage)
        }
    }

    /** What the screen of this stage does when the person continues. */
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
                portrait.use(registration::takePortrait)
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
        /** The holder of [registeredPhone]. */
        val holder by lazy { Sandbox.adults.first() }

        /** The value of [stagesOfTheJourney]. */
        private val stages = mutableListOf<Stage>()

        /** A phone with documents on it, made once by a whole journey; tests work on copies of it. */
        private val registeredPhone by lazy {
            Sandbox.liftLimits()
            val phone = Phone(Sandbox.folder.resolve("registered"))
            phone.open().use { app ->
                runBlocking {
                    Citizen(holder).walk(app, onStage = stages::add) { it is Stage.Unlocked }
                    // The background sync that starts with a new PIN runs before this one.
                    app.documents().use { it.sync() }
                }
                app.lock().use { it.lock() }
            }
            phone
        }

        /** Each stage of the journey that made the phones of these tests. */
        val stagesOfTheJourney: List<Stage>
            get() = synchronized(this) { registeredPhone.let { stages } }

        /** A copy of a registered phone with documents, locked. */
        fun phoneWithDocuments(folder: Path) = synchronized(this) { registeredPhone.copyTo(folder) }
    }
}
