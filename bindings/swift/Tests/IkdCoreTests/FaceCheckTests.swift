import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// Showing the face once more: the service asks, the phone answers, the officer decides.
final class FaceCheckTests: XCTestCase {
    func testARefusedPortraitSaysWhatToDoBetterAndTheNextOneIsAccepted() async throws {
        let sandbox = try await Shared.sandbox()
        let ikd = try await Shared.registeredPhone().open()
        try await ikd.lock().unlock(pin: Phone.pin)
        let citizen = Citizen(try await Shared.people().longName, with: ikd, in: sandbox)
        let checks = try ikd.faceChecks()
        let reference = Sandbox.newID()
        guard
            case .open(let expiresAt, triesLeft: 3) = try await checks.request(
                purpose: .application, reference: reference)
        else { return XCTFail("the service asks nothing") }
        XCTAssertTrue((1...601_000).contains(try ikd.remainingMs(until: expiresAt)))
        let answered = try await checks.answer(portrait: try citizen.portrait())
        XCTAssertEqual(answered, .pending)
        XCTAssertNotNil(try checks.pollAfterMs())

        let first = try await sandbox.waitingFaceChecks()
        XCTAssertEqual(first.count, 1)
        try await sandbox.officerDecides(faceCheck: first[0], "retake", guidance: ["too-dark", "remove-mask"])
        let refused = try await checks.check()
        XCTAssertEqual(
            refused,
            .refused(reason: .retake, guidance: [.tooDark, .removeMask], triesLeft: 2, retryAt: nil))

        _ = try await checks.request(purpose: .application, reference: reference)
        _ = try await checks.answer(portrait: try citizen.portrait())
        let second = try await sandbox.waitingFaceChecks()
        XCTAssertEqual(second.count, 1)
        try await sandbox.officerDecides(faceCheck: second[0], "accept")
        let accepted = try await checks.check()
        XCTAssertEqual(accepted, .accepted)
        XCTAssertNil(try checks.pollAfterMs())
    }

    func testAFaceCheckNeedsAQuestionAnIDAndAnOpenVault() async throws {
        let ikd = try await Shared.registeredPhone().open()
        let citizen = Citizen(try await Shared.people().longName, with: ikd, in: try await Shared.sandbox())
        let checks = try ikd.faceChecks()
        let locked = await thrown {
            _ = try await checks.request(purpose: .recovery, reference: Sandbox.newID())
        }
        XCTAssertEqual((locked as? IkdError)?.code, .locked)
        try await ikd.lock().unlock(pin: Phone.pin)
        let early = await thrown { _ = try await checks.answer(portrait: try citizen.portrait()) }
        XCTAssertEqual((early as? IkdError)?.code, .wrongStage)
        let noID = await thrown { _ = try await checks.request(purpose: .recovery, reference: "application 7") }
        XCTAssertEqual((noID as? IkdError)?.code, .badArgument)
    }
}
