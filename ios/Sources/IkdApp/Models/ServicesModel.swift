import IkdCore
import SwiftUI

/// The services, the applications of this phone, and what the person should know of them.
@MainActor
final class ServicesModel: ScreenModel {
    @Published private(set) var services: [ServiceInfo]?
    @Published private(set) var applications: [Application] = []
    @Published private(set) var notices: [Notice] = []
    /// New documents came of an application.
    private let newDocuments: @MainActor () async -> Void

    init(_ app: AppModel, newDocuments: @escaping @MainActor () async -> Void) {
        self.newDocuments = newDocuments
        super.init(app)
    }

    /// What is on the phone at once, then what the service says, for as long as the app is unlocked.
    func follow() async {
        await read()
        // Once for new forms; then only what is under way changes.
        await refresh()
        while !Task.isCancelled {
            let wait = try? await call { try $0.applications().pollAfterMs(inUse: true) }
            await pause(milliseconds: wait ?? 60_000)
            if applications.contains(where: { !$0.kind.isFinal }) { await refresh() }
        }
    }

    func read() async {
        await attempt {
            (self.services, self.applications, self.notices) = try await self.call {
                let applications = try $0.applications()
                return (try applications.services(), try applications.list(), try applications.notices())
            }
        }
    }

    /// Nobody is told that this failed: what is on the phone stays, and it is tried again.
    func refresh() async {
        guard let outcome = try? await app.ikd.applications().refresh() else { return }
        if outcome.syncDocuments { await newDocuments() }
        await read()
    }

    /// The applications that are under way for this service, the newest first.
    func underWay(_ service: String) -> [Application] {
        applications.filter { $0.service == service && !$0.kind.isFinal }
    }

    /// Begins a draft, and hands its id on.
    func start(_ service: String, then go: @escaping @MainActor (String) -> Void) {
        run {
            let id = try await self.call { try $0.applications().start(service: service) }
            await self.read()
            go(id)
        }
    }
}
