import Foundation
import IkdAppTestSupport
import IkdCore
import LocalAuthentication
import Security
import XCTest

@testable import IkdPlatform

/// The Keychain outlives a deleted app: what a new installation removes, and what it must not.
final class FirstRunTests: XCTestCase {
    private var keychain = SoftwareSecurity()
    private var folder = DataFolder(home: URL(fileURLWithPath: "/dev/null"))

    override func setUpWithError() throws {
        keychain = SoftwareSecurity().install()
        LookalikeSensor.shared.state = .init()
        folder = DataFolder(
            home: FileManager.default.temporaryDirectory.appendingPathComponent("first-run-\(UUID().uuidString)"))
        try leaveItemsOfAnOldInstallation()
        try folder.create()
    }

    override func tearDownWithError() throws {
        try FileManager.default.removeItem(at: folder.home)
    }

    func testANewInstallationRemovesWhatADeletedOneLeft() throws {
        try start()
        XCTAssertEqual(keychain.tags, [])
        XCTAssertEqual(keychain.passwords, [])
        XCTAssertTrue(FileManager.default.fileExists(atPath: folder.marker.path))
    }

    func testAnInstallationThatHasRunKeepsEverything() throws {
        try Data().write(to: folder.marker)
        try start()
        try assertNothingIsGone()
    }

    func testAnInstallationWithoutDataThatHasRunKeepsTheGuard() throws {
        // Somebody removed the folder of the core. The counter must stay to say that a vault is missing.
        try Data().write(to: folder.marker)
        try FileManager.default.removeItem(at: folder.data)
        try start()
        try assertNothingIsGone()
    }

    func testDataWithoutAMarkerAreNotANewInstallation() throws {
        try Data([1]).write(to: folder.data.appendingPathComponent("vault.db"))
        try start()
        try assertNothingIsGone()
        XCTAssertTrue(FileManager.default.fileExists(atPath: folder.marker.path))
    }

    func testKeysGoBeforeCounters() throws {
        try start()
        let deleted = keychain.requests.filter { $0.call == "delete" }.map(\.attributes)
        let lastKey = try XCTUnwrap(deleted.lastIndex { $0[kSecClass] as? String == kSecClassKey })
        let firstCounter = try XCTUnwrap(
            deleted.firstIndex { $0[kSecAttrService] as? String == "org.ikdcore.counter" })
        XCTAssertLessThan(lastKey, firstCounter)
    }

    func testACounterOutlivesAKeyThatCannotBeRemoved() throws {
        keychain.fail("delete", with: CFError(errSecNotAvailable))
        XCTAssertThrowsError(try start())
        XCTAssertEqual(try KeychainCounters().read(id: "ikd.vault.manifest"), 41)
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder.marker.path))
    }

    func testAnInterruptedRemovalIsRepeated() throws {
        // Each removal is one change; the number of items is the number of removals.
        for changes in 0..<4 {
            keychain = SoftwareSecurity().install()
            try leaveItemsOfAnOldInstallation()
            keychain.kill(afterChanges: changes)
            XCTAssertThrowsError(try start())
            XCTAssertFalse(FileManager.default.fileExists(atPath: folder.marker.path))
            keychain.kill(afterChanges: nil)
            try start()
            XCTAssertEqual(keychain.tags + keychain.passwords, [])
            try FileManager.default.removeItem(at: folder.marker)
        }
    }

    func testALockedPhoneIsFoundOutBeforeAnythingIsRemoved() throws {
        // A folder that cannot be written is what a locked phone looks like.
        let locked = DataFolder(home: URL(fileURLWithPath: "/proc/no-folder"))
        assertFails(.AuthRequired) { try locked.checkUnlocked() }
        try folder.checkUnlocked()
    }

    private func start() throws {
        try FirstRun(folder: folder).run()
    }

    private func leaveItemsOfAnOldInstallation() throws {
        let keystore = EnclaveKeystore(isInEnclave: true)
        try keystore.createKey(alias: "ikd.pin.1", spec: KeySpec(usage: .prf, auth: .unlockedDevice))
        try keystore.createKey(alias: "ikd.bio.presence", spec: KeySpec(usage: .seal, auth: .biometric))
        try KeychainCounters().advance(id: "ikd.vault.manifest", to: 41)
    }

    private func assertNothingIsGone() throws {
        XCTAssertEqual(keychain.tags.sorted(), ["ikd.bio.presence", "ikd.pin.1"])
        XCTAssertEqual(try KeychainCounters().read(id: "ikd.vault.manifest"), 41)
    }
}
