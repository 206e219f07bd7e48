import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// The process is killed during a registration, and another process resumes.
final class KillTests: XCTestCase {
    override func tearDown() async throws {
        // The next test needs a network without faults, whatever the outcome of this one.
        try await Shared.sandbox().networkReturns()
    }

    func testASecondProcessResumesWhereTheFirstWasKilled() async throws {
        let sandbox = try await Shared.sandbox()
        let phone = try await Shared.emptyPhone("killed")
        let before = try await sandbox.registrationsMade()
        // The portrait is sent in parts of 4, 8, 16 KiB and more. Two arrive; the third is answered after the process
        // was killed.
        try await sandbox.holdAnswer(method: "PATCH", path: "/v1/registrations", after: 2, milliseconds: 60_000)
        let received = try await sandbox.received()
        let victim = try Self.startVictim(phone: "killed")
        try await sandbox.waitForUpload(of: (4 + 8 + 16) * 1024, since: received)
        kill(victim.processIdentifier, SIGKILL)
        victim.waitUntilExit()
        XCTAssertEqual(victim.terminationReason, .uncaughtSignal)
        try await sandbox.networkReturns()

        let ikd = try phone.open()
        guard case .registering(step: .uploading(_, let size)) = try ikd.stage() else {
            return XCTFail("the second process does not find the upload")
        }
        let citizen = Citizen(try await Shared.people().marriedCouple[1], with: ikd, in: sandbox)
        let receivedFromFirst = try await sandbox.received()
        try await citizen.submits()
        let sentBySecond = try await sandbox.received() - receivedFromFirst
        XCTAssertLessThan(sentBySecond, UInt64(size), "the parts that had arrived were sent again")
        try await citizen.goesOnFromTheCounterToTheDocuments()
        XCTAssertEqual(try ikd.stage(), .unlocked)
        let created = try await sandbox.registrationsMade() - before
        XCTAssertEqual(created, 1, "the registration was created more than once")
    }

    /// The program in the same build folder as the tests.
    private static func startVictim(phone: String) throws -> Process {
        let victim = Process()
        victim.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("IkdTestVictim")
        victim.arguments = [phone]
        try victim.run()
        return victim
    }
}
