import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// People with the app, against the running service and with the library as it ships.
@MainActor
final class JourneyTests: JourneyTestCase, @unchecked Sendable {
    func testACitizenGoesFromWelcomeToAQrThatAReaderAccepts() async throws {
        let sandbox = try await Shared.sandbox()
        let person = try await Shared.people().marriedCouple[0]
        let phone = try await Shared.emptyPhone()
        let clock = MovedClock()
        var stand = try stand(phone, shape: .long, clock: clock)

        try await begin(stand)
        try await stand.see(.formLong)
        try await restarted(&stand, phone, shape: .long, clock: clock, at: .formLong)
        try await fillIn(stand, person)
        try await stand.type(person.name, into: .fieldName)
        try await stand.press(person.sex == "male" ? .sexMale : .sexFemale)
        try await stand.type(person.birthPlace, into: .fieldBirthPlace)
        try await stand.type(person.birthDate, into: .fieldBirthDate)
        try await stand.press(.termsReceiptSave)
        try await stand.wait("the receipt") {
            stand.shell.asked.contains { if case .share = $0 { true } else { false } }
        }
        try await stand.press(.commonNext)
        try await stand.see(.selfie)
        try await restarted(&stand, phone, shape: .long, clock: clock, at: .selfie)
        try await takeSelfie(stand)

        try await stand.see(.pairScan)
        XCTAssertTrue(stand.visits.contains(.sending))
        try await restarted(&stand, phone, shape: .long, clock: clock, at: .pairScan)
        try await stand.press(.pairingShowMine)
        try await stand.see(.pairShow)
        try await stand.wait("our QR") { stand.running.find(stand.texts(.pairingShowQr)) != nil }
        XCTAssertTrue(stand.shell.isBright)
        try await stand.press(.pairingScanInstead)
        let digits = try await pair(stand, sandbox)
        try await restarted(&stand, phone, shape: .long, clock: clock, at: .digits)
        try await stand.press(.digitsSame)
        let outcome = try await sandbox.officerApproves(digits: digits)
        XCTAssertEqual(outcome, "code-sent")
        try await stand.press(.waitingCheck)
        try await stand.see(.activation)

        let code = try await sandbox.activationCode(email: person.email)
        let wrong = code == "000000" ? "000001" : "000000"
        try await activate(stand, sandbox, code: wrong)
        try await stand.wait("what was wrong") { stand.running.find(stand.texts(.codeLabel))?.hint?.isEmpty == false }
        try await activate(stand, sandbox, code: code)
        try await stand.see(.newPin)
        try await restarted(&stand, phone, shape: .long, clock: clock, at: .newPin)
        try await stand.pin("123456", then: .commonNext)
        try await stand.read(.pinRuleSeries)
        try await stand.pin(Phone.pin, then: .commonNext)
        try await stand.read(.newPinSecond)
        try await stand.pin(Phone.pin, then: .commonNext)

        try await stand.see(.home)
        try await documents(stand, person)
        try await qr(stand, sandbox, person)
        try await settings(stand)
        try await theLock(stand, clock)
        try await restarted(&stand, phone, shape: .long, clock: clock, at: .lock)
        try await stand.pin(Phone.pin, then: .pinOpen)
        try await stand.see(.home)
        try await stand.press(.homeKtpAll)
        try await stand.see(.ktp)
        try await released(stand, phone, clock)
    }

    /// The phone is released from the settings; a copy made before learns it from the service.
    private func released(_ stand: Stand, _ phone: Phone, _ clock: MovedClock) async throws {
        let other = try self.stand(try phone.copy(named: "released"), clock: clock)
        try await other.see(.lock)
        try await other.pin(Phone.pin, then: .pinOpen)
        try await other.see(.home)
        try await stand.press(.homeTitle)
        try await toSettings(stand, .settingsRelease, .release)
        try await stand.press(.releaseConfirm)
        try await stand.pin(Phone.pin, then: .releaseConfirm)
        try await stand.see(.welcome)
        try await other.press(.documentsTitle)
        try await other.press(.documentsUpdate)
        try await other.see(.released)
        try await other.press(.settingsErase)
        try await other.press(.eraseConfirm)
        try await other.see(.welcome)
    }

    private func documents(_ stand: Stand, _ person: Person) async throws {
        try await stand.press(.homeKtpAll)
        try await stand.see(.ktp)
        XCTAssertTrue(stand.running.texts.contains(person.name))
        try await stand.press(.detailNumberShow)
        let nik = try numberText(number: person.nik)
        try await stand.wait("the NIK") { stand.running.texts.contains(nik.grouped) }
        try await stand.press(.commonBack)
        try await stand.press(.documentsTitle)
        try await stand.see(.documents)
        let kinds = Set(try stand.model.ikd.documents().list().documents.map(\.kind))
        XCTAssertTrue(kinds.isSuperset(of: [.ktp, .familyCard, .biodata]))
        for kind in kinds {
            try await stand.press(kind.text)
            try await stand.see(kind.screen)
            try await stand.press(.commonBack)
            try await stand.see(.documents)
        }
        try await stand.press(.homeTitle)
        try await stand.press(.homeFamily)
        try await stand.see(.familyCard)
        try await stand.press(person.name)
        try await stand.see(.member)
        try await stand.press(.homeTitle)
        try await stand.see(.home)
    }

    private func qr(_ stand: Stand, _ sandbox: Sandbox, _ person: Person) async throws {
        let keys = try await sandbox.readerKeys()
        let audience = try XCTUnwrap(stand.model.ikd.presenter().audiences().first { keys[$0.number] != nil })
        try await stand.press(.showTitle)
        try await stand.see(.showChoose)
        try await stand.press(audience.nameId)
        try await stand.press(.showStart)
        try await stand.see(.showQr)
        let show = try XCTUnwrap(stand.running.kept(UnlockedModel.self).first).show
        let first = try XCTUnwrap(show.shown?.frame)
        XCTAssertTrue(stand.shell.isBright && stand.shell.isAwake)
        XCTAssertNotNil(stand.running.find(stand.texts(.showQr)))
        try await stand.wait("the next code") { show.shown.map { $0.frame.text != first.text } ?? false }
        let frame = try XCTUnwrap(show.shown?.frame)
        let key = try XCTUnwrap(keys[audience.number])
        let seen = try stand.model.ikd.verifier().reader(keys: [key]).read(text: frame.text)
        XCTAssertEqual(seen.nik, person.nik)
        XCTAssertNil(seen.ktp, "the least was chosen beforehand")
        try await stand.press(.commonDone)
        try await stand.see(.showChoose)
        try await stand.press(.homeTitle)
        try await stand.press(.homeActivity)
        try await stand.read(.logWhole)
        try await stand.press(.commonSaveCopy)
        try await stand.wait("the copy") {
            stand.shell.asked.contains { if case .share(let name, _) = $0 { name.hasPrefix("histori") } else { false } }
        }
        try await stand.press(.commonBack)
    }

    private func settings(_ stand: Stand) async throws {
        try await stand.press(.homeSettings)
        for (row, id) in [
            (TextKey.settingsLanguage, ScreenId.chooseLanguage), (.settingsData, .traffic),
            (.scamTitle, .neverAsked),
            (.settingsRelease, .release), (.settingsErase, .erase),
        ] {
            try await stand.press(row)
            try await stand.see(id)
            try await stand.press(.commonBack)
            try await stand.see(.settings)
        }
        try await stand.press(.settingsAbout)
        try await stand.press(.aboutLicences)
        try await stand.see(.licences)
        try await stand.press(.commonBack)
        try await stand.press(.commonBack)
        try await stand.press(.settingsPin)
        try await stand.pin(Phone.pin, then: .commonNext)
        try await stand.pin("748306", then: .commonNext)
        try await stand.read(.changePinRepeat)
        try await stand.pin("748306", then: .commonNext)
        try await stand.read(.changePinChanged)
        try await stand.press(.commonDone)
        try await stand.press(.settingsPin)
        try await stand.pin("748306", then: .commonNext)
        try await stand.pin(Phone.pin, then: .commonNext)
        try await stand.read(.changePinRepeat)
        try await stand.pin(Phone.pin, then: .commonNext)
        try await stand.read(.changePinChanged)
        try await stand.press(.commonDone)
        try await stand.press(.commonBack)
        try await stand.see(.home)
    }

    private func theLock(_ stand: Stand, _ clock: MovedClock) async throws {
        try await stand.press(.navLock)
        try await stand.see(.lock)
        for wrong in ["918273", "918274", "918275"] {
            try await stand.pin(wrong, then: .pinOpen)
            let lock = try XCTUnwrap(stand.running.kept(LockModel.self).first)
            try await stand.wait("the answer") { lock.message != nil && !lock.isWorking }
            stand.running.update()
        }
        try await stand.see(.lockWait)
        clock.move(seconds: 3600)
        try await stand.see(.lock)
        try await stand.pin(Phone.pin, then: .pinOpen)
        try await stand.see(.home)
        stand.model.wentToBackground()
        try await Task.sleep(nanoseconds: 200_000_000)
        clock.move(seconds: 60)
        stand.model.cameToForeground()
        try await stand.see(.lock)
    }

    func testARejectedPersonCorrectsPhotographAndFormAndGivesUp() async throws {
        let sandbox = try await Shared.sandbox()
        let person = try await Shared.people().adult
        let phone = try await Shared.emptyPhone()
        let stand = try stand(phone)
        try await begin(stand)
        try await stand.see(.formShort)
        try await fillIn(stand, person)
        try await stand.press(.commonNext)
        try await takeSelfie(stand)

        var digits = try await pair(stand, sandbox)
        try await sandbox.officerRejects(digits: digits, reason: "face-mismatch")
        try await stand.press(.waitingCheck)
        try await stand.see(.rejected)
        try await stand.read(.rejectionFaceMismatch)
        try await stand.press(.rejectionOptionPhoto)
        try await takeSelfie(stand)

        digits = try await pair(stand, sandbox)
        try await sandbox.officerRejects(digits: digits, reason: "data-mismatch")
        try await stand.press(.waitingCheck)
        try await stand.see(.rejected)
        try await stand.press(.rejectionOptionForm)
        try await stand.see(.formShort)
        try await stand.wait("the kept entries") {
            stand.running.heard.contains { $0.typed?.replacingOccurrences(of: " ", with: "") == person.nik }
        }
        let amended = "berubah.\(person.email)"
        try await stand.type(amended, into: .fieldEmail)
        try await stand.press(.commonNext)
        try await stand.see(.pairScan)
        XCTAssertEqual(try stand.model.ikd.registration().draft().email, amended)
        digits = try await pair(stand, sandbox)
        _ = try await sandbox.officerApproves(digits: digits)
        try await stand.press(.waitingCheck)
        try await stand.see(.activation)
        // The mail goes to the amended address.
        let code = try await sandbox.activationCode(email: amended)
        XCTAssertEqual(code.count, 6)
        try await stand.press(.conflictOptionGiveUp)
        try await stand.see(.giveUp)
        try await stand.press(.giveUpConfirm)
        try await stand.see(.welcome)
    }

    func testAnAccountOnAnotherPhoneIsAConflict() async throws {
        _ = try await Shared.registeredPhone()
        let sandbox = try await Shared.sandbox()
        let person = try await Shared.people().longName
        let stand = try stand(try Phone("conflict", in: sandbox))
        try await begin(stand)
        try await stand.see(.formShort)
        try await fillIn(stand, person)
        try await stand.press(.commonNext)
        try await takeSelfie(stand)
        let digits = try await pair(stand, sandbox)
        let outcome = try await sandbox.officerApproves(digits: digits)
        XCTAssertEqual(outcome, "second-device")
        try await stand.press(.waitingCheck)
        try await stand.see(.conflict)
        try await stand.press(.conflictOptionGiveUp)
        try await stand.press(.giveUpConfirm)
        try await stand.see(.welcome)
    }
}
