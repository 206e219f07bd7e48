import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// The lifetime of objects.
final class LifetimeTests: XCTestCase {
    func testReleasingTheAppLocksItAndFreesItsFolder() async throws {
        let phone = try await Shared.registeredPhone()
        do {
            let ikd = try phone.open()
            try await ikd.lock().unlock(pin: Phone.pin)
            XCTAssertEqual(try ikd.stage(), .unlocked)
        }
        let again = try phone.open()
        XCTAssertEqual(try again.stage(), .locked(attemptsLeft: 10, attemptsMentioned: nil, retryAfterMs: 0))
    }

    func testASubObjectKeepsTheAppOpen() async throws {
        let phone = try await Shared.registeredPhone()
        var ikd: Ikd? = try phone.open()
        let lock = try XCTUnwrap(ikd).lock()
        ikd = nil
        try await lock.unlock(pin: Phone.pin)
    }

    func testAStreamOfStagesDoesNotKeepTheAppOpen() async throws {
        let phone = try await Shared.registeredPhone()
        var ikd: Ikd? = try phone.open()
        let stages = try XCTUnwrap(ikd).stages()
        ikd = nil
        let again = try phone.open()
        try await again.lock().unlock(pin: Phone.pin)
        withExtendedLifetime(stages) {}
    }

    func testReleasingTheAppReleasesThePhonesServices() async throws {
        let phone = try await Shared.registeredPhone()
        weak var lent: SoftwareKeystore?
        try {
            let keystore = try phone.keystore()
            lent = keystore
            let ikd = try phone.open(try phone.services(keystore: keystore))
            XCTAssertEqual(try ikd.stage(), .locked(attemptsLeft: 10, attemptsMentioned: nil, retryAfterMs: 0))
        }()
        XCTAssertNil(lent)
    }

    func testAThousandOpeningsDoNotLeakMemory() async throws {
        let phone = try await Shared.registeredPhone()
        func open(_ times: Int) throws {
            for _ in 0..<times {
                let ikd = try phone.open()
                _ = try ikd.documents()
                XCTAssertEqual(try ikd.stage(), .locked(attemptsLeft: 10, attemptsMentioned: nil, retryAfterMs: 0))
            }
        }
        // Caches grow in the first rounds.
        try open(200)
        let allocated = Memory.allocated()
        let resident = try Memory.resident()
        let took = try ContinuousClock().measure { try open(1_000) }
        let moreAllocated = Memory.allocated() - allocated
        let moreResident = try Memory.resident() - resident
        print("figure: 1,000 openings took \(took), left \(moreAllocated) bytes allocated")
        print("figure: and the process \(moreResident / 1024) KiB larger")
        // A tenth of a kilobyte per opening would be a leak.
        XCTAssertLessThan(moreAllocated, 100_000)
        XCTAssertLessThan(moreResident, 4 * 1024 * 1024)
    }
}
