package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import org.ikdcore.ApplicationReview
import org.ikdcore.BiometricStatus
import org.ikdcore.FaceCheckState
import org.ikdcore.FacePurpose
import org.ikdcore.FaceStep
import org.ikdcore.IkdException

/** What will be sent, as far as the person has declared it. */
data class ReviewState(
    /** `null`: not read yet. */
    val review: ApplicationReview? = null,
    val declared: Boolean = false,
    /** The person wanted to send without declaring. */
    val undeclared: Boolean = false,
    /** Changes with each touch that found no declaration: it is shown again. */
    val failedTouches: Int = 0,
    val pinNeeded: Boolean = false,
    /** A finger or the face may take the place of the PIN. */
    val biometric: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
    val pinFailure: Failure? = null,
    /** Where the face check stands, if the service asks for one. */
    val face: FaceCheckState? = null,
)

/** Reviews the application that is open, and queues it. [onQueued] is called when it waits to be sent. */
class ReviewModel(
    private val app: AppModel,
    private val opened: OpenApplicationModel,
    private val onQueued: () -> Unit,
) : AutoCloseable {
    private val reading = Operation(app)
    private val queueing = Operation(app)
    private val proving = Operation(app)
    private var review by mutableStateOf<ApplicationReview?>(null)
    private var declared by mutableStateOf(false)
    private var undeclared by mutableStateOf(false)
    private var failedTouches by mutableIntStateOf(0)
    private var pinNeeded by mutableStateOf(false)
    private var biometric by mutableStateOf(false)
    private var face by mutableStateOf<FaceCheckState?>(null)

    /** The photo of the face, while one is taken for this application. */
    var selfie by mutableStateOf<SelfieModel?>(null)
        private set

    val state: ReviewState
        get() = ReviewState(
            review, declared, undeclared, failedTouches, pinNeeded, biometric, queueing.busy || proving.busy,
            queueing.failure ?: reading.failure, proving.failure, face,
        )

    /** The review is opened. What was declared before an answer changed is declared again. */
    fun begin() {
        declared = false
        undeclared = false
        failedTouches = 0
        face = null
        end()
        queueing.forget()
        reading.start {
            review = null
            review = app.applications { review(opened.opened) }
        }
    }

    fun declare(on: Boolean) {
        declared = on
        undeclared = undeclared && !on
    }

    /** Queues it; before that the face is photographed and the PIN typed, where that is needed. */
    fun send() {
        if (!declared) {
            undeclared = true
            failedTouches++
            return
        }
        queueing.start {
            if (review?.face == FaceStep.NEEDED && !mayBeQueued()) return@start
            queue()
        }
    }

    /** Shows the face for the application that is open and queued; [then] sends it. */
    fun showFace(then: () -> Unit) {
        face = null
        queueing.start { if (faceIsThere { then() }) then() }
    }

    fun prove(pin: String) = proveBy { app.lock { verifyUser(pin) } }

    fun proveByBiometric() = proveBy { app.lock { verifyUserByBiometric() } }

    /** Closes the question for the PIN, and the camera. */
    fun end() {
        pinNeeded = false
        proving.forget()
        endSelfie()
    }

    override fun close() = end()

    private fun endSelfie() {
        selfie?.close()
        selfie = null
    }

    private fun proveBy(work: suspend () -> Unit) = proving.start {
        work()
        pinNeeded = false
        // Not as a part of this: its failures are shown by the sheet, which is closed now.
        queueing.start { queue() }
    }

    private suspend fun queue() {
        try {
            app.applications { queue(opened.opened) }
        } catch (_: IkdException.UnlockNeeded) {
            biometric = app.lock { biometricStatus() } == BiometricStatus.READY
            pinNeeded = true
            return
        } catch (error: IkdException.InvalidAnswers) {
            review = app.applications { review(opened.opened) }
            throw error
        }
        onQueued()
    }

    /** Without a network it is queued, and waits for the face there. */
    private suspend fun mayBeQueued(): Boolean = try {
        faceIsThere { queue() }
    } catch (_: IkdException.ConnectionNeeded) {
        true
    }

    /**
     * Whether the service has a photo of the face for this application; opens the camera if it has not, and continues
     * with [then] once it has.
     */
    private suspend fun faceIsThere(then: suspend () -> Unit): Boolean {
        val state = face.takeIf { it.isThere } ?: app.faceChecks { request(FacePurpose.APPLICATION, opened.opened) }
        face = state
        if (state.isThere) return true
        if (state is FaceCheckState.Open || state is FaceCheckState.Refused && state.triesLeft > 0u) openCamera(then)
        return false
    }

    private fun openCamera(then: suspend () -> Unit) {
        endSelfie()
        selfie = SelfieModel(
            app,
            send = { portrait ->
                face = app.faceChecks { answer(portrait) }
                // The sheet for the PIN or the reason of a refusal is on the screen behind.
                endSelfie()
                if (face.isThere) queueing.start { then() }
            },
            leave = ::endSelfie,
        )
    }

    /** A photo that is being compared is enough: the officer waits for the result. */
    private val FaceCheckState?.isThere get() = this == FaceCheckState.Pending || this == FaceCheckState.Accepted
}
