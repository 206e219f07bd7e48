import IkdCore
import SwiftUI

/// The papers that the form asks for, the camera for one, and the look at a photograph.
struct PapersView: View {
    @StateObject var model: PapersModel
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if let shooting = model.shooting {
            if let taken = model.taken { review(shooting, taken) } else { camera(shooting) }
        } else {
            papers
        }
    }

    private func leave() { if !model.back() { back() } }

    private var papers: some View {
        Screen(.applicationPapers, texts(.applicationPapersTitle), place: .bar, back: leave) {
            Text(texts(.applicationPapersPrivate)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
            if model.contents == nil, model.failure == nil { Text(texts(.commonLoading)) }
            ForEach(model.cards, id: \.paper.kind) { PaperCard(model: model, card: $0) }
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.applicationFormToReview)) { model.next() }
        }
        .task { await model.load() }
    }

    private func camera(_ shooting: PapersModel.Shooting) -> some View {
        Screen(.paperCamera, texts(shooting.paper.label), place: .bar, back: leave) {
            CameraBox(
                label: name(shooting), caption: texts(.applicationPapersHint), icon: .document,
                isGood: false, shape: .paper, missing: .applicationPapersNoCamera, problem: model.problem,
                start: { Task { await model.watch() } })
            if let hint = shooting.paper.hint { Text(texts(hint)).fixedSize(horizontal: false, vertical: true) }
            FailureNote(model.failure)
        } actions: {
            if model.problem == nil {
                ActionButton(texts(.applicationPapersShoot), icon: .camera, isWorking: model.isWorking) {
                    model.take()
                }
            }
        }
        .task { await model.watch() }
    }

    private func name(_ shooting: PapersModel.Shooting) -> String {
        texts(.applicationPapersPageOf, ["paper": texts(shooting.paper.label), "number": shooting.page])
    }

    private func review(_ shooting: PapersModel.Shooting, _ taken: PapersModel.Taken) -> some View {
        Screen(.paperReview, texts(shooting.paper.question), back: leave) {
            PhotoView(jpeg: taken.preview, label: name(shooting), height: 400).frame(maxWidth: .infinity)
            if !taken.advice.isEmpty {
                Note(
                    .warning, taken.advice.map { texts($0.text) }.joined(separator: "\n"),
                    text: texts(.applicationPapersAdvice))
            }
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.applicationPapersAccept), isWorking: model.isWorking) { model.accept() }
            ActionButton(texts(.applicationPapersAgain), .outlined) { model.takeAgain() }
        }
    }
}

/// A paper with the pages that are there.
private struct PaperCard: View {
    @ObservedObject var model: PapersModel
    let card: PapersModel.Card
    @EnvironmentObject private var texts: Texts
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        Panel {
            SectionTitle(texts(card.paper.label))
            FactRow(.info, model.need(card), detail: texts(.applicationPapersLimit, ["count": card.paper.pages]))
            if let hint = card.paper.hint { Text(texts(hint)).fixedSize(horizontal: false, vertical: true) }
            ForEach(card.pages, id: \.self) { page(_: $0) }
            if let fault = card.fault { FaultLine(fault) }
            ForEach(Array(card.advice.enumerated()), id: \.offset) { AdviceNote(problem: $0.element) }
            if card.isOpen, card.nextPage != nil {
                ActionButton(
                    texts(card.pages.isEmpty ? .applicationPapersTake : .applicationPapersAdd), .outlined,
                    icon: .camera, of: texts(card.paper.label)
                ) { model.shoot(card) }
                ActionButton(
                    texts(.applicationPapersGallery), .plain, of: texts(card.paper.label), isWorking: model.isWorking
                ) { model.pick(card) }
            }
        }
    }

    @ViewBuilder
    private func page(_ number: UInt8) -> some View {
        if size.isLarge {
            VStack(alignment: .leading, spacing: Space.small) { parts(number) }
        } else {
            HStack(spacing: Space.medium) {
                parts(number)
                Spacer(minLength: 0)
            }
        }
    }

    @ViewBuilder
    private func parts(_ number: UInt8) -> some View {
        let name = texts(.applicationPapersPageOf, ["paper": texts(card.paper.label), "number": number])
        let picture = model.picture(card, number)
        if let picture {
            Image(uiImage: picture)
                .resizable()
                .scaledToFit()
                .frame(width: 72, height: 96)
                .clipShape(RoundedRectangle(cornerRadius: Corner.photo))
                .accessibilityLabel(name)
                .privacySensitive()
        }
        VStack(alignment: .leading, spacing: 2) {
            // The picture says it already.
            Text(texts(.applicationPapersPage, ["number": number]))
                .typeface(.emphasis)
                .accessibilityLabel(name)
                .accessibilityHidden(picture != nil)
            if card.isOpen {
                LinkButton(texts(.applicationPapersDelete, ["number": number]), of: texts(card.paper.label)) {
                    model.delete(card, number)
                }
            }
        }
    }
}
