import Foundation
import IkdAppTestSupport
import IkdCore
import XCTest

@testable import IkdPlatform

/// The one file of an operator.
final class AppConfigTests: XCTestCase {
    func testTheCommittedFileIsRead() throws {
        let config = try AppConfig(json: AppFolder.data("ikd.json"), isRelease: true)
        XCTAssertEqual(config.name, "IKD Contoh")
        XCTAssertTrue(config.example)
        XCTAssertEqual(config.formShape, .short)
        let core = try config.core(dataDir: "/d", version: "1.2.3")
        XCTAssertEqual(core.service, "https://ikd.example")
        XCTAssertEqual(core.linkHost, "ikd.example")
        XCTAssertEqual(core.dataDir, "/d")
        XCTAssertEqual(core.appVersion, AppVersion(major: 1, minor: 2, patch: 3))
    }

    func testItHasTheMembersOfTheFileForAndroid() throws {
        let other = "../../android/app/src/main/assets/ikd.json"
        var members = try Self.members(AppFolder.data("ikd.json"))
        XCTAssertNotNil(members.remove("app_store_id"), "only the App Store needs a number")
        XCTAssertEqual(members, try Self.members(AppFolder.data(other)))
    }

    func testKeysAreBase64ForAddresses() throws {
        let config = try AppConfig(json: file(["trust_root": "-_8", "embedded_trust": "AQID"]), isRelease: true)
        let core = try config.core(dataDir: "", version: "")
        XCTAssertEqual(core.trustRoot, Data([0xfb, 0xff]))
        XCTAssertEqual(core.embeddedTrust, Data([1, 2, 3]))
        let broken = try AppConfig(json: file(["trust_root": "?"]), isRelease: true)
        XCTAssertThrowsError(try broken.core(dataDir: "", version: ""))
    }

    func testAReleaseRefusesTheSandboxAndADebugBuildDoesNot() async throws {
        let sandbox = try await Sandbox.running()
        let roots = String(decoding: sandbox.certificate, as: UTF8.self)
        let json = try file(["service_roots": roots])
        XCTAssertThrowsError(try AppConfig(json: json, isRelease: true)) {
            XCTAssertTrue($0 is AppConfig.SandboxInRelease)
        }
        XCTAssertNoThrow(try AppConfig(json: json, isRelease: false))
        // Also as one of several.
        let several = try file(["service_roots": "comment\n-----BEGIN CERTIFICATE-----\nAA==\n\(roots)"])
        XCTAssertThrowsError(try AppConfig(json: several, isRelease: true))
    }

    func testAFileThatIsNoConfigurationIsRefused() {
        for text in ["", "[]", "{}", #"{"name": 1}"#] {
            XCTAssertThrowsError(try AppConfig(json: Data(text.utf8), isRelease: false)) {
                XCTAssertTrue($0 is AppConfig.Malformed)
            }
        }
    }

    func testAVersionIsThreeNumbers() {
        XCTAssertEqual(AppConfig.appVersion("2.10"), AppVersion(major: 2, minor: 10, patch: 0))
        XCTAssertEqual(AppConfig.appVersion("1.4.2-beta"), AppVersion(major: 1, minor: 4, patch: 2))
        XCTAssertEqual(AppConfig.appVersion(""), AppVersion(major: 0, minor: 0, patch: 0))
    }

    private func file(_ changes: [String: Any]) throws -> Data {
        var members = try XCTUnwrap(
            JSONSerialization.jsonObject(with: AppFolder.data("ikd.json")) as? [String: Any])
        members.merge(changes) { $1 }
        return try JSONSerialization.data(withJSONObject: members)
    }

    private static func members(_ json: Data) throws -> Set<String> {
        Set(try XCTUnwrap(JSONSerialization.jsonObject(with: json) as? [String: Any]).keys)
    }
}
