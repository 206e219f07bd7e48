import Foundation
import IkdCore
import IkdTestSupport
import XCTest

/// A citizen, from the welcome screen to a reader that accepts the code.
final class JourneyTests: XCTestCase {
    func testACitizenRegistersAndShowsACode() async throws {
        let sandbox = try await Shared.sandbox()
        let phone = try await Shared.emptyPhone()
        let ikd = try phone.open()
        let citizen = Citizen(try await Shared.people().marriedCouple[0], with: ikd, in: sandbox)
        XCTAssertEqual(try ikd.stage(), .welcome)

        try citizen.fillsIn(.long)
        XCTAssertEqual(try ikd.stage(), .registering(step: .selfie))

        try citizen.takesSelfie()
        guard case .registering(step: .uploading(sent: 0, let total)) = try ikd.stage() else {
            return XCTFail("the portrait is not ready to be sent")
        }
        XCTAssertLessThanOrEqual(total, 110_000)
        XCTAssertEqual(
            try ikd.registration().uploadProgress(),
            UploadProgress(sent: 0, total: total, remainingMs: nil, stalled: false))
        XCTAssertEqual(try ikd.registration().formShape(), .long)

        try await citizen.submits()
        XCTAssertEqual(try ikd.stage(), .registering(step: .officePairing))

        try await citizen.pairsWithCounter()
        XCTAssertEqual(try citizen.digits().count, 4)
        let outcome = try await citizen.isApproved()
        XCTAssertEqual(outcome, "code-sent")

        try await citizen.activates()
        XCTAssertEqual(try ikd.stage(), .registering(step: .createPin))
        XCTAssertThrowsError(try ikd.lock().checkPin(pin: "123456")) { error in
            guard case IkdError.UnsuitablePin(code: _, rule: .series) = error else {
                return XCTFail("\(error)")
            }
        }

        try await citizen.choosesPIN()
        XCTAssertEqual(try ikd.stage(), .unlocked)

        _ = try await ikd.documents().sync()
        try theDocumentsOpen(ikd, of: citizen.person)
        try await aReaderAcceptsTheCode(ikd, of: citizen.person)
        try theActivityLogTells(ikd)

        try ikd.lock().lock()
        XCTAssertEqual(try ikd.stage(), .locked(attemptsLeft: 10, attemptsMentioned: nil, retryAfterMs: 0))
        try await ikd.lock().unlock(pin: Phone.pin)
        XCTAssertEqual(try ikd.stage(), .unlocked)
    }

    func testTheCounterCanScanThePhoneInstead() async throws {
        let citizen = try await somebodyAtTheCounter()
        let qr = try citizen.ikd.registration().pairingQr()
        XCTAssertEqual(qr.modules.count, Int(qr.width * ((qr.width + 7) / 8)))
        XCTAssertTrue((1...120_000).contains(try citizen.ikd.remainingMs(until: qr.expiresAt)))
        try await Shared.sandbox().counterScans(qr.text)
        try await citizen.ikd.registration().checkStatus()
        XCTAssertEqual(try citizen.digits().count, 4)
        try await citizen.ikd.registration().giveUp()
        XCTAssertEqual(try citizen.ikd.stage(), .welcome)
    }

    func testARejectedPhotographIsTakenAgain() async throws {
        let citizen = try await somebodyAtTheCounter()
        try await citizen.pairsWithCounter()
        try await Shared.sandbox().officerRejects(digits: try citizen.digits(), reason: "face-mismatch")
        let registration = try citizen.ikd.registration()
        try await registration.checkStatus()
        guard
            case .registering(step: .rejected(reason: .faceMismatch, note: _, let options)) = try citizen.ikd.stage()
        else {
            return XCTFail("the phone does not show the rejection")
        }
        XCTAssertTrue(options.contains(.photo))

        try await registration.amend(form: nil, portrait: try citizen.portrait())
        try await registration.submit()
        XCTAssertEqual(try citizen.ikd.stage(), .registering(step: .officePairing))
        try await registration.giveUp()
    }

    /// A person whose form and portrait have arrived.
    private func somebodyAtTheCounter(_ name: String = #function) async throws -> Citizen {
        let ikd = try await Shared.emptyPhone(name).open()
        let citizen = Citizen(try await Shared.people().adult, with: ikd, in: try await Shared.sandbox())
        try citizen.fillsIn(.short)
        try citizen.takesSelfie()
        try await citizen.submits()
        return citizen
    }

    private func theDocumentsOpen(_ ikd: Ikd, of person: Person) throws {
        let documents = try ikd.documents()
        let list = try documents.list()
        XCTAssertNotNil(list.confirmedAt)
        XCTAssertEqual(try documents.card()?.subjectNik, person.nik)
        XCTAssertEqual(try numberText(number: "9901010101900001").masked, "•••• •••• •••• ••01")
        XCTAssertEqual(try ikd.warnings(), [.softwareKeys])
        let kinds = Set(list.documents.map(\.kind))
        XCTAssertTrue(kinds.isSuperset(of: [.ktp, .familyCard, .biodata]))
        for summary in list.documents {
            let document = try documents.open(id: summary.id)
            XCTAssertEqual(document.holderNik, person.nik)
            XCTAssertTrue(document.example)
            if case .ktp(let ktp) = document.body {
                XCTAssertEqual(document.subjectNik, person.nik)
                XCTAssertEqual(ktp.name, person.name)
                XCTAssertEqual(document.photo?.prefix(3), Data([0xFF, 0xD8, 0xFF]))
            }
        }
    }

    private func aReaderAcceptsTheCode(_ ikd: Ikd, of person: Person) async throws {
        let presenter = try ikd.presenter()
        let keys = try await Shared.sandbox().readerKeys()
        let audience = try XCTUnwrap(presenter.audiences().first { keys[$0.number] != nil })
        let key = try XCTUnwrap(keys[audience.number])

        let showing = try presenter.start(kind: .basic, audience: audience.number)
        let frame = try showing.nextFrame()
        let another = try showing.nextFrame()
        XCTAssertNotEqual(frame.text, another.text)

        let seen = try ikd.verifier().reader(keys: [key]).read(text: another.text)
        XCTAssertEqual(seen.nik, person.nik)
        XCTAssertEqual(seen.name, person.name)
        XCTAssertTrue(seen.example)
        XCTAssertNil(seen.ktp)
        XCTAssertEqual(seen.ownClock, .inSync)
        XCTAssertFalse(seen.trustOverdue)
        try showing.end()
    }

    private func theActivityLogTells(_ ikd: Ikd) throws {
        let log = try ikd.activity()
        XCTAssertTrue(try log.verify())
        let events = try log.recent(limit: 100).map(\.event)
        XCTAssertEqual(events.last, .activated)
        XCTAssertTrue(events.contains { if case .showingEnded(_, codes: 2) = $0 { true } else { false } })
    }
}
