import Foundation

/// Makes sync calls of the library away from the main thread: they use the disk or a model.
func away<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await Task.detached(priority: .userInitiated) { try work() }.value
}

/// A pause that ends early when its task is cancelled.
func pause(milliseconds: UInt64) async {
    try? await Task.sleep(nanoseconds: milliseconds * 1_000_000)
}
