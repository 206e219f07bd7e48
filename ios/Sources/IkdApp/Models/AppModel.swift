import Combine
import Foundation
import IkdCore
import IkdShell

/// The open app: the stage, and what all screens share.
@MainActor
public final class AppModel: ObservableObject {
    /// What is on the screen.
    enum Phase {
        case opening
        case cannotStart(Failure?)
        case running(Ikd, Stage)
    }

    @Published private(set) var phase = Phase.opening
    /// Why the service asked for a newer app.
    @Published private(set) var update: Failure?
    /// The link of the activation mail was opened and fits.
    @Published private(set) var cameByLink = false
    /// Texts of the chosen language.
    public let texts: Texts
    /// The entries a registration asks for.
    let formShape: FormShape
    private(set) weak var shell: (any Shell)?
    private let open: @Sendable () throws -> Ikd
    let makeSelfie: @Sendable () throws -> Selfie
    let makePaper: @Sendable (Data) throws -> Paper
    /// What the last try to send applications left, and whether one is going on.
    @Published private(set) var report: SendReport?
    @Published private(set) var isSending = false
    /// How often it was tried.
    @Published private(set) var tries = 0
    private var opening: Task<Ikd, any Error>?
    private var idle: Task<Void, Never>?

    /// An app that is opened by this when its first screen appears. A registration asks for the entries of this form.
    public init(
        open: @escaping @Sendable () throws -> Ikd, formShape: FormShape = .short,
        selfie: @escaping @Sendable () throws -> Selfie = { try Selfie() },
        paper: @escaping @Sendable (Data) throws -> Paper = { try Paper.of(photograph: $0) }
    ) {
        self.open = open
        self.formShape = formShape
        makeSelfie = selfie
        makePaper = paper
        texts = Texts()
    }

    func attach(_ shell: any Shell) {
        guard self.shell !== shell else { return }
        self.shell = shell
        texts.follow(shell)
    }

    /// The library. Only screens of a stage ask for it, and a stage has one.
    var ikd: Ikd {
        get throws {
            guard case .running(let ikd, _) = phase else { throw IkdError.NotNow(code: .wrongStage) }
            return ikd
        }
    }

    /// Opens the library and follows its stage until the task ends.
    func run() async {
        do {
            let ikd = try await library()
            phase = .running(ikd, try await away { try ikd.stage() })
            for await stage in try ikd.stages() { show(stage, of: ikd) }
        } catch {
            phase = .cannotStart(Failure(any: error))
        }
    }

    /// The open library. A job in the background may have opened it before there is a screen.
    private func library() async throws -> Ikd {
        if let opening { return try await opening.value }
        let open = open
        let opening = Task.detached(priority: .userInitiated) { try open() }
        self.opening = opening
        do {
            return try await opening.value
        } catch {
            self.opening = nil
            throw error
        }
    }

    /// Tries to open the library again.
    func restart() {
        phase = .opening
        Task { await run() }
    }

    private func show(_ stage: Stage, of ikd: Ikd) {
        if case .running(_, .registering(step: .awaitingDecision)) = phase, !stage.isAwaitingDecision {
            shell?.feel(.done)
        }
        phase = .running(ikd, stage)
        guard case .unlocked = stage else {
            idle?.cancel()
            idle = nil
            return
        }
        if idle == nil { idle = Task { [weak self] in await self?.lockWhenIdle(ikd) } }
    }

    private func lockWhenIdle(_ ikd: Ikd) async {
        while !Task.isCancelled, let after = try? await away({ try ikd.lock().lockIfIdle() }) {
            await pause(milliseconds: after)
        }
    }

    /// Reads the stage again: a call found another one than the screen showed.
    func redraw() async {
        guard let ikd = try? ikd, let stage = try? await away({ try ikd.stage() }) else { return }
        show(stage, of: ikd)
    }

    /// What an error means here. Some are not for the screen that met them.
    func failure(of error: any Error) async -> Failure? {
        guard let failure = Failure(any: error) else { return nil }
        switch failure.remedy {
        case .redraw, .erase: await redraw()
        case .unlock where failure.code == .locked: await redraw()
        case .update: update = failure
        default: break
        }
        return failure
    }

    func updateLater() { update = nil }

    /// The person touched the screen.
    func touched() { tellLock { try $0.touched() } }

    /// The app is in use again.
    public func cameToForeground() {
        tellLock { try $0.cameToForeground() }
        Task { await redraw() }
    }

    /// The app is not in use.
    public func wentToBackground() { tellLock { try $0.wentToBackground() } }

    /// The phone's own lock is about to close, and its keys with it.
    public func phoneWillLock() { tellLock { try $0.lock() } }

    private func tellLock(_ tell: @escaping @Sendable (Lock) throws -> Void) {
        guard let ikd = try? ikd else { return }
        // In order, and without waiting: none of these fails but by a defect, which the next call shows.
        Task { try? await away { try tell(ikd.lock()) } }
    }

    /// Sends what waits while the app is shown, and again when that may help, until the task ends.
    func keepSending() async {
        while !Task.isCancelled {
            await sendQueued()
            await pause(milliseconds: report?.againAfterMs ?? 900_000)
        }
    }

    func sendWhenOnline() async {
        guard let returns = shell?.networkReturns() else { return }
        for await _ in returns { await sendQueued() }
    }

    /// Sends what waits, unless that goes on already. What fails stays, and is tried again.
    func sendQueued() async {
        guard !isSending, let ikd = try? ikd else { return }
        await send { try await ikd.applications().sendQueued(metered: $0) }
    }

    private func send(_ sendQueued: (_ isMetered: Bool) async throws -> SendReport) async {
        isSending = true
        let isMetered = await shell?.networkIsMetered() ?? true
        if let report = try? await sendQueued(isMetered) { tried(report) }
        isSending = false
        tries += 1
    }

    func tried(_ report: SendReport) { self.report = report }

    /// Whether applications wait to be sent, as far as is known.
    public var hasUnsent: Bool { report?.left.isEmpty != true }

    /// Sends what waits with the vault locked, when the system starts the app for that. False if something is left.
    public func sendInBackground() async -> Bool {
        // While the phone is locked, its files and keys are too: then this fails, and the next time counts.
        guard !isSending, let ikd = try? await library() else { return false }
        report = nil
        await send { isMetered in
            // The system cancels the task when the time that it gives is over: the call ends with it.
            try await ikd.applications().stoppable { @Sendable in try await $0.sendQueued(metered: isMetered) }
        }
        return report?.left.isEmpty == true
    }

    /// A link opened the app.
    public func openLink(_ url: URL) {
        guard let ikd = try? ikd else { return }
        Task {
            cameByLink = (try? await away { try ikd.registration().openActivationLink(url: url.absoluteString) }) != nil
        }
    }
}

extension Stage {
    fileprivate var isAwaitingDecision: Bool {
        if case .registering(step: .awaitingDecision) = self { true } else { false }
    }
}

/// What the models of all screens have: one call at a time, and what became of it.
@MainActor
class ScreenModel: ObservableObject {
    let app: AppModel
    @Published var failure: Failure?
    @Published private(set) var isWorking = false

    init(_ app: AppModel) { self.app = app }

    var texts: Texts { app.texts }

    /// Does this unless something is being done.
    func run(_ work: @escaping @MainActor () async throws -> Void) {
        guard !isWorking else { return }
        isWorking = true
        failure = nil
        Task {
            await attempt(work)
            isWorking = false
        }
    }

    /// Calls the library away from the main thread.
    func call<Value: Sendable>(_ call: @escaping @Sendable (Ikd) throws -> Value) async throws -> Value {
        let ikd = try app.ikd
        return try await away { try call(ikd) }
    }

    /// Does nothing but this call.
    func runCall(_ call: @escaping @Sendable (Ikd) throws -> Void) { run { try await self.call(call) } }

    /// Does this, and shows why it failed.
    func attempt(_ work: @MainActor () async throws -> Void) async {
        do {
            try await work()
        } catch {
            if let failure = await app.failure(of: error) { failed(failure) }
        }
    }

    /// Shows it and says it. A model with fields does more.
    func failed(_ failure: Failure) {
        self.failure = failure
        tell(failure.message(texts))
    }

    /// Feels and says that something was refused.
    func tell(_ message: String) {
        app.shell?.feel(.refused)
        say(message)
    }

    func say(_ text: String) { app.shell?.announce(text) }

    /// Offers a file that the library makes.
    func export(named name: String, _ make: @escaping @Sendable (Ikd) throws -> Data) {
        run {
            self.app.shell?.share(name: name, data: try await self.call(make))
        }
    }
}
