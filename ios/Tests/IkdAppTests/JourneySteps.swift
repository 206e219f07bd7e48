import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// The machine's clocks, moved on by a test.
final class MovedClock: DeviceClock, @unchecked Sendable {
    private let machine = MachineClock()
    private let lock = NSLock()
    // Guarded by `lock`.
    private var milliseconds: UInt64 = 0

    func move(seconds: UInt64) { lock.withLock { milliseconds += seconds * 1000 } }

    func read() throws -> BootReading {
        let (now, moved) = (try machine.read(), lock.withLock { milliseconds })
        return BootReading(wallMs: now.wallMs + moved, bootMs: now.bootMs + moved, bootId: now.bootId)
    }
}

/// Steps of people with the app, against the running service and with the library as it ships.
@MainActor
class JourneyTestCase: XCTestCase, @unchecked Sendable {
    func stand(_ phone: Phone, shape: FormShape = .short, clock: MovedClock = MovedClock()) throws -> Stand {
        let photograph = try Data(contentsOf: phone.sandbox.photograph)
        return Stand(
            formShape: shape, photograph: photograph,
            open: {
                let own = try phone.services()
                let services = PhoneServices(keystore: own.keystore, clock: clock, counters: own.counters)
                // A process that was killed lets go of its files; here its objects do, within moments.
                for _ in 0..<500 {
                    do {
                        return try phone.open(services)
                    } catch IkdError.Device(code: .storageBusy, _, _) {
                        Thread.sleep(forTimeInterval: 0.02)
                    }
                }
                return try phone.open(services)
            })
    }

    /// The process dies, and a new one opens the same folder.
    func restarted(
        _ stand: inout Stand, _ phone: Phone, shape: FormShape = .short, clock: MovedClock = MovedClock(),
        at id: ScreenId
    ) async throws {
        stand.running.kill()
        weak var old = stand
        weak var model = stand.model
        weak var ikd = try stand.model.ikd
        stand = try self.stand(phone, shape: shape, clock: clock)
        for _ in 0..<200 where ikd != nil { try await Task.sleep(nanoseconds: 10_000_000) }
        XCTAssertNil(old, "the test")
        XCTAssertNil(model, "the model")
        XCTAssertNil(ikd, "the library")
        try await stand.see(id)
    }

    /// The process dies, and lets go of its files.
    func killed(_ stand: inout Stand?) async throws {
        stand?.running.kill()
        weak var ikd = try stand?.model.ikd
        stand = nil
        for _ in 0..<200 where ikd != nil { try await Task.sleep(nanoseconds: 10_000_000) }
        XCTAssertNil(ikd, "the library")
    }

    func begin(_ stand: Stand) async throws {
        try await stand.press(.welcomeRegister)
        try await stand.wait("the notice or a warning") {
            stand.running.update()
            return stand.visits.last == .phoneWarning || stand.visits.last == .officerNotice
        }
        if stand.visits.last == .phoneWarning { try await stand.press(.commonContinueAnyway) }
        try await stand.see(.officerNotice)
        try await stand.press(.noticeAccept)
        try await stand.see(.terms)
        try await stand.press(.termsAgree)
        try await stand.press(.commonNext)
    }

    func fillIn(_ stand: Stand, _ person: Person) async throws {
        // The draft is read before anything is typed.
        try await Task.sleep(nanoseconds: 300_000_000)
        try await stand.type(person.nik, into: .fieldNik)
        try await stand.type(person.email, into: .fieldEmail)
        try await stand.type("0812 3456 7890", into: .fieldPhone)
    }

    func takeSelfie(_ stand: Stand) async throws {
        try await stand.see(.selfie)
        let recording = try XCTUnwrap(ProcessInfo.processInfo.environment["IKD_FRAMES"])
        let person = try Data(contentsOf: URL(fileURLWithPath: recording))
        let started = Date()
        try await stand.wait("the photograph", seconds: 120) {
            let atMs = UInt64(Date().timeIntervalSince(started) * 1000)
            stand.shell.recordedCamera.show(recording: person, atMs: atMs)
            stand.running.update()
            return stand.visits.last == .selfieReview
        }
        try await stand.press(.selfieAccept)
    }

    func pair(_ stand: Stand, _ sandbox: Sandbox) async throws -> String {
        try await stand.see(.pairScan)
        let offer = try await sandbox.counterOffer()
        try await stand.wait("the office") {
            stand.running.update()
            stand.shell.recordedCamera.show(qr: offer)
            return stand.visits.last == .pairConfirm
        }
        try await stand.press(.pairingYes)
        try await stand.see(.digits)
        guard case .registering(step: .awaitingDecision(let digits, _)) = try stand.model.ikd.stage() else {
            throw Stand.Lost(description: "no digits")
        }
        try await stand.read(.digitsBody)
        XCTAssertNotNil(stand.running.find(stand.texts(.digitsSpoken, ["digits": digits.spokenDigits])))
        try await stand.press(.digitsSame)
        try await stand.see(.waiting)
        return digits
    }

    func activate(_ stand: Stand, _ sandbox: Sandbox, code: String) async throws {
        let model = try XCTUnwrap(stand.running.kept(ActivationModel.self).first)
        try await stand.wait("a captcha") { model.captcha != nil && !model.isWorking }
        let id = try XCTUnwrap(model.captcha?.id)
        try await stand.type(code, into: .codeLabel)
        try await stand.type(try await sandbox.captchaAnswer(id: id), into: .codeCaptchaLabel)
        try await stand.press(.codeActivate)
    }

    /// Opens a copy of the registered phone.
    func opened(
        clock: MovedClock = MovedClock(), _ name: String = #function
    ) async throws -> Stand {
        try await opened(try await Shared.registeredPhone(name), clock: clock)
    }

    /// Opens this phone, on which somebody has registered.
    func opened(_ phone: Phone, clock: MovedClock = MovedClock()) async throws -> Stand {
        let stand = try stand(phone, clock: clock)
        try await stand.see(.lock)
        try await stand.pin(Phone.pin, then: .pinOpen)
        try await stand.see(.home)
        return stand
    }

    func toSettings(_ stand: Stand, _ row: TextKey, _ id: ScreenId) async throws {
        try await stand.press(.homeSettings)
        try await stand.see(.settings)
        try await stand.press(row)
        try await stand.see(id)
    }
}
