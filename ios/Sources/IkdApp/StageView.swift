import IkdCore
import SwiftUI

/// The one mapping from stages to screens: a new stage does not compile until it has one.
struct StageView: View {
    let stage: Stage
    @EnvironmentObject private var app: AppModel

    var body: some View {
        switch stage {
        case .welcome: WelcomeView(model: WelcomeModel(app))
        case .registering(let step): StepView(step: step)
        case .locked(_, let attemptsMentioned, let retryAfterMs):
            LockView(model: LockModel(app), attemptsMentioned: attemptsMentioned, retryAfterMs: retryAfterMs)
        case .unlocked: UnlockedView(model: UnlockedModel(app))
        case .blocked(let reason): BlockedView(model: DeadEndModel(app), reason: reason)
        case .unusable(let reason): UnusableView(model: DeadEndModel(app), reason: reason)
        }
    }
}

/// The same for the steps of a registration.
struct StepView: View {
    let step: Step
    @EnvironmentObject private var app: AppModel

    var body: some View {
        switch step {
        case .officerNotice: NoticeView(model: NoticeModel(app))
        case .terms: TermsView(model: TermsModel(app))
        case .form(let shape): FormView(model: FormModel(app), shape: shape)
        case .selfie: SelfieView(model: SelfieModel(app))
        case .uploading(let sent, let total): SendingView(model: SendingModel(app), sent: sent, total: total)
        case .officePairing: PairingView(model: PairingModel(app))
        case .awaitingDecision(let digits, let office):
            DecisionView(model: DecisionModel(app), digits: digits, office: office)
        case .activation(let email, let expiresAt, let triesLeft, let resendAt):
            ActivationView(
                model: ActivationModel(app), email: email, expiresAt: expiresAt, triesLeft: triesLeft,
                resendAt: resendAt)
        case .createPin: NewPinView(model: NewPinModel(app, changes: false))
        case .rejected(let reason, let note, let options):
            RejectedView(model: DeadEndModel(app), reason: reason, note: note, options: options)
        case .conflict(let options): ConflictView(model: DeadEndModel(app), options: options)
        case .expired: ExpiredView(model: DeadEndModel(app))
        }
    }
}
