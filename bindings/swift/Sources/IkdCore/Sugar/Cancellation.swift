import Foundation

/// An object of the library whose async calls can be cancelled.
public protocol StoppableCalls: AnyObject, Sendable {
    /// Cancels this object's running calls; each throws ``IkdError/Cancelled``.
    func cancel() throws
}

extension Account: StoppableCalls {}
extension Applications: StoppableCalls {}
extension Documents: StoppableCalls {}
extension FaceChecks: StoppableCalls {}
extension Registration: StoppableCalls {}

extension StoppableCalls {
    /// Runs async calls of this object so that cancelling the task cancels them. Without it, they continue.
    ///
    ///     try await registration.stoppable { try await $0.submit() }
    ///
    /// Cancels all calls of this object, so use one object per screen: each `ikd.registration()` returns a new object.
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
                // Repeated until the calls ended: a call that has not reached the library yet cannot be cancelled yet.
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

/// A flag shared between tasks.
private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    // Guarded by `lock`.
    private var value = false

    var isSet: Bool { lock.withLock { value } }

    func set() {
        lock.withLock { value = true }
    }
}
