import BackgroundTasks
import Foundation

/// Lets the system start the app now and then to send what waits. When that is, the system decides: after the app was
/// used often, and rarely with little battery.
public enum BackgroundSending {
    /// As `project.yml` permits it.
    static let identifier = "org.ikdcore.app.send"
    private static let notBefore: TimeInterval = 15 * 60

    /// Says what is done then. To be called before the app has launched.
    ///
    /// - Parameter send: false if something is left.
    @MainActor
    public static func register(_ send: @escaping @MainActor @Sendable () async -> Bool) {
        let isNew = BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: .main) { task in
            let handed = Handed(task: task)
            MainActor.assumeIsolated { run(handed, send) }
        }
        assert(isNew, "registered twice")
    }

    /// Asks for a start. Replaces the one asked for before. Where the person switched this off, nothing happens.
    public static func schedule() {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: notBefore)
        try? BGTaskScheduler.shared.submit(request)
    }

    @MainActor
    private static func run(_ handed: Handed, _ send: @escaping @MainActor @Sendable () async -> Bool) {
        let sending = Task {
            let isDone = await send()
            if !isDone { schedule() }
            handed.task.setTaskCompleted(success: isDone)
        }
        // What has arrived by then stays; the next start goes on.
        handed.task.expirationHandler = { sending.cancel() }
    }

    /// The system's task, used on the main thread only.
    private struct Handed: @unchecked Sendable {
        let task: BGTask
    }
}
