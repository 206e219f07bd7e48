import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// Observing the stage.
final class ObserverTests: XCTestCase {
    func testAStreamDeliversTheCurrentStageFirstAndThenChanges() async throws {
        let ikd = try await Shared.emptyPhone().open()
        var stages = try ikd.stages().makeAsyncIterator()
        let first = await stages.next()
        XCTAssertEqual(first, .welcome)

        try ikd.registration().begin(shape: .short)
        let second = await stages.next()
        XCTAssertEqual(second, .registering(step: .officerNotice))
    }

    func testAStreamEndsWhenItsTaskIsCancelled() async throws {
        let ikd = try await Shared.emptyPhone().open()
        let (looked, look) = AsyncStream.makeStream(of: Void.self)
        let stages = try ikd.stages()
        let task = Task {
            var count = 0
            for await _ in stages {
                count += 1
                look.yield()
            }
            return count
        }
        for await _ in looked { break }
        task.cancel()
        let count = await task.value
        XCTAssertEqual(count, 1)
    }

    func testAnObserverWhoseObservationEndedGetsNoMoreStagesAndIsReleased() async throws {
        let ikd = try await Shared.emptyPhone().open()
        weak var ended: Listener?
        try {
            let listener = Listener()
            ended = listener
            let observation = try ikd.observe(observer: listener)
            try observation.end()
            try ikd.registration().begin(shape: .short)
            XCTAssertEqual(listener.heard, [.welcome])
        }()
        XCTAssertNil(ended)
    }

    func testASlowObserverGetsTheLastStage() async throws {
        let ikd = try await Shared.emptyPhone().open()
        let stages = try ikd.stages()
        let registration = try ikd.registration()
        try registration.begin(shape: .short)
        try registration.acknowledgeOfficerNotice()
        try registration.acceptTerms(language: .english)
        var late = stages.makeAsyncIterator()
        let heard = await late.next()
        XCTAssertEqual(heard, .registering(step: .form(shape: .short)))
    }

    func testAnObserverMayCallTheAppAndGetsStagesInOrder() async throws {
        let ikd = try await Shared.emptyPhone().open()
        let listener = Listener(asking: ikd)
        let observation = try ikd.observe(observer: listener)
        XCTAssertEqual(listener.heard, [.welcome], "the current stage arrives before observe returns")
        let registration = try ikd.registration()
        try registration.begin(shape: .short)
        try registration.acknowledgeOfficerNotice()
        let steps: [Step] = [.officerNotice, .terms]
        XCTAssertEqual(listener.heard, [.welcome] + steps.map { .registering(step: $0) })
        XCTAssertEqual(listener.asked, listener.heard)
        try observation.end()
    }

    func testAStageComesFromTheLibrarysThreadAndReachesTheMainActor() async throws {
        let phone = try await Shared.registeredPhone()
        let ikd = try phone.open()
        let screen = Screen()
        let following = Task { try await screen.follow(ikd) }
        try await ikd.lock().unlock(pin: Phone.pin)
        try await following.value
        let shown = await screen.shown
        XCTAssertEqual(shown.last, .unlocked)
    }
}

/// A view model as in an app.
@MainActor
private final class Screen {
    private(set) var shown: [Stage] = []

    /// Follows the stage until the documents are open.
    func follow(_ ikd: Ikd) async throws {
        for await stage in try ikd.stages() {
            MainActor.assertIsolated()
            shown.append(stage)
            if stage == .unlocked {
                return
            }
        }
    }
}

/// Records each stage, and can call the app while it does.
private final class Listener: StageObserver, @unchecked Sendable {
    private let ikd: Ikd?
    private let lock = NSLock()
    // Both guarded by `lock`.
    private var stages: [Stage] = []
    private var answers: [Stage] = []

    init(asking ikd: Ikd? = nil) {
        self.ikd = ikd
    }

    var heard: [Stage] { lock.withLock { stages } }
    var asked: [Stage] { lock.withLock { answers } }

    func stageChanged(stage: Stage) throws {
        let answer = try ikd?.stage()
        lock.withLock {
            stages.append(stage)
            if let answer {
                answers.append(answer)
            }
        }
    }
}
