import IkdCore
import SwiftUI

/// The officer or the record refused: why, and every way on.
struct RejectedView: View {
    @StateObject var model: DeadEndModel
    let reason: RejectionReason
    let note: String?
    let options: [RejectionOption]
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        switch model.correction {
        case .form?:
            FormView(model: FormModel(app, leaveCorrection: model.stopCorrecting), shape: shape)
        case .photo?: SelfieView(model: SelfieModel(app, for: .correction(leave: model.stopCorrecting)))
        case nil: rejected
        }
    }

    /// The form asks for what it asked for at first.
    private var shape: FormShape { (try? app.ikd.registration().formShape()) ?? app.formShape }

    private var rejected: some View {
        Screen(.rejected, texts(.stepRejected)) {
            BigSymbol(icon: .document, isError: false)
            Text(texts(reason.text))
            if let note {
                Panel { RowWords(title: note, detail: texts(.rejectedNote)) }
            }
            if options.contains(.form) { Text(texts(.rejectedKept)).foregroundColor(Palette.onSurfaceVariant) }
            if !options.contains(.form), !options.contains(.photo) { Text(texts(.rejectedOfficeHelp)) }
            FailureNote(model.failure)
        } actions: {
            ForEach(options, id: \.self) { option in
                ActionButton(
                    texts(option.text), option == options.first ? .filled : .outlined, isWorking: model.isWorking
                ) { take(option) }
            }
            GiveUpButton(model: model)
        }
    }

    private func take(_ option: RejectionOption) {
        switch option {
        case .form: model.correct(.form)
        case .photo: model.correct(.photo)
        case .restart: model.restart()
        }
    }
}

/// The account is on another phone.
struct ConflictView: View {
    @StateObject var model: DeadEndModel
    let options: [ConflictOption]
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.conflict, texts(.stepConflict)) {
            BigSymbol(icon: .phoneBlocked, isError: false)
            Text(texts(.conflictBody))
            ForEach(options, id: \.self) { option in
                if let help = help(option) {
                    Panel { FactRow(.info, texts(option.text), detail: texts(help)) }
                }
            }
            if model.hasNothingNew { Note(.hint, texts(.conflictStill)) }
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.commonCheckAgain), isWorking: model.isWorking) { model.check() }
            if options.contains(.giveUp) { GiveUpButton(model: model) }
        }
        .task { await model.poll() }
    }

    private func help(_ option: ConflictOption) -> TextKey? {
        switch option {
        case .releaseAtCounter: .conflictAtCounterHelp
        case .releaseOnOldPhone: .conflictOnOldPhoneHelp
        case .giveUp: nil
        }
    }
}

/// The registration ran out of time.
struct ExpiredView: View {
    @StateObject var model: DeadEndModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.expired, texts(.stepExpired)) {
            BigSymbol(icon: .history, isError: false)
            Text(texts(.expiredBody))
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.expiredRestart), isWorking: model.isWorking) { model.restart() }
            GiveUpButton(model: model)
        }
    }
}

/// The account is blocked, or has moved to another phone.
struct BlockedView: View {
    @StateObject var model: DeadEndModel
    let reason: BlockReason
    @EnvironmentObject private var texts: Texts

    var body: some View {
        switch reason {
        case .accountBlocked: blocked
        case .deviceReleased:
            Screen(.released, texts(.blockedReleasedTitle)) {
                BigSymbol(icon: .phoneBlocked, isError: true)
                Text(texts(.blockDeviceReleased))
                FailureNote(model.failure)
            } actions: {
                EraseButtons(model: model, look: .filled)
            }
        }
    }

    private var blocked: some View {
        Screen(.blocked, texts(.blockedTitle)) {
            BigSymbol(icon: .phoneBlocked, isError: true)
            Text(texts(.blockedBody))
            Panel {
                SectionTitle(texts(.blockedHow))
                ForEach([TextKey.blockedStep1, .blockedStep2, .blockedStep3], id: \.self) { Text(texts($0)) }
            }
            if model.isUnchanged { Note(.hint, texts(.blockedStill)) }
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.commonCheckAgain), isWorking: model.isWorking) { model.checkBlock() }
            EraseButtons(model: model, look: .destructive)
        }
    }
}

/// The data cannot be opened.
struct UnusableView: View {
    @StateObject var model: DeadEndModel
    let reason: UnusableReason
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.unusable, texts(reason == .temporary ? .lostNotYet : .lostTitle)) {
            BigSymbol(icon: .error, isError: true)
            Text(texts(reason.text))
            if model.isUnchanged { Note(.hint, texts(.lostStill)) }
            FailureNote(model.failure)
        } actions: {
            switch reason {
            case .temporary: ActionButton(texts(.commonRetry), isWorking: model.isWorking) { model.look() }
            case .tooNew: ActionButton(texts(.updateStore)) { app.shell?.openStore() }
            case .wiped: ActionButton(texts(.lostRegisterAgain), isWorking: model.isWorking) { model.erase() }
            case .damaged, .rolledBack, .keyLost: EraseButtons(model: model, look: .filled, title: .lostErase)
            }
        }
    }
}

/// Erases after a question that says what is lost.
private struct EraseButtons: View {
    @ObservedObject var model: DeadEndModel
    let look: ActionButton.Look
    var title = TextKey.settingsErase
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if model.asksToErase {
            Note(.warning, texts(.eraseBody))
            ActionButton(texts(.commonCancel), .outlined) { model.asksToErase = false }
            ActionButton(texts(.eraseConfirm), .destructive, isWorking: model.isWorking) { model.erase() }
        } else {
            ActionButton(texts(title), look) { model.asksToErase = true }
        }
    }
}

/// The service asks for a newer app. What is on the phone can still be shown.
struct UpdateView: View {
    let failure: Failure
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.update, texts(.updateTitle)) {
            BigSymbol(icon: .info, isError: false)
            Text(failure.message(texts))
        } actions: {
            ActionButton(texts(.updateStore)) { app.shell?.openStore() }
            ActionButton(texts(.commonClose), .outlined) { app.updateLater() }
        }
    }
}

/// The app cannot start.
struct CannotStartView: View {
    let failure: Failure?
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.cannotStart, texts(.cannotStartTitle)) {
            BigSymbol(icon: .error, isError: true)
            FailureNote(failure)
        } actions: {
            ActionButton(texts(.commonRetry)) { app.restart() }
        }
    }
}
