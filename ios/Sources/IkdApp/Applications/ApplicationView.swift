import IkdCore
import SwiftUI

/// An application: where it stands, what to do next, its receipt, and its past.
struct ApplicationView: View {
    @StateObject var model: ApplicationModel
    @ObservedObject var way: UnlockedModel
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Group {
            switch model.question {
            case .withdraw?: withdrawal
            case .discard?: discarding
            case .face?:
                SelfieView(
                    model: SelfieModel(
                        app, for: .application(id: model.id, done: model.faceShown, leave: { model.question = nil })))
            case nil: page
            }
        }
        .task { await model.follow() }
        .task { await model.bringUpToDate() }
    }

    private var page: some View {
        Screen(.application, title, place: .bar, back: way.back) {
            if let application = model.application {
                standing(application)
                ApplicationDetail(model: model, application: application)
                if let receipt = application.receipt { ReceiptPanel(receipt: receipt) }
                history(application)
            } else if model.failure == nil {
                Text(texts(.commonLoading))
            }
            FailureNote(model.failure)
        } actions: {
            if let application = model.application { ApplicationActions(model: model, application: application) }
        }
    }

    private var title: String { model.title.map { texts($0) } ?? texts(fallback) }

    /// A form that needs a newer app has no name; before anything is read, nothing is known.
    private var fallback: TextKey { model.application == nil ? .commonLoading : .servicesUpdate }

    @ViewBuilder
    private func standing(_ application: Application) -> some View {
        Panel {
            FactRow(
                application.kind.icon(isQuiet: application.quiet), texts(application.kind.text),
                detail: application.isWithoutDocuments ? nil : texts(application.kind.next))
        }
        if let returned = application.returned { Note(.warning, texts(returned.text), text: model.returnedParts) }
        if let left = model.left { Note(left == .metered ? .hint : .warning, texts(left.text)) }
        if let other = model.other {
            LinkButton(texts(.applicationStatusOther)) { way.goOn(.application(other.id)) }
        }
        if application.newerForm != nil {
            Note(
                .hint, texts(.applicationStatusNewForm),
                action: BarAction(title: texts(.applicationStatusMove)) { model.moveToNewerForm() })
        }
    }

    @ViewBuilder
    private func history(_ application: Application) -> some View {
        SectionTitle(texts(.applicationStatusHistory))
        Panel {
            ForEach(Array(application.history.enumerated()), id: \.offset) { event in
                FactRow(
                    event.element.state.icon(isQuiet: application.quiet), texts(event.element.state.text),
                    detail: texts.moment(event.element.at), colour: Palette.onSurfaceVariant)
            }
        }
    }

    private var withdrawal: some View {
        ask(
            .applicationWithdraw, .applicationWithdrawTitle, .applicationWithdrawBody, .applicationWithdrawConfirm,
            .applicationWithdrawKeep, model.withdraw)
    }

    private var discarding: some View {
        ask(
            .applicationDiscard, .applicationDiscardTitle, .applicationDiscardBody, .applicationDiscardConfirm,
            .applicationDiscardKeep, model.discard)
    }

    private func ask(
        _ id: ScreenId, _ title: TextKey, _ body: TextKey, _ confirm: TextKey, _ keep: TextKey,
        _ act: @escaping @MainActor () -> Void
    ) -> some View {
        Screen(id, texts(title), back: { model.question = nil }) {
            Note(.warning, texts(body))
        } actions: {
            ActionButton(texts(keep), .outlined) { model.question = nil }
            ActionButton(texts(confirm), .destructive, action: act)
        }
    }
}

/// What only this state has to say.
private struct ApplicationDetail: View {
    @ObservedObject var model: ApplicationModel
    let application: Application
    @EnvironmentObject private var texts: Texts

    var body: some View {
        switch application.state {
        case .draft(let keptUntil):
            Text(texts(.applicationStatusKeptUntil, ["time": texts.longDay(keptUntil)]))
        case .queued(_, let bytes, _):
            Text(texts(.applicationStatusWaiting, ["size": texts.size(bytes)]))
        case .sending(let sent, let bytes, _): sending(sent, bytes)
        case .visitNeeded(let place, let until, let bring):
            Panel {
                FactRow(.person, texts(.applicationStatusPlace), detail: place)
                if let until {
                    FactRow(.history, texts(.applicationStatusUntil), detail: texts.longDay(until))
                }
                FactRow(.document, texts(.applicationStatusBring), detail: bring)
            }
        case .correct(let until, let items, let differences, _): correction(until, items, differences)
        case .issued(_, let result): if let result { Note(.hint, text: texts(result)) }
        case .refused(let code, let note):
            SectionTitle(texts(.applicationStatusReason))
            Note(.warning, texts(code.text), text: note)
        case .received, .inReview, .approved, .signing, .withdrawn, .expired: EmptyView()
        }
    }

    private func sending(_ sent: UInt64, _ bytes: UInt64) -> some View {
        Panel {
            ProgressView(value: model.progress ?? 0).tint(Palette.primary).accessibilityHidden(true)
            Text(texts(.sendingSent, ["sent": texts.size(sent), "total": texts.size(bytes)]))
                .typeface(.emphasis)
                .accessibilityAddTraits(.updatesFrequently)
        }
    }

    @ViewBuilder
    private func correction(_ until: UInt64?, _ items: [Marked], _ differences: [Difference]) -> some View {
        if let until {
            Note(.warning, texts(.applicationStatusFixUntil, ["time": texts.longDay(until)]))
        }
        if !items.isEmpty {
            SectionTitle(texts(.applicationStatusMarked))
            Panel {
                ForEach(Array(items.enumerated()), id: \.offset) { item in
                    FactRow(
                        .warning, model.name(field: item.element.field, paper: item.element.attachment),
                        detail: [texts(item.element.code.text), item.element.note].compactMap { $0 }
                            .joined(separator: "\n"),
                        colour: Palette.warning)
                }
            }
        }
        if !differences.isEmpty {
            SectionTitle(texts(.applicationStatusDifferences))
            Panel {
                ForEach(differences, id: \.field) { difference in
                    FactRow(
                        .info, model.name(field: difference.field, paper: nil), detail: model.written(difference))
                }
            }
        }
    }
}

/// What the service signed when it had received everything.
private struct ReceiptPanel: View {
    let receipt: SubmissionReceipt
    @EnvironmentObject private var texts: Texts

    var body: some View {
        SectionTitle(texts(.applicationStatusReceipt))
        Panel {
            if receipt.example { Text(texts(.applicationStatusExample)).typeface(.emphasis) }
            fact(.applicationStatusNumber, receipt.number)
            fact(.applicationStatusOffice, receipt.office)
            fact(.applicationStatusReceived, texts.moment(receipt.receivedAt))
            if let until = receipt.promiseUntil { fact(.applicationStatusPromised, texts.longDay(until)) }
        }
    }

    private func fact(_ label: TextKey, _ value: String) -> some View {
        VStack(alignment: .leading, spacing: 0) {
            Text(texts(label)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
            Text(value).typeface(.emphasis).fixedSize(horizontal: false, vertical: true)
        }
        .accessibilityElement(children: .combine)
    }
}

/// What can be done in this state.
private struct ApplicationActions: View {
    @ObservedObject var model: ApplicationModel
    let application: Application
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        switch application.state {
        case .draft:
            ActionButton(texts(.serviceGoOn)) { model.fill() }
            ActionButton(texts(.applicationStatusDiscard), .destructive) { model.question = .discard }
        case .queued: leaving(canCancel: true)
        case .sending(_, _, let submitted):
            leaving(canCancel: !submitted)
            if submitted { withdraw }
        case .received, .inReview, .visitNeeded: withdraw
        case .correct(_, _, _, let editing):
            ActionButton(
                texts(editing ? .applicationStatusGoOn : .applicationStatusFix), isWorking: model.isWorking
            ) { model.correct() }
            withdraw
        case .approved, .signing: EmptyView()
        case .issued(let documents, _):
            if !documents.isEmpty { ActionButton(texts(.applicationStatusDocuments)) { model.openDocuments() } }
            remove
        case .refused, .withdrawn, .expired: remove
        }
    }

    @ViewBuilder
    private func leaving(canCancel: Bool) -> some View {
        if model.needsFace {
            ActionButton(texts(.applicationStatusFace)) { model.question = .face }
        } else {
            ActionButton(texts(.applicationStatusSendNow), isWorking: model.isWorking || app.isSending) {
                model.sendNow()
            }
        }
        if canCancel {
            ActionButton(texts(.applicationStatusCancel), .outlined) { model.cancel() }
        }
    }

    private var withdraw: some View {
        ActionButton(texts(.applicationStatusWithdraw), .destructive) { model.question = .withdraw }
    }

    private var remove: some View {
        ActionButton(texts(.applicationStatusRemove), .destructive) { model.question = .discard }
    }
}
