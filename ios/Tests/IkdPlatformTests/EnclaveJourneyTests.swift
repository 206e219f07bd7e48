import Foundation
import IkdAppTestSupport
import IkdCore
import LocalAuthentication
import Security
import XCTest

@testable import IkdPlatform

/// The library as it ships on the parts of this phone: enclave, Keychain, clock, first run. The simulated Keychain is the
/// only thing that is not the app's.
final class EnclaveJourneyTests: XCTestCase {
    private var keychain = SoftwareSecurity()

    override func setUp() {
        keychain = SoftwareSecurity().install()
        LookalikeSensor.shared.state = .init()
    }

    func testAPersonRegistersShowsTheQRAndIsRecognisedByTheSensor() async throws {
        let sandbox = try await Shared.sandbox()
        let phone = try phone(in: sandbox)
        try await register(phone, try await Shared.people().marriedCouple[1], in: sandbox)
        assertKeysAreOfTheRightKind()

        let ikd = try open(phone)
        guard case .locked(let attempts, _, _) = try ikd.stage() else { return XCTFail("not locked") }
        let lock = try ikd.lock()
        let wrong = await failure { try await lock.unlock(pin: "905137") }
        guard case .WrongPin? = wrong as? IkdError else { return XCTFail("\(String(describing: wrong))") }

        // A phone that is locked costs no attempt and loses no key.
        keychain.isLocked = true
        let locked = await failure { try await lock.unlock(pin: Phone.pin) }
        XCTAssertNotNil(locked)
        keychain.isLocked = false
        guard case .locked(let left, _, _) = try ikd.stage() else { return XCTFail("not locked") }
        XCTAssertEqual(left, attempts - 1)

        try await lock.unlock(pin: Phone.pin)
        let kinds = try ikd.documents().list().documents.map(\.kind)
        XCTAssertTrue(kinds.contains(.ktp))
        try await lock.verifyUser(pin: Phone.pin)
        try await showsAReadableQR(ikd, sandbox)
        try await isRecognised(ikd)
    }

    func testANewInstallationStartsAnew() async throws {
        let sandbox = try await Shared.sandbox()
        let phone = try phone(in: sandbox)
        do {
            let ikd = try open(phone)
            try ikd.registration().begin(shape: .short)
            try ikd.registration().acknowledgeOfficerNotice()
        }
        try KeychainCounters().advance(id: "ikd.vault.manifest", to: 41)
        XCTAssertFalse(keychain.tags.isEmpty)
        // The app is deleted, with its container; the Keychain stays.
        let again = try self.phone(in: sandbox)
        let ikd = try open(again)
        XCTAssertEqual(try ikd.stage(), .welcome)
        XCTAssertEqual(keychain.tags, [])
        XCTAssertNil(try KeychainCounters().read(id: "ikd.vault.manifest"))
    }

    func testALockedPhoneDoesNotOpenTheApp() async throws {
        let phone = try phone(in: try await Shared.sandbox(), home: URL(fileURLWithPath: "/proc/no-folder"))
        XCTAssertThrowsError(try phone.open())
    }

    private func register(_ phone: IkdPhone, _ person: Person, in sandbox: Sandbox) async throws {
        let citizen = Citizen(person, with: try open(phone), in: sandbox)
        try citizen.fillsIn(.short)
        try citizen.takesSelfie()
        try await citizen.submits()
        try await citizen.goesOnFromTheCounterToTheDocuments()
        try citizen.ikd.lock().lock()
    }

    private func assertKeysAreOfTheRightKind() {
        let created = keychain.requests.filter { $0.call == "createKey" }.compactMap { request in
            request.attributes[kSecPrivateKeyAttrs] as? [String: Any]
        }
        for key in created {
            let alias = String(decoding: key[kSecAttrApplicationTag] as? Data ?? Data(), as: UTF8.self)
            let access = key[kSecAttrAccessControl] as? SecAccessControl
            let isForUnlocked = access?.protection == kSecAttrAccessibleWhenUnlockedThisDeviceOnly
            let mustBe = ["ikd.pin.", "ikd.epoch.", "ikd.view.", "ikd.bio."].contains { alias.hasPrefix($0) }
            XCTAssertEqual(isForUnlocked, mustBe, alias)
        }
        XCTAssertTrue(keychain.tags.contains { $0.hasPrefix("ikd.pin.") })
        XCTAssertTrue(keychain.passwords.contains { $0.hasPrefix("org.ikdcore.counter ikd.vault.") })
    }

    private func showsAReadableQR(_ ikd: Ikd, _ sandbox: Sandbox) async throws {
        let presenter = try ikd.presenter()
        let audience = try XCTUnwrap(try presenter.audiences().first { $0.views.contains(.basic) })
        let showing = try presenter.start(kind: .basic, audience: audience.number)
        let keys = try await sandbox.readerKeys()
        let key = try XCTUnwrap(keys[audience.number])
        let view = try ikd.verifier().reader(keys: [key]).read(text: try showing.nextFrame().text)
        let person = try await Shared.people().marriedCouple[1]
        XCTAssertEqual(view.nik, person.nik)
        try showing.end()
    }

    private func isRecognised(_ ikd: Ikd) async throws {
        let lock = try ikd.lock()
        XCTAssertEqual(try lock.biometricStatus(), .ready)
        try await lock.verifyUserByBiometric()
        LookalikeSensor.shared.state.enrolment = Data([2])
        let changed = await failure { try await lock.verifyUserByBiometric() }
        XCTAssertEqual((changed as? IkdError)?.code, .biometricChanged)
        // The PIN makes a new key.
        try await lock.verifyUser(pin: Phone.pin)
        try await lock.verifyUserByBiometric()
    }

    private func phone(in sandbox: Sandbox, home: URL? = nil) throws -> IkdPhone {
        let file: [String: Any] = [
            "name": "IKD Contoh", "example": true, "colours": [String: String](), "app_store_id": "",
            "service": sandbox.service, "service_roots": String(decoding: sandbox.certificate, as: UTF8.self),
            "trust_root": sandbox.trustRoot.base64EncodedString(),
            "embedded_trust": sandbox.trustBundle.base64EncodedString(), "link_host": "localhost",
        ]
        let config = try AppConfig(json: JSONSerialization.data(withJSONObject: file), isRelease: false)
        let home = home ?? sandbox.folder.appendingPathComponent("phones/enclave-\(UUID().uuidString)")
        return IkdPhone(config: config, folder: DataFolder(home: home), version: "0.1.0") { _ in "" }
    }

    /// The objects of an ended app let go of its files within moments.
    private func open(_ phone: IkdPhone) throws -> Ikd {
        for _ in 0..<500 {
            do {
                return try phone.open()
            } catch IkdError.Device(code: .storageBusy, _, _) {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
        return try phone.open()
    }

    private func failure(_ work: () async throws -> Void) async -> (any Error)? {
        do {
            try await work()
            return nil
        } catch {
            return error
        }
    }
}
