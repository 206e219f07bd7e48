import Foundation
import IkdAppTestSupport
import IkdCore
import LocalAuthentication
import Security
import XCTest

@testable import IkdPlatform

/// Face ID and Touch ID.
final class EnclaveGateTests: XCTestCase {
    private var keychain = SoftwareSecurity()
    private let keystore = EnclaveKeystore(isInEnclave: true)
    private let gate = EnclaveGate { _ in "Buktikan bahwa ini Anda" }
    private let key = "ikd.bio.presence"

    override func setUp() {
        keychain = SoftwareSecurity().install()
        LookalikeSensor.shared.state = .init()
    }

    override func tearDown() {
        LookalikeSensor.shared.state = .init()
    }

    func testTheStatusIsTheSensors() throws {
        let table: [(LAError.Code?, BiometricStatus)] = [
            (nil, .ready), (.biometryNotEnrolled, .notEnrolled), (.passcodeNotSet, .notEnrolled),
            (.biometryLockout, .lockedOut), (.biometryNotAvailable, .unavailable),
        ]
        for (code, status) in table {
            LookalikeSensor.shared.state.biometrics = code
            XCTAssertEqual(try gate.status(), status)
        }
    }

    func testARecognisedPersonOpensTheData() throws {
        let sealed = try seal()
        XCTAssertEqual(try open(sealed), Data("x".utf8))
        let contexts = keychain.requests.compactMap { $0.attributes[kSecUseAuthenticationContext] as? LAContext }
        let prompt = try XCTUnwrap(contexts.last { !$0.interactionNotAllowed })
        XCTAssertEqual(prompt.localizedReason, "Buktikan bahwa ini Anda")
        XCTAssertEqual(prompt.localizedFallbackTitle, "", "the prompt offers no passcode")
    }

    func testAnotherFaceEndsTheKeyWithoutAPrompt() throws {
        let sealed = try seal()
        LookalikeSensor.shared.state.enrolment = Data([2])
        assertFails(.Invalidated) { _ = try open(sealed) }
        XCTAssertFalse(keychain.requests.contains { $0.call == "decrypt" })
    }

    func testAKeyMadeAfterThatOpensAgain() throws {
        _ = try seal()
        LookalikeSensor.shared.state.enrolment = Data([2])
        try keystore.deleteKey(alias: key)
        let sealed = try seal()
        XCTAssertEqual(try open(sealed), Data("x".utf8))
    }

    func testTheEndOfThePromptIsNotTheEndOfTheKey() throws {
        let sealed = try seal()
        let table: [(LAError.Code, PlatformError)] = [
            (.userCancel, .Cancelled), (.biometryLockout, .LockedOut), (.authenticationFailed, .AuthRequired),
        ]
        for (code, meaning) in table {
            keychain.promptRefusal = code
            assertFails(meaning) { _ = try open(sealed) }
        }
        keychain.promptRefusal = nil
        XCTAssertEqual(try open(sealed), Data("x".utf8))
    }

    func testASensorThatCannotBeUsedIsNotAsked() throws {
        let sealed = try seal()
        let table: [(LAError.Code, PlatformError)] = [
            (.biometryNotEnrolled, .NotEnrolled), (.biometryLockout, .LockedOut),
            (.biometryNotAvailable, .Unavailable),
        ]
        for (code, meaning) in table {
            LookalikeSensor.shared.state.biometrics = code
            assertFails(meaning) { _ = try open(sealed) }
        }
        XCTAssertFalse(keychain.requests.contains { $0.call == "decrypt" })
    }

    func testWithoutAnEnrolledFaceNoKeyIsMade() throws {
        LookalikeSensor.shared.state.biometrics = .biometryNotEnrolled
        assertFails(.NotEnrolled) { _ = try seal() }
        XCTAssertEqual(keychain.tags, [])
    }

    func testDeletingTheKeyForgetsTheEnrolment() throws {
        _ = try seal()
        XCTAssertEqual(keychain.passwords, ["org.ikdcore.enrolment ikd.bio.presence"])
        try keystore.deleteKey(alias: key)
        XCTAssertEqual(keychain.passwords, [])
    }

    private func seal() throws -> Data {
        try keystore.createKey(alias: key, spec: KeySpec(usage: .seal, auth: .biometric))
        return try keystore.seal(alias: key, plain: Data("x".utf8), aad: Data("a".utf8))
    }

    private func open(_ sealed: Data) throws -> Data {
        try gate.unseal(alias: key, sealed: sealed, aad: Data("a".utf8), purpose: .verifyUser)
    }
}
