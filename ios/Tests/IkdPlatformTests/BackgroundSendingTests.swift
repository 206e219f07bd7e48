import BackgroundTasks
import Foundation
import Network
import XCTest

@testable import IkdPlatform

/// The start in the background, and the connection that it asks about.
@MainActor
final class BackgroundSendingTests: XCTestCase, @unchecked Sendable {
    private static var answers: [Bool] = []
    private static var wasCancelled = false
    private static var isRegistered = false

    /// Once for each process.
    private static func register() {
        guard !isRegistered else { return }
        isRegistered = true
        BackgroundSending.register {
            if answers.isEmpty {
                while !Task.isCancelled { try? await Task.sleep(nanoseconds: 5_000_000) }
                wasCancelled = true
                return false
            }
            return answers.removeFirst()
        }
    }

    private func launch() async throws -> BGAppRefreshTask {
        Self.register()
        BGTaskScheduler.shared.cancel(taskRequestWithIdentifier: BackgroundSending.identifier)
        let task = BGAppRefreshTask(lookalike: BackgroundSending.identifier)
        BGTaskScheduler.shared.launch(task)
        return task
    }

    private func ended(_ task: BGTask) async throws -> Bool {
        for _ in 0..<1000 where task.completed == nil { try await Task.sleep(nanoseconds: 5_000_000) }
        return try XCTUnwrap(task.completed)
    }

    func testWhatIsLeftIsSentAtTheNextStart() async throws {
        Self.answers = [false]
        let isDone = try await ended(try await launch())
        XCTAssertFalse(isDone)
        let request = try XCTUnwrap(BGTaskScheduler.shared.submitted.first as? BGAppRefreshTaskRequest)
        XCTAssertEqual(request.identifier, BackgroundSending.identifier)
        XCTAssertGreaterThan(try XCTUnwrap(request.earliestBeginDate), Date())
    }

    func testWithNothingLeftNoStartIsAskedFor() async throws {
        Self.answers = [true]
        let isDone = try await ended(try await launch())
        XCTAssertTrue(isDone)
        XCTAssertTrue(BGTaskScheduler.shared.submitted.isEmpty)
    }

    func testSendingEndsWhenTheSystemWantsIt() async throws {
        Self.answers = []
        let task = try await launch()
        for _ in 0..<1000 where task.expirationHandler == nil { try await Task.sleep(nanoseconds: 5_000_000) }
        task.expirationHandler?()
        let isDone = try await ended(task)
        XCTAssertFalse(isDone)
        XCTAssertTrue(Self.wasCancelled)
    }

    func testTheStartIsPermittedByTheProject() async throws {
        let project = try AppFolder.text("project.yml")
        XCTAssertTrue(project.contains("BGTaskSchedulerPermittedIdentifiers: [\(BackgroundSending.identifier)]"))
        XCTAssertTrue(project.contains("UIBackgroundModes: [fetch]"))
    }

    func testAConnectionThatCostsIsTold() async throws {
        for isExpensive in [true, false] {
            LookalikeNetwork.shared.change(to: .satisfied, isExpensive: isExpensive)
            let watchers = LookalikeNetwork.shared.watchers
            let isMetered = await NetworkWatch.isMetered()
            XCTAssertEqual(isMetered, isExpensive)
            XCTAssertEqual(LookalikeNetwork.shared.watchers, watchers, "the watch has ended")
        }
    }
}
