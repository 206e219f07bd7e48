// The declarations of Network that the app uses. Tests change the path.
@_exported import Foundation

// iOS 12
public struct NWPath: Sendable {
    public enum Status: Sendable { case satisfied, unsatisfied, requiresConnection }
    public let status: Status
}

// iOS 12
public final class NWPathMonitor: @unchecked Sendable {
    public var pathUpdateHandler: (@Sendable (NWPath) -> Void)?
    public init() {}
    public func start(queue: DispatchQueue) { LookalikeNetwork.shared.add(self) }
    public func cancel() { LookalikeNetwork.shared.remove(self) }
}

// Not Apple's: what tests set.

/// The simulated connection.
public final class LookalikeNetwork: @unchecked Sendable {
    public static let shared = LookalikeNetwork()
    private let lock = NSLock()
    private var monitors: [NWPathMonitor] = []

    public var watchers: Int { lock.withLock { monitors.count } }

    /// Tells every monitor.
    public func change(to status: NWPath.Status) {
        for monitor in lock.withLock({ monitors }) { monitor.pathUpdateHandler?(NWPath(status: status)) }
    }

    func add(_ monitor: NWPathMonitor) { lock.withLock { monitors.append(monitor) } }
    func remove(_ monitor: NWPathMonitor) { lock.withLock { monitors.removeAll { $0 === monitor } } }
}
