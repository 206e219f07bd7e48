import BackgroundTasks
import Foundation
@testable import IkdPlatform

/// The start in the background as the system makes it. The handler is registered once for each process, so that all
/// tests share it.
@MainActor
public enum BackgroundStart {
    /// The task did not say that it ended.
    public struct NotEnded: Error {}

    private static var work: @MainActor @Sendable () async -> Bool = { true }
    private static let isRegistered: Bool = {
        BackgroundSending.register { await work() }
        return true
    }()

    /// Starts this as the sending, and returns the system's task.
    public static func launch(_ work: @escaping @MainActor @Sendable () async -> Bool) -> BGTask {
        _ = isRegistered
        Self.work = work
        let task = BGAppRefreshTask(lookalike: BackgroundSending.identifier)
        BGTaskScheduler.shared.launch(task)
        return task
    }

    /// What the task says at its end.
    public static func ended(_ task: BGTask) async throws -> Bool {
        for _ in 0..<6000 where task.completed == nil { try await Task.sleep(nanoseconds: 10_000_000) }
        guard let isDone = task.completed else { throw NotEnded() }
        return isDone
    }

    /// Starts this as the sending, and returns whether nothing is left.
    public static func run(_ work: @escaping @MainActor @Sendable () async -> Bool) async throws -> Bool {
        try await ended(launch(work))
    }
}
