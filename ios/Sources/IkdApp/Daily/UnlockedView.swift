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
            .task { await model.services.follow() }
            .task { await app.keepSending() }
            .task { await app.sendWhenOnline() }
            // What was on its way has arrived, or waits again.
            .onChange(of: app.tries) { _ in Task { await model.services.read() } }
            .onDisappear { model.show.end() }
    }

    /// What the list of applications calls this one.
    private func title(_ id: String) -> String {
        let title = model.services.applications.first { $0.id == id }?.title
        return title.map { app.texts($0) } ?? app.texts(.commonLoading)
    }

    @ViewBuilder private var place: some View {
        switch model.place {
        case .home: HomeView(model: model, documents: model.documents, services: model.services)
        case .documents: DocumentsView(model: model, documents: model.documents)
        case .show: ShowView(model: model.show)
        case .document(let id): DocumentView(id: id, model: model, documents: model.documents)
        case .member(let index): MemberView(index: index, documents: model.documents, back: model.back)
        case .services: ServicesView(model: model, services: model.services)
        case .service(let id): ServiceView(id: id, model: model, services: model.services)
        case .application(let id): ApplicationView(model: ApplicationModel(app, id, way: model), way: model).id(id)
        case .applicationForm(let id, let field):
            ApplicationFormView(
                model: ApplicationFormModel(app, id, at: field, go: model.goOn), title: title(id), back: model.back)
        case .applicationPapers(let id):
            PapersView(model: PapersModel(app, id, go: model.goOn), back: model.back)
        case .applicationReview(let id):
            ReviewView(model: ReviewModel(app, id, go: model.goOn), back: model.back)
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
