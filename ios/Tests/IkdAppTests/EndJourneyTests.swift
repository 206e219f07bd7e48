import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// Ways to the end of a registered phone, against the running service.
@MainActor
final class EndJourneyTests: JourneyTestCase, @unchecked Sendable {
    func testABlockedPersonWaitsUntilTheBlockEnds() async throws {
        let person = try await Shared.people().longName
        let stand = try stand(try await Shared.registeredPhone())
        try await stand.see(.lock)
        try await Office.block(nik: person.nik, true)
        do {
            // The update that follows the opening finds the block.
            try await stand.pin(Phone.pin, then: .pinOpen)
            try await stand.see(.blocked)
            try await stand.press(.commonCheckAgain)
            try await stand.read(.blockedStill)
        } catch {
            try await Office.block(nik: person.nik, false)
            throw error
        }
        try await Office.block(nik: person.nik, false)
        try await stand.press(.commonCheckAgain)
        try await stand.see(.lock)
        try await stand.pin(Phone.pin, then: .pinOpen)
        try await stand.see(.home)
    }

    func testAnErasedPhoneStartsAgain() async throws {
        let stand = try await opened()
        try await toSettings(stand, .settingsErase, .erase)
        try await stand.press(.eraseConfirm)
        try await stand.pin(Phone.pin, then: .eraseConfirm)
        try await stand.see(.welcome)
    }

    func testTenWrongPinsEraseTheDocuments() async throws {
        let clock = MovedClock()
        let stand = try stand(try await Shared.registeredPhone(), clock: clock)
        try await stand.see(.lock)
        for number in 0..<10 {
            try await stand.pin("91827\(number)", then: .pinOpen)
            guard number < 9 else { break }
            let lock = try XCTUnwrap(stand.running.kept(LockModel.self).first)
            try await stand.wait("the answer to \(number)") { lock.message != nil && !lock.isWorking }
            // Longer than any wait between two tries.
            clock.move(seconds: 48 * 3600)
            try await stand.see(.lock)
            try await stand.wait("the end of the wait") { lock.waitMs == 0 }
        }
        try await stand.see(.unusable)
        try await stand.read(UnusableReason.wiped.text)
        try await stand.press(.lostRegisterAgain)
        try await stand.see(.welcome)
    }

    func testAForgottenPinLeadsThroughTheErasureToAnEmptyApp() async throws {
        let stand = try stand(try await Shared.registeredPhone())
        try await stand.see(.lock)
        try await stand.press(.pinForgot)
        try await stand.see(.forgotPin)
        try await stand.press(.settingsErase)
        try await stand.press(.eraseConfirm)
        try await stand.wait("the empty app") {
            stand.running.update()
            return stand.visits.last == .welcome || stand.visits.last == .unusable
        }
        if stand.visits.last == .unusable { try await stand.press(.lostRegisterAgain) }
        try await stand.see(.welcome)
    }
}
