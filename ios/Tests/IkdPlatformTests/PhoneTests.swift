import Foundation
import IkdAppTestSupport
import IkdCore
import IkdShell
import Network
import UIKit
import XCTest
import os

@testable import IkdPlatform

/// Clock, log and network of the phone.
final class PhoneTests: XCTestCase {
    func testTheClocksAreReadAtOneMoment() throws {
        let first = try BootClock().read()
        let second = try BootClock().read()
        XCTAssertEqual(first.bootId.count, 16)
        XCTAssertEqual(first.bootId, second.bootId)
        XCTAssertLessThanOrEqual(first.bootMs, second.bootMs)
        XCTAssertLessThan(abs(Double(first.wallMs) - Date().timeIntervalSince1970 * 1000), 5000)
    }

    func testLinesOfTheLogArePublicWordsAndANumber() throws {
        let table: [(Severity, OSLogType)] = [
            (.debug, .debug), (.info, .info), (.warning, .error), (.fault, .fault),
        ]
        for (severity, level) in table {
            try SystemLog().log(line: LogLine(severity: severity, event: "vault.unlock", outcome: "ok", number: 412))
            XCTAssertEqual(
                LookalikeLog.shared.lines.last,
                .init(name: "org.ikdcore.app/core", level: level, text: "vault.unlock ok 412"))
        }
    }

    func testOnlyAReturnOfTheConnectionIsTold() async throws {
        let stream = NetworkWatch.returns()
        let network = LookalikeNetwork.shared
        network.change(to: .satisfied)
        network.change(to: .unsatisfied)
        network.change(to: .unsatisfied)
        network.change(to: .satisfied)
        network.change(to: .satisfied)
        let watchers = network.watchers
        let reading = Task { () -> Int in
            var count = 0
            for await _ in stream { count += 1 }
            return count
        }
        // The one return has been kept for the reader.
        try await Task.sleep(nanoseconds: 50_000_000)
        reading.cancel()
        let count = await reading.value
        XCTAssertEqual(count, 1)
        XCTAssertEqual(network.watchers, watchers - 1, "the watch ends with its stream")
    }
}

/// What the screens ask of the phone.
@MainActor
final class PhoneShellTests: XCTestCase, @unchecked Sendable {
    private let settings = UserDefaults(suiteName: "org.ikdcore.tests") ?? .standard

    private func shell() throws -> PhoneShell {
        PhoneShell(config: try AppConfig(json: AppFolder.data("ikd.json"), isRelease: true), settings: settings)
    }

    func testBrightnessIsRestoredToWhatItWas() async throws {
        let shell = try shell()
        UIScreen.main.brightness = 0.3
        shell.fullBrightness(true)
        shell.fullBrightness(true)
        XCTAssertEqual(UIScreen.main.brightness, 1)
        shell.fullBrightness(false)
        XCTAssertEqual(UIScreen.main.brightness, 0.3)
        UIScreen.main.brightness = 0.6
        shell.fullBrightness(false)
        XCTAssertEqual(UIScreen.main.brightness, 0.6)
    }

    func testTheScreenStaysOnWhileAsked() async throws {
        let shell = try shell()
        shell.keepAwake(true)
        XCTAssertTrue(UIApplication.shared.isIdleTimerDisabled)
        shell.keepAwake(false)
        XCTAssertFalse(UIApplication.shared.isIdleTimerDisabled)
    }

    func testAFileIsOfferedUnderItsNameAndRemovedAfterwards() async throws {
        let window = UIWindow()
        let root = UIViewController()
        window.rootViewController = root
        let scene = UIWindowScene()
        scene.windows = [window]
        UIApplication.shared.connectedScenes = [scene]
        try shell().share(name: "aktivitas.json", data: Data("x".utf8))
        let sheet = try XCTUnwrap(root.presentedViewController as? UIActivityViewController)
        let file = try XCTUnwrap(sheet.items.first as? URL)
        XCTAssertEqual(file.lastPathComponent, "aktivitas.json")
        XCTAssertEqual(try Data(contentsOf: file), Data("x".utf8))
        sheet.completionWithItemsHandler?(nil, true, nil, nil)
        XCTAssertFalse(FileManager.default.fileExists(atPath: file.path))
        UIApplication.shared.connectedScenes = []
    }

    func testSettingsAndStoreAreOpened() async throws {
        let shell = try shell()
        UIApplication.shared.opened = []
        shell.openSettings()
        shell.openStore()
        XCTAssertEqual(
            UIApplication.shared.opened.map(\.absoluteString), ["app-settings:", "https://apps.apple.com/app/id"])
    }

    func testEachHapticIsItsOwn() async throws {
        let shell = try shell()
        let ticks = UISelectionFeedbackGenerator.count
        UINotificationFeedbackGenerator.felt = []
        shell.feel(.tick)
        shell.feel(.refused)
        shell.feel(.done)
        XCTAssertEqual(UISelectionFeedbackGenerator.count, ticks + 1)
        XCTAssertEqual(UINotificationFeedbackGenerator.felt, [.error, .success])
    }

    func testVoiceOverIsSpokenTo() async throws {
        let shell = try shell()
        UIAccessibility.isVoiceOverRunning = true
        XCTAssertTrue(shell.screenReaderIsOn)
        UIAccessibility.isVoiceOverRunning = false
        shell.announce("QR terbaca")
        XCTAssertEqual(UIAccessibility.posted.last, "QR terbaca")
    }

    func testTheChosenLanguageOutlivesTheApp() async throws {
        settings.removePersistentDomain(forName: "org.ikdcore.tests")
        XCTAssertNil(try shell().language)
        try shell().language = .english
        XCTAssertEqual(try shell().language, .english)
        XCTAssertEqual(PhoneShell.chosenLanguage(in: settings), .english)
        try shell().language = .indonesian
        XCTAssertEqual(try shell().language, .indonesian)
        try shell().language = nil
        XCTAssertNil(try shell().language)
    }

    func testKeyboardsOfOtherAppsAreRefused() async throws {
        let delegate = AppDelegate()
        XCTAssertFalse(delegate.application(.shared, shouldAllowExtensionPointIdentifier: .keyboard))
    }

    func testARecordedScreenIsNoticed() async throws {
        let shell = try shell()
        let changes = shell.screenCaptureChanges()
        UIScreen.main.isCaptured = true
        defer { UIScreen.main.isCaptured = false }
        NotificationCenter.default.post(name: UIScreen.capturedDidChangeNotification, object: nil)
        var iterator = changes.makeAsyncIterator()
        let isCaptured = await iterator.next()
        XCTAssertEqual(isCaptured, true)
        XCTAssertTrue(shell.screenIsCaptured)
    }

    func testTheLockOfThePhoneIsTold() async throws {
        let locks = Notices.phoneLocks()
        NotificationCenter.default.post(
            name: UIApplication.protectedDataWillBecomeUnavailableNotification, object: nil)
        var iterator = locks.makeAsyncIterator()
        let told: Void? = await iterator.next()
        XCTAssertNotNil(told)
    }
}
