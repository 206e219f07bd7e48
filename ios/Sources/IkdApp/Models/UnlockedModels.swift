import Foundation
import IkdCore
import SwiftUI

/// Where the person is while the app is unlocked.
enum Place: Hashable, Sendable {
    case home, documents, show
    case document(String), member(Int)
    case services, service(String), application(String)
    case applicationForm(String, field: String?), applicationPapers(String), applicationReview(String)
    case activity, settings, changePin, languages, traffic, scams, release, erase, about, licences
}

/// The app from unlock to lock: the way to where the person is.
@MainActor
final class UnlockedModel: ScreenModel {
    @Published private(set) var way: [Place] = [.home]
    let documents: DocumentsModel
    let show: ShowModel
    let services: ServicesModel

    override init(_ app: AppModel) {
        let documents = DocumentsModel(app)
        self.documents = documents
        services = ServicesModel(app) { await documents.syncQuietly() }
        show = ShowModel(app)
        super.init(app)
    }

    var place: Place { way.last ?? .home }

    func go(_ place: Place) { way.append(place) }

    func back() {
        show.end()
        if way.count > 1 { way.removeLast() }
    }

    /// One of the bottom bar. Each leads back to the home.
    func open(_ root: Place) {
        show.end()
        way = root == .home ? [.home] : [.home, root]
        // They may have come with the first QR.
        if documents.hasNothing { Task { await documents.read() } }
    }

    /// To a step of an application. Back from it leads to the application, and from there to the services.
    func goOn(_ place: Place) {
        switch place {
        case .application: way = [.home, .services, place]
        case .applicationForm(let id, _): way = [.home, .services, .application(id), place]
        case .applicationPapers(let id):
            way = [.home, .services, .application(id), .applicationForm(id, field: nil), place]
        default: go(place)
        }
    }

    func openDocument(_ id: String) {
        documents.open(id)
        go(.document(id))
    }

    func openFamily() {
        run {
            // Touched before the list was there.
            if self.documents.list == nil { await self.documents.read() }
            guard let card = self.documents.list?.documents.first(where: { $0.kind == .familyCard }) else {
                return self.open(.documents)
            }
            self.openDocument(card.id)
        }
    }

    func lock() {
        show.end()
        runCall { try $0.lock().lock() }
    }
}

/// Reads the documents, and brings them up to date.
@MainActor
final class DocumentsModel: ScreenModel {
    @Published private(set) var list: DocumentList?
    @Published private(set) var card: DocumentPage?
    @Published private(set) var isSyncing = false
    @Published private(set) var outcome: SyncOutcome?
    @Published private(set) var document: DocumentPage?
    private var hasBegun = false

    /// Shows what is on the phone at once, then asks the service; once for each unlock.
    func begin() async {
        guard !hasBegun else { return }
        hasBegun = true
        await read()
        await sync(isAsked: false)
    }

    func sync() { Task { await sync(isAsked: true) } }

    /// Without a word if it fails.
    func syncQuietly() async { await sync(isAsked: false) }

    func syncWhenOnline() async {
        guard let returns = app.shell?.networkReturns() else { return }
        for await _ in returns { await sync(isAsked: false) }
    }

    private func sync(isAsked: Bool) async {
        guard !isSyncing else { return }
        (isSyncing, outcome, failure) = (true, nil, nil)
        do {
            let outcome = try await app.ikd.documents().sync()
            await read()
            if isAsked {
                self.outcome = outcome
                say(words(outcome))
            }
        } catch {
            // What is on the phone stays; nobody is interrupted who did not ask.
            let failure = await app.failure(of: error)
            if let failure, isAsked { failed(failure) } else { self.failure = failure }
        }
        isSyncing = false
    }

    func words(_ outcome: SyncOutcome) -> String {
        let counts: [(TextKey, UInt32)] = [
            (.documentsAdded, outcome.added), (.documentsChanged, outcome.changed),
            (.documentsRemoved, outcome.removed),
        ]
        let changes = counts.filter { $0.1 > 0 }.map { texts($0.0, ["count": $0.1]) }
        if changes.isEmpty { return texts(.documentsUpToDate) }
        return texts(.documentsUpdated, ["changes": changes.joined(separator: ", ")])
    }

    func read() async {
        await attempt {
            (self.list, self.card) = try await self.call {
                let documents = try $0.documents()
                return (try documents.list(), try documents.card().map(DocumentPage.init))
            }
        }
    }

    func open(_ id: String) {
        document = nil
        run { self.document = try await self.call { try DocumentPage($0.documents().open(id: id)) } }
    }

    /// Fetches a document that cannot be read.
    func fetch(_ id: String) {
        Task {
            await sync(isAsked: true)
            if failure == nil { open(id) }
        }
    }

    /// "Diperbarui 26 Nov 2026, 08.12 WIB"
    var age: String? {
        if isSyncing { return texts(.documentsUpdating) }
        guard let at = list?.confirmedAt else { return nil }
        return texts(isOffline ? .documentsAsOfOffline : .documentsAsOf, ["time": texts.moment(at)])
    }

    var isOffline: Bool { failure?.isOffline == true }

    /// Nothing is here, and nothing is on its way.
    var hasNothing: Bool { card == nil && list != nil && !(isSyncing && list?.confirmedAt == nil) }
}

/// Chooses audience and view, and shows the rotating QR until it is ended.
@MainActor
final class ShowModel: PinModel {
    /// The QR that is on the screen.
    struct Shown: Equatable {
        let frame: QrFrame
        /// Seconds until it is replaced, and how many it has in all.
        var secondsLeft: Int
        let seconds: Int
        /// The phone's time when this was drawn, in seconds since 1970.
        var second: UInt64
    }

    @Published private(set) var audiences: [Audience]?
    @Published private(set) var audience: Audience?
    @Published private(set) var view: ViewKind?
    @Published private(set) var shown: Shown?
    @Published private(set) var asksForPin = false
    @Published private(set) var canUseBiometrics = false
    private var showing: Task<Void, Never>?

    /// Reads who may be shown a QR. The first, and the first of what it may see, are chosen beforehand.
    func begin() async {
        await attempt {
            let audiences = try await self.call { try $0.presenter().audiences() }
            self.audiences = audiences
            self.canUseBiometrics = (try? await self.call { try $0.lock().biometricStatus() }) == .ready
            if self.audience == nil, let first = audiences.first { self.choose(first) }
        }
    }

    func choose(_ audience: Audience) {
        self.audience = audience
        if let view, audience.views.contains(view) { return }
        let hadMore = view != nil
        view = audience.views.first
        if hadMore { say(texts(.showOnlyBasic)) }
    }

    func choose(_ view: ViewKind) { self.view = view }

    /// No code can be made for anybody.
    var hasNothing: Bool { audiences?.isEmpty == true }

    func name(_ audience: Audience) -> String {
        texts.language == .indonesian ? audience.nameId : audience.nameEn
    }

    func start() {
        run {
            // Touched before the list was there.
            if self.audience == nil { await self.begin() }
            guard let audience = self.audience, let view = self.view else { return }
            let showing = try await self.call { try $0.presenter().start(kind: view, audience: audience.number) }
            self.asksForPin = false
            self.showing = Task { await self.show(showing) }
        }
    }

    private func show(_ showing: Showing) async {
        app.shell?.fullBrightness(true)
        app.shell?.keepAwake(true)
        say(texts(.showShown))
        await attempt {
            while !Task.isCancelled {
                let frame = try await away { try showing.nextFrame() }
                let seconds = max(1, Int(frame.rotateAfterMs / 1000))
                for left in stride(from: seconds, to: 0, by: -1) where !Task.isCancelled {
                    let now = UInt64(max(0, Date().timeIntervalSince1970))
                    self.shown = Shown(frame: frame, secondsLeft: left, seconds: seconds, second: now)
                    await pause(milliseconds: frame.rotateAfterMs / UInt64(seconds))
                }
            }
        }
        // Unless another one has begun since.
        if !Task.isCancelled { end() }
        // It ends with its last reference too.
        try? await away { try showing.end() }
    }

    /// Ends the showing, and closes the question for the PIN.
    func end() {
        if let showing {
            showing.cancel()
            app.shell?.fullBrightness(false)
            app.shell?.keepAwake(false)
        }
        (showing, shown, asksForPin, message) = (nil, nil, false, nil)
        entry.clear()
    }

    /// The most pressing one.
    var warning: ShowWarning? { shown?.frame.warnings.first }

    /// The PIN once more, then the QR.
    func prove() {
        guard let pin = typed() else { return }
        prove { try await $0.verifyUser(pin: pin) }
    }

    func proveByBiometrics() { prove { try await $0.verifyUserByBiometric() } }

    private func prove(_ prove: @escaping @MainActor (Lock) async throws -> Void) {
        run {
            try await prove(try self.app.ikd.lock())
            Task { self.start() }
        }
    }

    override func failed(_ failure: Failure) {
        guard failure.code == .stepUpRequired else { return super.failed(failure) }
        asksForPin = true
        say(texts(.showPinNeeded))
    }

    /// Documents once from the service bring a new view.
    func connect() {
        run {
            _ = try await self.app.ikd.documents().sync()
            await self.begin()
        }
    }
}
