// The declarations of BackgroundTasks that the app uses. Tests launch what was registered.
@_exported import Foundation

// iOS 13
open class BGTask: NSObject {
    public let identifier: String
    public var expirationHandler: (() -> Void)?
    /// Not Apple's.
    public private(set) var completed: Bool?
    /// Not Apple's: only the system makes one.
    public init(lookalike identifier: String) { self.identifier = identifier }
    open func setTaskCompleted(success: Bool) { completed = success }
}

// iOS 13
open class BGAppRefreshTask: BGTask {}

// iOS 13
open class BGTaskRequest: NSObject {
    public let identifier: String
    public var earliestBeginDate: Date?
    init(_ identifier: String) { self.identifier = identifier }
}

// iOS 13
open class BGAppRefreshTaskRequest: BGTaskRequest {
    public init(identifier: String) { super.init(identifier) }
}

// iOS 13
public final class BGTaskScheduler: NSObject, @unchecked Sendable {
    public static let shared = BGTaskScheduler()
    private let lock = NSLock()
    private var handlers: [String: (DispatchQueue?, (BGTask) -> Void)] = [:]
    private var requests: [BGTaskRequest] = []

    public func register(
        forTaskWithIdentifier identifier: String, using queue: DispatchQueue?,
        launchHandler: @escaping (BGTask) -> Void
    ) -> Bool {
        lock.withLock {
            guard handlers[identifier] == nil else { return false }
            handlers[identifier] = (queue, launchHandler)
            return true
        }
    }

    // A request replaces the one with the same identifier.
    public func submit(_ taskRequest: BGTaskRequest) throws {
        lock.withLock {
            requests.removeAll { $0.identifier == taskRequest.identifier }
            requests.append(taskRequest)
        }
    }

    public func cancel(taskRequestWithIdentifier identifier: String) {
        lock.withLock { requests.removeAll { $0.identifier == identifier } }
    }

    // Not Apple's: what tests do.

    /// What waits.
    public var submitted: [BGTaskRequest] { lock.withLock { requests } }

    /// Launches what was registered, as the system does.
    public func launch(_ task: BGTask) {
        guard let (queue, handler) = lock.withLock({ handlers[task.identifier] }) else { return }
        struct Handed: @unchecked Sendable { let run: () -> Void }
        let handed = Handed { handler(task) }
        (queue ?? .global()).async { handed.run() }
    }
}
