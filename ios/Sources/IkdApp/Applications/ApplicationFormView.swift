import IkdCore
import SwiftUI

/// The form of any service: its sections one after another, and what is wrong at its field.
struct ApplicationFormView: View {
    @StateObject var model: ApplicationFormModel
    /// The service's name, before the form is there.
    let title: String
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts
    @AccessibilityFocusState private var focus: String?

    var body: some View {
        Screen(
            .applicationForm, model.contents.map { texts($0.definition.title) } ?? title, place: .bar, back: back,
            fault: model.fault
        ) {
            if let contents = model.contents {
                if let returned = contents.application.returned { Note(.warning, texts(returned.text)) }
                if model.isCorrection { Note(.hint, texts(.applicationFormMarked)) }
                if model.faultCount > 1 { Note(.error, texts(.entryFaults, ["count": model.faultCount])) }
                ForEach(model.sections, id: \.section.key) { part in
                    VStack(alignment: .leading, spacing: Space.large) {
                        SectionTitle(texts(part.section.title))
                        if let intro = part.section.intro { Text(texts(intro)) }
                        ForEach(part.lines, id: \.field.key) { line in
                            AnswerView(model: model, line: line, focus: $focus).id(line.field.key)
                        }
                    }
                    // Each person of a form has a name and a number: a screen reader that comes in says whose.
                    .accessibilityElement(children: .contain)
                    .accessibilityLabel(texts(part.section.title))
                }
            } else if model.failure == nil {
                Text(texts(.commonLoading))
            }
            FailureNote(model.failure)
        } actions: {
            ActionButton(
                texts(model.hasPapers ? .applicationFormToPapers : .applicationFormToReview),
                isWorking: model.isWorking
            ) { model.next() }
            if model.faultCount > 0 { ActionButton(texts(.applicationFormLater), .outlined) { model.later() } }
        }
        .task { await model.load() }
        .onChange(of: model.fault) { fault in focus = fault?.place }
        .sheet(isPresented: isChoosing) { ChoiceSheet(model: model) }
    }

    private var isChoosing: Binding<Bool> {
        Binding(get: { model.choosing != nil }, set: { if !$0 { model.closeList() } })
    }
}

/// A list to choose from, with a search.
private struct ChoiceSheet: View {
    @ObservedObject var model: ApplicationFormModel
    @EnvironmentObject private var texts: Texts
    @AccessibilityFocusState private var isAboveFocused: Bool

    var body: some View {
        if let choosing = model.choosing {
            SheetPage(.applicationOptions, texts(choosing.field.label), close: model.closeList) {
                if !choosing.above.isEmpty {
                    Text(choosing.above.reversed().joined(separator: ", "))
                        .typeface(.emphasis)
                        .accessibilityFocused($isAboveFocused)
                }
                EntryField(label: texts(.applicationFormSearch), text: $model.search) {}
                if model.found.isEmpty { Text(texts(.applicationFormNoMatch)) }
                LazyVStack(alignment: .leading, spacing: 0) {
                    ForEach(model.found, id: \.value) { option in
                        Row(option.name) { model.pick(option) }
                            .accessibilityAddTraits(model.isChosen(option) ? .isSelected : [])
                    }
                }
                FailureNote(model.failure)
            }
            // The row that had a screen reader is gone.
            .onChange(of: choosing.above) { isAboveFocused = !$0.isEmpty }
        }
    }
}
