package org.ikdcore.app.ui

import androidx.compose.animation.Crossfade
import androidx.compose.animation.ExperimentalAnimationApi
import androidx.compose.animation.core.snap
import androidx.compose.animation.core.tween
import androidx.compose.animation.core.updateTransition
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.ikdcore.Stage
import org.ikdcore.Step
import org.ikdcore.app.model.AppModel
import org.ikdcore.app.model.kindOf
import org.ikdcore.app.ui.activation.ActivationRoute
import org.ikdcore.app.ui.deadends.BlockedRoute
import org.ikdcore.app.ui.deadends.ConflictRoute
import org.ikdcore.app.ui.deadends.ExpiredRoute
import org.ikdcore.app.ui.deadends.RejectedRoute
import org.ikdcore.app.ui.deadends.UnusableRoute
import org.ikdcore.app.ui.deadends.UpdateRoute
import org.ikdcore.app.ui.form.FormRoute
import org.ikdcore.app.ui.home.UnlockedRoute
import org.ikdcore.app.ui.lock.LockRoute
import org.ikdcore.app.ui.newpin.NewPinRoute
import org.ikdcore.app.ui.office.DecisionRoute
import org.ikdcore.app.ui.office.PairingRoute
import org.ikdcore.app.ui.selfie.SelfieRoute
import org.ikdcore.app.ui.sending.SendingRoute
import org.ikdcore.app.ui.welcome.OfficerNoticeRoute
import org.ikdcore.app.ui.welcome.TermsRoute
import org.ikdcore.app.ui.welcome.WelcomeRoute

/** Draws the stage. There is no other navigation: which screen follows is what the core says. */
@OptIn(ExperimentalAnimationApi::class)
@Composable
fun StageScreen(app: AppModel) {
    val stage by app.stage.collectAsState()
    app.updateNeeded?.let { return UpdateRoute(it) }
    val fade = if (LocalShell.current.reducedMotion) snap<Float>() else tween(FADE_MS)
    // Stages of one kind are one screen: it is redrawn in place.
    updateTransition(stage, label = "stage").Crossfade(animationSpec = fade, contentKey = ::kindOf) { Screens(app, it) }
}

/** One screen for each stage. Exhaustive: a new stage does not compile until it has a screen. */
@Composable
private fun Screens(app: AppModel, stage: Stage) = when (stage) {
    Stage.Welcome -> WelcomeRoute(app)
    is Stage.Registering -> RegistrationScreen(app, stage.step)
    is Stage.Locked -> LockRoute(app, stage)
    Stage.Unlocked -> UnlockedRoute(app)
    is Stage.Blocked -> BlockedRoute(app, stage.reason)
    is Stage.Unusable -> UnusableRoute(app, stage.reason)
}

/** One screen for each step of the registration. */
@Composable
private fun RegistrationScreen(app: AppModel, step: Step) = when (step) {
    Step.OfficerNotice -> OfficerNoticeRoute(app)
    Step.Terms -> TermsRoute(app)
    is Step.Form -> FormRoute(app)
    Step.Selfie -> SelfieRoute(app)
    is Step.Uploading -> SendingRoute(app, step)
    Step.OfficePairing -> PairingRoute(app)
    is Step.AwaitingDecision -> DecisionRoute(app, step)
    is Step.Activation -> ActivationRoute(app, step)
    Step.CreatePin -> NewPinRoute(app)
    is Step.Rejected -> RejectedRoute(app, step)
    is Step.Conflict -> ConflictRoute(app, step)
    Step.Expired -> ExpiredRoute(app)
}

private const val FADE_MS = 150
