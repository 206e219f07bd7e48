import IkdCore
import SwiftUI

/// What will be sent, what is wrong with it, what it costs, and what the person declares.
struct ReviewView: View {
    @StateObject var model: ReviewModel
    let back: @MainActor () -> Void
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts
    /// Where the page scrolls, a screen reader goes.
    @AccessibilityFocusState private var focus: String?

    var body: some View {
        switch model.step {
        case .reading: page
        case .face:
            SelfieView(
                model: SelfieModel(
                    app, for: .application(id: model.id, done: model.facePending, leave: { _ = model.back() })))
        case .pin: pin
        }
    }

    private func leave() { if !model.back() { back() } }

    private var page: some View {
        Screen(
            .applicationReview, texts(.applicationReviewTitle), place: .bar, back: leave, fault: model.missing
        ) {
            if let review = model.review {
                problems
                answers
                papers
                Panel {
                    if let cost = model.cost { FactRow(.export, cost, detail: texts(.applicationReviewLater)) }
                    if review.face == .needed { FactRow(.person, texts(.applicationReviewFace)) }
                }
                statement(review)
            } else if model.failure == nil {
                Text(texts(.commonLoading))
            }
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.applicationReviewSend), isWorking: model.isWorking) { model.send() }
        }
        .task { await model.load() }
        .onChange(of: model.missing) { focus = $0?.place }
    }

    /// What must be corrected comes first. A touch leads there.
    @ViewBuilder private var problems: some View {
        if !model.faults.isEmpty {
            SectionTitle(texts(.applicationReviewFaults))
                .accessibilityFocused($focus, equals: "faults")
                .id("faults")
        }
        ForEach(Array(model.faults.enumerated()), id: \.offset) { found($0.element) }
        if !model.advice.isEmpty { SectionTitle(texts(.applicationReviewLook)) }
        ForEach(Array(model.advice.enumerated()), id: \.offset) { found($0.element) }
    }

    private func found(_ problem: Problem) -> some View {
        Card {
            Row(
                texts(problem.text), icon: problem.severity == .fault ? .error : .warning,
                detail: texts(problem.severity.text), isDestructive: problem.severity == .fault
            ) { model.repair(problem) }
        }
    }

    @ViewBuilder private var answers: some View {
        ForEach(model.sections, id: \.section.key) { part in
            SectionTitle(texts(part.section.title))
            Panel {
                ForEach(part.lines, id: \.field.key) { line in
                    VStack(alignment: .leading, spacing: 0) {
                        Text(texts(line.field.label)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
                        Text(line.text)
                            .typeface(.emphasis)
                            .fixedSize(horizontal: false, vertical: true)
                            .accessibilityLabel(texts.spoken(line.text, of: line.field))
                    }
                    .accessibilityElement(children: .combine)
                    .privacySensitive()
                }
            }
        }
        LinkButton(texts(.applicationReviewEdit)) { model.edit() }
    }

    @ViewBuilder private var papers: some View {
        if !model.papers.isEmpty {
            SectionTitle(texts(.applicationReviewPapers))
            Panel {
                ForEach(model.papers, id: \.paper.kind) { part in
                    FactRow(
                        .document, texts(part.paper.label),
                        detail: part.pages == 0
                            ? texts(.applicationReviewMissing)
                            : texts(.applicationReviewPages, ["count": part.pages]))
                }
            }
        }
    }

    @ViewBuilder
    private func statement(_ review: ApplicationReview) -> some View {
        SectionTitle(texts(.applicationReviewStatement))
        Text(texts(review.statement)).fixedSize(horizontal: false, vertical: true)
        Card {
            Toggle(isOn: $model.declares) { Text(texts(.applicationReviewDeclare)).typeface(.emphasis) }
                .tint(Palette.primary)
                .padding(Space.large)
                .accessibilityValue(texts(model.declares ? .commonOn : .commonOff))
                .accessibilityHint(isUndeclared ? texts(.termsMissing) : "")
                .accessibilityFocused($focus, equals: "declares")
        }
        .id("declares")
        if isUndeclared { FaultLine(texts(.termsMissing)).accessibilityHidden(true) }
    }

    private var isUndeclared: Bool { model.missing?.place == "declares" }

    private var pin: some View {
        Screen(.applicationPin, texts(.pinOnceMore), back: leave) {
            Text(texts(.applicationReviewPin))
            PinLine(model: model)
        } actions: {
            PinPad(model: model, done: .applicationReviewSend) { model.prove() }
        }
    }
}
