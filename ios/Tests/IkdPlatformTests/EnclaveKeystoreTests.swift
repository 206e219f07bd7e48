import Foundation
import IkdAppTestSupport
import IkdCore
import LocalAuthentication
import Security
import XCTest

@testable import IkdPlatform

/// What the core gets from keys of the Secure Enclave, and when it does not.
final class EnclaveKeystoreTests: XCTestCase {
    private var keychain = SoftwareSecurity()
    private let keystore = EnclaveKeystore(isInEnclave: true)

    override func setUp() {
        keychain = SoftwareSecurity().install()
        LookalikeSensor.shared.state = .init()
    }

    func testAnAliasNamesOneKeyForOneUse() throws {
        try make("ikd.a", .sign)
        assertFails(.AlreadyExists) { try make("ikd.a", .seal) }
        assertFails(.NotFound) { _ = try keystore.seal(alias: "ikd.a", plain: Data(), aad: Data()) }
        assertFails(.NotFound) { _ = try keystore.sign(alias: "ikd.b", data: Data()) }
        XCTAssertEqual(keychain.tags, ["ikd.a"])
    }

    func testKeysAreListedByPrefixAndDeletedTwice() throws {
        XCTAssertEqual(try keystore.listKeys(prefix: "ikd."), [])
        for alias in ["ikd.view.1", "ikd.view.2", "ikd.pin.1"] { try make(alias, .sign) }
        XCTAssertEqual(try keystore.listKeys(prefix: "ikd.view.").sorted(), ["ikd.view.1", "ikd.view.2"])
        try keystore.deleteKey(alias: "ikd.view.1")
        try keystore.deleteKey(alias: "ikd.view.1")
        XCTAssertEqual(try keystore.listKeys(prefix: "").sorted(), ["ikd.pin.1", "ikd.view.2"])
    }

    func testASignatureIs64BytesAndAPublicKey33() throws {
        try make("s", .sign)
        // Each time another length of the DER form may come.
        for _ in 0..<40 {
            XCTAssertEqual(try keystore.sign(alias: "s", data: Data("x".utf8)).count, 64)
        }
        let key = try keystore.publicKey(alias: "s")
        XCTAssertEqual(key.count, 33)
        XCTAssertTrue([2, 3].contains(key[0]))
    }

    func testTheFormsOfPointsAndSignatures() throws {
        let short = Data([0x30, 0x08, 0x02, 0x01, 0x05, 0x02, 0x03, 0x00, 0x80, 0x01])
        let raw = try Curve.rawSignature(ofDER: short)
        XCTAssertEqual(raw, Data(count: 31) + [5] + Data(count: 30) + [0x80, 0x01])
        let malformed: [[UInt8]] = [
            [], [0x30], [0x30, 0x09, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05], [0x30, 0x03, 0x02, 0x01, 0x05],
            [0x31, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05], [0x30, 0x07, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05, 0],
        ]
        for der in malformed {
            assertFails(.Failed(transient: false, number: 0)) { _ = try Curve.rawSignature(ofDER: Data(der)) }
        }
        let odd = Data([4]) + Data(repeating: 7, count: 32) + Data(repeating: 1, count: 32)
        XCTAssertEqual(try Curve.compressed(odd), Data([3]) + Data(repeating: 7, count: 32))
    }

    func testThePseudoRandomFunctionIsTheSharedXCoordinate() throws {
        try make("p", .prf)
        let other = try SoftwareCurve()
        let result = try keystore.prf(alias: "p", input: other.point)
        XCTAssertEqual(result.count, 32)
        XCTAssertEqual(result, try keystore.prf(alias: "p", input: other.point))
        let own = try EnclaveKeys.publicPoint(of: try EnclaveKeys.find("p", for: .prf))
        XCTAssertEqual(result, try other.exchange(with: own))
        XCTAssertEqual(try keystore.prfKind(), .ecdhP256)
    }

    func testThePseudoRandomFunctionRefusesWhatIsNoPoint() throws {
        try make("p", .prf)
        let point = try SoftwareCurve().point
        let offCurve = Data([4]) + Data(repeating: 1, count: 64)
        for input in [Data(), Data(count: 32), Data(count: 65), point.dropLast(), offCurve] {
            assertFails(.Refused) { _ = try keystore.prf(alias: "p", input: input) }
        }
    }

    func testWhatWasSealedOpensAgain() throws {
        try make("k", .seal)
        for length in [0, 1, 32, 4096] {
            let plain = Data(repeating: 9, count: length)
            let sealed = try keystore.seal(alias: "k", plain: plain, aad: Data("a".utf8))
            XCTAssertEqual(try keystore.unseal(alias: "k", sealed: sealed, aad: Data("a".utf8)), plain)
            XCTAssertNotEqual(sealed, try keystore.seal(alias: "k", plain: plain, aad: Data("a".utf8)))
        }
    }

    func testEveryAlteredByteIsRefusedWithoutAskingTheEnclave() throws {
        try make("k", .seal)
        let sealed = try keystore.seal(alias: "k", plain: Data("secret".utf8), aad: Data("a".utf8))
        let before = decryptions
        for at in sealed.indices {
            var altered = sealed
            altered[at] ^= 1
            assertFails(.Refused) { _ = try keystore.unseal(alias: "k", sealed: altered, aad: Data("a".utf8)) }
        }
        for length in 0..<sealed.count {
            let cut = Data(sealed.prefix(length))
            assertFails(.Refused) { _ = try keystore.unseal(alias: "k", sealed: cut, aad: Data("a".utf8)) }
        }
        XCTAssertEqual(decryptions, before)
    }

    func testOtherFurtherDataAndAnotherKeyAreRefused() throws {
        try make("k", .seal)
        try make("l", .seal)
        let sealed = try keystore.seal(alias: "k", plain: Data("secret".utf8), aad: Data("a".utf8))
        assertFails(.Refused) { _ = try keystore.unseal(alias: "k", sealed: sealed, aad: Data("b".utf8)) }
        assertFails(.Refused) { _ = try keystore.unseal(alias: "l", sealed: sealed, aad: Data("a".utf8)) }
    }

    func testALockedPhoneIsNotALostKey() throws {
        for usage in [KeyUse.sign, .prf, .seal] { try make("\(usage)", usage) }
        let sealed = try keystore.seal(alias: "seal", plain: Data([1]), aad: Data())
        let point = try SoftwareCurve().point
        keychain.isLocked = true
        assertFails(.AuthRequired) { _ = try keystore.sign(alias: "sign", data: Data()) }
        assertFails(.AuthRequired) { _ = try keystore.prf(alias: "prf", input: point) }
        assertFails(.AuthRequired) { _ = try keystore.unseal(alias: "seal", sealed: sealed, aad: Data()) }
        keychain.isLocked = false
        XCTAssertEqual(try keystore.unseal(alias: "seal", sealed: sealed, aad: Data()), Data([1]))
    }

    func testAFailingEnclaveIsNotDamagedData() throws {
        try make("k", .seal)
        let sealed = try keystore.seal(alias: "k", plain: Data([1]), aad: Data())
        keychain.fail("decrypt", with: CFError(domain: "CryptoTokenKit", code: -3))
        assertFails(.Failed(transient: true, number: -3)) {
            _ = try keystore.unseal(alias: "k", sealed: sealed, aad: Data())
        }
    }

    func testNoCallShowsAPromptByItself() throws {
        try make("k", .seal, .biometric)
        let sealed = try keystore.seal(alias: "k", plain: Data([1]), aad: Data())
        assertFails(.AuthRequired) { _ = try keystore.unseal(alias: "k", sealed: sealed, aad: Data()) }
        let references = keychain.requests.filter { $0.attributes[kSecReturnRef] as? Bool == true }
        XCTAssertFalse(references.isEmpty)
        for request in references {
            let context = request.attributes[kSecUseAuthenticationContext] as? LAContext
            XCTAssertEqual(context?.interactionNotAllowed, true)
        }
    }

    func testAScreenLockIsAPasscode() throws {
        XCTAssertTrue(try keystore.screenLockSet())
        LookalikeSensor.shared.state.passcode = .passcodeNotSet
        XCTAssertFalse(try keystore.screenLockSet())
        // Too many tries: there is one.
        LookalikeSensor.shared.state.passcode = .biometryLockout
        XCTAssertTrue(try keystore.screenLockSet())
    }

    private var decryptions: Int { keychain.requests.filter { $0.call == "decrypt" }.count }

    private func make(_ alias: String, _ usage: KeyUse, _ auth: KeyAuth = .unlockedDevice) throws {
        try keystore.createKey(alias: alias, spec: KeySpec(usage: usage, auth: auth))
    }
}
