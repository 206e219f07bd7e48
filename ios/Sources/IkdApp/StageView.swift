import IkdCore
import SwiftUI

/// The one mapping from stages to screens: a new stage does not compile until it has one.
struct StageView: View {
    let stage: Stage
    @EnvironmentObject private var app: AppModel

    var body: some View {
        switch stage {
        case .welcome: WelcomeView(app)
        case .registering(let step): StepView(step: step)
        case .locked(_, let attemptsMentioned, let retryAfterMs):
            LockView(app, attemptsMentioned: attemptsMentioned, retryAfterMs: retryAfterMs)
        case .unlocked: UnlockedView(app)
        case .blocked(let reason): BlockedView(app, reason: reason)
        case .unusable(let reason): UnusableView(app, reason: reason)
        }
    }
}

/// The same for the steps of a registration.
struct StepView: View {
    let step: Step
    @EnvironmentObject private var app: AppModel

    var body: some View {
        switch step {
        case .officerNotice: NoticeView(app)
        case .terms: TermsView(app)
        case .form(let shape): FormView(FormModel(app), shape: shape)
        case .selfie: SelfieView(SelfieModel(app))
        case .uploading(let sent, let total): SendingView(app, sent: sent, total: total)
        case .officePairing: PairingView(app)
        case .awaitingDecision(let digits, let office): DecisionView(app, digits: digits, office: office)
        case .activation(let email, let expiresAt, let triesLeft, let resendAt):
            ActivationView(app, email: email, expiresAt: expiresAt, triesLeft: triesLeft, resendAt: resendAt)
        case .createPin: NewPinView(app)
        case .rejected(let reason, let note, let options):
            RejectedView(app, reason: reason, note: note, options: options)
        case .conflict(let options): ConflictView(app, options: options)
        case .expired: ExpiredView(app)
        }
    }
}
