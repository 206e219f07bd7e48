import SwiftUI

/// The four digits, then the wait for the officer's decision.
struct DecisionView: View {
    @StateObject var model: DecisionModel
    let digits: String
    let office: String
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Group {
            if model.areCompared { waiting } else { compare }
        }
        .task { await model.poll() }
    }

    private var compare: some View {
        Screen(.digits, texts(.digitsTitle), step: 3) {
            HStack(spacing: Space.small) {
                ForEach(Array(digits.enumerated()), id: \.offset) { digit in
                    Text(String(digit.element))
                        .typeface(.digits)
                        .frame(maxWidth: .infinity, minHeight: 88)
                        .framed(
                            Palette.surfaceContainerLowest, edge: Palette.primary, width: 2, corner: Corner.field)
                }
            }
            .accessibilityElement()
            .accessibilityLabel(texts(.digitsSpoken, ["digits": digits.spokenDigits]))
            Text(texts(.digitsBody))
            if model.differ { Note(.error, texts(.digitsStop)) }
            Note(.hint, texts(.digitsHere))
            Panel { FactRow(.shield, office, detail: texts(.digitsOffice)) }
            FailureNote(model.failure)
        } actions: {
            if model.differ { GiveUpButton(model: model) }
            ActionButton(texts(.digitsSame)) { model.same() }
            ActionButton(texts(.digitsDiffer), .outlined) { model.different() }
        }
    }

    private var waiting: some View {
        Screen(.waiting, texts(.stepAwaitingDecision), step: 3) {
            Text(texts(.waitingBody))
            Panel {
                state(texts(.waitingSent), .commonStateDone, .success)
                state(texts(.waitingConnected, ["office": office]), .commonStateDone, .success)
                state(texts(.waitingChecking), .commonStateRunning, .history)
                state(texts(.waitingCode), .commonStateWaiting, .mail)
            }
            Panel {
                FactRow(.info, texts(.digitsYours), detail: digits)
                    .accessibilityElement()
                    .accessibilityLabel(texts(.digitsSpoken, ["digits": digits.spokenDigits]))
            }
            Text(texts(.sendingClose)).foregroundColor(Palette.onSurfaceVariant)
            if model.hasNothingNew { Note(.hint, texts(.waitingNothingNew)) }
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.waitingCheck), isWorking: model.isWorking) { model.check() }
            GiveUpButton(model: model)
        }
    }

    private func state(_ title: String, _ state: TextKey, _ icon: Icon) -> some View {
        FactRow(icon, title)
            .accessibilityElement()
            .accessibilityLabel(title)
            .accessibilityValue(texts(state))
    }
}
