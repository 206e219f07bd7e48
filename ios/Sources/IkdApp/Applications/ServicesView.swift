import IkdCore
import SwiftUI

/// The applications of this phone, and the services that one can apply for.
struct ServicesView: View {
    @ObservedObject var model: UnlockedModel
    @ObservedObject var services: ServicesModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.services, texts(.servicesTitle), place: .bar, back: model.back) {
            if !services.applications.isEmpty {
                SectionTitle(texts(.servicesMine))
                Card {
                    ForEach(services.applications, id: \.id) { application in
                        Row(
                            texts.title(application.title), icon: application.kind.icon(isQuiet: application.quiet),
                            detail: standing(application)
                        ) { model.go(.application(application.id)) }
                    }
                }
            }
            if let list = services.services {
                SectionTitle(texts(.servicesAll))
                Card {
                    ForEach(list, id: \.id) { service in
                        Row(texts(service.title), icon: .document, detail: detail(service)) {
                            model.go(.service(service.id))
                        }
                    }
                }
            } else if services.failure == nil {
                Text(texts(.commonLoading))
            }
            FailureNote(services.failure)
        }
        .task { await services.read() }
    }

    /// Where it stands, and what the person has to do.
    private func standing(_ application: Application) -> String {
        let state = texts(application.kind.text)
        guard application.kind.needsPerson || application.unseen, !application.isWithoutDocuments else { return state }
        return "\(state). \(texts(application.kind.next))"
    }

    private func detail(_ service: ServiceInfo) -> String? {
        if service.needsUpdate { return texts(.servicesUpdate) }
        let lines = [service.intro, service.promise?.text].compactMap { $0.map { texts($0) } }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}

/// One service before its form: what it does, what to have at hand, how long it takes.
struct ServiceView: View {
    let id: String
    @ObservedObject var model: UnlockedModel
    @ObservedObject var services: ServicesModel
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.service, texts.title(service?.title), place: .bar, back: model.back) {
            if let service {
                if let intro = service.intro { Text(texts(intro)).fixedSize(horizontal: false, vertical: true) }
                if service.needsUpdate {
                    Note(
                        .warning, texts(.servicesUpdate),
                        action: BarAction(title: texts(.updateStore)) { app.shell?.openStore() })
                } else {
                    Panel {
                        if let needs = service.needs { FactRow(.document, texts(.serviceNeeds), detail: texts(needs)) }
                        if let promise = service.promise {
                            FactRow(.history, texts(.servicePromise), detail: texts(promise.text))
                        }
                        FactRow(.lock, texts(.serviceSaved))
                    }
                }
            }
            if let running { Note(.hint, texts(.serviceRunning), text: texts(running.kind.text)) }
            FailureNote(services.failure)
            if let open = services.failure?.openApplication {
                LinkButton(texts(.applicationStatusOther)) { model.go(.application(open)) }
            }
        } actions: {
            if let running { ActionButton(texts(.serviceLook), .outlined) { model.go(.application(running.id)) } }
            if let draft {
                ActionButton(texts(.serviceGoOn)) { model.goOn(.applicationForm(draft.id, field: nil)) }
            } else if service?.needsUpdate == false {
                ActionButton(texts(.serviceStart), isWorking: services.isWorking) {
                    services.start(id) { model.goOn(.applicationForm($0, field: nil)) }
                }
            }
        }
    }

    private var service: ServiceInfo? { services.services?.first { $0.id == id } }
    private var draft: Application? { services.underWay(id).first { $0.kind == .draft } }
    private var running: Application? { services.underWay(id).first { $0.kind != .draft } }
}
