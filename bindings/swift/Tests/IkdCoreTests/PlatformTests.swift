import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// Failures and messages of the phone's services.
final class PlatformTests: XCTestCase {
    func testAKeystoreThatThrowsAnUnknownErrorIsADeviceErrorWithoutItsText() async throws {
        let phone = try await Shared.emptyPhone()
        let ikd = try phone.open(try phone.services(keystore: ThrowingKeystore(StrangeError())))
        XCTAssertThrowsError(try ikd.registration().begin(shape: .short)) { error in
            guard case IkdError.Device(code: .keystoreFailed, transient: true, number: -100) = error else {
                return XCTFail("\(error)")
            }
            XCTAssertFalse("\(error) \(error.localizedDescription)".contains("9901"))
        }
    }

    func testAKeystoresOwnNumberReachesTheShell() async throws {
        let phone = try await Shared.emptyPhone()
        let failure = PlatformError.Failed(transient: false, number: -25300)
        let ikd = try phone.open(try phone.services(keystore: ThrowingKeystore(failure)))
        XCTAssertThrowsError(try ikd.registration().begin(shape: .short)) { error in
            guard case IkdError.Device(code: .keystoreFailed, transient: false, number: -25300) = error else {
                return XCTFail("\(error)")
            }
        }
    }

    func testALogReceivesOnlyItsSeverity() async throws {
        let phone = try await Shared.registeredPhone()
        let log = KeptLog(from: .warning)
        let ikd = try phone.open(try phone.services(log: log))
        _ = await thrown { try await ikd.lock().unlock(pin: "975310") }
        XCTAssertFalse(log.lines.isEmpty)
        XCTAssertTrue(log.lines.allSatisfy { $0.severity == .warning || $0.severity == .fault })
        XCTAssertFalse("\(log.lines)".contains("975310"))
    }

    func testAFingerVerifiesTheUser() async throws {
        let phone = try await Shared.registeredPhone()
        let keystore = try phone.keystore()
        let sensor = PlayedSensor(keystore: keystore)
        let ikd = try phone.open(try phone.services(keystore: keystore, biometrics: sensor))
        let lock = try ikd.lock()
        try await lock.unlock(pin: Phone.pin)
        try await lock.verifyUser(pin: Phone.pin)
        XCTAssertEqual(try lock.biometricStatus(), .ready)
        try await lock.verifyUserByBiometric()

        sensor.answer(.LockedOut)
        let error = await thrown { try await lock.verifyUserByBiometric() }
        XCTAssertEqual((error as? IkdError)?.code, .biometricLockedOut)
    }
}

/// An unknown error whose text must not be passed on.
private struct StrangeError: Error, CustomStringConvertible {
    let description = "NIK 9901010101900001"
}

/// A key store that never makes a key.
private final class ThrowingKeystore: Keystore {
    private let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    func level() throws -> KeystoreLevel { .software }
    func prfKind() throws -> PrfKind { .hmac }
    func screenLockSet() throws -> Bool { true }
    func createKey(alias: String, spec: KeySpec) throws { throw error }
    func deleteKey(alias: String) throws {}
    func listKeys(prefix: String) throws -> [String] { [] }
    func prf(alias: String, input: Data) throws -> Data { throw error }
    func seal(alias: String, plain: Data, aad: Data) throws -> Data { throw error }
    func unseal(alias: String, sealed: Data, aad: Data) throws -> Data { throw error }
    func publicKey(alias: String) throws -> Data { throw error }
    func sign(alias: String, data: Data) throws -> Data { throw error }
}
