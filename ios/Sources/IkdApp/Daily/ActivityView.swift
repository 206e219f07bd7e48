import IkdCore
import SwiftUI

/// What was done with this account on this phone, and whether the record is whole.
struct ActivityView: View {
    @StateObject var model: ActivityModel
    let back: @MainActor () -> Void
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.activity, texts(.homeActivity), place: .bar, back: back) {
            verdict
            FailureNote(model.failure)
            ForEach(model.days, id: \.title) { day in
                SectionTitle(day.title)
                Panel {
                    ForEach(day.entries, id: \.seq) { entry in
                        FactRow(model.icon(entry.event), model.words(entry.event), detail: texts.timeOfDay(entry.at))
                    }
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
