import Foundation
import IkdCore

/// What the models call: the library, or what a test puts in its place.
struct Core: Sendable {
    var app: any IkdProtocol
    var stages: @Sendable () throws -> AsyncStream<Stage>
    var registration: @Sendable () throws -> any RegistrationProtocol
    var lock: @Sendable () throws -> any LockProtocol
    var documents: @Sendable () throws -> any DocumentsProtocol
    var presenter: @Sendable () throws -> any PresenterProtocol
    var activity: @Sendable () throws -> any ActivityLogProtocol
    var account: @Sendable () throws -> any AccountProtocol
    var selfie: @Sendable () throws -> any SelfieProtocol = { try Selfie() }
}

extension Core {
    init(_ ikd: Ikd) {
        self.init(
            app: ikd, stages: { try ikd.stages() }, registration: { try ikd.registration() }, lock: { try ikd.lock() },
            documents: { try ikd.documents() }, presenter: { try ikd.presenter() },
            activity: { try ikd.activity() }, account: { try ikd.account() })
    }
}

/// Makes sync calls of the library away from the main thread: they use the disk or a model.
func away<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await Task.detached(priority: .userInitiated) { try work() }.value
}

/// A pause that ends early when its task is cancelled.
func pause(milliseconds: UInt64) async {
    try? await Task.sleep(nanoseconds: milliseconds * 1_000_000)
}
