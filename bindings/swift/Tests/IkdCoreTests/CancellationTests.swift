import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// Cancelling a call that waits.
final class CancellationTests: XCTestCase {
    override func tearDown() async throws {
        // The next test needs a network without faults, whatever the outcome of this one.
        try await Shared.sandbox().networkReturns()
    }

    func testCancellingATaskStopsItsCall() async throws {
        let sandbox = try await Shared.sandbox()
        let ikd = try await Shared.emptyPhone().open()
        let citizen = Citizen(try await Shared.people().adult, with: ikd, in: sandbox)
        try citizen.fillsIn(.short)
        try citizen.takesSelfie()
        try await sandbox.holdAnswer(method: "POST", path: "/v1/registrations", milliseconds: 60_000)

        let received = try await sandbox.received()
        let registration = try ikd.registration()
        let sending = Task { try await registration.stoppable { try await $0.submit() } }
        try await sandbox.waitForUpload(of: 1, since: received)
        sending.cancel()
        // Waiting for the answer would have timed out: the library waits for 25 seconds.
        await assertCancelled(sending)

        try await sandbox.networkReturns()
        try await citizen.submits()
        XCTAssertEqual(try ikd.stage(), .registering(step: .officePairing), "what was cut off is sent again")
    }

    func testACancelledTaskStartsNoCall() async throws {
        let ikd = try await Shared.emptyPhone().open()
        let registration = try ikd.registration()
        let task = Task {
            // Cancelled before it reaches the call.
            while !Task.isCancelled { await Task.yield() }
            try await registration.stoppable { _ in XCTFail("it began") }
        }
        task.cancel()
        await assertCancelled(task)
    }

    func testACallIsStoppedWhenItsTaskIsCancelledEarly() async throws {
        for round in 0..<200 {
            let probe = try Probe()
            let waiting = Task { try await probe.stoppable { try await $0.waitForEver() } }
            for _ in 0..<(round % 20) { await Task.yield() }
            waiting.cancel()
            await assertCancelled(waiting)
        }
    }

    func testAnUnlockWhoseTaskIsCancelledBeforeItStartsRunsToCompletion() async throws {
        let ikd = try await Shared.registeredPhone().open()
        let lock = try ikd.lock()
        let unlocking = Task {
            while !Task.isCancelled { await Task.yield() }
            try await lock.unlock(pin: Phone.pin)
        }
        unlocking.cancel()
        try await unlocking.value
        XCTAssertEqual(try ikd.stage(), .unlocked)
    }

    private func assertCancelled(_ task: Task<Void, any Error>) async {
        do {
            try await task.value
            XCTFail("the call came to its end")
        } catch {
            XCTAssertTrue(error is CancellationError, "\(type(of: error))")
        }
    }
}

extension Probe: StoppableCalls {}
