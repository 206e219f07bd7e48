import Foundation

extension Ikd {
    /// The stages as they come, for a view model to follow: the present one first, then each change.
    ///
    /// Somebody who is slow to look misses stages in between, never the last one. The stream ends when the task that
    /// reads it is cancelled, and stops listening when it is no longer held. It does not keep the app open.
    ///
    /// - Throws: ``IkdError`` if the library cannot be asked.
    public func stages() throws -> AsyncStream<Stage> {
        let (stream, continuation) = AsyncStream.makeStream(of: Stage.self, bufferingPolicy: .bufferingNewest(1))
        let observation = try observe(observer: StageRelay(continuation: continuation))
        continuation.onTermination = { _ in
            // It fails only by a defect of the library; then there is nothing left to listen to.
            try? observation.end()
        }
        return stream
    }
}

/// Passes stages on from the library's threads to the task that awaits them.
private final class StageRelay: StageObserver {
    private let continuation: AsyncStream<Stage>.Continuation

    init(continuation: AsyncStream<Stage>.Continuation) {
        self.continuation = continuation
    }

    func stageChanged(stage: Stage) throws {
        continuation.yield(stage)
    }
}
