import SwiftUI

/// The PIN, and the wait after wrong ones.
struct LockView: View {
    @StateObject var model: LockModel
    /// Tries to be told of; `nil`: none.
    let attemptsMentioned: UInt8?
    let retryAfterMs: UInt64
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Group {
            if model.waitMs > 0 { wait } else { lock }
        }
        // A new waiting time is followed anew.
        .task(id: [UInt64(attemptsMentioned ?? 0), retryAfterMs > 0 ? 1 : 0]) { await model.followWait() }
        // What waits leaves without the PIN.
        .task { await app.keepSending() }
        .task { await app.sendWhenOnline() }
        .sheet(isPresented: $model.isForgotten) { ForgotPinSheet(model: model) }
    }

    private var lock: some View {
        Screen(.lock, texts(.pinTitle), barAction: BarAction(title: texts(.pinForgot)) { model.isForgotten = true }) {
            PinDots(count: model.entry.digits.count, isWrong: model.message != nil)
            if let message = model.message {
                Note(.error, message, text: texts(.pinWipeRule))
            } else if attemptsMentioned == 1 {
                Note(.error, texts(.pinLast))
            } else if let attemptsMentioned {
                Note(.hint, texts(.commonTries, ["count": attemptsMentioned]), text: texts(.pinWipeRule))
            }
            if model.isWaitOver { Note(.hint, texts(.pinWaitOver)) }
            FailureNote(model.failure)
        } actions: {
            PinPad(model: model, done: .pinOpen, working: .pinOpening) { model.unlock() }
        }
    }

    private var wait: some View {
        Screen(.lockWait, texts(.pinWaitTitle)) {
            Card {
                VStack(spacing: Space.small) {
                    IconView(.history, size: 40).foregroundColor(Palette.warning)
                    Text(texts(.pinWaitAgain))
                    Text(texts.wait(model.waitMs)).typeface(.timer)
                }
                .frame(maxWidth: .infinity)
                .padding(Space.large)
                .accessibilityElement(children: .combine)
            }
            if let message = model.message { Note(.error, message, text: texts(.pinWipeRule)) }
            Note(.hint, texts(.pinWaitRestart))
        } actions: {
            ActionButton(texts(.pinWaitHelp), .outlined) { model.isForgotten = true }
        }
    }
}

/// A forgotten PIN cannot be looked up: what is left is to erase.
private struct ForgotPinSheet: View {
    @ObservedObject var model: LockModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        SheetPage(.forgotPin, texts(.pinForgot)) {
            Text(texts(.pinForgotBody))
            if model.asksToErase { Note(.warning, texts(.eraseBody)) }
            ActionButton(texts(.commonClose), .outlined) { model.isForgotten = false }
            if model.asksToErase {
                ActionButton(texts(.eraseConfirm), .destructive) { model.erase() }
            } else {
                ActionButton(texts(.settingsErase), .destructive) { model.asksToErase = true }
            }
        }
    }
}
