import Foundation

/// An object of the library whose async calls can be stopped.
public protocol StoppableCalls: AnyObject, Sendable {
    /// Stops this object's calls under way; each ends with ``IkdError/Cancelled``.
    func cancel() throws
}

extension Account: StoppableCalls {}
extension Documents: StoppableCalls {}
extension Registration: StoppableCalls {}

extension StoppableCalls {
    /// Runs async calls of this object so that cancelling the task stops them, as it does not by itself.
    ///
    ///     try await registration.stoppable { try await $0.submit() }
    ///
    /// All calls of this very object are stopped, so use one object for one screen: `ikd.registration()` gives a new
    /// one each time.
    ///
    /// - Throws: `CancellationError` if the task was cancelled, otherwise what `calls` throws.
    public func stoppable<Value: Sendable>(_ calls: (Self) async throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        let ended = Flag()
        defer { ended.set() }
        do {
            return try await withTaskCancellationHandler {
                try await calls(self)
            } onCancel: {
                // The call may be on its way to the library, which knows of nothing to stop yet: repeated until it ended.
                Task.detached {
                    while !ended.isSet {
                        try self.cancel()
                        try await Task.sleep(nanoseconds: 10_000_000)
                    }
                }
            }
        } catch IkdError.Cancelled {
            throw CancellationError()
        }
    }
}

/// Something that happened, told from one task to another.
private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    // Guarded by `lock`.
    private var happened = false

    var isSet: Bool { lock.withLock { happened } }

    func set() {
        lock.withLock { happened = true }
    }
}
