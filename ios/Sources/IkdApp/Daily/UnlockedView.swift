import SwiftUI

/// The app from unlock to lock.
struct UnlockedView: View {
    @StateObject var model: UnlockedModel
    @EnvironmentObject private var app: AppModel

    var body: some View {
        place
            .environmentObject(model)
            .task { await model.documents.begin() }
            .task { await model.documents.syncWhenOnline() }
            .onDisappear { model.show.end() }
    }

    @ViewBuilder private var place: some View {
        switch model.place {
        case .home: HomeView(model: model, documents: model.documents)
        case .documents: DocumentsView(model: model, documents: model.documents)
        case .show: ShowView(model: model.show)
        case .document(let id): DocumentView(id: id, model: model, documents: model.documents)
        case .member(let index): MemberView(index: index, documents: model.documents, back: model.back)
        case .activity: ActivityView(model: ActivityModel(app), back: model.back)
        case .settings: SettingsView(settings: SettingsModel(app), model: model)
        case .changePin: ChangePinView(model: NewPinModel(app, changes: true), back: model.back)
        case .languages: LanguageView(back: model.back)
        case .traffic: TrafficView(model: SettingsModel(app), back: model.back)
        case .scams: ScamsView(back: model.back)
        case .release: PartingView(model: SettingsModel(app), kind: .release, back: model.back)
        case .erase: PartingView(model: SettingsModel(app), kind: .erase, back: model.back)
        case .about: AboutView(settings: SettingsModel(app), model: model)
        case .licences: LicencesView(back: model.back)
        }
    }
}
