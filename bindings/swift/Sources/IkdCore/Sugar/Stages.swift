import Foundation

extension Ikd {
    /// A stream of stages for a view model: the current one first, then each change.
    ///
    /// A slow reader misses intermediate stages, but never the latest one. The stream ends when the reading task is
    /// cancelled, and its observation ends when the stream is released. It does not keep the app open.
    ///
    /// - Throws: ``IkdError`` if the call to the library fails.
    public func stages() throws -> AsyncStream<Stage> {
        let (stream, continuation) = AsyncStream.makeStream(of: Stage.self, bufferingPolicy: .bufferingNewest(1))
        let observation = try observe(observer: StageRelay(continuation: continuation))
        continuation.onTermination = { _ in
            // It fails only if the library has a defect; no stages arrive then anyway.
            try? observation.end()
        }
        return stream
    }
}

/// Passes stages from the library's threads to the stream.
private final class StageRelay: StageObserver {
    private let continuation: AsyncStream<Stage>.Continuation

    init(continuation: AsyncStream<Stage>.Continuation) {
        self.continuation = continuation
    }

    func stageChanged(stage: Stage) throws {
        continuation.yield(stage)
    }
}
