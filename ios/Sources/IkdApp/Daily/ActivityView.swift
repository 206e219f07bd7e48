import IkdCore
import SwiftUI

/// What was done with this account on this phone, and whether the record is whole.
struct ActivityView: View {
    @StateObject private var model: ActivityModel
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    init(_ app: AppModel, back: @escaping @MainActor () -> Void) {
        _model = StateObject(wrappedValue: ActivityModel(app))
        self.back = back
    }

    var body: some View {
        Screen(.activity, texts(.homeActivity), place: .bar, back: back) {
            verdict
            FailureNote(model.failure)
            ForEach(model.days, id: \.title) { day in
                SectionTitle(day.title)
                Card {
                    VStack(alignment: .leading, spacing: Space.medium) {
                        ForEach(day.entries, id: \.seq) { entry in
                            FactRow(
                                model.icon(entry.event), model.words(entry.event), detail: texts.timeOfDay(entry.at))
                        }
                    }
                    .padding(Space.large)
                }
            }
            if model.hasMore { LinkButton(texts(.logMore)) { model.more() } }
        } actions: {
            ActionButton(texts(.commonSaveCopy), .outlined, icon: .export, isWorking: model.isWorking) {
                model.saveCopy()
            }
        }
        .task { await model.begin() }
    }

    @ViewBuilder private var verdict: some View {
        switch model.isWhole {
        case true?: Note(.success, texts(.logWhole), text: texts(.logWholeDetail))
        case false?: Note(.error, texts(.logAltered))
        case nil: if model.failure == nil { Text(texts(.logVerifying)) }
        }
    }
}
