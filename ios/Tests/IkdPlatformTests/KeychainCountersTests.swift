import Foundation
import IkdAppTestSupport
import IkdCore
import Security
import XCTest

@testable import IkdPlatform

/// Counters that only rise, also when the process is killed between two calls.
final class KeychainCountersTests: XCTestCase {
    private var keychain = SoftwareSecurity()
    private let counters = KeychainCounters()

    override func setUp() {
        keychain = SoftwareSecurity().install()
    }

    func testACounterRisesAndNeverFalls() throws {
        XCTAssertNil(try counters.read(id: "ikd.n"))
        try counters.advance(id: "ikd.n", to: 5)
        try counters.advance(id: "ikd.n", to: 5)
        try counters.advance(id: "ikd.n", to: 12)
        assertFails(.Refused) { try counters.advance(id: "ikd.n", to: 11) }
        XCTAssertEqual(try counters.read(id: "ikd.n"), 12)
        XCTAssertEqual(keychain.passwords, ["org.ikdcore.counter ikd.n/12"])
    }

    func testTheWholeRangeIsCounted() throws {
        try counters.advance(id: "ikd.n", to: 0)
        XCTAssertEqual(try counters.read(id: "ikd.n"), 0)
        try counters.advance(id: "ikd.n", to: .max)
        XCTAssertEqual(try counters.read(id: "ikd.n"), .max)
    }

    func testAKilledProcessLeavesTheOldValueOrTheNew() throws {
        for changes in 0...2 {
            keychain = SoftwareSecurity().install()
            try counters.advance(id: "ikd.n", to: 9)
            keychain.kill(afterChanges: changes)
            try? counters.advance(id: "ikd.n", to: 10)
            keychain.kill(afterChanges: nil)
            XCTAssertEqual(try KeychainCounters().read(id: "ikd.n"), changes == 0 ? 9 : 10)
            try counters.advance(id: "ikd.n", to: 11)
            XCTAssertEqual(keychain.passwords, ["org.ikdcore.counter ikd.n/11"], "what was left is cleared away")
        }
    }

    func testAnInterruptedRemovalLeavesTheHighest() throws {
        try counters.advance(id: "ikd.n", to: 9)
        keychain.kill(afterChanges: 1)
        try? counters.advance(id: "ikd.n", to: 10)
        keychain.kill(afterChanges: 1)
        try? counters.remove(id: "ikd.n")
        keychain.kill(afterChanges: nil)
        XCTAssertEqual(try counters.read(id: "ikd.n"), 10)
        try counters.remove(id: "ikd.n")
        XCTAssertNil(try counters.read(id: "ikd.n"))
    }

    func testCountersDoNotMix() throws {
        try counters.advance(id: "ikd.n", to: 3)
        try counters.advance(id: "ikd.n.2", to: 7)
        try counters.remove(id: "ikd.n")
        XCTAssertNil(try counters.read(id: "ikd.n"))
        XCTAssertEqual(try counters.read(id: "ikd.n.2"), 7)
    }

    func testACounterIsReadWhileThePhoneIsLocked() throws {
        try counters.advance(id: "ikd.n", to: 3)
        keychain.isLocked = true
        try counters.advance(id: "ikd.n", to: 4)
        XCTAssertEqual(try counters.read(id: "ikd.n"), 4)
    }

    func testAKeychainThatFailsIsNoMissingCounter() throws {
        try counters.advance(id: "ikd.n", to: 3)
        keychain.fail("matching", with: CFError(errSecNotAvailable))
        assertFails(.Failed(transient: true, number: -25291)) { _ = try counters.read(id: "ikd.n") }
    }
}
