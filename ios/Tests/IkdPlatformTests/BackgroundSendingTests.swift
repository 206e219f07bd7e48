import BackgroundTasks
import Foundation
import IkdAppTestSupport
import Network
import XCTest

@testable import IkdPlatform

/// The start in the background, and the connection that it asks about.
@MainActor
final class BackgroundSendingTests: XCTestCase, @unchecked Sendable {
    override func setUp() async throws {
        BGTaskScheduler.shared.cancel(taskRequestWithIdentifier: BackgroundSending.identifier)
    }

    func testWhatIsLeftIsSentAtTheNextStart() async throws {
        let isDone = try await BackgroundStart.run { false }
        XCTAssertFalse(isDone)
        let request = try XCTUnwrap(BGTaskScheduler.shared.submitted.first as? BGAppRefreshTaskRequest)
        XCTAssertEqual(request.identifier, BackgroundSending.identifier)
        XCTAssertGreaterThan(try XCTUnwrap(request.earliestBeginDate), Date())
    }

    func testWithNothingLeftNoStartIsAskedFor() async throws {
        let isDone = try await BackgroundStart.run { true }
        XCTAssertTrue(isDone)
        XCTAssertTrue(BGTaskScheduler.shared.submitted.isEmpty)
    }

    func testSendingEndsWhenTheSystemWantsIt() async throws {
        var wasCancelled = false
        let task = BackgroundStart.launch {
            while !Task.isCancelled { try? await Task.sleep(nanoseconds: 5_000_000) }
            wasCancelled = true
            return false
        }
        for _ in 0..<1000 where task.expirationHandler == nil { try await Task.sleep(nanoseconds: 5_000_000) }
        task.expirationHandler?()
        let isDone = try await BackgroundStart.ended(task)
        XCTAssertFalse(isDone)
        XCTAssertTrue(wasCancelled)
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
