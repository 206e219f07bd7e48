import SwiftUI

/// The app from unlock to lock.
struct UnlockedView: View {
    @StateObject private var model: UnlockedModel
    @EnvironmentObject private var app: AppModel

    init(_ app: AppModel) { _model = StateObject(wrappedValue: UnlockedModel(app)) }

    var body: some View {
        place
            .environment(\.unlockedActions, UnlockedActions(open: { model.open($0) }, lock: { model.lock() }))
            .task { await model.documents.begin() }
            .task { await model.documents.syncWhenOnline() }
            .onDisappear { model.show.end() }
    }

    @ViewBuilder private var place: some View {
        switch model.place {
        case .home: HomeView(model: model, documents: model.documents)
        case .documents: DocumentsView(model: model, documents: model.documents)
        case .show: ShowView(model: model.show)
        case .document: DocumentView(model: model, documents: model.documents)
        case .member(let index): MemberView(index: index, documents: model.documents, back: model.back)
        case .activity: ActivityView(app, back: model.back)
        case .settings: SettingsView(app, model: model)
        case .changePin: ChangePinView(app, back: model.back)
        case .languages: LanguageView(back: model.back)
        case .traffic: TrafficView(app, back: model.back)
        case .scams: ScamsView(back: model.back)
        case .release: PartingView(app, kind: .release, back: model.back)
        case .erase: PartingView(app, kind: .erase, back: model.back)
        case .about: AboutView(app, model: model)
        case .licences: LicencesView(back: model.back)
        }
    }
}
