import Foundation
import IkdAppTestSupport
import IkdCore
import Security
import XCTest

@testable import IkdPlatform

/// With which attributes keys are made: what the hardware will enforce.
final class KeySpecificationTests: XCTestCase {
    private let uses: [(KeyUse, String)] = [(.sign, "sign"), (.prf, "prf"), (.seal, "seal")]

    func testEveryKeyIsAPermanentP256KeyOfTheSecureEnclave() throws {
        for (usage, label) in uses {
            for auth in [KeyAuth.always, .unlockedDevice, .biometric] {
                let (all, own) = try made(usage, auth)
                XCTAssertEqual(all[kSecAttrTokenID] as? String, kSecAttrTokenIDSecureEnclave)
                XCTAssertEqual(all[kSecAttrKeyType] as? String, kSecAttrKeyTypeECSECPrimeRandom)
                XCTAssertEqual(all[kSecAttrKeySizeInBits] as? Int, 256)
                XCTAssertEqual(own[kSecAttrIsPermanent] as? Bool, true)
                XCTAssertEqual(own[kSecAttrApplicationTag] as? Data, Data("ikd.test.1".utf8))
                XCTAssertEqual(own[kSecAttrLabel] as? String, label)
                XCTAssertNil(own[kSecAttrAccessible], "the access control says it")
            }
        }
    }

    func testAKeyForAlwaysCanBeUsedSinceTheFirstUnlock() throws {
        let access = try access(.always)
        XCTAssertEqual(access.protection, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly)
        XCTAssertEqual(access.flags, [.privateKeyUsage])
    }

    func testAKeyForTheUnlockedPhoneCanBeUsedOnlyThen() throws {
        let access = try access(.unlockedDevice)
        XCTAssertEqual(access.protection, kSecAttrAccessibleWhenUnlockedThisDeviceOnly)
        XCTAssertEqual(access.flags, [.privateKeyUsage])
    }

    func testAKeyBehindTheSensorEndsWithTheEnrolment() throws {
        let access = try access(.biometric)
        XCTAssertEqual(access.protection, kSecAttrAccessibleWhenUnlockedThisDeviceOnly)
        XCTAssertEqual(access.flags, [.privateKeyUsage, .biometryCurrentSet])
    }

    func testInTheSimulatorKeysAreInSoftwareAndTheLevelSaysSo() throws {
        let (all, own) = try made(.sign, .unlockedDevice, isInEnclave: false)
        XCTAssertNil(all[kSecAttrTokenID])
        XCTAssertNil(own[kSecAttrAccessControl])
        XCTAssertEqual(own[kSecAttrAccessible] as? String, kSecAttrAccessibleWhenUnlockedThisDeviceOnly)
        XCTAssertEqual(try EnclaveKeystore(isInEnclave: false).level(), .software)
        XCTAssertEqual(try EnclaveKeystore(isInEnclave: true).level(), .secureEnclave)
    }

    func testOnlyTheAlgorithmsThatTheCoreExpectsAreUsed() throws {
        let keychain = SoftwareSecurity().install()
        let keystore = EnclaveKeystore(isInEnclave: true)
        for (usage, label) in uses {
            try keystore.createKey(alias: label, spec: KeySpec(usage: usage, auth: .always))
        }
        _ = try keystore.sign(alias: "sign", data: Data([1]))
        _ = try keystore.prf(alias: "prf", input: try SoftwareCurve().point)
        let sealed = try keystore.seal(alias: "seal", plain: Data([1]), aad: Data())
        _ = try keystore.unseal(alias: "seal", sealed: sealed, aad: Data())
        let used = keychain.requests.compactMap { request in
            (request.attributes["algorithm"] as? SecKeyAlgorithm).map { (request.call, $0) }
        }
        let ecies = SecKeyAlgorithm.eciesEncryptionCofactorVariableIVX963SHA256AESGCM
        XCTAssertEqual(used.map(\.0), ["sign", "exchange", "encrypt", "decrypt"])
        XCTAssertEqual(
            used.map(\.1), [.ecdsaSignatureMessageX962SHA256, .ecdhKeyExchangeStandard, ecies, ecies])
    }

    func testNothingOfTheKeychainIsSynchronisedOrCanLeaveThePhone() throws {
        let keychain = SoftwareSecurity().install()
        try KeychainCounters().advance(id: "ikd.n", to: 1)
        try EnclaveKeystore(isInEnclave: true)
            .createKey(alias: "b", spec: KeySpec(usage: .seal, auth: .biometric))
        let added = keychain.requests.filter { $0.call == "add" }.map(\.attributes)
        XCTAssertEqual(added.count, 2)
        for item in added {
            XCTAssertEqual(item[kSecAttrAccessible] as? String, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly)
            XCTAssertEqual(item[kSecAttrSynchronizable] as? Bool, false)
        }
    }

    private func made(
        _ usage: KeyUse, _ auth: KeyAuth, isInEnclave: Bool = true
    ) throws -> (all: [String: Any], own: [String: Any]) {
        let keychain = SoftwareSecurity().install()
        try EnclaveKeystore(isInEnclave: isInEnclave)
            .createKey(alias: "ikd.test.1", spec: KeySpec(usage: usage, auth: auth))
        let all = try XCTUnwrap(keychain.requests.last { $0.call == "createKey" }).attributes
        return (all, try XCTUnwrap(all[kSecPrivateKeyAttrs] as? [String: Any]))
    }

    private func access(_ auth: KeyAuth) throws -> SecAccessControl {
        try XCTUnwrap(try made(.sign, auth).own[kSecAttrAccessControl] as? SecAccessControl)
    }
}
