// The declarations of Network that the app uses. Tests change the path.
@_exported import Foundation

// iOS 12
public struct NWPath: Sendable {
    public enum Status: Sendable { case satisfied, unsatisfied, requiresConnection }
    public let status: Status
    public let isExpensive: Bool
}

// iOS 12
public final class NWPathMonitor: @unchecked Sendable {
    public var pathUpdateHandler: (@Sendable (NWPath) -> Void)?
    public init() {}
    public func start(queue: DispatchQueue) { LookalikeNetwork.shared.add(self, queue) }
    public func cancel() { LookalikeNetwork.shared.remove(self) }
}

// Not Apple's: what tests set.

/// The simulated connection.
public final class LookalikeNetwork: @unchecked Sendable {
    public static let shared = LookalikeNetwork()
    private let lock = NSLock()
    private var monitors: [NWPathMonitor] = []
    private var path = NWPath(status: .satisfied, isExpensive: false)

    public var watchers: Int { lock.withLock { monitors.count } }

    /// Tells every monitor.
    public func change(to status: NWPath.Status, isExpensive: Bool = false) {
        let path = NWPath(status: status, isExpensive: isExpensive)
        lock.withLock { self.path = path }
        for monitor in lock.withLock({ monitors }) { monitor.pathUpdateHandler?(path) }
    }

    // A monitor is told the present path when it starts.
    func add(_ monitor: NWPathMonitor, _ queue: DispatchQueue) {
        lock.withLock { monitors.append(monitor) }
        queue.async { [weak monitor] in
            guard let monitor else { return }
            monitor.pathUpdateHandler?(self.lock.withLock { self.path })
        }
    }
    func remove(_ monitor: NWPathMonitor) { lock.withLock { monitors.removeAll { $0 === monitor } } }
}
