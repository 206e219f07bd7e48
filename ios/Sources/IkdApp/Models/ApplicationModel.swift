import IkdCore
import SwiftUI

/// One application: where it stands, and what can be done.
@MainActor
final class ApplicationModel: ScreenModel {
    enum Question { case withdraw, discard, face }

    let id: String
    @Published private(set) var contents: ApplicationContents?
    @Published var question: Question?
    private let way: UnlockedModel
    private var toldState: StateKind?

    init(_ app: AppModel, _ id: String, way: UnlockedModel) {
        (self.id, self.way) = (id, way)
        super.init(app)
    }

    var application: Application? { contents?.application }

    /// Follows it while it is shown: each second what the phone knows while it is sent, and what the service says.
    func follow() async {
        await read()
        while !Task.isCancelled {
            await pause(milliseconds: application?.kind.isLeaving == true ? 1000 : 5000)
            await read()
        }
    }

    /// Sends it if it waits, then asks the service.
    func bringUpToDate() async {
        await app.sendQueued()
        await read()
        sayLeft()
        await way.services.refresh()
        await read()
    }

    private func read() async {
        let id = id
        await attempt {
            let contents = try await self.call { try $0.applications().open(id: id) }
            if contents != self.contents { self.contents = contents }
            let state = contents.application.kind
            let told = self.toldState
            self.toldState = state
            guard told != state else { return }
            if told != nil { self.say(self.texts(state.text)) }
            // Beside what goes on: a touch on what the new state offers must count at once.
            Task { try? await self.call { try $0.applications().seen(id: id) } }
        }
    }

    /// Of what is sent, 0 to 1.
    var progress: Double? {
        guard case .sending(let sent, let bytes, _)? = application?.state, bytes > 0 else { return nil }
        return min(1, Double(sent) / Double(bytes))
    }

    /// It is queued, and leaves only after the face was shown.
    var needsFace: Bool { application?.kind.isLeaving == true && application?.face == .needed }

    /// Why it still waits.
    var left: LeftReason? {
        guard application?.kind.isLeaving == true else { return nil }
        if needsFace { return .faceCheckNeeded }
        return app.report?.left.first { $0.id == id }?.why
    }

    private func sayLeft() { if let left { say(texts(left.text)) } }

    /// Before it is read: what the list of applications calls it.
    var title: FormText? {
        application?.title ?? way.services.applications.first { $0.id == id }?.title
    }

    var isSending: Bool { app.isSending || isWorking }

    /// Another application for the same service and person.
    var other: Application? {
        guard case .duplicate? = application?.returned, let application else { return nil }
        return way.services.underWay(application.service).first { $0.id != id && $0.kind != .draft }
    }

    /// What a key of the form is called.
    func name(field: String?, paper: String?) -> String {
        guard let definition = contents?.definition else { return "" }
        if let field = definition.sections.flatMap(\.fields).first(where: { $0.key == field }) {
            return texts(field.label)
        }
        return definition.attachments.first { $0.kind == paper }.map { texts($0.label) } ?? ""
    }

    /// What the service did not accept, by name.
    var returnedParts: String? {
        guard case .invalid(let faults)? = application?.returned, !faults.isEmpty else { return nil }
        return faults.map { name(field: $0.field, paper: $0.attachment) }.joined(separator: "\n")
    }

    func written(_ difference: Difference) -> String {
        guard let contents,
            let field = contents.definition.sections.flatMap(\.fields).first(where: { $0.key == difference.field })
        else { return difference.value }
        return texts.written(difference.value, of: field, members: contents.members)
    }

    // MARK: What can be done

    func fill() { way.go(.applicationForm(id, field: nil)) }

    /// Opens what the officer marked for changes.
    func correct() {
        let id = id
        let isEditing: Bool = if case .correct(_, _, _, editing: true)? = application?.state { true } else { false }
        run {
            if !isEditing { try await self.call { try $0.applications().correct(id: id) } }
            self.way.go(.applicationForm(id, field: nil))
        }
    }

    /// The service has the face: now it can leave.
    func faceShown() {
        question = nil
        sendNow()
    }

    /// On any network, at once.
    func sendNow() {
        run {
            let report = try await self.app.ikd.applications().send(id: self.id)
            self.app.tried(report)
            await self.read()
            self.sayLeft()
            await self.way.services.read()
        }
    }

    func cancel() { change { try $0.cancelQueued(id: $1) } }

    func moveToNewerForm() { change { try $0.moveToNewerForm(id: $1) } }

    private func change(_ change: @escaping @Sendable (Applications, String) throws -> Void) {
        let id = id
        run {
            try await self.call { try change(try $0.applications(), id) }
            await self.read()
            await self.way.services.read()
        }
    }

    func withdraw() {
        question = nil
        run {
            try await self.app.ikd.applications().withdraw(id: self.id)
            await self.way.services.read()
            // Last: what the new state offers is not taken while this goes on.
            await self.read()
        }
    }

    func discard() {
        question = nil
        let id = id
        run {
            try await self.call { try $0.applications().discard(id: id) }
            await self.way.services.read()
            self.way.open(.services)
        }
    }

    /// The documents that came of it; brought up to date if they are not there yet.
    func openDocuments() {
        // Nobody who mourns is shown a check mark.
        if application?.quiet == true {
            Task { await way.documents.syncQuietly() }
        } else {
            way.documents.sync()
        }
        way.open(.documents)
    }
}
