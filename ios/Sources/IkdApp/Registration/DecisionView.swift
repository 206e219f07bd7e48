import SwiftUI

/// The four digits, then the wait for the officer's decision.
struct DecisionView: View {
    @StateObject private var model: DecisionModel
    let digits: String
    let office: String
    @EnvironmentObject private var texts: Texts

    init(_ app: AppModel, digits: String, office: String) {
        _model = StateObject(wrappedValue: DecisionModel(app))
        (self.digits, self.office) = (digits, office)
    }

    var body: some View {
        Group {
            if model.areCompared { waiting } else { compare }
        }
        .task { await model.poll() }
        .sheet(isPresented: $model.asksToGiveUp) { GiveUpSheet(model: model) }
    }

    private var compare: some View {
        Screen(.digits, texts(.digitsTitle), step: 3) {
            HStack(spacing: Space.small) {
                ForEach(Array(digits.enumerated()), id: \.offset) { digit in
                    Text(String(digit.element))
                        .typeface(.digits)
                        .frame(maxWidth: .infinity, minHeight: 88)
                        .background(Palette.surfaceContainerLowest, in: RoundedRectangle(cornerRadius: Corner.field))
                        .overlay {
                            RoundedRectangle(cornerRadius: Corner.field).strokeBorder(Palette.primary, lineWidth: 2)
                        }
                }
            }
            .accessibilityElement()
            .accessibilityLabel(texts(.digitsSpoken, ["digits": digits.spokenDigits]))
            Text(texts(.digitsBody))
            if model.differ { Note(.error, texts(.digitsStop)) }
            Note(.hint, texts(.digitsHere))
            Card { FactRow(.shield, office, detail: texts(.digitsOffice)).padding(Space.large) }
            FailureNote(model.failure)
        } actions: {
            if model.differ {
                ActionButton(texts(.conflictOptionGiveUp), .destructive) { model.asksToGiveUp = true }
            }
            ActionButton(texts(.digitsSame)) { model.same() }
            ActionButton(texts(.digitsDiffer), .outlined) { model.different() }
        }
    }

    private var waiting: some View {
        Screen(.waiting, texts(.stepAwaitingDecision), step: 3) {
            Text(texts(.waitingBody))
            Card {
                VStack(alignment: .leading, spacing: Space.medium) {
                    state(.waitingSent, .commonStateDone, .success)
                    state(texts(.waitingConnected, ["office": office]), .commonStateDone, .success)
                    state(.waitingChecking, .commonStateRunning, .history)
                    state(.waitingCode, .commonStateWaiting, .mail)
                }
                .padding(Space.large)
            }
            Card {
                FactRow(.info, texts(.digitsYours), detail: digits).padding(Space.large)
                    .accessibilityElement()
                    .accessibilityLabel(texts(.digitsSpoken, ["digits": digits.spokenDigits]))
            }
            Text(texts(.sendingClose)).foregroundColor(Palette.onSurfaceVariant)
            if model.hasNothingNew { Note(.hint, texts(.waitingNothingNew)) }
            FailureNote(model.failure) { model.check() }
        } actions: {
            ActionButton(texts(.waitingCheck), isWorking: model.isWorking) { model.check() }
            ActionButton(texts(.conflictOptionGiveUp), .destructive) { model.asksToGiveUp = true }
        }
    }

    private func state(_ title: TextKey, _ state: TextKey, _ icon: Icon) -> some View {
        self.state(texts(title), state, icon)
    }

    private func state(_ title: String, _ state: TextKey, _ icon: Icon) -> some View {
        FactRow(icon, title)
            .accessibilityElement()
            .accessibilityLabel(title)
            .accessibilityValue(texts(state))
    }
}
