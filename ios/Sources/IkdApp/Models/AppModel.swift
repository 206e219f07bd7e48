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
        case running(Core, Stage)
    }

    @Published private(set) var phase = Phase.opening
    /// The service asked for a newer app.
    @Published private(set) var needsUpdate = false
    /// The link of the activation mail was opened and fits.
    @Published private(set) var cameByLink = false
    /// Texts of the chosen language.
    public let texts: Texts
    /// The entries a registration asks for.
    let formShape: FormShape
    private(set) weak var shell: (any Shell)?
    private let openCore: @Sendable () throws -> Core
    private var idle: Task<Void, Never>?

    /// An app that is opened by this when its first screen appears.
    public convenience init(
        open: @escaping @Sendable () throws -> Ikd, texts: Texts? = nil,
        formShape: FormShape = .short
    ) {
        self.init(core: { Core(try open()) }, texts: texts ?? Texts(), formShape: formShape)
    }

    init(
        core: @escaping @Sendable () throws -> Core, texts: Texts, formShape: FormShape = .short
    ) {
        openCore = core
        self.formShape = formShape
        self.texts = texts
    }

    func attach(_ shell: any Shell) {
        guard self.shell !== shell else { return }
        self.shell = shell
        texts.follow(shell)
    }

    /// The library. Only screens of a stage ask for it, and a stage has one.
    var core: Core {
        get throws {
            guard case .running(let core, _) = phase else { throw IkdError.NotNow(code: .wrongStage) }
            return core
        }
    }

    /// Opens the library and follows its stage until the task ends.
    func run() async {
        do {
            let openCore = openCore
            let core = try await away { try openCore() }
            phase = .running(core, try await away { try core.app.stage() })
            for await stage in try core.stages() { show(stage, of: core) }
        } catch {
            phase = .cannotStart(Failure(any: error))
        }
    }

    /// Tries to open the library again.
    func restart() {
        phase = .opening
        Task { await run() }
    }

    private func show(_ stage: Stage, of core: Core) {
        phase = .running(core, stage)
        guard case .unlocked = stage else {
            idle?.cancel()
            idle = nil
            return
        }
        if idle == nil { idle = Task { [weak self] in await self?.lockWhenIdle(core) } }
    }

    private func lockWhenIdle(_ core: Core) async {
        while !Task.isCancelled, let after = try? await away({ try core.lock().lockIfIdle() }) {
            await pause(milliseconds: after)
        }
    }

    /// Reads the stage again: a call found another one than the screen showed.
    func redraw() async {
        guard let core = try? core, let stage = try? await away({ try core.app.stage() }) else { return }
        show(stage, of: core)
    }

    /// What an error means here. Some are not for the screen that met them.
    func failure(of error: any Error) async -> Failure? {
        guard let failure = Failure(any: error) else { return nil }
        switch failure.way {
        case .redraw, .erase: await redraw()
        case .unlock where failure.code == .locked: await redraw()
        case .update: needsUpdate = true
        default: break
        }
        return failure
    }

    func updateLater() { needsUpdate = false }

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

    private func tellLock(_ tell: @escaping @Sendable (any LockProtocol) throws -> Void) {
        guard let core = try? core else { return }
        // In order, and without waiting: none of these fails but by a defect, which the next call shows.
        Task { try? await away { try tell(core.lock()) } }
    }

    /// A link opened the app.
    public func openLink(_ url: URL) {
        guard let core = try? core else { return }
        Task {
            cameByLink = (try? await away { try core.registration().openActivationLink(url: url.absoluteString) }) != nil
        }
    }
}

/// What the models of all screens have: one call at a time, and what became of it.
@MainActor
class ScreenModel: ObservableObject {
    let app: AppModel
    @Published var failure: Failure?
    @Published private(set) var isWorking = false
    private var work: Task<Void, Never>?

    init(_ app: AppModel) { self.app = app }

    var texts: Texts { app.texts }

    /// Does this unless something is being done.
    func run(_ work: @escaping @MainActor () async throws -> Void) {
        guard !isWorking else { return }
        isWorking = true
        failure = nil
        self.work = Task {
            await attempt(work)
            isWorking = false
        }
    }

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
        app.shell?.feel(.refused)
        say(failure.message(texts))
    }

    func say(_ text: String) { app.shell?.announce(text) }

    /// Offers a file that the library makes.
    func export(named name: String, _ make: @escaping @Sendable (Core) throws -> Data) {
        run {
            let core = try self.app.core
            let data = try await away { try make(core) }
            self.app.shell?.share(name: name, data: data)
        }
    }
}
