import Foundation
import Network

/// Tells when the phone has a connection again.
enum NetworkWatch {
    /// An element for each connection after a time without one. The watch ends with the stream.
    static func returns() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let monitor = NWPathMonitor()
        let last = LastPath()
        monitor.pathUpdateHandler = { path in
            if last.isReturn(path.status == .satisfied) { continuation.yield() }
        }
        continuation.onTermination = { _ in monitor.cancel() }
        monitor.start(queue: DispatchQueue(label: "org.ikdcore.network"))
        return stream
    }
}

extension NetworkWatch {
    /// Whether the present connection costs by volume: a mobile network, or the hotspot of another phone.
    static func isMetered() async -> Bool {
        let (paths, continuation) = AsyncStream.makeStream(of: NWPath.self, bufferingPolicy: .bufferingNewest(1))
        let monitor = NWPathMonitor()
        monitor.pathUpdateHandler = { continuation.yield($0) }
        continuation.onTermination = { _ in monitor.cancel() }
        monitor.start(queue: DispatchQueue(label: "org.ikdcore.network"))
        defer { continuation.finish() }
        // The first is the present one. Without any, nothing is spent.
        for await path in paths { return path.isExpensive }
        return true
    }
}

/// Whether there was a connection at the last change.
private final class LastPath: @unchecked Sendable {
    private let lock = NSLock()
    // Guarded by `lock`. The first path is no return: the screen has just tried.
    private var wasConnected = true

    func isReturn(_ isConnected: Bool) -> Bool {
        lock.withLock {
            defer { wasConnected = isConnected }
            return isConnected && !wasConnected
        }
    }
}
