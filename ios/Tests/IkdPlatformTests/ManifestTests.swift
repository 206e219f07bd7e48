import Foundation
import XCTest

@testable import IkdPlatform

/// What the app tells Apple, the phone and the person: privacy manifest, purpose strings, project.
final class ManifestTests: XCTestCase {
    func testThePrivacyManifestTracksNobody() throws {
        let manifest = try manifest()
        XCTAssertEqual(manifest["NSPrivacyTracking"] as? Bool, false)
        XCTAssertEqual((manifest["NSPrivacyTrackingDomains"] as? [String])?.count, 0)
        let types = try XCTUnwrap(manifest["NSPrivacyCollectedDataTypes"] as? [[String: Any]])
        for type in types {
            XCTAssertEqual(type["NSPrivacyCollectedDataTypeTracking"] as? Bool, false)
            XCTAssertEqual(type["NSPrivacyCollectedDataTypeLinked"] as? Bool, true)
            XCTAssertEqual(
                type["NSPrivacyCollectedDataTypePurposes"] as? [String],
                ["NSPrivacyCollectedDataTypePurposeAppFunctionality"])
        }
        let prefix = "NSPrivacyCollectedDataType"
        XCTAssertEqual(
            types.compactMap { ($0[prefix] as? String)?.dropFirst(prefix.count) },
            ["Name", "EmailAddress", "PhoneNumber", "PhotosorVideos", "UserID", "DeviceID", "OtherDataTypes"])
    }

    func testEachReasonOfThePrivacyManifestIsForSomethingTheAppDoes() throws {
        let types = try XCTUnwrap(manifest()["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        let reasons = try types.map { type in
            (
                try XCTUnwrap(type["NSPrivacyAccessedAPIType"] as? String),
                try XCTUnwrap(type["NSPrivacyAccessedAPITypeReasons"] as? [String])
            )
        }
        let prefix = "NSPrivacyAccessedAPICategory"
        XCTAssertEqual(
            Dictionary(reasons) { $0 + $1 },
            [
                prefix + "SystemBootTime": ["35F9.1"],
                // The Rust library's and its SQLite's, whose symbols Apple sees in the app.
                prefix + "FileTimestamp": ["C617.1"],
                prefix + "DiskSpace": ["E174.1"],
                prefix + "UserDefaults": ["CA92.1"],
            ])
        let sources = try AppFolder.sources()
        XCTAssertTrue(sources.contains("UserDefaults"), "then CA92.1 is no longer needed")
        XCTAssertTrue(sources.contains("clock_gettime_nsec_np"), "then 35F9.1 may no longer be needed")
        // Other categories that need a reason.
        for word in ["activeInputModes", "volumeAvailableCapacity", "creationDate", "modificationDate"] {
            XCTAssertFalse(sources.contains(word), word)
        }
    }

    func testPurposesAreGivenInBothLanguages() throws {
        let catalogue = try XCTUnwrap(
            JSONSerialization.jsonObject(with: AppFolder.data("InfoPlist.xcstrings")) as? [String: Any])
        XCTAssertEqual(catalogue["sourceLanguage"] as? String, "id")
        let strings = try XCTUnwrap(catalogue["strings"] as? [String: [String: Any]])
        let project = try AppFolder.text("project.yml")
        XCTAssertEqual(
            strings.keys.sorted(), ["CFBundleDisplayName", "NSCameraUsageDescription", "NSFaceIDUsageDescription"])
        for (key, entry) in strings {
            let languages = try XCTUnwrap(entry["localizations"] as? [String: [String: [String: String]]])
            XCTAssertEqual(languages.keys.sorted(), ["en", "id"], key)
            let texts = languages.compactMapValues { $0["stringUnit"]?["value"] }
            XCTAssertNotEqual(texts["id"], texts["en"], key)
            // Xcode takes the key from Info.plist only if it is there.
            XCTAssertTrue(project.contains("\(key): \(try XCTUnwrap(texts["id"]))"), key)
        }
    }

    func testTheSourcesAskForNothingWithoutAPurpose() throws {
        let sources = try AppFolder.sources()
        for framework in ["Contacts", "CoreLocation", "Photos", "CoreBluetooth", "EventKit", "AdSupport"] {
            XCTAssertFalse(sources.contains("import \(framework)\n"), framework)
        }
        // The picker of PhotosUI needs no permission; the library does.
        XCTAssertFalse(sources.contains("PHPhotoLibrary"))
    }

    func testTheProjectWeakensNoProtection() throws {
        let project = try AppFolder.text("project.yml")
        // No exception from TLS, no files in the Files app, no copies in iCloud.
        for key in ["NSAppTransportSecurity", "UIFileSharingEnabled", "LSSupportsOpeningDocumentsInPlace", "icloud"] {
            XCTAssertFalse(project.contains(key), key)
        }
        XCTAssertTrue(project.contains("com.apple.developer.default-data-protection: NSFileProtectionComplete"))
        XCTAssertTrue(project.contains("ITSAppUsesNonExemptEncryption:"))
        XCTAssertTrue(project.contains("CFBundleLocalizations: [id, en]"))
        XCTAssertTrue(project.contains("CFBundleDevelopmentRegion: id"))
        XCTAssertTrue(project.contains("EXCLUDED_SOURCE_FILE_NAMES: ikd-debug.json"))
    }

    func testLinksAreThoseOfTheConfiguration() throws {
        let config = try XCTUnwrap(
            JSONSerialization.jsonObject(with: AppFolder.data("ikd.json")) as? [String: Any])
        let host = try XCTUnwrap(config["link_host"] as? String)
        XCTAssertTrue(try AppFolder.text("project.yml").contains(#"associated-domains: ["applinks:\#(host)"]"#))
    }

    func testNothingNeedsAnIOSNewerThanThePackageSays() throws {
        XCTAssertTrue(try AppFolder.text("project.yml").contains(#"deploymentTarget: { iOS: "15.0" }"#))
        XCTAssertTrue(try AppFolder.text("Package.swift").contains(".iOS(.v15)"))
        let sources = try AppFolder.sources()
        for newer in ["NavigationStack", "@Bindable", "@Observable", "ShareLink", "PhotosPicker", "#available(iOS 1"] {
            XCTAssertFalse(sources.contains(newer), newer)
        }
    }

    func testScreensKnowThePhoneOnlyByItsShell() throws {
        let shell = try AppFolder.imports(of: "Sources/IkdShell")
        XCTAssertTrue(shell.isSubset(of: ["Foundation", "IkdCore"]), "\(shell)")
        let screens = try AppFolder.imports(of: "Sources/IkdApp")
        XCTAssertTrue(screens.isSubset(of: ["Combine", "Foundation", "IkdCore", "IkdShell", "SwiftUI"]), "\(screens)")
        let phone = try AppFolder.imports(of: "Sources/IkdPlatform")
        XCTAssertFalse(phone.contains("IkdApp"))
    }

    func testPersonalDataIsInNoLogAndNoClipboard() throws {
        let sources = try AppFolder.sources()
        for call in ["print(", "NSLog(", "debugPrint(", "dump(", "os_log("] {
            XCTAssertFalse(sources.contains(" \(call)"), call)
        }
        XCTAssertFalse(sources.contains("UIPasteboard"))
    }

    private func manifest() throws -> [String: Any] {
        let plist = try PropertyListSerialization.propertyList(
            from: AppFolder.data("PrivacyInfo.xcprivacy"), format: nil)
        return try XCTUnwrap(plist as? [String: Any])
    }
}
